//! `distinct`: what is somebody's own is nobody else's.

use crate::case::{Expectation, Trial};
use crate::check::{Check, Kind};
use crate::draft::DraftBody;
use crate::judge::{Class, Judged, Note};
use serde_json::Value;

pub const CHECK: Check = Check {
    id: "distinct",
    rule: "Two answers to requests for different users never carry the same value where it is the user's own.",
    source: "`x-distinct-for` of the member, with its clause",
    manual: "Looks at every grant of a valid request in the whole run. Requests are different when the members that `x-distinct-for` names differ by more than \
             case and white space around them.",
    kind: Kind::Run { note, told },
};

fn note(judged: &Judged<'_>) -> Vec<Note> {
    // What silence leaves open, such as a user without a name, tells nothing about whom an answer is for.
    let valid = *judged.expect == Expectation::Granted || matches!(judged.case.trial, Trial::Flow { .. });
    let answered = judged.answer.filter(|answered| valid && answered.class == Class::Grant);
    let Some((answered, json)) = answered.and_then(|answered| Some((answered, answered.json.as_ref()?))) else { return Vec::new() };
    let notes = answered.schemas().filter_map(|(matched, schema)| {
        let distinct = schema.distinct_for.as_ref()?;
        let (value, whom) = (json.pointer(&matched.pointer)?.to_string(), whom(&judged.draft.body, &distinct.members)?.join(", "));
        Some(Note {
            of: format!("{}\u{0}{value}", distinct.clause),
            whose: whom.clone(),
            told: whom,
            value,
            clause: distinct.clause.clone(),
            also: Vec::new(),
            at: Some(matched.pointer.clone()),
            place: Some(schema.place),
        })
    });
    notes.collect()
}

fn told(first: &str, own: &str, value: &str) -> (String, String) {
    (format!("another value for {own} than for {first}"), format!("the same value {value} for both"))
}

/// Whom a request is for; `None` where its body cannot tell.
fn whom(body: &DraftBody, members: &[String]) -> Option<Vec<String>> {
    let read;
    let body = match body {
        DraftBody::Json(value) => value,
        DraftBody::Raw(bytes) => {
            read = serde_json::from_slice::<Value>(bytes).ok()?;
            &read
        }
        DraftBody::Form(members) => {
            read = Value::Object(members.iter().cloned().collect());
            &read
        }
        DraftBody::None => return None,
    };
    let text = |value: &Value| match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_lowercase()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    members.iter().map(|member| body.get(member).and_then(text)).collect()
}
