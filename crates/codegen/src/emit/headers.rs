//! Documented header fields of a response.

use super::ast;
use super::code::{Code, attributes, table};
use super::path::Scene;
use super::request::{field, row};
use crate::ir::{Headers, Item};

pub(super) fn emit(scene: &Scene<'_>, item: &Item, headers: &Headers) -> Code {
    let name = scene.name(item.id);
    let fields = headers.fields.iter().map(|parameter| field(scene, parameter)).collect();
    let definition = ast::structure(attributes(item, Some(ast::plain())), name, ast::named(fields));
    let rows = headers.fields.iter().map(|parameter| row(parameter, None));
    Code { definition, methods: None, table: table(&format!("headers! {{\n    {name}"), rows, "") }
}
