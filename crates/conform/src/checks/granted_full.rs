//! The largest documented request is granted.

use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner};
use crate::sample::{Sampler, Size};
use specproof_contract::validate::Direction;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-full",
    rule: "A request with every optional member and parameter is granted.",
    source: "the clauses of the optional members; `properties` (JSON Schema Core, 10.3.2.1)",
    manual: "Every optional member and parameter is added to the known-valid request, objects and arrays with something in them. A deployment that \
             refuses it knows fewer members than its document lists, or takes them to exclude each other.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let mut sampler = Sampler::new(planner.api, Direction::Request, planner.number);
    let mut changes = Vec::new();
    let mut clauses = vec![planner.granted_clause()];
    for place in planner.places.iter().filter(|place| place.is_root() && place.is_free() && !place.required) {
        let value = place.schema.and_then(|schema| sampler.named(&place.wire, schema, Size::Full).ok());
        if let Some(value) = value {
            changes.extend(place.set(value));
            clauses.extend(&place.clauses);
        }
    }
    if !changes.is_empty() {
        planner.grant("", &clauses, "every optional member and parameter", FIRST, changes);
    }
}
