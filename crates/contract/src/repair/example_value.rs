//! An example with both `value` and `externalValue`.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, example: NodeId) {
    let tree = &walk.loader.tree;
    if tree.get(example, "value").is_none() {
        return;
    }
    if let Some(entry) = tree.entry(example, "externalValue") {
        let place = tree.key_place(example, entry);
        walk.fault(&codes::EXAMPLE_AMBIGUOUS, place, "`externalValue` beside `value`", "keep one of the two");
        walk.loader.tree.remove(example, "externalValue");
    }
}
