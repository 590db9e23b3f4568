//! `sarif`: SARIF 2.1.0. A rule is a clause, a result is a finding at the line of the spec element that carries it. Within the limits of
//! GitHub's code scanning: 25,000 results, of which the first 5,000 are shown, and one location a result.

use super::Style;
use super::json::pretty;
use super::tally::findings;
use super::text::{count, cut, place, rfc3339};
use crate::Run;
use crate::run::{ApiRun, ClauseState, Finding, Outcome, Verdict};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Results that GitHub keeps.
const RESULTS: usize = 5000;
/// Checks that could not be tried and are named.
const NOTIFICATIONS: usize = 1000;
/// Characters of a message.
const MESSAGE_LIMIT: usize = 4000;

/// Writes one SARIF log with one run.
pub fn write(run: &Run, _: &Style, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let mut rules: Vec<Value> = Vec::new();
    let mut indexes: HashMap<&str, usize> = HashMap::new();
    let mut results = Vec::new();
    let mut total = 0;
    for api in &run.apis {
        let clauses: HashMap<&str, &ClauseState> = api.clauses.iter().map(|clause| (clause.id.as_str(), clause)).collect();
        for (case, finding) in findings(api) {
            total += 1;
            if total > RESULTS {
                continue;
            }
            let clause = clauses.get(finding.clause.as_str()).copied();
            let index = *indexes.entry(&finding.clause).or_insert_with(|| {
                rules.push(rule(finding, clause));
                rules.len() - 1
            });
            results.push(result(api, case, finding, clause, index));
        }
    }
    let mut notifications: Vec<Value> = run.apis.iter().flat_map(|api| &api.cases).filter_map(notification).take(NOTIFICATIONS).collect();
    if total > RESULTS {
        let text = format!("{} did not fit here; the JSON report holds them", count((total - RESULTS) as u64, "more finding"));
        notifications.push(json!({"level": "warning", "message": {"text": text}}));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "specproof", "semanticVersion": run.version, "rules": rules}},
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository that holds the specs."}}},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": !matches!(run.verdict, Verdict::Aborted),
                "exitCode": run.verdict.exit_code(),
                "startTimeUtc": rfc3339(run.started * 1000),
                "endTimeUtc": rfc3339(run.started * 1000 + run.took_ms),
                "toolExecutionNotifications": notifications
            }],
            "results": results
        }]
    });
    pretty(&log, out)
}

fn rule(finding: &Finding, clause: Option<&ClauseState>) -> Value {
    let says = clause.map_or(finding.clause.as_str(), |clause| clause.says.as_str());
    json!({
        "id": finding.clause,
        "shortDescription": {"text": cut(says, 1000)},
        "fullDescription": {"text": cut(&format!("{says} ({})", finding.source), 1000)},
        "help": {"text": format!("Said in {}.", finding.source)},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["conformance", clause.map_or("must", |clause| clause.force.as_str())]}
    })
}

fn result(api: &ApiRun, case: &str, finding: &Finding, clause: Option<&ClauseState>, index: usize) -> Value {
    let at = finding.at.as_deref().map(|at| format!("at {at}: ")).unwrap_or_default();
    let message = format!("expected {}, received {at}{}\ncheck {case}\nrepeat {}", finding.expected, finding.received, finding.curl);
    let register = clause.and_then(|clause| clause.place.as_deref());
    let fallback = format!("specs/{}/openapi.yaml", api.name);
    let own = finding.place.as_deref().or(register).unwrap_or(&fallback);
    let related: Vec<Value> = register
        .filter(|place| *place != own)
        .map(|place| {
            let mut location = location(place);
            location["id"] = json!(1);
            location["message"] = json!({"text": format!("{}, said in {}", finding.clause, finding.source)});
            location
        })
        .into_iter()
        .collect();
    let mut result = json!({
        "ruleId": finding.clause,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": cut(&message, MESSAGE_LIMIT)},
        "locations": [location(own)],
        "relatedLocations": related,
        "partialFingerprints": {"specproof/v1": finding.fingerprint, "primaryLocationLineHash": format!("{}:1", finding.fingerprint)},
        "properties": {
            "case": case,
            "check": finding.check,
            "flaky": finding.flaky,
            "also": finding.also().map(|cited| cited.id.as_str()).collect::<Vec<_>>()
        }
    });
    if let Some(known) = &finding.known {
        result["suppressions"] = json!([{"kind": "external", "status": "accepted", "justification": cut(known, 1000)}]);
    }
    result
}

fn location(text: &str) -> Value {
    let (file, line, column) = place(text);
    json!({"physicalLocation": {"artifactLocation": {"uri": uri(file), "uriBaseId": "%SRCROOT%"}, "region": {"startLine": line, "startColumn": column}}})
}

/// A path as a URI reference: every byte that could mean something else is percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn notification(case: &crate::run::CaseResult) -> Option<Value> {
    let Outcome::Error(reason) = &case.outcome else { return None };
    Some(json!({"level": "error", "message": {"text": cut(&format!("{}: {reason}", case.id), MESSAGE_LIMIT)}}))
}
