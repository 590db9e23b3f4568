//! Text of a target in every place of a run, or bytes as a kept run: every format stays what it is, and nothing in it acts.

use serde_json::{Value, json};
use specproof_conform::Run;
use specproof_conform::report::{Detail, FORMATS, Style};
use std::sync::LazyLock;

/// Every way to write a run down.
const DETAILS: [Detail; 2] = [Detail::Quiet, Detail::Verbose];

/// What a run without hostile text is written as, in each of those ways.
static PLAIN: LazyLock<Vec<String>> = LazyLock::new(|| (0..FORMATS.len() * 2).map(|way| written(&run_of("plain"), way)).collect());

fn written(run: &Run, way: usize) -> String {
    FORMATS[way / 2].text(run, &Style { detail: DETAILS[way % 2], ..Style::default() })
}

/// See the module.
pub fn holds(data: &[u8]) {
    let way = super::one_of(FORMATS.len() * 2, data);
    if let Ok(run) = serde_json::from_slice::<Run>(data) {
        written(&run, way);
    }
    let (before, after) = (&PLAIN[way], written(&run_of(&String::from_utf8_lossy(data)), way));
    let id = FORMATS[way / 2].id;
    assert!(super::is_harmless(&after), "{id}: a character that acts");
    let lines = |text: &str, begin: &str| text.lines().filter(|line| line.trim_start().starts_with(begin)).count();
    if id != "github" {
        assert_eq!(lines(&after, "::"), 0, "{id}: a workflow command in {after}");
    }
    match id {
        "json" | "har" | "sarif" => drop(serde_json::from_str::<Value>(&after).expect(id)),
        "github" => assert_eq!(lines(before, "::"), lines(&after, "::"), "{after}"),
        "html" | "junit" => {
            for tag in ["<script", "<img", "<a ", "<iframe", "<testcase", "<failure", "<style"] {
                assert!(after.matches(tag).count() <= before.matches(tag).count(), "{id}: {tag}");
            }
        }
        _ => {}
    }
}

/// A run with this text wherever a target or a document can put one.
fn run_of(text: &str) -> Run {
    let exchange = json!({
        "method": "GET", "url": text, "request_headers": [[text, text]], "request_body": text, "status": 200,
        "answer_headers": [[text, text]], "answer_body": text, "started_ms": 1, "took_ms": 2
    });
    let finding = json!({
        "check": "status", "clause": text, "source": text, "clauses": [{"id": text, "source": text}], "place": text, "at": text,
        "expected": text, "received": text, "curl": text, "flaky": true, "fingerprint": "0123456789abcdef", "exchange": exchange, "known": text
    });
    let case = |id: &str, outcome: Value| json!({"id": id, "check": "status", "operation": text, "clauses": [text], "what": text, "outcome": outcome, "requests": 1, "took_ms": 1});
    let run = json!({
        "format": 1, "version": "0.1.0", "seed": 1, "started": 1, "took_ms": 5, "verdict": "does-not-conform",
        "apis": [{
            "name": "api", "title": text, "target": text, "document": text, "requests": 3,
            "clauses": [{"id": "api.a.b", "force": "must", "says": text, "source": text, "place": text, "state": "fail", "cases": ["api.a"], "reason": text}],
            "cases": [
                case("api.a", json!({"fail": [finding]})), case("api.b", json!({"error": text})),
                case("api.c", json!({"skip": text})), case("api.d", json!("pass"))
            ],
            "observations": [{"clause": text, "reading": text, "says": text, "times": 1}],
            "coverage": [{"operation": text, "status": "200", "media_type": text, "times": 0, "reason": text}],
            "left_behind": [{"operation": text, "at": text, "reason": text, "curl": text}],
            "operations": [{"id": text, "method": "GET", "path": text, "requests": 0, "latency": null, "reason": text}],
            "members": [{"operation": text, "of": "200", "media_type": text, "member": text, "required": true, "times": 0, "reason": text}]
        }],
        "aborted": text
    });
    serde_json::from_value(run).expect("a run")
}
