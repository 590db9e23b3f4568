//! From openapiv3's document to the model; the parts are in the modules beside this one.

use super::{operations, outgoing, security, servers};
use crate::codes;
use crate::model::{Api, SchemaId, Tag};
use crate::schemas::SchemaReader;
use crate::tree::NodeId;
use crate::typed::{NODE, node_of};
use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;
use std::collections::HashSet;

/// What lowering needs at hand.
pub(super) struct Lower<'a> {
    pub reader: SchemaReader<'a>,
    pub document: &'a OpenAPI,
    pub api: &'a mut Api,
}

pub(super) fn document(api: &mut Api, reader: SchemaReader<'_>, document: &OpenAPI, root: NodeId) {
    api.title = document.info.title.clone();
    api.version = document.info.version.clone();
    api.description = document.info.description.clone();
    let mut lower = Lower { reader, document, api };
    lower.api.servers = servers::list(&mut lower.reader.loader.report, &lower.reader.loader.tree, &document.servers);
    lower.tags();
    security::schemes(&mut lower, root);
    operations::all(&mut lower, root);
    outgoing::webhooks(&mut lower, root);
    lower.tags_of_operations();
}

impl Lower<'_> {
    fn tags(&mut self) {
        let mut known: HashSet<&str> = HashSet::new();
        for tag in &self.document.tags {
            if !known.insert(&tag.name) {
                let place = node(&tag.extensions).map(|node| self.reader.loader.tree.place(node)).unwrap_or_default();
                let message = format!("the tag `{}` stands here a second time", crate::text::short(&tag.name));
                self.reader.loader.report.add(&codes::TAG_DUPLICATE, place, message, "keep one of the two");
                continue;
            }
            self.api.tags.push(Tag { name: tag.name.clone(), description: tag.description.clone() });
        }
    }

    fn tags_of_operations(&mut self) {
        let mut known: HashSet<String> = self.api.tags.iter().map(|tag| tag.name.clone()).collect();
        for name in self.api.operations.iter().flat_map(|operation| &operation.tags) {
            if known.insert(name.clone()) {
                self.api.tags.push(Tag { name: name.clone(), description: None });
            }
        }
    }

    /// The id of a schema's placeholder.
    pub fn schema(&self, schema: &ReferenceOr<openapiv3::Schema>) -> Option<SchemaId> {
        match schema {
            ReferenceOr::Reference { reference } => node_of(reference).and_then(|node| self.reader.id(node)),
            ReferenceOr::Item(_) => None,
        }
    }

    /// `x-clause` of a node.
    pub fn clauses(&self, node: NodeId) -> Vec<String> {
        let tree = &self.reader.loader.tree;
        let Some(list) = tree.get(node, "x-clause") else { return Vec::new() };
        tree.items(list).iter().filter_map(|&item| tree.text(item)).map(str::to_owned).collect()
    }

    pub fn place(&self, node: NodeId) -> crate::model::Place {
        self.reader.loader.tree.place(node)
    }
}

/// The node that an object of the skeleton carries; it is the only extension there.
pub(super) fn node<'e>(extensions: impl IntoIterator<Item = (&'e String, &'e Value)>) -> Option<NodeId> {
    extensions.into_iter().find(|(key, _)| *key == NODE).and_then(|(_, value)| value_node(value))
}

/// The node that stands for a free value in the skeleton.
pub(super) fn value_node(value: &Value) -> Option<NodeId> {
    value.as_u64().and_then(|number| u32::try_from(number).ok()).map(NodeId)
}
