//! Unions: a variant for each branch.

use super::code::{Code, attributes, docs, ident, literal, table, tokens};
use super::path::Scene;
use crate::ir::{Choice, Item, Union};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, union: &Union) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let variants = union.branches.iter().map(|branch| {
        let name = ident(&branch.name);
        let docs = docs(&branch.docs);
        let ty = tokens(&scene.ty(&branch.ty));
        quote!(#docs #name(#ty),)
    });
    let definition = quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name { #(#variants)* }
    };
    let choice = match union.choice {
        Choice::One => "one",
        Choice::Any => "any",
    };
    let rows = union.branches.iter().map(|branch| format!("{}({})", branch.name, scene.ty(&branch.ty)));
    let tail = union.tag.as_ref().map(|tag| {
        let mapping = tag.mapping.iter().map(|(value, variant)| format!("        {} => {},\n", literal(value), literal(variant)));
        format!(" by {} {{\n{}    }}", literal(&tag.property), mapping.collect::<String>())
    });
    Code {
        definition,
        methods: TokenStream::new(),
        table: table(&format!("choice! {{\n    {choice} {name}"), rows, &tail.unwrap_or_default()),
    }
}
