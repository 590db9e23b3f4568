//! `example` and `examples` exclude each other.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, object: NodeId) {
    let tree = &walk.loader.tree;
    if tree.get(object, "examples").is_none() {
        return;
    }
    if let Some(entry) = tree.entry(object, "example") {
        let place = tree.key_place(object, entry);
        walk.fault(&codes::EXAMPLE_AMBIGUOUS, place, "`example` beside `examples`", "move it into `examples`");
        walk.loader.tree.remove(object, "example");
    }
}
