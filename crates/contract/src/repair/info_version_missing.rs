//! `info.version` is missing.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, info: NodeId) {
    if walk.loader.tree.get(info, "version").is_none() {
        let place = walk.loader.tree.place(info);
        walk.fault(&codes::INFO_VERSION_MISSING, place, "`info` has no version", "add `version`, such as `version: 1.0.0`");
        let version = walk.loader.tree.add(place, Kind::Text("".into()));
        walk.loader.tree.set(info, "version", version);
    }
}
