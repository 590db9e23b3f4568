//! Values against schemas: the full dialect of the model, in requests and in answers.
//!
//! Numbers are compared exactly, lengths count code points, patterns are ECMA-262. A violation names the place in the value, what
//! would be right, what was found, and the clause nearest to it.

mod automaton;
mod compose;
mod compound;
mod format;
mod number;
mod pattern;
mod run;
mod scalar;
mod scope;
mod show;

use crate::model::{Api, Schema, SchemaId};
use pattern::Patterns;
use scope::Anchors;
use serde_json::Value;
use std::sync::Arc;

pub(crate) use automaton::Automaton;
pub(crate) use compound::equal;
pub(crate) use number::compare;
pub use pattern::Pattern;
pub(crate) use pattern::compile as compile_pattern;
pub(crate) use scalar::type_allows;

/// Which way a value goes: `readOnly` members are not asked of a request, `writeOnly` ones not of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the deployment.
    Request,
    /// From it.
    Response,
}

/// Holds values against the schemas of one API; a clone shares its compiled patterns.
#[derive(Clone)]
pub struct Validator<'a> {
    api: &'a Api,
    direction: Direction,
    now_ms: Option<i64>,
    prepared: Arc<Prepared>,
    asserts_formats: bool,
    steps: u32,
}

/// What is found out about an API's schemas once.
pub(crate) struct Prepared {
    patterns: Patterns,
    anchors: Anchors,
    /// Some schema uses `unevaluatedItems` or `unevaluatedProperties`.
    uses_unevaluated: bool,
}

impl Prepared {
    /// Goes through all schemas.
    pub(crate) fn of(api: &Api) -> Self {
        let is_unevaluated = |schema: &Schema| schema.unevaluated_items.is_some() || schema.unevaluated_properties.is_some();
        Self { patterns: Patterns::of(api), anchors: Anchors::of(api), uses_unevaluated: api.schemas.iter().any(is_unevaluated) }
    }
}

/// What was found out about a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Every violation, in the order of the value; none: the value is valid.
    pub violations: Vec<Violation>,
    /// `<clause id>/<reading id>` of every branch that matched, each once. Empty when the value is not valid.
    pub readings: Vec<String>,
    /// The value as a whole matched a schema marked `x-refusal`.
    pub refusal: bool,
    /// Every place in the value with a schema that it keeps, along the branches that hold; also where something else is wrong.
    pub matched: Vec<Matched>,
}

/// A place in a value and a schema that the value there keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// JSON pointer into the value; empty for the value itself.
    pub pointer: String,
    /// The schema.
    pub schema: SchemaId,
}

impl Outcome {
    /// No violation.
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }
}

/// One keyword that a value breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// JSON pointer into the value; empty for the value itself.
    pub pointer: String,
    /// The schema that holds the keyword.
    pub schema: SchemaId,
    /// The keyword: `type`, `required`, `maxLength`, …; `schema` for a boolean schema, `limit` where checking cost too much.
    pub keyword: &'static str,
    /// What would be right.
    pub expected: String,
    /// What was there, shortened.
    pub received: String,
    /// The `x-clause` nearest to the keyword on the way down, of the member that is missing where one is.
    pub clauses: Vec<String>,
}

/// Schemas that one check may apply where nothing else is said.
const STEPS: u32 = 2_000_000;

impl<'a> Validator<'a> {
    /// A validator for values that go this way. Only the first one of an API goes through its schemas.
    pub fn new(api: &'a Api, direction: Direction) -> Self {
        Self { api, direction, now_ms: None, prepared: api.found.prepared(api), asserts_formats: true, steps: STEPS }
    }

    /// Whether `format` is an assertion, as OpenAPI's registry reads it (the default), or only an annotation, as JSON Schema does.
    pub fn asserts_formats(mut self, asserts: bool) -> Self {
        self.asserts_formats = asserts;
        self
    }

    /// Schemas that one check may apply, 2,000,000 by default: a document of nested alternatives could ask for exponentially many. What
    /// needs more is a violation of the keyword `limit`.
    pub fn steps(mut self, steps: u32) -> Self {
        self.steps = steps;
        self
    }

    /// Milliseconds since 1970 at which an answer was received, for `x-moment`; `None` leaves moments unchecked.
    pub fn now_ms(mut self, now_ms: Option<i64>) -> Self {
        self.now_ms = now_ms;
        self
    }

    /// Holds a value against a schema.
    pub fn check(&self, schema: SchemaId, value: &Value) -> Outcome {
        run::check(self, schema, value)
    }
}
