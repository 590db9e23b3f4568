//! `items` as a list of schemas, or missing from an array, where OpenAPI 3.0 asks for it.

use crate::codes;
use crate::shape::Version;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(items) = walk.loader.tree.get(schema, "items") else {
        if walk.version == Version::V3_0
            && walk.loader.tree.text_at(schema, "type") == Some("array")
            && walk.loader.tree.get(schema, "prefixItems").is_none()
        {
            let place = walk.loader.tree.place(schema);
            walk.fault(&codes::SCHEMA_ITEMS_MISSING, place, "an array without `items`", "add `items`; `items: {}` for any item");
        }
        return;
    };
    if matches!(walk.loader.tree.kind(items), Kind::List(_)) {
        let place = walk.loader.tree.place(items);
        walk.fault(
            &codes::SCHEMA_TUPLE,
            place,
            "`items` is one schema for all items, not a list of schemas",
            "write one schema, with `anyOf` if the items differ",
        );
        walk.loader.tree.remove(schema, "items");
        walk.loader.tree.set(schema, "prefixItems", items);
    }
}
