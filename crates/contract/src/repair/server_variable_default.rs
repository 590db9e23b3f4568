//! A server variable without a default.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, variable: NodeId) {
    if walk.loader.tree.get(variable, "default").is_none() {
        let place = walk.loader.tree.place(variable);
        walk.fault(&codes::SERVER_VARIABLE, place, "the server variable has no default", "add `default`");
        let first = walk.loader.tree.get(variable, "enum").and_then(|values| walk.loader.tree.items(values).first().copied());
        let default = first.unwrap_or_else(|| walk.loader.tree.add(place, Kind::Text("".into())));
        walk.loader.tree.set(variable, "default", default);
    }
}
