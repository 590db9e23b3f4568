//! `nullable` in OpenAPI 3.1, which says it by the type `"null"`; the reader of schemas takes both.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(node) = walk.loader.tree.get(schema, "nullable") else { return };
    let place = walk.loader.tree.place(node);
    walk.fault(
        &codes::SCHEMA_NULLABLE,
        place,
        "OpenAPI 3.1 has no `nullable`",
        "add \"null\" to the list of types, or `{type: \"null\"}` to the alternatives",
    );
}
