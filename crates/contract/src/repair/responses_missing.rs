//! An operation without `responses`, or with none in it.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, operation: NodeId) {
    if walk.loader.tree.text_at(operation, "$ref").is_some() {
        return;
    }
    let responses = walk.loader.tree.get(operation, "responses");
    let is_empty = match responses.map(|responses| walk.loader.tree.kind(responses)) {
        Some(Kind::Map(entries)) => entries.iter().all(|entry| entry.key.starts_with("x-")),
        Some(Kind::List(items)) => items.is_empty(),
        Some(_) => false,
        None => true,
    };
    if !is_empty {
        return;
    }
    let place = walk.loader.tree.place(responses.unwrap_or(operation));
    walk.fault(&codes::RESPONSES_MISSING, place, "the operation documents no answer", "add the statuses it answers with to `responses`");
    let none = walk.loader.tree.add(place, Kind::Map(Vec::new()));
    walk.loader.tree.set(operation, "responses", none);
}
