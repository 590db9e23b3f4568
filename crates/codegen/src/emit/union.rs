//! Unions: a variant for each branch.

use super::ast;
use super::code::{Code, attributes, literal, table};
use super::path::Scene;
use crate::ir::{Choice, Item, Union};

pub(super) fn emit(scene: &Scene<'_>, item: &Item, union: &Union) -> Code {
    let name = scene.name(item.id);
    let variants =
        union.branches.iter().map(|branch| ast::variant(ast::docs(&branch.docs), &branch.name, ast::unnamed(scene.tree(&branch.ty))));
    let definition = ast::enumeration(attributes(item, Some(ast::plain())), name, variants.collect());
    let choice = match union.choice {
        Choice::One => "one",
        Choice::Any => "any",
    };
    let rows = union.branches.iter().map(|branch| format!("{}({})", branch.name, scene.ty(&branch.ty)));
    let tail = union.tag.as_ref().map(|tag| {
        let mapping = tag.mapping.iter().map(|(value, variant)| format!("        {} => {},\n", literal(value), literal(variant)));
        format!(" by {} {{\n{}    }}", literal(&tag.property), mapping.collect::<String>())
    });
    Code { definition, methods: None, table: table(&format!("choice! {{\n    {choice} {name}"), rows, &tail.unwrap_or_default()) }
}
