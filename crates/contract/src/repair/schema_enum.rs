//! Values of `enum` that are repeated, none, or against the `type` beside them.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;
use std::collections::HashSet;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(node) = walk.loader.tree.get(schema, "enum") else { return };
    if !matches!(walk.loader.tree.kind(node), Kind::List(_)) {
        return;
    }
    if walk.loader.tree.items(node).is_empty() {
        let place = walk.loader.tree.place(node);
        walk.fault(&codes::SCHEMA_ENUM_EMPTY, place, "an empty `enum` allows no value at all", "list the values, or remove it");
        walk.loader.tree.remove(schema, "enum");
        return;
    }
    repetitions(walk, node);
    texts(walk, schema, node);
}

fn repetitions(walk: &mut Walk<'_>, node: NodeId) {
    let mut seen: HashSet<String> = HashSet::new();
    let mut keep = Vec::new();
    for item in walk.loader.tree.items(node).to_vec() {
        let json = walk.loader.tree.json(item).to_string();
        if seen.contains(&json) {
            let place = walk.loader.tree.place(item);
            walk.fault(&codes::SCHEMA_ENUM_DUPLICATE, place, format!("`enum` holds {} twice", crate::text::short(&json)), "keep one");
        } else {
            seen.insert(json);
            keep.push(item);
        }
    }
    if let Kind::List(items) = walk.loader.tree.kind_mut(node) {
        *items = keep;
    }
}

/// Unquoted `1.0`, `true` or `2020` in the enum of a string: YAML reads them as numbers and booleans, the author meant texts.
fn texts(walk: &mut Walk<'_>, schema: NodeId, node: NodeId) {
    if walk.loader.tree.text_at(schema, "type") != Some("string") {
        return;
    }
    for item in walk.loader.tree.items(node).to_vec() {
        if let Kind::Number(_) | Kind::Bool(_) = walk.loader.tree.kind(item) {
            let raw: Box<str> = walk.loader.tree.raw(item).unwrap_or("").into();
            let place = walk.loader.tree.place(item);
            walk.fault(
                &codes::SCHEMA_ENUM_TYPE,
                place,
                format!("{raw} is no text, which `type: string` asks for"),
                format!("put it in quotes: \"{raw}\""),
            );
            *walk.loader.tree.kind_mut(item) = Kind::Text(raw);
        }
    }
}
