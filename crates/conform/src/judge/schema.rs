//! Bodies against schemas: the contract's validator, and what the runner takes from it.

use crate::draft::Draft;
use serde_json::Value;
use specproof_contract::model::{Api, Operation, Schema, SchemaId};
use specproof_contract::validate::{Direction, Outcome, Validator};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// The validators of an API, made once, and what is found out about its operations once.
#[derive(Clone)]
pub struct Schemas<'a> {
    /// The API.
    pub api: &'a Api,
    answers: Validator<'a>,
    requests: Validator<'a>,
    operations: HashMap<&'a str, Known>,
}

/// What is found out about an operation when it is first asked for.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The names of secret members in its answers.
    pub secrets: OnceLock<BTreeSet<String>>,
    /// A request that is made from the contract alone, or why there is none.
    pub sampled: OnceLock<Result<Draft, String>>,
}

impl std::fmt::Debug for Schemas<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schemas").field("api", &self.api.name).finish_non_exhaustive()
    }
}

impl<'a> Schemas<'a> {
    /// Validators for both directions.
    pub fn of(api: &'a Api) -> Self {
        let operations = api.operations.iter().map(|operation| (operation.id.as_str(), Known::default())).collect();
        Self { api, answers: Validator::new(api, Direction::Response), requests: Validator::new(api, Direction::Request), operations }
    }

    /// What was found out about an operation, found out now where it was not yet.
    pub fn once<T: Clone>(&self, operation: &Operation, of: fn(&Known) -> &OnceLock<T>, find: impl FnOnce() -> T) -> Cow<'_, T> {
        match self.operations.get(operation.id.as_str()) {
            Some(known) => Cow::Borrowed(of(known).get_or_init(find)),
            None => Cow::Owned(find()),
        }
    }

    /// Checks a value of an answer; `now` is the answer's time in milliseconds since 1970.
    pub fn check_answer(&self, schema: SchemaId, value: &Value, now: i64) -> Outcome {
        self.answers.clone().now_ms(Some(now)).check(schema, value)
    }

    /// Checks a value of a request.
    pub fn check_request(&self, schema: SchemaId, value: &Value) -> Outcome {
        self.requests.check(schema, value)
    }
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

/// The clauses of what a grant of this schema must hold: its own, and those of its required members.
pub fn required_of_grant(api: &Api, schema: SchemaId) -> Vec<&str> {
    let mut clauses: Vec<&str> = Vec::new();
    let mut open = vec![schema];
    let mut seen = BTreeSet::new();
    let refuses = |id: &SchemaId| followed(api, *id).is_some_and(|own| own.refusal);
    while let Some(id) = open.pop() {
        let Some(own) = api.schema(id).filter(|_| seen.insert(id)) else { continue };
        clauses.extend(own.clauses.iter().map(String::as_str));
        let required = own.properties.iter().filter(|(name, _)| own.required.contains(name)).map(|(_, member)| *member);
        let granting = own.any_of.iter().chain(&own.one_of).copied().find(|branch| !refuses(branch));
        let below: Vec<SchemaId> = own.reference.into_iter().chain(own.all_of.iter().copied()).chain(granting).chain(required).collect();
        open.extend(below.into_iter().rev());
    }
    clauses
}

/// A schema, or what it refers to.
fn followed(api: &Api, id: SchemaId) -> Option<&Schema> {
    let mut schema = api.schema(id)?;
    for _ in 0..32 {
        let Some(target) = schema.reference else { break };
        schema = api.schema(target)?;
    }
    Some(schema)
}
