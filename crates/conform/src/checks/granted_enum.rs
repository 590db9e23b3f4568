//! Each listed value is granted.

use crate::case::Expectation;
use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner, SECOND};
use serde_json::Value;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-enum",
    rule: "Each value of an enumeration is granted.",
    source: "the clause of that member; `enum` (JSON Schema Validation, 6.1.2)",
    manual: "Each listed value of each member and parameter is sent beside what is required. A deployment that refuses one of them knows a shorter list.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    for place in planner.places.clone() {
        let values = place.facets.enumeration.iter().flatten().filter(|_| place.is_free());
        for (at, value) in values.enumerate() {
            let mut changes = planner.bare();
            changes.extend(place.set(value.clone()));
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let word: String = shown.to_lowercase().chars().map(|ch| if ch.is_alphanumeric() { ch } else { '-' }).take(40).collect();
            let word = if word.is_empty() || *value == Value::Null { (at + 1).to_string() } else { word };
            let clause = planner.clause_of(&place);
            let what = format!("`{}` is {value}", place.wire);
            // Often the member of that name is then needed, too, and only prose says so.
            let names_another = planner.places.iter().any(|other| other.wire.rsplit('.').next() == Some(shown.as_str()));
            if names_another && !planner.knows_valid() {
                let expect = Expectation::Guessed { firm: false };
                planner.vary(&format!("{}.{word}", place.name), &[clause], what, SECOND, changes, expect);
            } else {
                planner.grant(&format!("{}.{word}", place.name), &[clause], what, FIRST, changes);
            }
        }
    }
}
