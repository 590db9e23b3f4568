//! A `style` that the place of the parameter does not allow.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, parameter: NodeId) {
    let allowed: &[&str] = match walk.loader.tree.text_at(parameter, "in") {
        Some("path") => &["simple", "label", "matrix"],
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return,
    };
    let Some(style) = walk.loader.tree.get(parameter, "style") else { return };
    let Some(word) = walk.loader.tree.text(style).map(crate::text::short) else { return };
    if !allowed.contains(&word.as_str()) {
        let place = walk.loader.tree.place(style);
        let help = format!("allowed there: {}", crate::walk::list(allowed.iter().copied()));
        walk.fault(&codes::PARAMETER_STYLE, place, format!("the style `{word}` is not allowed for this parameter"), help);
        walk.loader.tree.remove(parameter, "style");
    }
}
