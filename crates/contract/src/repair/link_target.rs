//! A link names its operation by exactly one of `operationId` and `operationRef`.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, link: NodeId) {
    for key in ["operationId", "operationRef"] {
        if walk.loader.tree.get(link, key).is_some_and(|value| walk.loader.tree.text(value).is_none()) {
            walk.loader.tree.remove(link, key);
        }
    }
    let tree = &walk.loader.tree;
    if tree.get(link, "operationId").is_none() {
        if tree.get(link, "operationRef").is_none() && tree.get(link, "$ref").is_none() {
            // A name that no operation has: the link is reported and ignored with all others that lead nowhere.
            let place = tree.place(link);
            let none = walk.loader.tree.add(place, Kind::Text("".into()));
            walk.loader.tree.set(link, "operationId", none);
        }
        return;
    }
    if let Some(entry) = tree.entry(link, "operationRef") {
        let place = tree.key_place(link, entry);
        walk.fault(&codes::LINK_UNRESOLVED, place, "`operationRef` beside `operationId`", "keep one of the two");
        walk.loader.tree.remove(link, "operationRef");
    }
}
