//! One check: walks schema and value together, within a budget of steps.

use super::scope::{self, Resource};
use super::{Matched, Outcome, Validator, Violation, show};
use crate::model::{Schema, SchemaId};
use crate::notation::pointer_token;
use serde_json::Value;
use std::collections::HashSet;

/// Schemas within schemas within values; beyond it the stack would be at risk.
const DEPTH: u32 = 600;

/// What has been found out about one value under one schema.
#[derive(Default)]
pub(super) struct Found {
    pub violations: Vec<Violation>,
    pub readings: Vec<String>,
    pub refusal: bool,
    pub matched: Vec<Matched>,
    /// Members and items that some schema has looked at, for `unevaluated…`.
    pub members: HashSet<String>,
    pub items: HashSet<usize>,
    pub all_items: bool,
}

impl Found {
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty()
    }

    /// Takes over what a valid subschema in the same place has found.
    pub fn absorb(&mut self, other: Found) {
        self.violations.extend(other.violations);
        self.readings.extend(other.readings);
        self.refusal |= other.refusal;
        self.matched.extend(other.matched);
        self.members.extend(other.members);
        self.items.extend(other.items);
        self.all_items |= other.all_items;
    }

    /// Takes over what was found in a member or item.
    pub fn descend(&mut self, other: Found) {
        self.violations.extend(other.violations);
        self.readings.extend(other.readings);
        self.matched.extend(other.matched);
    }
}

/// Where the check is.
#[derive(Clone, Copy)]
pub(super) struct At<'r> {
    pub value: &'r Value,
    /// The innermost `x-clause` so far.
    pub clauses: &'r [String],
    pub depth: u32,
}

pub(super) struct Run<'r, 'a> {
    pub validator: &'r Validator<'a>,
    pub pointer: String,
    pub steps: u32,
    /// Some schema of the API uses `unevaluated…`: members are noted only then.
    pub notes_evaluated: bool,
    /// The resources that evaluation came through, where `$dynamicRef` may ask for them.
    way: Vec<Resource>,
}

pub(super) fn check(validator: &Validator<'_>, schema: SchemaId, value: &Value) -> Outcome {
    let notes_evaluated = validator.prepared.uses_unevaluated;
    let mut run = Run { validator, pointer: String::new(), steps: 0, notes_evaluated, way: Vec::new() };
    let mut found = run.apply(schema, At { value, clauses: &[], depth: 0 });
    if !found.is_valid() {
        found.readings.clear();
        found.refusal = false;
    }
    let mut seen = HashSet::new();
    found.readings.retain(|reading| seen.insert(reading.clone()));
    Outcome { violations: found.violations, readings: found.readings, refusal: found.refusal, matched: found.matched }
}

impl<'r> Run<'r, '_> {
    /// Holds the value against one schema.
    pub fn apply(&mut self, id: SchemaId, at: At<'_>) -> Found {
        let mut found = Found::default();
        let Some(schema) = self.validator.api.schema(id) else { return found };
        self.steps += 1;
        if self.steps > self.validator.steps || at.depth > DEPTH {
            self.violate(&mut found, id, at, "limit", "a schema that can be checked within its limits");
            return found;
        }
        let clauses = if schema.clauses.is_empty() { at.clauses } else { &schema.clauses };
        let at = At { clauses, depth: at.depth + 1, ..at };
        if schema.nullable && at.value.is_null() {
            self.note_match(id, schema, &mut found);
            return found;
        }
        let enters = !self.validator.prepared.anchors.is_empty() && self.way.last() != Some(&scope::resource(schema));
        if enters {
            self.way.push(scope::resource(schema));
        }
        match schema.boolean {
            Some(false) => self.violate(&mut found, id, at, "schema", "nothing: no value is allowed here"),
            Some(true) => {}
            None => self.keywords(id, schema, at, &mut found),
        }
        if enters {
            self.way.pop();
        }
        if found.is_valid() {
            self.note_match(id, schema, &mut found);
        }
        found
    }

    fn keywords(&mut self, id: SchemaId, schema: &Schema, at: At<'_>, found: &mut Found) {
        if let Some(target) = schema.reference {
            let inner = self.apply(target, at);
            found.absorb(inner);
        }
        if let Some(reference) = &schema.dynamic_reference {
            let target = self.validator.prepared.anchors.lead(reference, &self.way);
            let inner = self.apply(target, at);
            found.absorb(inner);
        }
        let type_is_right = self.types(id, schema, at, found);
        self.fixed_values(id, schema, at, found);
        if type_is_right {
            match at.value {
                Value::Number(number) => self.number(id, schema, number, at, found),
                Value::String(text) => self.text(id, schema, text, at, found),
                Value::Array(items) => self.array(id, schema, items, at, found),
                Value::Object(members) => self.object(id, schema, members, at, found),
                Value::Null | Value::Bool(_) => {}
            }
        }
        self.compositions(id, schema, at, found);
        match at.value {
            Value::Array(items) => self.unevaluated_items(schema, items, at, found),
            Value::Object(members) => self.unevaluated_members(schema, members, at, found),
            _ => {}
        }
    }

    fn note_match(&self, id: SchemaId, schema: &Schema, found: &mut Found) {
        found.matched.push(Matched { pointer: self.pointer.clone(), schema: id });
        found.readings.extend(schema.reading.clone());
        found.refusal |= schema.refusal && self.pointer.is_empty();
    }

    pub fn violate(&self, found: &mut Found, schema: SchemaId, at: At<'_>, keyword: &'static str, expected: impl Into<String>) {
        found.violations.push(Violation {
            pointer: self.pointer.clone(),
            schema,
            keyword,
            expected: expected.into(),
            received: show::value(at.value),
            clauses: at.clauses.to_vec(),
        });
    }

    /// Goes on in a member or item.
    pub fn within<T>(&mut self, token: &str, go: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        if token.contains(['~', '/']) {
            self.pointer.push_str(&pointer_token(token));
        } else {
            self.pointer.push_str(token);
        }
        let result = go(self);
        self.pointer.truncate(length);
        result
    }
}
