//! A link names its operation by exactly one of `operationId` and `operationRef`.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, link: NodeId) {
    let tree = &walk.loader.tree;
    if tree.get(link, "operationId").is_none() {
        return;
    }
    if let Some(entry) = tree.entry(link, "operationRef") {
        let place = tree.key_place(link, entry);
        walk.fault(&codes::LINK_UNRESOLVED, place, "`operationRef` beside `operationId`", "keep one of the two");
        walk.loader.tree.remove(link, "operationRef");
    }
}
