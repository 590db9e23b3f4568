//! Enumerations.

use super::code::{Code, attributes, ident, literal, table};
use super::path::Scene;
use crate::ir::{Constants, Item};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, constants: &Constants) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let variants = constants.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let says = format!(" {}", crate::docs::code(&variant.value.to_string()));
        quote!(#[doc = #says] #name,)
    });
    let copy = if constants.open.is_some() { TokenStream::new() } else { quote!(Copy,) };
    let open = constants.open.as_ref().map(|other| {
        let other = ident(other);
        let held = if constants.strings { quote!(String) } else { quote!(support::Value) };
        quote!(#[doc = " A value that is not documented."] #other(#held),)
    });
    let order = if constants.strings { quote!(PartialOrd, Ord,) } else { TokenStream::new() };
    let definition = quote! {
        #attributes
        #[derive(Debug, Clone, #copy PartialEq, Eq, #order Hash)]
        pub enum #name { #(#variants)* #open }
    };
    let rows = constants.variants.iter().map(|variant| match variant.value.as_str() {
        Some(text) if constants.strings => format!("{} = {}", variant.name, literal(text)),
        _ => format!("{} = {}", variant.name, literal(&variant.value.to_string())),
    });
    let kind = if constants.strings { "names" } else { "constants" };
    let tail = constants.open.as_ref().map(|other| format!(" open {other}")).unwrap_or_default();
    Code { definition, methods: TokenStream::new(), table: table(&format!("{kind}! {{\n    {name}"), rows, &tail) }
}
