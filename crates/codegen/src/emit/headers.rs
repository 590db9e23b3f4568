//! Documented header fields of a response.

use super::code::{Code, attributes, ident, table};
use super::path::Scene;
use super::request::{field, row};
use crate::ir::{Headers, Item};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, headers: &Headers) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let fields = headers.fields.iter().map(|parameter| field(scene, parameter));
    let definition = quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name { #(#fields)* }
    };
    let rows = headers.fields.iter().map(|parameter| row(parameter, None));
    Code { definition, methods: TokenStream::new(), table: table(&format!("headers! {{\n    {name}"), rows, "") }
}
