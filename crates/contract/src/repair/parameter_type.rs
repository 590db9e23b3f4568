//! `type`, `enum` and the like on a parameter or header itself, as in Swagger 2.0.

use crate::codes;
use crate::tree::{Entry, Kind, NodeId};
use crate::walk::Walk;

const MOVED: &[&str] = &[
    "type",
    "format",
    "items",
    "enum",
    "default",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "nullable",
];

pub(crate) fn repair(walk: &mut Walk<'_>, parameter: NodeId) {
    let tree = &walk.loader.tree;
    if tree.get(parameter, "schema").is_some() || tree.get(parameter, "content").is_some() || tree.get(parameter, "type").is_none() {
        return;
    }
    let moved: Vec<Entry> = tree.entries(parameter).iter().filter(|entry| MOVED.contains(&&*entry.key)).cloned().collect();
    let place = tree.key_place(parameter, &moved[0]);
    walk.fault(&codes::SCHEMA_MISSING, place, "`type` stands beside the name, as in Swagger 2.0", "write `schema: {type: …}`");
    for entry in &moved {
        walk.loader.tree.remove(parameter, &entry.key);
    }
    let schema = walk.loader.tree.add(place, Kind::Map(moved));
    walk.loader.tree.set(parameter, "schema", schema);
}
