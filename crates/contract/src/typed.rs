//! The one place that knows serde_yaml: what is left of a checked tree, handed to typed readers.
//!
//! Each object carries its node as `x-node`, so that what comes out of a typed reader is still known by its place. Schemas and free values
//! are cut out and stand as numbers of their nodes: [`crate::schemas`] and the tree keep them.

use crate::model::Place;
use crate::shape::{Object, Pattern, Presence, Shape};
use crate::tree::{Kind, NodeId, Tree};
use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};
use std::collections::HashMap;

/// Member that carries the node of an object.
pub(crate) const NODE: &str = "x-node";

/// Cuts a skeleton along the tables.
pub(crate) struct Cutter<'t> {
    pub tree: &'t Tree,
    /// Where each `$ref` leads.
    pub targets: &'t HashMap<NodeId, NodeId>,
}

impl Cutter<'_> {
    /// The object as a mapping.
    pub fn object(&self, node: NodeId, object: &'static Object) -> Value {
        let mut out = Mapping::new();
        for entry in self.tree.entries(node) {
            let shape = match object.field(&entry.key) {
                // Our own extensions are read from the tree, by the node.
                Some(field) if field.key.starts_with("x-") => continue,
                Some(field) => &field.shape,
                None => match &object.pattern {
                    Pattern::Path(shape) | Pattern::Status(shape) | Pattern::Expression(shape) if !entry.key.starts_with("x-") => shape,
                    _ => continue,
                },
            };
            // Path items are read one by one: all together they would take more memory than everything else.
            if !matches!(&*entry.key, "callbacks" | "components" | "paths" | "webhooks" | "jsonSchemaDialect") {
                out.insert(text(&entry.key), self.value(entry.value, shape));
            }
        }
        // What 3.1 no longer asks for, its reader does.
        for field in object.fields.iter().filter(|field| field.presence == Presence::MustIn3_0) {
            out.entry(text(field.key)).or_insert_with(empty);
        }
        // A schema that led nowhere has been reported; the reader needs one or the other.
        let describes_text = object.field("schema").is_some() && object.field("style").is_some();
        if describes_text && !out.contains_key("schema") && !out.contains_key("content") {
            out.insert(text("schema"), reference(NodeId(u32::MAX)));
        }
        let leads_on = object.field("operationRef").is_some();
        if leads_on && !out.contains_key("operationRef") && !out.contains_key("operationId") {
            out.insert(text("operationId"), text(""));
        }
        if !matches!(object.pattern, Pattern::Expression(_)) {
            out.insert(text(NODE), number(node));
        }
        Value::Mapping(out)
    }

    fn value(&self, node: NodeId, shape: &'static Shape) -> Value {
        match (shape, self.tree.kind(node)) {
            (Shape::Any, _) => number(node),
            (Shape::RefOr(object), _) if object.is_schema() => reference(node),
            (Shape::RefOr(object), _) => match self.end(node) {
                Some(target) => reference(target),
                None => self.object(node, object),
            },
            (Shape::Object(object) | Shape::TextOr(Shape::Object(object)), Kind::Map(_)) => self.object(node, object),
            (Shape::List(item), Kind::List(items)) => Value::Sequence(items.iter().map(|&value| self.value(value, item)).collect()),
            (Shape::Map(value) | Shape::Components(value), Kind::Map(entries)) => {
                Value::Mapping(entries.iter().map(|entry| (text(&entry.key), self.value(entry.value, value))).collect())
            }
            _ => self.plain(node),
        }
    }

    /// Where a chain of references ends; `None` for a node that is no reference.
    pub fn end(&self, node: NodeId) -> Option<NodeId> {
        let mut end = *self.targets.get(&node)?;
        // Rings have been refused; the bound keeps a mistake there from hanging here.
        for _ in 0..self.targets.len() {
            match self.targets.get(&end) {
                Some(&next) => end = next,
                None => break,
            }
        }
        Some(end)
    }

    fn plain(&self, node: NodeId) -> Value {
        match self.tree.kind(node) {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(_) => match self.tree.number(node) {
                Some(value) => match (value.as_u64(), value.as_i64(), value.as_f64()) {
                    (Some(value), _, _) => value.into(),
                    (_, Some(value), _) => value.into(),
                    (_, _, Some(value)) => value.into(),
                    _ => Value::Null,
                },
                None => Value::Null,
            },
            Kind::Text(value) => text(value),
            Kind::List(items) => Value::Sequence(items.iter().map(|&item| self.plain(item)).collect()),
            Kind::Map(entries) => Value::Mapping(entries.iter().map(|entry| (text(&entry.key), self.plain(entry.value))).collect()),
        }
    }
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

fn number(node: NodeId) -> Value {
    Value::from(node.0)
}

fn reference(node: NodeId) -> Value {
    let mut out = Mapping::new();
    out.insert(text("$ref"), text(&node.0.to_string()));
    Value::Mapping(out)
}

/// A mapping of one member more.
pub(crate) fn insert(mapping: &mut Value, key: &str, value: Value) {
    if let Value::Mapping(mapping) = mapping {
        mapping.insert(text(key), value);
    }
}

/// An empty mapping.
pub(crate) fn empty() -> Value {
    Value::Mapping(Mapping::new())
}

/// Reads a skeleton. The tables let nothing through that a reader refuses, so an error is reported at the document's beginning.
pub(crate) fn read<T: DeserializeOwned>(skeleton: Value, place: Place, report: &mut crate::report::Report) -> Option<T> {
    let read = crate::fail::point("parse.typed").map_err(|error| error.to_string());
    match read.and_then(|()| serde_yaml::from_value(skeleton).map_err(|error| error.to_string())) {
        Ok(value) => Some(value),
        Err(error) => {
            report.add(
                &crate::codes::DOCUMENT_UNREADABLE,
                place,
                format!("the document cannot be read: {error}"),
                "please report this with the document",
            );
            None
        }
    }
}

/// The node a reference of a skeleton names.
pub(crate) fn node_of(reference: &str) -> Option<NodeId> {
    reference.parse().ok().map(NodeId)
}
