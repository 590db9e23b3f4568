//! Bodies of several media types: a variant for each.

use super::code::{Code, attributes, ident, table, tokens};
use super::path::Scene;
use super::request::media;
use crate::ir::{Body, Item};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, body: &Body) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let variants = body.variants.iter().map(|(name, ty, media)| {
        let name = ident(name);
        let says = format!(" {}", crate::docs::code(&media.name));
        let ty = tokens(&scene.ty(ty));
        quote!(#[doc = #says] #name(#ty),)
    });
    let definition = quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name { #(#variants)* }
    };
    let rows = body.variants.iter().map(|(name, _, own)| format!("{name}({})", media(own)));
    Code { definition, methods: TokenStream::new(), table: table(&format!("body! {{\n    {name}"), rows, "") }
}
