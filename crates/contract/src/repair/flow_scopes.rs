//! An OAuth flow without scopes, or without one of its URLs.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, flow: NodeId) {
    let place = walk.loader.tree.place(flow);
    if walk.loader.tree.get(flow, "scopes").is_none() {
        walk.fault(&codes::SECURITY_SCHEME_INVALID, place, "the flow has no `scopes`", "add `scopes: {}`");
        let scopes = walk.loader.tree.add(place, Kind::Map(Vec::new()));
        walk.loader.tree.set(flow, "scopes", scopes);
    }
}
