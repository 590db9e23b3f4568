//! `required` as a boolean on a member, as in JSON Schema draft 3, and names given twice.

use crate::codes;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;
use std::collections::HashSet;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    hoist(walk, schema);
    let Some(node) = walk.loader.tree.get(schema, "required") else { return };
    let place = walk.loader.tree.place(node);
    if matches!(walk.loader.tree.kind(node), Kind::Bool(_)) {
        // A member's own flag has been taken up by its object; what is left says nothing.
        walk.fault(
            &codes::SCHEMA_REQUIRED_FLAG,
            place,
            "`required` is a list of the names of members",
            "name the member in the `required` list of the object that holds it",
        );
        walk.loader.tree.remove(schema, "required");
        return;
    }
    let mut names: HashSet<Box<str>> = HashSet::new();
    let mut keep = Vec::new();
    for item in walk.loader.tree.items(node).to_vec() {
        match walk.loader.tree.raw(item).map(Box::<str>::from) {
            Some(name) if names.contains(&name) => {
                let place = walk.loader.tree.place(item);
                let message = format!("`required` names `{}` twice", crate::text::short(&name));
                walk.fault(&codes::SCHEMA_REQUIRED_REPEATED, place, message, "keep one");
            }
            name => {
                names.extend(name);
                keep.push(item);
            }
        }
    }
    if let Kind::List(items) = walk.loader.tree.kind_mut(node) {
        *items = keep;
    }
}

/// Moves the flags of members into the list of this object.
fn hoist(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(properties) = walk.loader.tree.get(schema, "properties") else { return };
    let flagged: Vec<(Box<str>, NodeId, bool)> = walk
        .loader
        .tree
        .entries(properties)
        .iter()
        .filter_map(|entry| walk.loader.tree.flag_at(entry.value, "required").map(|flag| (entry.key.clone(), entry.value, flag)))
        .collect();
    for (name, member, flag) in flagged {
        let Some(entry) = walk.loader.tree.remove(member, "required") else { continue };
        let place = walk.loader.tree.key_place(member, &entry);
        walk.fault(
            &codes::SCHEMA_REQUIRED_FLAG,
            place,
            format!("`required: {flag}` on the member `{}`", crate::text::short(&name)),
            "name the member in the `required` list of the object that holds it",
        );
        if !flag {
            continue;
        }
        let text = walk.loader.tree.add(place, Kind::Text(name.clone()));
        match walk.loader.tree.get(schema, "required") {
            Some(list) if matches!(walk.loader.tree.kind(list), Kind::List(_)) => {
                let known = walk.loader.tree.items(list).iter().any(|&item| walk.loader.tree.text(item) == Some(&*name));
                if let (false, Kind::List(items)) = (known, walk.loader.tree.kind_mut(list)) {
                    items.push(text);
                }
            }
            _ => {
                let list = walk.loader.tree.add(place, Kind::List(vec![text]));
                walk.loader.tree.set(schema, "required", list);
            }
        }
    }
}
