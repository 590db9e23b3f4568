//! `paths` is missing.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, root: NodeId) {
    if walk.loader.tree.get(root, "paths").is_none() {
        let place = walk.loader.tree.place(root);
        walk.fault(&codes::PATHS_MISSING, place, "the document has no `paths`", "add `paths`; `paths: {}` if there are none");
        let paths = walk.loader.tree.add(place, Kind::Map(Vec::new()));
        walk.loader.tree.set(root, "paths", paths);
    }
}
