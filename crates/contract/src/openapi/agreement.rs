//! Whether the keywords of a schema agree with each other: defaults, enums and required names.

use crate::codes;
use crate::model::{Api, Schema, SchemaId};
use crate::report::Report;
use crate::text::{nearest, short};
use crate::validate::{Direction, Validator, type_allows};
use std::collections::HashSet;

pub(super) fn check(api: &mut Api, report: &mut Report) {
    let parts = parts(api);
    for (at, schema) in api.schemas.iter().enumerate() {
        enumeration(schema, report);
        if !parts.contains(&SchemaId(u32::try_from(at).unwrap_or(u32::MAX))) {
            required(schema, report);
        }
    }
    for id in wrong_defaults(api, report) {
        if let Some(schema) = api.schemas.get_mut(id.0 as usize) {
            schema.default = None;
        }
    }
}

/// Schemas that only say a part of what holds in their place.
fn parts(api: &Api) -> HashSet<SchemaId> {
    let mut parts = HashSet::new();
    for schema in &api.schemas {
        for &id in schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of).chain(&schema.not) {
            parts.insert(id);
            parts.extend(api.schema(id).and_then(|schema| schema.reference));
        }
    }
    parts
}

fn enumeration(schema: &Schema, report: &mut Report) {
    let Some(values) = &schema.enumeration else { return };
    for value in values.iter().filter(|value| !type_allows(schema, value)) {
        let message = format!("`enum` holds {}, which `type` forbids", short(&value.to_string()));
        report.add(&codes::SCHEMA_ENUM_TYPE, schema.place, message, "remove the value, or correct `type`");
    }
}

fn required(schema: &Schema, report: &mut Report) {
    let is_whole = schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty() && schema.reference.is_none();
    if !is_whole || schema.properties.is_empty() || !schema.pattern_properties.is_empty() {
        return;
    }
    let known: HashSet<&str> = schema.properties.iter().map(|(name, _)| name.as_str()).collect();
    for name in schema.required.iter().filter(|name| !known.contains(name.as_str())) {
        let message = format!("`required` names `{}`, which `properties` does not have", short(name));
        let help = match nearest(name, schema.properties.iter().map(|(own, _)| own.as_str())) {
            Some(near) => format!("did you mean `{}`?", short(near)),
            None => "describe it under `properties`".into(),
        };
        report.add(&codes::SCHEMA_REQUIRED_UNKNOWN, schema.place, message, help);
    }
}

/// A default holds in one of the two directions, or is none.
fn wrong_defaults(api: &Api, report: &mut Report) -> Vec<SchemaId> {
    let request = Validator::new(api, Direction::Request);
    let response = Validator::new(api, Direction::Response);
    let mut wrong = Vec::new();
    for (at, schema) in api.schemas.iter().enumerate() {
        let Some(default) = &schema.default else { continue };
        let id = SchemaId(u32::try_from(at).unwrap_or(u32::MAX));
        if request.check(id, default).is_valid() {
            continue;
        }
        if let Some(first) = response.check(id, default).violations.first() {
            let at = if first.pointer.is_empty() { String::new() } else { format!(" at {}", short(&first.pointer)) };
            let message = format!("the default breaks its own schema{at}: expected {}, found {}", first.expected, first.received);
            report.add(&codes::SCHEMA_DEFAULT, schema.place, message, "correct the default, or remove it");
            wrong.push(id);
        }
    }
    wrong
}
