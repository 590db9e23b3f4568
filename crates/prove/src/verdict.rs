//! What an answer is to the contract: a grant, a refusal, or nothing that is documented.

use crate::message::Reply;
use axum::http::header;
use serde_json::Value;
use specproof_conform::checks::answer_typed::read;
use specproof_conform::exchange::Answer;
use specproof_contract::model::{Api, MediaType, Operation};
use specproof_contract::notation::essence;
use specproof_contract::validate::{Direction, Validator};

/// An answer held against the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Index of the documented response in [`Operation::responses`].
    pub response: Option<usize>,
    /// It grants what was asked for.
    pub granted: bool,
    /// It is as documented: content type and body.
    pub valid: bool,
    /// The clauses that it carries: those of its response and of the schemas that its body keeps.
    pub clauses: Vec<String>,
}

/// Holds an answer against the contract.
pub fn verdict(api: &Api, operation: &Operation, reply: &Reply) -> Verdict {
    let status = reply.status.as_u16();
    let success = reply.status.is_success();
    let Some(index) = operation.responses.iter().position(|response| response.status.matches(status)) else {
        return Verdict { response: None, granted: success, valid: false, clauses: Vec::new() };
    };
    let response = &operation.responses[index];
    let told = |granted: bool, valid: bool| Verdict { response: Some(index), granted, valid, clauses: response.clauses.clone() };
    if response.content.is_empty() {
        return told(success && !response.refusal, true);
    }
    let any_type = response.content.iter().any(|media| media.name.contains('*'));
    if reply.body.is_empty() && any_type {
        return told(false, true);
    }
    let Some(media) = media(&response.content, reply) else {
        return told(success && !response.refusal && !reply.body.is_empty(), reply.body.is_empty() && response.refusal);
    };
    let mut clauses = [response.clauses.as_slice(), &media.clauses].concat();
    let (valid, refusal) = match (media.schema, serde_json::from_slice::<Value>(&reply.body)) {
        (Some(schema), Ok(value)) => {
            let outcome = Validator::new(api, Direction::Response).check(schema, &value);
            let kept = outcome.matched.iter().filter_map(|matched| api.schema(matched.schema));
            clauses.extend(kept.flat_map(|schema| schema.clauses.clone()));
            (outcome.is_valid() && is_read(api, operation, media, reply, &value), outcome.refusal)
        }
        (Some(_), Err(_)) => (!media.name.contains("json") && !is_json(reply), false),
        (None, body) => (body.is_ok() || !media.name.contains("json"), false),
    };
    Verdict { response: Some(index), granted: success && !response.refusal && !refusal, valid, clauses }
}

/// Whether the generated types, where there are any, hold what the schema takes.
fn is_read(api: &Api, operation: &Operation, media: &MediaType, reply: &Reply, value: &Value) -> bool {
    let headers = reply.headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let answer = Answer { status: reply.status.as_u16(), headers: headers.collect(), body: Vec::new() };
    !media.name.contains("json") || read(api, operation, &media.name, &answer, value).is_ok()
}

/// The documented media type that an answer is of, the most specific first.
fn media<'a>(content: &'a [MediaType], reply: &Reply) -> Option<&'a MediaType> {
    let sent = sent(reply);
    let family = sent.split('/').next().unwrap_or_default().to_owned();
    let fits = |name: &str| {
        let name = essence(name);
        name == sent || name == "*/*" || name == format!("{family}/*")
    };
    content.iter().filter(|media| fits(&media.name)).min_by_key(|media| media.name.matches('*').count())
}

fn sent(reply: &Reply) -> String {
    let sent = reply.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    essence(sent)
}

fn is_json(reply: &Reply) -> bool {
    let essence = sent(reply);
    essence == "application/json" || essence.ends_with("+json")
}
