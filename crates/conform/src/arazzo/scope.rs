//! [`Scope`]: what the expressions of a step can see.

use crate::draft::{Draft, DraftBody};
use crate::exchange::Exchange;
use serde_json::{Map, Value};
use specproof_contract::expression::{Expression, Name, Source};
use specproof_contract::model::{Api, ParameterLocation, Workflow};
use specproof_contract::notation::percent_decoded;
use std::collections::BTreeMap;

/// The values that expressions of one workflow can name.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// The API.
    pub api: &'a Api,
    /// Base URL of the target.
    pub base: &'a str,
    /// `$inputs`
    pub inputs: Map<String, Value>,
    /// `$steps.<id>.outputs`
    pub steps: BTreeMap<String, Map<String, Value>>,
    /// `$workflows.<id>.inputs` and `.outputs`
    pub workflows: BTreeMap<String, Ran>,
    /// `$outputs`
    pub outputs: Map<String, Value>,
}

/// What a workflow was given, and what it gave: `.inputs` and `.outputs`.
pub type Ran = (Map<String, Value>, Map<String, Value>);

/// The exchange of the current step.
#[derive(Debug, Clone, Copy)]
pub struct Current<'a> {
    /// The request before serialisation.
    pub draft: &'a Draft,
    /// Request and answer.
    pub exchange: &'a Exchange,
    /// The answer's body as JSON, where it is.
    pub json: Option<&'a Value>,
}

impl<'a> Scope<'a> {
    /// A scope in which nothing has happened yet.
    pub fn new(api: &'a Api, base: &'a str, inputs: Map<String, Value>) -> Self {
        Self { api, base, inputs, steps: BTreeMap::new(), workflows: BTreeMap::new(), outputs: Map::new() }
    }

    /// The outputs of a workflow that has ended, which `$outputs` names from now on.
    pub fn finish(&mut self, workflow: &Workflow) -> Map<String, Value> {
        let outputs = workflow.outputs.iter().filter_map(|(name, text)| {
            let expression = specproof_contract::expression::parse(text).ok()?;
            Some((name.clone(), self.value(&expression, None)?))
        });
        self.outputs = outputs.collect();
        self.outputs.clone()
    }

    /// What an expression stands for; `None` where there is no such thing.
    pub fn value(&self, expression: &Expression, current: Option<Current<'_>>) -> Option<Value> {
        match expression {
            Expression::Url => Some(current?.exchange.request.url.clone().into()),
            Expression::Method => Some(current?.exchange.request.method.clone().into()),
            Expression::StatusCode => Some(current?.exchange.answer.as_ref().ok()?.status.into()),
            Expression::Request(source) => of_request(source, current?),
            Expression::Response(source) => of_answer(source, current?),
            Expression::Inputs(name) => named(&self.inputs, name),
            Expression::Outputs(name) => named(&self.outputs, name),
            Expression::Steps { step, output } => named(self.steps.get(step)?, output),
            Expression::Workflows { workflow, input, name } => {
                let (inputs, outputs) = self.workflows.get(workflow)?;
                named(if *input { inputs } else { outputs }, name)
            }
            Expression::SourceDescriptions { source, field } => {
                let known = *source == self.api.name;
                match field.as_str() {
                    "url" => Some(self.base.into()),
                    _ if known => Some(field.clone().into()),
                    _ => None,
                }
            }
            // References to components were resolved when the contract was loaded.
            Expression::Components { .. } => None,
        }
    }
}

/// A member, with a dot in its name or as the path of members that the dots make; then the pointer into it.
fn named(members: &Map<String, Value>, name: &Name) -> Option<Value> {
    let value = match members.get(&name.name) {
        Some(value) => value,
        None => {
            let mut path = name.name.split('.');
            let mut value = members.get(path.next()?)?;
            for member in path {
                value = step_into(value, member)?;
            }
            value
        }
    };
    match &name.pointer {
        Some(pointer) => self::pointer(value, pointer).cloned(),
        None => Some(value.clone()),
    }
}

fn step_into<'v>(value: &'v Value, member: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(member),
        Value::Array(items) => items.get(member.parse::<usize>().ok()?),
        _ => None,
    }
}

/// RFC 6901; a pointer that finds nothing is tried in its percent-encoded form, as it stands in a URI fragment (section 6).
pub fn pointer<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    value.pointer(pointer).or_else(|| {
        let bytes = percent_decoded(pointer);
        value.pointer(&String::from_utf8(bytes).ok()?)
    })
}

fn of_request(source: &Source, current: Current<'_>) -> Option<Value> {
    match source {
        Source::Header(name) => {
            let fields = &current.exchange.request.headers;
            fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone().into())
        }
        Source::Query(name) => current.draft.parameter(ParameterLocation::Query, name).cloned(),
        Source::Path(name) => current.draft.parameter(ParameterLocation::Path, name).cloned(),
        Source::Body(pointer) => {
            let body = match &current.draft.body {
                DraftBody::None => return None,
                DraftBody::Json(value) => value.clone(),
                DraftBody::Form(members) => Value::Object(members.iter().cloned().collect()),
                DraftBody::Raw(bytes) => {
                    serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned().into())
                }
            };
            match pointer {
                Some(pointer) => self::pointer(&body, pointer).cloned(),
                None => Some(body),
            }
        }
    }
}

fn of_answer(source: &Source, current: Current<'_>) -> Option<Value> {
    let answer = current.exchange.answer.as_ref().ok()?;
    match source {
        Source::Header(name) => answer.header(&name.to_ascii_lowercase()).map(|value| value.to_owned().into()),
        Source::Query(_) | Source::Path(_) => None,
        Source::Body(pointer) => match (current.json, pointer) {
            (Some(json), Some(pointer)) => self::pointer(json, pointer).cloned(),
            (Some(json), None) => Some(json.clone()),
            (None, None) if !answer.body.is_empty() => Some(String::from_utf8_lossy(&answer.body).into_owned().into()),
            (None, _) => None,
        },
    }
}

/// The inputs of a workflow, with the defaults of those that are not given.
pub fn with_defaults(workflow: &Workflow, mut inputs: Map<String, Value>) -> Map<String, Value> {
    for input in &workflow.inputs {
        if let Some(default) = &input.default {
            inputs.entry(input.name.clone()).or_insert_with(|| default.clone());
        }
    }
    inputs
}
