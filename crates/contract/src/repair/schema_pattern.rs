//! A `pattern` that does not compile as ECMA-262; one in slashes, as in JavaScript, is taken out of them.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(node) = walk.loader.tree.get(schema, "pattern") else { return };
    let Some(pattern) = walk.loader.tree.text(node).map(str::to_owned) else { return };
    let place = walk.loader.tree.place(node);
    if let Some(inner) =
        pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|inner| inner.starts_with('^') || inner.ends_with('$'))
    {
        walk.fault(
            &codes::SCHEMA_PATTERN,
            place,
            "a pattern stands without the slashes of JavaScript",
            format!("write `{}`", crate::text::short(inner)),
        );
        let inner: Box<str> = inner.into();
        *walk.loader.tree.kind_mut(node) = Kind::Text(inner);
    }
    let pattern = walk.loader.tree.text(node).unwrap_or_default().to_owned();
    if let Err(error) = crate::validate::compile_pattern(&pattern) {
        let message = format!("the pattern `{}` does not compile: {error}", crate::text::short(&pattern));
        walk.fault(&codes::SCHEMA_PATTERN, place, message, "write an ECMA-262 regular expression");
        walk.loader.tree.remove(schema, "pattern");
    }
}
