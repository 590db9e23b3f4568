//! [`Answered`]: an answer matched with what is documented for it.

use super::json::{JsonFault, JsonText};
use super::{Schemas, best};
use crate::exchange::Answer;
use crate::wire::is_json;
use serde_json::Value;
use specproof_contract::model::{Api, Force, MediaType, Operation, Response, Schema};
use specproof_contract::validate::{Matched, Outcome};
use std::borrow::Cow;

/// An answer and what is documented for it.
#[derive(Debug, Clone)]
pub struct Answered<'a> {
    /// The API.
    pub api: &'a Api,
    /// The answer.
    pub answer: Answer,
    /// The documented response: exact status, else its range, else the default.
    pub response: Option<&'a Response>,
    /// Its content.
    pub content: Content<'a>,
    /// The body as JSON, where it says that it is, or where that is documented, or where it could be.
    pub json: Option<Value>,
    /// What is wrong with the JSON text.
    pub json_faults: Vec<JsonFault>,
    /// The body against the documented schema.
    pub outcome: Outcome,
    /// There is a schema, but no body that could be held against it: broken JSON, or a format that is not read.
    pub unread: bool,
    /// Whether it grants or refuses.
    pub class: Class,
}

/// Content of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Content<'a> {
    /// No body came, or none can (HEAD, 204, 304).
    None,
    /// Of this documented media type.
    Documented(&'a MediaType),
    /// Of a type that is not documented for this response.
    Other,
}

/// Whether an answer grants what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A documented success whose body keeps a schema that is no refusal; any success of an operation that documents no answer.
    Grant,
    /// A documented refusal, or any 4xx.
    Refusal,
    /// Neither: not documented, or its body keeps no schema. At least one check of every answer finds why.
    Neither,
}

impl<'a> Answered<'a> {
    /// Matches an answer; `now` is its time in milliseconds since 1970.
    pub fn new(schemas: &Schemas<'a>, operation: &'a Operation, answer: &Answer, now: i64) -> Self {
        let response = operation.responses.iter().find(|response| response.status.matches(answer.status));
        let bodiless = operation.method == specproof_contract::model::Method::Head || matches!(answer.status, 204 | 304);
        let content_type = answer.header("content-type");
        let documented = response.map_or(&[][..], |response| &response.content);
        let content = if bodiless || answer.body.is_empty() {
            Content::None
        } else {
            best(documented, content_type).map_or(Content::Other, Content::Documented)
        };
        let claims_json = content_type.is_some_and(is_json);
        let (mut json, mut json_faults) = (None, Vec::new());
        if content != Content::None {
            let text = JsonText::read(&answer.body);
            // Undocumented text that happens to be no JSON is no fault of JSON.
            let only_json = !documented.is_empty() && documented.iter().all(|media| is_json(&media.name));
            if claims_json
                || (content_type.is_none() && only_json)
                || text.value.as_ref().is_some_and(|value| value.is_object() || value.is_array())
            {
                json_faults = text.faults;
                json = text.value;
            }
        }
        let schema = match content {
            Content::Documented(media) => media.schema,
            // In spite of its type: whether a key leaks does not depend on the name of its format.
            Content::Other => documented.first().and_then(|media| media.schema).filter(|_| json.is_some()),
            Content::None => None,
        };
        let instance = match content {
            Content::Documented(media) if claims_json || is_json(&media.name) => json.as_ref().map(Cow::Borrowed),
            Content::Documented(media) if media.name.contains('*') => {
                let family = content_type.and_then(|kind| kind.split('/').next()).unwrap_or("text");
                let is_text = media.name.starts_with("*/") || family.eq_ignore_ascii_case("text");
                json.as_ref().map(Cow::Borrowed).or_else(|| is_text.then(|| Cow::Owned(text(answer))))
            }
            // Of other formats only plain text can be judged; XML and the like count as not checked.
            Content::Documented(media) if media.name.to_ascii_lowercase().starts_with("text/plain") => Some(Cow::Owned(text(answer))),
            Content::Other => json.as_ref().map(Cow::Borrowed),
            Content::Documented(_) | Content::None => None,
        };
        let outcome = match (schema, &instance) {
            (Some(schema), Some(instance)) => schemas.check_answer(schema, instance, now),
            _ => Outcome::default(),
        };
        let unread = schema.is_some() && instance.is_none();
        drop(instance);
        let mut answered =
            Self { api: schemas.api, answer: answer.clone(), response, content, json, json_faults, outcome, unread, class: Class::Neither };
        answered.class = answered.classify(operation);
        answered
    }

    fn classify(&self, operation: &Operation) -> Class {
        let status = self.answer.status;
        let Some(response) = self.response else {
            // Where no answer is documented, a success is one by HTTP alone.
            return match status {
                400..500 => Class::Refusal,
                200..300 if operation.responses.is_empty() => Class::Grant,
                _ => Class::Neither,
            };
        };
        if (400..500).contains(&status) {
            return Class::Refusal;
        }
        if status >= 500 {
            return Class::Neither;
        }
        let missing = self.content == Content::None && response.content.iter().any(|media| media.schema.is_some());
        if response.refusal {
            return if self.outcome.violations.is_empty() { Class::Refusal } else { Class::Neither };
        }
        if self.unread || missing || self.content == Content::Other || !self.outcome.violations.is_empty() {
            return Class::Neither;
        }
        if self.outcome.refusal { Class::Refusal } else { Class::Grant }
    }

    /// Every schema that the body keeps, with its place.
    pub fn schemas(&self) -> impl Iterator<Item = (&Matched, &'a Schema)> {
        self.outcome.matched.iter().filter_map(|matched| Some((matched, self.api.schema(matched.schema)?)))
    }

    /// Whether the answer is documented under this clause.
    pub fn carries(&self, clause: &str) -> bool {
        let named = |clauses: &[String]| clauses.iter().any(|own| own == clause);
        self.response.is_some_and(|response| named(&response.clauses))
            || matches!(self.content, Content::Documented(media) if named(&media.clauses))
            || self.schemas().any(|(_, schema)| named(&schema.clauses))
    }

    /// Every clause that the answer carries: its response's, its media type's and those of the schemas it keeps.
    pub fn clauses(&self) -> Vec<&'a str> {
        let mut all: Vec<&str> = Vec::new();
        all.extend(self.response.iter().flat_map(|response| &response.clauses).map(String::as_str));
        if let Content::Documented(media) = self.content {
            all.extend(media.clauses.iter().map(String::as_str));
        }
        all.extend(self.schemas().flat_map(|(_, schema)| &schema.clauses).map(String::as_str));
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|clause| seen.insert(*clause));
        all
    }

    /// The clauses of a documented refusal: where a valid request is answered so, what they say of the request is not true.
    pub fn belied(&self) -> Vec<&'a str> {
        let mut clauses = if self.class == Class::Refusal { self.clauses() } else { Vec::new() };
        clauses.retain(|clause| self.api.clause(clause).is_some_and(|clause| clause.force == Force::Must));
        clauses
    }

    /// The readings of open clauses that it follows: of each clause the first that holds at a place, since a value may keep several branches.
    pub fn readings(&self) -> Vec<&'a str> {
        let mut all: Vec<&str> = self.response.and_then(|response| response.reading.as_deref()).into_iter().collect();
        let mut taken: Vec<(&str, &str)> = Vec::new();
        for (matched, schema) in self.schemas() {
            let Some(reading) = schema.reading.as_deref() else { continue };
            let clause = reading.split('/').next().unwrap_or_default();
            if !taken.contains(&(clause, matched.pointer.as_str())) {
                taken.push((clause, &matched.pointer));
                all.push(reading);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|reading| seen.insert(*reading));
        all
    }

    /// In one line: `200 application/json: {"key":…}`.
    pub fn line(&self) -> String {
        line(&self.answer)
    }
}

fn text(answer: &Answer) -> Value {
    Value::String(String::from_utf8_lossy(&answer.body).into_owned())
}

/// An answer in one line for a finding; cut only after masking, so that no half of a secret stays.
pub fn line(answer: &Answer) -> String {
    const LONGEST: usize = 32 << 10;
    let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(LONGEST)]);
    match (answer.header("content-type"), body.is_empty()) {
        (_, true) => format!("{} without content", answer.status),
        (Some(kind), false) => format!("{} {kind}: {body}", answer.status),
        (None, false) => format!("{}: {body}", answer.status),
    }
}
