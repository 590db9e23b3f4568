//! `paths` is missing. OpenAPI 3.1 asks for `paths`, `components` or `webhooks`.

use crate::codes;
use crate::shape::Version;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, root: NodeId) {
    let tree = &walk.loader.tree;
    if walk.version >= Version::V3_1 && ["components", "webhooks"].iter().any(|key| tree.get(root, key).is_some()) {
        return;
    }
    if tree.get(root, "paths").is_none() {
        let place = walk.loader.tree.place(root);
        walk.fault(&codes::PATHS_MISSING, place, "the document has no `paths`", "add `paths`; `paths: {}` if there are none");
        let paths = walk.loader.tree.add(place, Kind::Map(Vec::new()));
        walk.loader.tree.set(root, "paths", paths);
    }
}
