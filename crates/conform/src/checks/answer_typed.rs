//! `typed`: an answer that keeps its schema can be read with the generated models.

use crate::check::{Check, Kind};
use crate::exchange::Answer;
use crate::judge::{Content, Fault, Judged};
use crate::wire::is_json;
use serde_json::Value;
use specproof_contract::model::{Api, Operation};
use specproof_models::OPERATIONS;

/// The check.
pub const CHECK: Check = Check {
    id: "typed",
    rule: "The generated types of the operation read every documented answer.",
    source: "OpenAPI 3.0.3 and 3.1.1, Response Object and Schema Object, as the generated models have them",
    manual: "For the APIs of `specs/`, whose models are built in. What the checks of status, type, JSON and body already find is not told \
             again: this one shows what a Rust program with the models would meet besides.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Some(answered) = judged.answer else { return Vec::new() };
    let Some(response) = answered.response.filter(|_| answered.answer.status < 500) else { return Vec::new() };
    // Broken JSON or a broken schema, an undocumented type and missing content are told by their own checks.
    let told = !answered.json_faults.is_empty() || !answered.outcome.is_valid() || answered.unread;
    let Content::Documented(media) = answered.content else { return Vec::new() };
    let Some(json) = answered.json.as_ref().filter(|_| !told && is_json(&media.name)) else { return Vec::new() };
    let Err(unread) = read(judged.api, judged.operation, &media.name, &answered.answer, json) else { return Vec::new() };
    let clause = judged.charge(&response.clauses, "openapi.schema");
    let fault = Fault::new(clause, format!("an answer that its type can hold: {}", unread.why), answered.line());
    vec![fault.at(unread.at).said(response.place)]
}

/// What a type cannot hold.
pub struct Unread {
    /// JSON Pointer to it.
    pub at: String,
    /// Why.
    pub why: String,
}

/// Reads an answer of this documented media type with the generated types; of an API without such types there is nothing to read.
///
/// # Errors
/// What the types cannot hold.
pub fn read(api: &Api, operation: &Operation, media: &str, answer: &Answer, json: &Value) -> Result<(), Unread> {
    let own = OPERATIONS.iter().find(|own| {
        own.api == api.name && own.operation_id == operation.id && own.method == operation.method.as_str() && own.path == operation.path
    });
    let Some(own) = own else { return Ok(()) };
    // Whether the type is right is told by its own check: a +json type keeps a document that says JSON.
    let mut headers = answer.headers.clone();
    headers.iter_mut().filter(|(name, _)| name == "content-type").for_each(|(_, value)| media.clone_into(value));
    (own.decode_response)(answer.status, &headers, json.to_string().as_bytes())
        .map_err(|error| Unread { at: error.pointer().to_owned(), why: error.message().to_owned() })
}
