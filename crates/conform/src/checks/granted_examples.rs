//! The document's own examples are granted.

use crate::case::{BodyFault, Change};
use crate::check::{Check, Kind};
use crate::inputs::kebab;
use crate::planner::{FIRST, Planner, SECOND};
use crate::seed::value;
use serde_json::Value;
use specproof_contract::model::{Example, ExampleValue};

/// The check.
pub const CHECK: Check = Check {
    id: "granted-examples",
    rule: "Each example of a request, a member or a parameter is granted.",
    source: "the clause of the example; `examples` (OpenAPI 3.0.3, 4.7.19, and 3.1.1, 4.8.19)",
    manual: "Each documented example is sent: of the whole body, with the members that prove an identity or come from an earlier step replaced by the \
             deployment's own, and of each member and parameter alone. A deployment that refuses its own examples was not written from them.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    bodies(planner);
    for place in planner.places.clone() {
        let own = place.facets.schemas.iter().flat_map(|schema| &schema.examples);
        let parameter = planner.operation.parameters.iter().find(|own| !place.in_body() && own.name == place.wire);
        let all: Vec<&Example> = own.chain(parameter.into_iter().flat_map(|own| &own.examples)).collect();
        for (at, example) in all.into_iter().enumerate().filter(|_| place.is_free()) {
            if let Some(value) = value(example) {
                let clause = example.clauses.first().map_or_else(|| planner.clause_of(&place), String::as_str);
                let variant = format!("{}.{}", place.name, name(example, at));
                planner.grant(&variant, &[clause], format!("`{}` is its example {value}", place.wire), SECOND, place.set(value.clone()));
            }
        }
    }
}

fn bodies(planner: &mut Planner<'_>) {
    let Some(media) = planner.seed.media_type else { return };
    for (at, example) in media.examples.iter().enumerate() {
        let changes = match &example.value {
            ExampleValue::Value(Value::Object(members)) if planner.seed.has_members() => {
                let fixed =
                    planner.places.iter().filter(|place| place.is_root() && place.in_body() && place.fixed).map(|place| &place.wire);
                let mut changes = vec![Change::Keep { members: members.keys().chain(fixed).cloned().collect() }];
                let free = members.iter().filter(|(name, _)| !planner.seed.is_fixed_member(name));
                changes.extend(free.map(|(name, value)| Change::Set { path: vec![name.clone()], value: value.clone() }));
                changes
            }
            ExampleValue::Value(value) if planner.seed.workflow.is_none() => vec![Change::Body(BodyFault::Json(value.clone()))],
            ExampleValue::Bytes { bytes, .. } if planner.seed.workflow.is_none() => match std::str::from_utf8(bytes) {
                Ok(text) => vec![Change::Body(BodyFault::Text(text.to_owned()))],
                Err(_) => continue,
            },
            _ => continue,
        };
        let clauses: Vec<&str> = example.clauses.iter().map(String::as_str).chain([planner.granted_clause()]).collect();
        planner.grant(&format!("body.{}", name(example, at)), &clauses, "the document's example of the body", FIRST, changes);
    }
}

fn name(example: &Example, at: usize) -> String {
    example.name.as_deref().map_or_else(|| (at + 1).to_string(), kebab)
}
