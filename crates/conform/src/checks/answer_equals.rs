//! `equals`: members that echo the request are equal to it.

use crate::arazzo::{Current, Scope};
use crate::check::{Check, Kind};
use crate::judge::{Fault, Judged};
use serde_json::{Map, Value};
use specproof_contract::expression;

pub const CHECK: Check = Check {
    id: "equals",
    rule: "A member that repeats a value of the request is equal to it, where it is present.",
    source: "`x-equals` of the member, with its clause",
    manual: "`x-equals: {value: $request.body#/emailId, clause: …}` says what the member is equal to. An answer that belongs to another \
             request, which can happen when several are under way, shows here.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Some((answered, json)) = judged.answer.and_then(|answered| Some((answered, answered.json.as_ref()?))) else { return Vec::new() };
    let scope = Scope::new(judged.api, "", Map::new());
    let current = Current { draft: judged.draft, exchange: judged.exchange, json: Some(json) };
    let mut faults: Vec<Fault> = Vec::new();
    for (matched, schema) in answered.schemas() {
        let Some(equals) = &schema.equals else { continue };
        let wanted = expression::parse(&equals.value).ok().and_then(|expression| scope.value(&expression, Some(current)));
        let (Some(wanted), Some(got)) = (wanted, json.pointer(&matched.pointer)) else { continue };
        if !same(&wanted, got) {
            let fault = Fault::new(&equals.clause, format!("{} as in {}", wanted, equals.value), got.to_string());
            faults.push(fault.at(&matched.pointer).said(schema.place));
        }
    }
    faults
}

/// Equal, where text that names an account may come back trimmed and in another case.
fn same(wanted: &Value, got: &Value) -> bool {
    match (wanted.as_str(), got.as_str()) {
        (Some(wanted), Some(got)) => wanted.trim().to_lowercase() == got.trim().to_lowercase(),
        _ => wanted == got,
    }
}
