//! Aliases.

use super::ast;
use super::code::{Code, attributes};
use super::path::Scene;
use crate::ir::{Item, Type};

pub(super) fn emit(scene: &Scene<'_>, item: &Item, ty: &Type) -> Code {
    let definition = ast::alias(attributes(item, None), scene.name(item.id), scene.tree(ty));
    Code { definition, methods: None, table: String::new() }
}
