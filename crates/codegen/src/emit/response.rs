//! Responses: a variant for each documented answer.

use super::code::{Code, attributes, docs, ident, literal, table, tokens};
use super::path::Scene;
use super::request::media;
use crate::ir::{Item, Response};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, response: &Response) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let variants = response.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let docs = docs(&variant.docs);
        let status = variant.holds_status.then(|| quote!(#[doc = " The status."] status: u16,));
        let headers = variant.headers.as_ref().map(|ty| {
            let ty = tokens(&scene.ty(ty));
            quote!(#[doc = " The documented header fields."] headers: #ty,)
        });
        let body = variant.body.as_ref().map(|(ty, _)| {
            let ty = tokens(&scene.ty(ty));
            quote!(#[doc = " The body."] body: #ty,)
        });
        if status.is_none() && headers.is_none() && body.is_none() {
            quote!(#docs #name,)
        } else {
            quote!(#docs #name { #status #headers #body },)
        }
    });
    let definition = quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name { #(#variants)* }
    };
    let rows = response.variants.iter().map(|variant| {
        let mut parts = Vec::new();
        parts.extend(variant.holds_status.then(|| "status: ()".to_owned()));
        parts.extend(variant.headers.as_ref().map(|_| "headers: ()".to_owned()));
        parts.extend(variant.body.as_ref().map(|(_, own)| format!("body: {}", own.as_ref().map_or("support::Each".to_owned(), media))));
        let parts = if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) };
        format!("{} => {} {parts}", literal(&variant.status), variant.name)
    });
    Code { definition, methods: TokenStream::new(), table: table(&format!("response! {{\n    {name}"), rows, "") }
}
