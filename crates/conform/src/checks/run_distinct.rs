//! `distinct`: what is somebody's own is nobody else's.

use crate::case::{Expectation, Trial};
use crate::check::{Check, Kind};
use crate::draft::DraftBody;
use crate::judge::{Class, Fault, Whole};
use serde_json::Value;
use std::collections::BTreeMap;

pub const CHECK: Check = Check {
    id: "distinct",
    rule: "Two answers to requests for different users never carry the same value where it is the user's own.",
    source: "`x-distinct-for` of the member, with its clause",
    manual: "Looks at every grant of a valid request in the whole run. Requests are different when the members that `x-distinct-for` names differ by more than \
             case and white space around them.",
    kind: Kind::Run(judge),
};

fn judge(whole: &Whole<'_>) -> Vec<Fault> {
    // By clause and value: for whom it was given first.
    let mut given: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    let mut faults: Vec<Fault> = Vec::new();
    for (index, judged) in whole.exchanges.iter().enumerate() {
        let Some((answered, json)) = judged.answer.and_then(|answered| Some((answered, answered.json.as_ref()?))) else { continue };
        // What silence leaves open, such as a user without a name, tells nothing about whom an answer is for.
        let valid = *judged.expect == Expectation::Granted || matches!(judged.case.trial, Trial::Flow { .. });
        if answered.class != Class::Grant || !valid {
            continue;
        }
        for (matched, schema) in answered.schemas() {
            let Some(distinct) = &schema.distinct_for else { continue };
            let (Some(value), Some(whom)) = (json.pointer(&matched.pointer), whom(&judged.draft.body, &distinct.members)) else { continue };
            let first = given.entry((&distinct.clause, value.to_string())).or_insert_with(|| whom.clone());
            if *first != whom {
                let mut fault = Fault::new(
                    &distinct.clause,
                    format!("another value for {} than for {}", whom.join(", "), first.join(", ")),
                    format!("the same value {value} for both"),
                );
                fault.exchange = Some(index);
                faults.push(fault.at(&matched.pointer).said(schema.place));
            }
        }
    }
    faults
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
