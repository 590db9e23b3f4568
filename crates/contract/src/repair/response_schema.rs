//! `schema`, `type` and the like in a response itself, as in Swagger 2.0.

use crate::codes;
use crate::model::Place;
use crate::tree::NodeId;
use crate::walk::Walk;

const MISPLACED: &[&str] = &["schema", "type", "format", "items", "properties", "example", "examples", "required", "enum"];

pub(crate) fn repair(walk: &mut Walk<'_>, response: NodeId) {
    let tree = &walk.loader.tree;
    let found: Vec<(Box<str>, Place)> = tree
        .entries(response)
        .iter()
        .filter(|entry| MISPLACED.contains(&&*entry.key))
        .map(|entry| (entry.key.clone(), tree.key_place(response, entry)))
        .collect();
    for (key, place) in found {
        walk.fault(
            &codes::RESPONSE_SCHEMA_MISPLACED,
            place,
            format!("a response has no `{key}` of its own"),
            "put it under `content`, in a media type's `schema`",
        );
        walk.loader.tree.remove(response, &key);
    }
}
