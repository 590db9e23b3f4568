//! Each optional member alone is granted.

use crate::check::{Check, Kind};
use crate::inputs::Place;
use crate::planner::{FIRST, Planner, SECOND, THIRD};
use crate::sample::{Sampler, Size};
use serde_json::{Value, json};
use specproof_contract::model::{AdditionalProperties, Type};
use specproof_contract::validate::Direction;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-optional",
    rule: "A request with one optional member or parameter beside the required ones is granted.",
    source: "the clause of that member; `properties` (JSON Schema Core, 10.3.2.1)",
    manual: "Each optional member or parameter is added alone to the smallest valid request: with something in it; empty where it is an object or an \
             array without a least size; null where its schema allows null; both values of a boolean; and, where an object may hold anything, with \
             objects, arrays, numbers and null within. A deployment that refuses one of them does not know that member, or asks for another beside it.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let mut sampler = Sampler::new(planner.api, Direction::Request, planner.number);
    for place in planner.places.clone() {
        if place.is_free() && !(place.required && place.is_root()) && place.facets.enumeration.is_none() {
            alone(planner, &mut sampler, &place);
        }
    }
}

fn alone(planner: &mut Planner<'_>, sampler: &mut Sampler<'_>, place: &Place<'_>) {
    let Some(schema) = place.schema else { return };
    let mut add = |variant: String, how: &str, priority: u8, value: Value| {
        let mut changes = planner.bare();
        changes.extend(place.set(value));
        let clauses = [place.clauses.first().copied().unwrap_or_else(|| planner.granted_clause())];
        planner.grant(&variant, &clauses, format!("`{}` {how}, beside what is required", place.wire), priority, changes);
    };
    if let Ok(value) = sampler.named(&place.wire, schema, Size::Full) {
        let first = if place.is_root() { FIRST } else { SECOND };
        add(place.name.clone(), "with something in it", first, value);
    }
    let extra = match place.facets.main_type() {
        Type::Object => vec![("empty", "empty", json!({})), ("anything", "with values of every type in it", anything())],
        Type::Array => vec![("empty", "empty", json!([]))],
        Type::Boolean => vec![("true", "true", json!(true)), ("false", "false", json!(false))],
        _ => Vec::new(),
    };
    let open = |place: &Place<'_>| {
        place.facets.additional.is_empty()
            && place.facets.schemas.iter().any(|schema| schema.additional_properties == AdditionalProperties::Any)
    };
    for (variant, how, value) in extra {
        if (variant != "anything" || open(place)) && sampler.holds(schema, &value) {
            add(format!("{}.{variant}", place.name), how, if variant == "anything" { THIRD } else { SECOND }, value);
        }
    }
    let nullable = place.facets.nullable || place.facets.types.as_ref().is_some_and(|types| types.contains(Type::Null));
    if nullable && place.in_body() {
        add(format!("{}.null", place.name), "null", SECOND, Value::Null);
    }
}

fn anything() -> Value {
    json!({ "1": "text", "two": 2, "three": [1, "a", null, { "b": true }], "vier/fünf": { "nested": { "deeper": 1.5 } }, "😀": null, "": "" })
}
