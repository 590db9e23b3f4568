//! `write-only`: what only goes in does not come back.

use crate::check::{Check, Kind};
use crate::draft::DraftBody;
use crate::judge::{Fault, Judged};
use serde_json::Value;

pub const CHECK: Check = Check {
    id: "write-only",
    rule: "The value of a request member that is `writeOnly` is in no answer.",
    source: "OpenAPI 3.0.3 and 3.1.1, Schema Object, `writeOnly`",
    manual: "Only members that the contract calls `writeOnly` are looked for, and only values of eight characters and more: silence is no \
             promise to keep a value back.",
    kind: Kind::Answer(judge),
};

/// Shorter values can be in an answer by chance.
const SHORTEST: usize = 8;

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let (Some(answered), DraftBody::Json(body)) = (judged.answer, &judged.draft.body) else { return Vec::new() };
    let media = judged.operation.request_body.as_ref().and_then(|body| body.content.first());
    let Some(schema) = media.and_then(|media| media.schema) else { return Vec::new() };
    let text = String::from_utf8_lossy(&answered.answer.body);
    let mut faults: Vec<Fault> = Vec::new();
    for matched in judged.schemas.check_request(schema, body).matched {
        let Some(member) = judged.api.schema(matched.schema).filter(|schema| schema.write_only) else { continue };
        let Some(Value::String(value)) = body.pointer(&matched.pointer) else { continue };
        if value.chars().count() >= SHORTEST && text.contains(value.as_str()) {
            let clause = judged.charge(&member.clauses, "openapi.schema");
            let fault = Fault::new(clause, "an answer without the value of this member", answered.line());
            faults.push(fault.at(&matched.pointer).said(member.place));
        }
    }
    faults
}
