//! `exclusiveMinimum` and `exclusiveMaximum` as numbers in OpenAPI 3.0, as booleans in 3.1; the reader of schemas takes both forms.

use crate::codes;
use crate::shape::Version;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    for (key, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(node) = walk.loader.tree.get(schema, key) else { continue };
        let place = walk.loader.tree.place(node);
        match walk.loader.tree.kind(node) {
            Kind::Number(_) if walk.version == Version::V3_0 => walk.fault(
                &codes::SCHEMA_EXCLUSIVE_BOUND,
                place,
                format!("in OpenAPI 3.0 `{key}` is a boolean"),
                format!("write the number as `{bound}`, and `{key}: true`"),
            ),
            Kind::Bool(_) if walk.version >= Version::V3_1 => walk.fault(
                &codes::SCHEMA_EXCLUSIVE_BOUND,
                place,
                format!("in OpenAPI 3.1 `{key}` is a number"),
                format!("write the bound itself as `{key}`, and no `{bound}`"),
            ),
            Kind::Bool(true) if walk.loader.tree.get(schema, bound).is_none() => {
                walk.fault(&codes::SCHEMA_LIMIT, place, format!("`{key}` without `{bound}` says nothing"), format!("add `{bound}`"))
            }
            _ => {}
        }
    }
}
