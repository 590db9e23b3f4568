//! Empty `allOf`, `anyOf` and `oneOf`.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    for key in ["allOf", "anyOf", "oneOf"] {
        let Some(node) = walk.loader.tree.get(schema, key) else { continue };
        let is_empty = match walk.loader.tree.kind(node) {
            Kind::List(items) => items.is_empty(),
            Kind::Map(entries) => entries.is_empty(),
            _ => false,
        };
        if is_empty {
            let place = walk.loader.tree.place(node);
            walk.fault(&codes::SCHEMA_COMPOSITION, place, format!("`{key}` holds no schema"), "add one, or remove it");
            walk.loader.tree.remove(schema, key);
        } else if matches!(walk.loader.tree.kind(node), Kind::Map(_)) {
            let place = walk.loader.tree.place(node);
            walk.fault(&codes::SCHEMA_COMPOSITION, place, format!("`{key}` is a list of schemas"), "write it as a list of one");
            let list = walk.loader.tree.add(place, Kind::List(vec![node]));
            walk.loader.tree.set(schema, key, list);
        }
    }
}
