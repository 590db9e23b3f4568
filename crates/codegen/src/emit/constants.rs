//! Enumerations.

use super::ast;
use super::code::{Code, attributes, literal, table};
use super::path::{Scene, Written};
use crate::ir::{Constants, Item};
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, constants: &Constants) -> Code {
    let name = scene.name(item.id);
    let variants = constants.variants.iter().map(|variant| {
        let says = ast::doc(&crate::docs::code(&variant.value.to_string()));
        ast::variant(vec![says], &variant.name, syn::Fields::Unit)
    });
    let open = constants.open.as_ref().map(|other| {
        let held = if constants.strings { "String" } else { "support::Value" };
        ast::variant(vec![ast::doc("A value that is not documented.")], other, ast::unnamed(ast::ty(&Written::path(held))))
    });
    let traits = match (constants.open.is_some(), constants.strings) {
        (false, true) => quote!(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash),
        (false, false) => quote!(Debug, Clone, Copy, PartialEq, Eq, Hash),
        (true, true) => quote!(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash),
        (true, false) => quote!(Debug, Clone, PartialEq, Eq, Hash),
    };
    let definition = ast::enumeration(attributes(item, Some(ast::derive(traits))), name, variants.chain(open).collect());
    let rows = constants.variants.iter().map(|variant| match variant.value.as_str() {
        Some(text) if constants.strings => format!("{} = {}", variant.name, literal(text)),
        _ => format!("{} = {}", variant.name, literal(&variant.value.to_string())),
    });
    let kind = if constants.strings { "names" } else { "constants" };
    let tail = constants.open.as_ref().map(|other| format!(" open {other}")).unwrap_or_default();
    Code { definition, methods: None, table: table(&format!("{kind}! {{\n    {name}"), rows, &tail) }
}
