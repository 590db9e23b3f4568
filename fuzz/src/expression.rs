//! A line of condition, a line of context, and an answer: every reading of it parses or says why, and is judged, twice the same.

use specproof_conform::arazzo::{Current, Scope, judge};
use specproof_conform::draft::Draft;
use specproof_conform::{Answer, Exchange, Request};
use specproof_contract::expression::{condition, parse, template};
use specproof_contract::jsonpath::JsonPath;
use specproof_contract::model::{Criterion, CriterionKind, FileId, Place};
use std::time::Duration;

/// See the module.
pub fn holds(data: &[u8]) {
    let (first, rest) = super::two_parts(data);
    let (second, body) = rest.split_once('\n').unwrap_or((&rest, "{\"a\": [1, {\"b\": \"c\"}]}"));
    for text in [first.as_str(), second] {
        for why in [parse(text).err(), template(text).err(), condition(text).err(), JsonPath::parse(text).err()].into_iter().flatten() {
            assert!(!why.is_empty(), "refused without a reason: {text:?}");
        }
    }
    let api = super::parameter::api();
    let exchange = Exchange {
        request: Request { method: "GET".into(), url: "http://127.0.0.1:9/".into(), headers: vec![], body: None },
        answer: Ok(Answer { status: 200, headers: vec![("content-type".into(), "application/json".into())], body: body.into() }),
        started: Duration::ZERO,
        took: Duration::ZERO,
    };
    let json = serde_json::from_str(body).ok();
    let draft = Draft::empty();
    let current = Current { draft: &draft, exchange: &exchange, json: json.as_ref() };
    let inputs = json.as_ref().and_then(|json| json.as_object()).cloned().unwrap_or_default();
    let scope = Scope::new(api, "http://127.0.0.1:9", inputs);
    for kind in [CriterionKind::Simple, CriterionKind::Regex, CriterionKind::JsonPath] {
        let criterion = Criterion {
            context: Some(second.to_owned()),
            condition: first.clone(),
            kind,
            clauses: vec![],
            reading: None,
            place: Place { file: FileId(0), line: 1, column: 1 },
        };
        assert_eq!(judge(&criterion, &scope, Some(current)), judge(&criterion, &scope, Some(current)));
    }
}
