//! What the API sends by itself: webhooks and callbacks. They are not checked; what only they carry is named, so that there are types for it.

use super::lower::Lower;
use super::operations::method_of;
use crate::codes;
use crate::tree::{Kind, NodeId};

/// Names what webhooks carry.
pub(super) fn webhooks(lower: &mut Lower<'_>, root: NodeId) {
    let tree = &lower.reader.loader.tree;
    let Some(entry) = tree.entry(root, "webhooks") else { return };
    let (place, hooks) = (tree.key_place(root, entry), tree.entries(entry.value).to_vec());
    for hook in hooks {
        path_item(lower, &hook.key, hook.value);
    }
    let message = "webhooks are not checked; what they carry has types, named after them where it has no name of its own";
    lower.reader.loader.report.add(&codes::WEBHOOK_UNCHECKED, place, message, "");
}

/// Names what the callbacks of an operation carry.
pub(super) fn callbacks(lower: &mut Lower<'_>, operation: NodeId) {
    let tree = &lower.reader.loader.tree;
    let Some(entry) = tree.entry(operation, "callbacks") else { return };
    let (place, callbacks) = (tree.key_place(operation, entry), tree.entries(entry.value).to_vec());
    for callback in callbacks {
        let expressions = lower.reader.loader.tree.entries(end(lower, callback.value)).to_vec();
        for expression in expressions {
            path_item(lower, &callback.key, expression.value);
        }
    }
    let message = "callbacks are not checked; what they carry has types, named after them where it has no name of its own";
    lower.reader.loader.report.add(&codes::CALLBACK_UNCHECKED, place, message, "");
}

/// Where the references of a node lead.
fn end(lower: &Lower<'_>, node: NodeId) -> NodeId {
    let mut at = node;
    for _ in 0..=lower.reader.targets.len() {
        match lower.reader.targets.get(&at) {
            Some(&next) => at = next,
            None => break,
        }
    }
    at
}

fn path_item(lower: &mut Lower<'_>, name: &str, item: NodeId) {
    let operations = lower.reader.loader.tree.entries(end(lower, item)).to_vec();
    for operation in operations.iter().filter(|entry| method_of(&entry.key).is_some()) {
        let tree = &lower.reader.loader.tree;
        if let Some(body) = tree.get(operation.value, "requestBody") {
            content(lower, &format!("{name}Payload"), body);
        }
        let responses = lower.reader.loader.tree.get(operation.value, "responses");
        let responses = responses.map(|responses| lower.reader.loader.tree.entries(responses).to_vec()).unwrap_or_default();
        for response in responses {
            content(lower, &format!("{name}Reply"), response.value);
        }
    }
}

fn content(lower: &mut Lower<'_>, name: &str, node: NodeId) {
    let tree = &lower.reader.loader.tree;
    let content = tree.get(end(lower, node), "content").map(|content| tree.entries(content)).unwrap_or_default();
    let schemas: Vec<NodeId> = content.iter().filter_map(|media| tree.get(media.value, "schema")).collect();
    for schema in schemas {
        call(lower, name, schema);
    }
}

/// Gives a schema a name that no component has; one that only refers to another has that one's.
fn call(lower: &mut Lower<'_>, name: &str, schema: NodeId) {
    let tree = &lower.reader.loader.tree;
    let refers = lower.reader.targets.contains_key(&schema) && tree.entries(schema).len() == 1;
    let Some(id) = lower.reader.id(schema).filter(|_| !refers && matches!(tree.kind(schema), Kind::Map(_))) else { return };
    if lower.api.schema(id).is_none_or(|schema| schema.name.is_some()) {
        return;
    }
    let mut free = name.to_owned();
    let mut number = 1;
    while lower.api.components.iter().any(|(own, _)| *own == free) {
        number += 1;
        free = format!("{name}{number}");
    }
    if let Some(schema) = lower.api.schemas.get_mut(id.0 as usize) {
        schema.name = Some(free.clone());
    }
    lower.api.components.push((free, id));
}
