//! The contract snapshot of a flow: the same text for every deployment that conforms, whichever readings it follows.

use super::kind::Kinds;
use super::{Flow, Lens, Taken, media, pretty, response};
use crate::exchange::Answer;
use serde_json::{Value, json};
use specproof_contract::model::{CriterionKind, Expect, MediaType, ParameterLocation, Response, SchemaId, Step};

/// What stands for a body that no document describes.
const UNDOCUMENTED: &str = "[not documented]";

/// Writes the steps that every conforming deployment takes: those after a step with an action that depends on the answer are left out.
pub fn text(flow: &Flow<'_>, lens: Lens<'_>) -> String {
    let mut parts = Vec::new();
    for taken in flow.steps {
        parts.push(step(flow, taken, lens));
        let depends = |actions: &[specproof_contract::model::Action]| actions.iter().any(|action| !action.criteria.is_empty());
        if depends(&taken.step.on_success) || depends(&taken.step.on_failure) {
            parts.push("(the steps that follow depend on the deployment)".to_owned());
            break;
        }
    }
    parts.join("\n\n")
}

fn step(flow: &Flow<'_>, taken: &Taken<'_>, lens: Lens<'_>) -> String {
    let mut out = format!("# {}", taken.step.id);
    if !taken.step.clauses.is_empty() {
        out.push_str(&format!(": {}", taken.step.clauses.join(", ")));
    }
    out.push_str(&format!("\n\n{}", request(flow, taken, lens)));
    match &taken.exchange.answer {
        Ok(answer) => out.push_str(&format!("\n\n{}", answered(flow, taken, answer, lens))),
        Err(error) => out.push_str(&format!("\n\nno answer: {error:?}")),
    }
    out
}

fn request(flow: &Flow<'_>, taken: &Taken<'_>, lens: Lens<'_>) -> String {
    let sent = &taken.exchange.request;
    let mut lines = vec![format!("{} {}", taken.operation.method.as_str(), taken.operation.path)];
    for parameter in flow.workflow.parameters.iter().chain(&taken.step.parameters) {
        let value = match &parameter.value {
            Value::String(text) if has_expression(text) => format!("[{text}]"),
            Value::String(text) => (lens.mask)(text).to_string(),
            other => other.to_string(),
        };
        match parameter.location {
            Some(ParameterLocation::Header) => lines.push(format!("{}: {value}", parameter.name)),
            Some(ParameterLocation::Query) => lines.push(format!("?{}={value}", parameter.name)),
            Some(ParameterLocation::Cookie) => lines.push(format!("Cookie: {}={value}", parameter.name)),
            Some(ParameterLocation::Path) => lines.push(format!("{{{}}}: {value}", parameter.name)),
            None => {}
        }
    }
    let Some(body) = &sent.body else { return lines.join("\n") };
    if let Some((_, kind)) = sent.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        lines.push(format!("Content-Type: {kind}"));
    }
    let content = match taken.step.request_body.as_ref().and_then(|body| body.payload.as_ref()) {
        Some(Value::String(template)) => template.clone(),
        payload => match (serde_json::from_slice::<Value>(body), payload) {
            (Ok(sent), Some(template)) => pretty(&overlaid(&sent, template, lens)),
            (Ok(sent), None) => pretty(&masked(&sent, lens)),
            (Err(_), _) => (lens.mask)(&String::from_utf8_lossy(body)).to_string(),
        },
    };
    format!("{}\n\n{content}", lines.join("\n"))
}

fn has_expression(text: &str) -> bool {
    text.starts_with('$') || text.contains("{$")
}

/// What was sent, with the expression in place of each value that was filled in.
fn overlaid(sent: &Value, template: &Value, lens: Lens<'_>) -> Value {
    match (sent, template) {
        (_, Value::String(text)) if has_expression(text) => json!(format!("[{text}]")),
        // What the flow itself says is no secret, even where a secret happens to be equal.
        _ if sent == template => sent.clone(),
        (Value::Object(sent), Value::Object(template)) => sent
            .iter()
            .map(|(name, value)| (name.clone(), template.get(name).map_or_else(|| masked(value, lens), |own| overlaid(value, own, lens))))
            .collect(),
        (Value::Array(sent), Value::Array(template)) if sent.len() == template.len() => {
            sent.iter().zip(template).map(|(value, own)| overlaid(value, own, lens)).collect()
        }
        _ => masked(sent, lens),
    }
}

fn masked(value: &Value, lens: Lens<'_>) -> Value {
    match value {
        Value::String(text) => json!((lens.mask)(text)),
        Value::Array(items) => items.iter().map(|item| masked(item, lens)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), masked(value, lens))).collect(),
        other => other.clone(),
    }
}

/// How the step pins the status down: the status alone, or the conditions that speak of it.
fn status(step: &Step, answer: &Answer) -> (String, bool) {
    let conditions: Vec<&str> = step
        .success_criteria
        .iter()
        .filter(|criterion| criterion.kind == CriterionKind::Simple && criterion.reading.is_none())
        .map(|criterion| criterion.condition.trim())
        .filter(|condition| condition.contains("$statusCode"))
        .collect();
    let pinned = conditions
        .iter()
        .find_map(|condition| condition.strip_prefix("$statusCode")?.trim().strip_prefix("==")?.trim().parse::<u16>().ok());
    match (pinned, conditions.as_slice()) {
        (Some(pinned), _) if pinned == answer.status => (format!("HTTP {pinned}"), true),
        (Some(_), _) => (format!("HTTP {}", answer.status), true),
        (None, []) => ("HTTP [as documented]".to_owned(), false),
        (None, conditions) => (format!("HTTP [{}]", conditions.join(" && ")), false),
    }
}

fn answered(flow: &Flow<'_>, taken: &Taken<'_>, answer: &Answer, lens: Lens<'_>) -> String {
    let (status, pinned) = status(taken.step, answer);
    let documented = response(taken.operation, answer.status);
    let media = documented.and_then(|response| media(response, answer.header("content-type")));
    let body = body(flow, taken, answer, documented, media, pinned, lens);
    let mut lines = vec![status];
    if let (Some(_), Some(media)) = (&body, media.filter(|media| !media.name.contains('*'))) {
        lines.push(format!("Content-Type: {}", media.name));
    }
    if let Some(response) = documented.filter(|_| pinned) {
        for header in &response.headers {
            let kinds = Kinds { api: flow.api, holds: lens.holds };
            let kind = header.schema.map_or_else(|| json!("[anything]"), |id| kinds.of(id, None));
            let kind = kind.as_str().map_or_else(|| kind.to_string(), str::to_owned);
            lines.push(format!("{}{}: {kind}", header.name, if header.required { "" } else { "?" }));
        }
    }
    format!("{}\n\n{}", lines.join("\n"), body.unwrap_or_else(|| UNDOCUMENTED.to_owned()))
}

/// The kind of the body; `None` where this answer's body is not documented. What does not satisfy its schema is told as it came.
fn body(
    flow: &Flow<'_>,
    taken: &Taken<'_>,
    answer: &Answer,
    documented: Option<&Response>,
    media: Option<&MediaType>,
    pinned: bool,
    lens: Lens<'_>,
) -> Option<String> {
    let schema = media?.schema?;
    let came = || Some((lens.mask)(&String::from_utf8_lossy(&answer.body)).to_string());
    let Ok(value) = serde_json::from_slice::<Value>(&answer.body) else {
        return if taken.step.expect == Some(Expect::Granted) { came() } else { None };
    };
    let chosen = match taken.step.expect {
        Some(Expect::Refused) => {
            let own = |clauses: &[String]| clauses.iter().any(|clause| taken.step.clauses.contains(clause));
            let whole = (pinned && documented.is_some_and(|response| own(&response.clauses))).then_some(schema);
            refusal(flow, schema, &value, &own, lens, 0).or(whole)?
        }
        Some(Expect::Granted) => schema,
        None if pinned => schema,
        None => return None,
    };
    if !(lens.holds)(chosen, &value) {
        return came();
    }
    let kind = Kinds { api: flow.api, holds: lens.holds }.of(chosen, Some(&value));
    (kind != json!("[anything]")).then(|| pretty(&kind))
}

/// The branch of a schema that documents this very refusal: it carries one of the step's clauses, and the body satisfies it.
fn refusal(
    flow: &Flow<'_>,
    id: SchemaId,
    value: &Value,
    own: &dyn Fn(&[String]) -> bool,
    lens: Lens<'_>,
    depth: usize,
) -> Option<SchemaId> {
    let schema = flow.api.schema(id).filter(|_| depth < 32)?;
    if schema.refusal && own(&schema.clauses) && (lens.holds)(id, value) {
        return Some(id);
    }
    let below = schema.reference.iter().chain(&schema.any_of).chain(&schema.one_of).chain(&schema.all_of);
    below.copied().find_map(|branch| refusal(flow, branch, value, own, lens, depth + 1))
}
