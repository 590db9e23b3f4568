//! A path parameter that does not say `required: true`.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, parameter: NodeId) {
    if walk.loader.tree.text_at(parameter, "in") == Some("path") && walk.loader.tree.flag_at(parameter, "required") != Some(true) {
        let place = walk.loader.tree.place(parameter);
        walk.fault(&codes::PATH_PARAMETER_OPTIONAL, place, "a path parameter must say `required: true`", "add `required: true`");
        let required = walk.loader.tree.add(place, Kind::Bool(true));
        walk.loader.tree.set(parameter, "required", required);
    }
}
