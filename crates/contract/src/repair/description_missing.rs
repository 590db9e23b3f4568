//! A response without a description.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, response: NodeId) {
    if walk.loader.tree.get(response, "description").is_none() {
        let place = walk.loader.tree.place(response);
        walk.fault(&codes::DESCRIPTION_MISSING, place, "the response has no description", "add `description`");
        let description = walk.loader.tree.add(place, Kind::Text("".into()));
        walk.loader.tree.set(response, "description", description);
    }
}
