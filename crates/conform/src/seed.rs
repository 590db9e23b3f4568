//! [`Seed`]: the request to an operation that is known to be valid, from a documented flow where there is one, else sampled from the contract.

use crate::draft::{Draft, DraftBody, DraftParameter};
use crate::sample::{Rng, Sampler, Size};
use crate::wire;
use serde_json::{Map, Value};
use specproof_contract::expression::is_expression;
use specproof_contract::model::{
    Api, Example, ExampleValue, Expect, MediaType, Method, Operation, Parameter, ParameterLocation, Step, StepTarget, Workflow,
};
use specproof_contract::notation::essence;
use specproof_contract::validate::Direction;

/// The known-valid request of an operation, as far as it is known before the run.
#[derive(Debug, Clone)]
pub struct Seed<'a> {
    /// The flow whose last request it is; `None` where the request is sampled.
    pub workflow: Option<&'a Workflow>,
    /// Requests that the flow sends, the last included.
    pub steps: u64,
    /// Its body with the expressions still in it; `None` without a body, or where the body is not JSON.
    pub body: Option<Value>,
    /// The body is a template that is sent byte for byte.
    pub raw: bool,
    /// The media type that is sent.
    pub media_type: Option<&'a MediaType>,
    /// Its parameters, expressions still in them.
    parameters: Vec<(ParameterLocation, String, Value)>,
    /// Why no valid request can be made.
    pub unmade: Option<String>,
}

/// The flow whose last request is known to be valid for this operation: the first whose last step calls it and expects a grant.
pub fn workflow_of<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Workflow> {
    api.flows_to(&operation.id).find(|workflow| workflow.steps.last().is_some_and(expects_grant))
}

/// Whether a step calls this operation.
pub fn calls(step: &Step, operation: &Operation) -> bool {
    matches!(&step.target, StepTarget::Operation(id) if *id == operation.id)
}

/// Whether a step is written for a grant: it says so, or it asks for a status below 300.
fn expects_grant(step: &Step) -> bool {
    match step.expect {
        Some(expect) => expect == Expect::Granted,
        None => step.success_criteria.iter().any(|criterion| {
            let condition: String = criterion.condition.split_whitespace().collect();
            condition.contains("$statusCode==2") || condition.contains("$statusCode<300")
        }),
    }
}

/// Whether anything in the value is an expression, or a text with one in it.
pub fn is_filled(value: &Value) -> bool {
    match value {
        Value::String(text) => is_expression(text) || text.contains("{$"),
        Value::Array(items) => items.iter().any(is_filled),
        Value::Object(members) => members.values().any(is_filled),
        _ => false,
    }
}

impl<'a> Seed<'a> {
    /// The seed of an operation. A sampled one follows from the contract and the number alone.
    pub fn of(api: &'a Api, operation: &'a Operation, number: u64) -> Self {
        match workflow_of(api, operation).and_then(|workflow| Some((workflow, workflow.steps.last()?))) {
            Some((workflow, step)) => Self::of_step(api, operation, workflow, step),
            None => Self::sampled(api, operation, number),
        }
    }

    fn of_step(api: &'a Api, operation: &'a Operation, workflow: &'a Workflow, step: &'a Step) -> Self {
        let wanted = step.request_body.as_ref().and_then(|body| body.content_type.as_deref());
        let content = operation.request_body.as_ref().map_or(&[][..], |body| &body.content);
        let payload = step.request_body.as_ref().and_then(|body| body.payload.as_ref());
        let (mut body, raw) = match payload {
            Some(Value::String(template)) => (serde_json::from_str(template).ok(), true),
            other => (other.cloned(), false),
        };
        for replacement in step.request_body.iter().flat_map(|body| &body.replacements) {
            if let Some(target) = body.as_mut().and_then(|body| body.pointer_mut(&replacement.target)) {
                target.clone_from(&replacement.value);
            }
        }
        let parameters = workflow.parameters.iter().chain(&step.parameters);
        Self {
            workflow: Some(workflow),
            steps: requests(api, workflow, 0),
            body,
            raw,
            media_type: content
                .iter()
                .find(|media| wanted.is_some_and(|wanted| same_type(&media.name, wanted)))
                .or_else(|| content.first()),
            parameters: parameters.filter_map(|own| Some((own.location?, own.name.clone(), own.value.clone()))).collect(),
            unmade: None,
        }
    }

    fn sampled(api: &'a Api, operation: &'a Operation, number: u64) -> Self {
        let media_type = operation.request_body.as_ref().and_then(|body| preferred(&body.content));
        let mut seed = Self { workflow: None, steps: 1, body: None, raw: false, media_type, parameters: Vec::new(), unmade: None };
        match sampled(api, operation, number) {
            Ok(draft) => {
                seed.parameters = draft.parameters.into_iter().map(|own| (own.location, own.name, own.value)).collect();
                seed.body = match draft.body {
                    DraftBody::Json(value) => Some(value),
                    DraftBody::Form(fields) => Some(Value::Object(fields.into_iter().collect())),
                    DraftBody::Raw(_) | DraftBody::None => None,
                };
            }
            Err(why) => seed.unmade = Some(why),
        }
        seed
    }

    /// Whether a member of the root is filled from an input or a step, so that another value need not be valid.
    pub fn is_fixed_member(&self, name: &str) -> bool {
        self.workflow.is_some() && self.body.as_ref().and_then(|body| body.get(name)).is_some_and(is_filled)
    }

    /// Whether a parameter is filled from an input or a step.
    pub fn is_fixed_parameter(&self, location: ParameterLocation, name: &str) -> bool {
        self.workflow.is_some() && self.parameter(location, name).is_some_and(is_filled)
    }

    /// The value of a parameter, where the seed sends it.
    pub fn parameter(&self, location: ParameterLocation, name: &str) -> Option<&Value> {
        let same = |own: &str| if location == ParameterLocation::Header { own.eq_ignore_ascii_case(name) } else { own == name };
        self.parameters.iter().find(|(at, own, _)| *at == location && same(own)).map(|(_, _, value)| value)
    }

    /// Whether the body is a JSON object.
    pub fn has_members(&self) -> bool {
        self.body.as_ref().is_some_and(Value::is_object)
    }

    /// The flow has requests before the last: a session, or something created, is used up by each run.
    pub const fn is_stateful(&self) -> bool {
        self.steps > 1
    }
}

/// Requests that a flow sends, called flows included.
fn requests(api: &Api, workflow: &Workflow, depth: u32) -> u64 {
    let called = |id: &str| {
        api.workflows
            .iter()
            .find(|workflow| workflow.id == id)
            .filter(|_| depth < 8)
            .map_or(0, |workflow| requests(api, workflow, depth + 1))
    };
    workflow
        .steps
        .iter()
        .map(|step| match &step.target {
            StepTarget::Operation(_) => 1,
            StepTarget::Workflow(id) => called(id),
        })
        .sum()
}

/// A request made from the examples and schemas of the contract: what is required, and nothing else.
///
/// # Errors
/// No valid request can be made from the contract; the text says what is missing.
pub fn sampled(api: &Api, operation: &Operation, seed: u64) -> Result<Draft, String> {
    let number = Rng::named(seed, &operation.id).bits();
    let mut draft = Draft::empty();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        if !has_name(parameter) {
            return Err(format!("{:?} is no header field name (RFC 9110, 5.1)", parameter.name));
        }
        let value = value_of(api, parameter, number).map_err(|why| format!("parameter {}: {why}", parameter.name))?;
        draft.parameters.push(DraftParameter { location: parameter.location, name: parameter.name.clone(), value, scheme: None });
    }
    let Some(media) = operation.request_body.as_ref().and_then(|body| preferred(&body.content)) else { return Ok(draft) };
    draft.content_type = Some(media.name.replace("*/*", "application/octet-stream").replace("/*", "/plain"));
    draft.body = body_of(api, media, number).map_err(|why| format!("request body: {why}"))?;
    Ok(draft)
}

/// Whether the parameter has a name that can be sent: that of a header field is a token (RFC 9110, 5.1).
pub fn has_name(parameter: &Parameter) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    parameter.location != ParameterLocation::Header || (!parameter.name.is_empty() && parameter.name.bytes().all(is_token))
}

/// A value of a parameter: its first example, else one made from its schema.
pub fn value_of(api: &Api, parameter: &Parameter, number: u64) -> Result<Value, String> {
    let schema = parameter.schema.or_else(|| parameter.content.as_ref().and_then(|media| media.schema));
    if let Some(example) = parameter.examples.iter().chain(parameter.content.iter().flat_map(|media| &media.examples)).find_map(value) {
        return Ok(example.clone());
    }
    match schema {
        Some(schema) => {
            let mut sampler = Sampler::new(api, Direction::Request, number);
            // The least value of an array or object would leave a gap in the path.
            let fits = |value: &Value| parameter.location != ParameterLocation::Path || wire::fills(parameter, value);
            let least = sampler.candidate(schema, Size::Minimal, fits);
            least.or_else(|why| sampler.candidate(schema, Size::Full, fits).map_err(|_| why))
        }
        None => Ok(Value::String("specproof".into())),
    }
}

fn body_of(api: &Api, media: &MediaType, number: u64) -> Result<DraftBody, String> {
    let example = media.examples.iter().find_map(|example| match &example.value {
        ExampleValue::Value(value) => Some(Ok(value.clone())),
        ExampleValue::Bytes { bytes, .. } => Some(Err(bytes.clone())),
        ExampleValue::Elsewhere { .. } => None,
    });
    let value = match (example, media.schema) {
        (Some(Err(bytes)), _) => return Ok(DraftBody::Raw(bytes)),
        (Some(Ok(value)), _) => value,
        (None, Some(schema)) => Sampler::new(api, Direction::Request, number).value(schema, Size::Minimal)?,
        (None, None) if is_json(&media.name) => Value::Object(Map::new()),
        (None, None) => Value::String("specproof".into()),
    };
    Ok(match value {
        value if is_json(&media.name) => DraftBody::Json(value),
        Value::Object(members) if is_form(&media.name) => DraftBody::Form(members.into_iter().collect()),
        Value::String(text) => DraftBody::Raw(text.into_bytes()),
        other => DraftBody::Raw(other.to_string().into_bytes()),
    })
}

/// The value of an example that stands in the document.
pub fn value(example: &Example) -> Option<&Value> {
    match &example.value {
        ExampleValue::Value(value) => Some(value),
        _ => None,
    }
}

fn preferred(content: &[MediaType]) -> Option<&MediaType> {
    content
        .iter()
        .find(|media| is_json(&media.name))
        .or_else(|| content.iter().find(|media| is_form(&media.name)))
        .or_else(|| content.first())
}

fn same_type(one: &str, other: &str) -> bool {
    essence(one) == essence(other)
}

/// `application/json`, any `+json`, or a range that takes JSON.
pub fn is_json(name: &str) -> bool {
    let name = essence(name);
    matches!(name.as_str(), "application/json" | "*/*" | "application/*") || name.ends_with("+json") || name.ends_with("/json")
}

fn is_form(name: &str) -> bool {
    matches!(essence(name).as_str(), "application/x-www-form-urlencoded" | "multipart/form-data")
}

/// Why sending this operation could destroy data that the run did not create; `None` where it cannot.
pub fn destroys(api: &Api, operation: &Operation) -> Option<String> {
    if !matches!(operation.method, Method::Delete | Method::Put | Method::Patch) {
        return None;
    }
    let flow = workflow_of(api, operation).and_then(|workflow| Some((workflow, workflow.steps.last()?)));
    let seed = flow.map(|(workflow, step)| Seed::of_step(api, operation, workflow, step));
    let made_here = |parameter: &&Parameter| {
        seed.as_ref()
            .and_then(|seed| seed.parameter(parameter.location, &parameter.name))
            .and_then(Value::as_str)
            .is_some_and(|text| text.contains("$steps.") && !text.contains("$steps.listed-"))
    };
    let last = crate::lifecycle::prefixes(&operation.path).last().and_then(|path| crate::lifecycle::last_variable(path).map(str::to_owned));
    let mut ids = operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Path);
    let own = match last {
        // What stands before it may be anybody's: only what the path names last is changed.
        Some(last) => ids.any(|parameter| parameter.name == last && made_here(&parameter)),
        None => ids.clone().next().is_some() && ids.all(|parameter| made_here(&parameter)),
    };
    (!own).then(|| format!("{} {} could destroy data that this run did not create", operation.method.as_str(), operation.path))
}
