//! Keywords of JSON Schema that OpenAPI 3.0 does not have, but whose meaning is certain.

use crate::codes;
use crate::model::Place;
use crate::tree::NodeId;
use crate::walk::Walk;

const LATER: &[&str] = &[
    "const",
    "examples",
    "prefixItems",
    "patternProperties",
    "propertyNames",
    "contains",
    "minContains",
    "maxContains",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
    "$defs",
    "definitions",
    "contentEncoding",
    "contentMediaType",
];

/// Words that only identify or comment.
const SILENT: &[&str] = &["$schema", "$id", "$comment"];

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let tree = &walk.loader.tree;
    let found: Vec<(Box<str>, Place)> = tree
        .entries(schema)
        .iter()
        .filter(|entry| LATER.contains(&&*entry.key) || SILENT.contains(&&*entry.key))
        .map(|entry| (entry.key.clone(), tree.key_place(schema, entry)))
        .collect();
    for (key, place) in found {
        walk.fault(
            &codes::SCHEMA_KEYWORD,
            place,
            format!("OpenAPI 3.0 has no keyword `{key}`"),
            "say it in the words of OpenAPI 3.0, or remove it",
        );
        if SILENT.contains(&&*key) {
            walk.loader.tree.remove(schema, &key);
        }
    }
}
