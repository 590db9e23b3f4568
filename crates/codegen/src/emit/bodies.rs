//! Bodies of several media types: a variant for each.

use super::ast;
use super::code::{Code, attributes, table};
use super::path::Scene;
use super::request::media;
use crate::ir::{Body, Item};

pub(super) fn emit(scene: &Scene<'_>, item: &Item, body: &Body) -> Code {
    let name = scene.name(item.id);
    let variants = body.variants.iter().map(|(name, ty, media)| {
        let says = ast::doc(&crate::docs::code(&media.name));
        ast::variant(vec![says], name, ast::unnamed(scene.tree(ty)))
    });
    let definition = ast::enumeration(attributes(item, Some(ast::plain())), name, variants.collect());
    let rows = body.variants.iter().map(|(name, _, own)| format!("{name}({})", media(own)));
    Code { definition, methods: None, table: table(&format!("body! {{\n    {name}"), rows, "") }
}
