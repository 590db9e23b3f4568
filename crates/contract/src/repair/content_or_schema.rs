//! A parameter or header needs exactly one of `schema` and `content`, and one media type in the latter.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, parameter: NodeId) {
    let tree = &walk.loader.tree;
    let place = tree.place(parameter);
    let schema = tree.get(parameter, "schema");
    let content = tree.entry(parameter, "content").map(|entry| (entry.value, tree.key_place(parameter, entry)));
    match (schema, content) {
        (Some(_), Some((_, place))) => {
            walk.fault(&codes::CONTENT_AMBIGUOUS, place, "`content` beside `schema`", "keep one of the two");
            walk.loader.tree.remove(parameter, "content");
        }
        (None, Some((content, place))) => match walk.loader.tree.entries(content).len() {
            0 => {
                walk.fault(&codes::SCHEMA_MISSING, place, "`content` names no media type", "add one, or use `schema`");
                walk.loader.tree.remove(parameter, "content");
                add_schema(walk, parameter);
            }
            1 => {}
            _ => {
                walk.fault(
                    &codes::CONTENT_AMBIGUOUS,
                    place,
                    "`content` of a parameter or header names one media type",
                    "keep the first only",
                );
                if let Kind::Map(entries) = walk.loader.tree.kind_mut(content) {
                    entries.truncate(1);
                }
            }
        },
        (None, None) => {
            walk.fault(&codes::SCHEMA_MISSING, place, "neither `schema` nor `content`", "add `schema: {type: string}`, or what it is");
            add_schema(walk, parameter);
        }
        (Some(_), None) => {}
    }
}

fn add_schema(walk: &mut Walk<'_>, parameter: NodeId) {
    let place = walk.loader.tree.place(parameter);
    let schema = walk.loader.tree.add(place, Kind::Map(Vec::new()));
    walk.loader.tree.set(parameter, "schema", schema);
}
