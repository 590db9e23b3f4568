//! Responses: a variant for each documented answer.

use super::ast;
use super::code::{Code, attributes, literal, table};
use super::path::{Scene, Written};
use super::request::media;
use crate::ir::{Item, Response};

pub(super) fn emit(scene: &Scene<'_>, item: &Item, response: &Response) -> Code {
    let name = scene.name(item.id);
    let part = |name: &str, says: &str, ty: syn::Type| ast::part(vec![ast::doc(says)], name, ty);
    let variants = response.variants.iter().map(|variant| {
        let mut parts = Vec::new();
        parts.extend(variant.holds_status.then(|| part("status", "The status.", ast::ty(&Written::path("u16")))));
        parts.extend(variant.headers.as_ref().map(|ty| part("headers", "The documented header fields.", scene.tree(ty))));
        parts.extend(variant.body.as_ref().map(|(ty, _)| part("body", "The body.", scene.tree(ty))));
        let fields = if parts.is_empty() { syn::Fields::Unit } else { ast::named(parts) };
        ast::variant(ast::docs(&variant.docs), &variant.name, fields)
    });
    let definition = ast::enumeration(attributes(item, Some(ast::plain())), name, variants.collect());
    let rows = response.variants.iter().map(|variant| {
        let mut parts = Vec::new();
        parts.extend(variant.holds_status.then(|| "status: ()".to_owned()));
        parts.extend(variant.headers.as_ref().map(|_| "headers: ()".to_owned()));
        parts.extend(variant.body.as_ref().map(|(_, own)| format!("body: {}", own.as_ref().map_or("support::Each".to_owned(), media))));
        let parts = if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) };
        format!("{} => {} {parts}", literal(&variant.status), variant.name)
    });
    Code { definition, methods: None, table: table(&format!("response! {{\n    {name}"), rows, "") }
}
