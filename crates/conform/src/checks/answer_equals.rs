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

/// Equal, where text that names an account may come back trimmed and in the case in which it was registered: not with blanks around it, and not in
/// capitals, which nobody registers.
fn same(wanted: &Value, got: &Value) -> bool {
    let registered =
        |wanted: &str, got: &str| got == got.trim() && got != got.to_uppercase() && wanted.trim().to_lowercase() == got.to_lowercase();
    match (wanted.as_str(), got.as_str()) {
        (Some(wanted), Some(got)) => wanted == got || registered(wanted, got),
        _ => wanted == got,
    }
}

#[cfg(test)]
mod tests {
    use super::same;
    use serde_json::json;

    #[test]
    fn an_account_is_named_as_it_was_asked_for_or_registered() {
        for (wanted, got, equal) in [
            ("anna@example.com", "anna@example.com", true),
            ("Anna@example.com", "anna@example.com", true),
            (" anna@example.com ", "anna@example.com", true),
            ("anna@example.com", "Anna@Example.com", true),
            ("ANNA@EXAMPLE.COM", "ANNA@EXAMPLE.COM", true),
            ("anna@example.com", "ANNA@EXAMPLE.COM", false),
            ("anna@example.com", "anna@example.com ", false),
            ("anna@example.com", "bob@example.com", false),
            ("7", "7", true),
        ] {
            assert_eq!(same(&json!(wanted), &json!(got)), equal, "{wanted:?} {got:?}");
        }
        assert!(same(&json!(7), &json!(7)) && !same(&json!("7"), &json!(7)));
    }
}
