//! `readOnly` and `writeOnly` together.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    if walk.loader.tree.flag_at(schema, "readOnly") == Some(true) && walk.loader.tree.flag_at(schema, "writeOnly") == Some(true) {
        let place = walk.loader.tree.place(schema);
        walk.fault(
            &codes::SCHEMA_READ_WRITE,
            place,
            "`readOnly` and `writeOnly` together leave no place for the value",
            "keep one of the two",
        );
        walk.loader.tree.remove(schema, "readOnly");
        walk.loader.tree.remove(schema, "writeOnly");
    }
}
