//! `$dynamicRef`: where it leads depends on the resources that evaluation came through (JSON Schema 2020-12, Core, 8.2.3.2).

use crate::model::{Api, DynamicReference, FileId, Schema, SchemaId};
use std::collections::HashMap;

/// A schema resource: a file, or the schema in it whose `$id` begins one.
pub(super) type Resource = (FileId, Option<SchemaId>);

/// The resource that a schema is part of.
pub(super) fn resource(schema: &Schema) -> Resource {
    (schema.place.file, schema.resource)
}

/// The dynamic anchors of an API, by resource.
#[derive(Default)]
pub(super) struct Anchors(HashMap<(Resource, String), SchemaId>);

impl Anchors {
    pub fn of(api: &Api) -> Self {
        let mut anchors = HashMap::new();
        for (at, schema) in api.schemas.iter().enumerate() {
            if let (Some(anchor), Ok(at)) = (&schema.dynamic_anchor, u32::try_from(at)) {
                anchors.entry((resource(schema), anchor.clone())).or_insert(SchemaId(at));
            }
        }
        Self(anchors)
    }

    /// No schema has one: nothing need be remembered of the way.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a reference leads, seen from within these resources, outermost first.
    pub fn lead(&self, reference: &DynamicReference, way: &[Resource]) -> SchemaId {
        let Some(anchor) = reference.anchor.as_deref() else { return reference.target };
        way.iter().find_map(|&resource| self.0.get(&(resource, anchor.to_owned())).copied()).unwrap_or(reference.target)
    }
}
