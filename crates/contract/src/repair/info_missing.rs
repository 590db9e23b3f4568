//! `info` or `info.title` is missing.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, root: NodeId) {
    let place = walk.loader.tree.place(root);
    let info = match walk.loader.tree.get(root, "info") {
        Some(info) if matches!(walk.loader.tree.kind(info), Kind::Map(_)) => info,
        _ => {
            walk.fault(&codes::INFO_MISSING, place, "the document has no `info`", "add `info` with a title and a version");
            let info = walk.loader.tree.add(place, Kind::Map(Vec::new()));
            for (key, text) in [("title", "API"), ("version", "")] {
                let value = walk.loader.tree.add(place, Kind::Text(text.into()));
                walk.loader.tree.set(info, key, value);
            }
            walk.loader.tree.set(root, "info", info);
            return;
        }
    };
    if walk.loader.tree.get(info, "title").is_none_or(|title| walk.loader.tree.raw(title).is_none()) {
        let place = walk.loader.tree.place(info);
        walk.fault(&codes::INFO_MISSING, place, "`info` has no title", "add `title`");
        let title = walk.loader.tree.add(place, Kind::Text("API".into()));
        walk.loader.tree.set(info, "title", title);
    }
}
