//! A request body without `content`, or with an empty one.

use crate::codes;
use crate::tree::{Entry, Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, body: NodeId) {
    let tree = &walk.loader.tree;
    let place = tree.place(body);
    // `schema` beside it is a request body written like a parameter.
    let schema = tree.entry(body, "schema").cloned();
    let is_missing = tree.get(body, "content").is_none_or(|content| matches!(tree.kind(content), Kind::Map(entries) if entries.is_empty()));
    if !is_missing {
        return;
    }
    walk.fault(&codes::CONTENT_MISSING, place, "the request body has no `content`", "add `content: {application/json: {schema: …}}`");
    let name = if schema.is_some() { "application/json" } else { "*/*" };
    let media = walk.loader.tree.add(place, Kind::Map(schema.into_iter().collect()));
    walk.loader.tree.remove(body, "schema");
    let content =
        walk.loader.tree.add(place, Kind::Map(vec![Entry { key: name.into(), line: place.line, column: place.column, value: media }]));
    walk.loader.tree.set(body, "content", content);
}
