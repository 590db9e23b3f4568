//! The parts of a plan, merged, are the run that the whole would have been: what was found, and what was found nowhere but over the whole run.

use serde_json::{Value, json};
use specproof_conform::merge::merge;
use specproof_conform::run::Verdict;
use specproof_conform::shard::Shard;
use specproof_conform::{Run, Settings};
use specproof_contract::{Contract, load_specs};
use specproof_reference as reference;
use specproof_tests::deployments::{contract, findings, told};
use specproof_tests::{Scratch, server};

/// What does not depend on the time: outcomes, clauses, what was seen, and the verdict.
fn essence(run: &Run) -> Value {
    let apis = run.apis.iter().map(|api| {
        let mut cases: Vec<Value> = Vec::new();
        for case in &api.cases {
            let mut outcome = serde_json::to_value(&case.outcome).expect("JSON");
            for finding in outcome.get_mut("fail").and_then(Value::as_array_mut).into_iter().flatten() {
                // The exchange holds moments and tokens of this run alone.
                for member in ["exchange", "curl", "received", "expected"] {
                    finding.as_object_mut().expect("a finding").remove(member);
                }
            }
            cases.push(json!([case.id, outcome]));
        }
        let coverage: Vec<Value> = api.coverage.iter().map(|own| json!([own.operation, own.status, own.times > 0, own.reason])).collect();
        json!({"api": api.name, "cases": cases, "clauses": api.clauses, "coverage": coverage})
    });
    json!({"verdict": run.verdict, "apis": apis.collect::<Vec<_>>()})
}

/// The whole run, and that of all parts together.
fn whole_and_merged(parts: u32, run: impl Fn(Option<Shard>) -> Run) -> (Run, Run) {
    let of_part = |index: u32| (format!("part {index}"), run(Some(Shard { index, of: parts })));
    let merged = merge((1..=parts).map(of_part).collect()).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    (run(None), merged)
}

fn assert_same(whole: &Run, merged: &Run) {
    for (one, other) in whole.apis.iter().zip(&merged.apis) {
        for (left, right) in one.cases.iter().zip(&other.cases) {
            assert_eq!(left.id, right.id);
        }
    }
    let (one, other) = (essence(whole), essence(merged));
    assert_eq!(one, other, "whole:\n{}merged:\n{}", told(whole), told(merged));
}

#[test]
fn parts_are_one_run_whatever_is_wrong() {
    let contract = contract();
    let flaws = [
        // Found over the whole run only.
        "userlogin.refusal.status-half-mirrored",
        // In flows that share sessions.
        "webitel.logout.deletes-nothing",
    ];
    for flaw in flaws {
        let (whole, merged) = whole_and_merged(4, |shard| {
            let mut settings = Settings { shard, ..Settings::default() };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let apis = flaw.split('.').take(1).collect::<Vec<_>>();
                let deployment = reference::start(&apis, Some(flaw)).await.unwrap_or_else(|why| panic!("{why}"));
                for api in apis {
                    settings.targets.insert(api.to_owned(), deployment.url());
                    let inputs = reference::inputs(api).iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
                    settings.inputs.insert(api.to_owned(), inputs.collect());
                }
                let run = specproof_conform::run(&contract, &settings, &()).await.unwrap_or_else(|wrong| panic!("{wrong:?}"));
                deployment.stop().await;
                run
            })
        });
        assert_eq!(whole.verdict, Verdict::DoesNotConform, "{flaw}");
        assert_same(&whole, &merged);
    }
}

const CLAUSES: &str = r#"api: keys
document: keys.txt
clauses:
  - id: keys.key.own
    lines: none
    silent: true
    force: open
    says: A key is one player's alone, whoever issues it.
    readings:
      - id: own
        says: no two players have the same key
  - id: keys.key.form
    lines: none
    silent: true
    force: open
    consistent: true
    says: A key is a number or a text.
    readings:
      - id: number
        says: keys are numbers
      - id: text
        says: keys are texts
"#;

fn openapi() -> String {
    let operation = |id: &str| {
        json!({"post": {
            "operationId": id,
            "x-clause": ["keys.key.own"],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {
                "type": "object", "required": ["player"], "properties": {"player": {"type": "string"}}
            }}}},
            "responses": {
                "200": {"description": "A key.", "x-clause": ["keys.key.own"], "content": {"application/json": {"schema": {
                    "type": "object", "required": ["key"], "properties": {"key": {
                        "x-clause": ["keys.key.form"],
                        "x-distinct-for": {"members": ["player"], "clause": "keys.key.own"},
                        "anyOf": [
                            {"type": "integer", "x-reading": "keys.key.form/number"},
                            {"type": "string", "x-reading": "keys.key.form/text"}
                        ]
                    }}
                }}}},
                "4XX": {"description": "Malformed.", "x-refusal": true}
            }
        }})
    };
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Keys", "version": "1.0"},
        "servers": [{"url": "https://keys.invalid"}],
        "security": [],
        "paths": {"/house": operation("house"), "/cellar": operation("cellar")}
    })
    .to_string()
}

fn arazzo() -> String {
    let workflow = |id: &str, player: &str| {
        json!({
            "workflowId": id,
            "summary": "A key.",
            "inputs": {"$ref": "#/components/inputs/players"},
            "steps": [{
                "stepId": "key", "operationId": id, "x-clause": ["keys.key.own"], "x-expect": "granted",
                "requestBody": {"contentType": "application/json", "payload": {"player": format!("$inputs.{player}")}},
                "successCriteria": [{"condition": "$statusCode == 200"}]
            }]
        })
    };
    json!({
        "arazzo": "1.0.1",
        "info": {"title": "Flows of keys", "version": "1.0"},
        "sourceDescriptions": [{"name": "keys", "url": "./openapi.yaml", "type": "openapi"}],
        "workflows": [workflow("house", "host"), workflow("cellar", "guest")],
        "components": {"inputs": {"players": {
            "type": "object", "required": ["host", "guest"],
            "properties": {"host": {"type": "string", "description": "Lives there."}, "guest": {"type": "string", "description": "Visits."}}
        }}}
    })
    .to_string()
}

/// Answers a request with the key of the house or of the cellar.
fn answer((house, cellar): (&str, &str), line: &str, asked: &Value) -> (&'static str, String) {
    let valid = asked.get("player").is_some_and(Value::is_string);
    let key = if line == "POST /house" { Some(house) } else { (line == "POST /cellar").then_some(cellar) };
    match (key, valid) {
        (Some(key), true) => ("200 OK", format!("{{\"key\":{key}}}")),
        (Some(_), false) => ("400 Bad Request", "{}".to_owned()),
        (None, _) => ("404 Not Found", "{}".to_owned()),
    }
}

fn keys() -> Contract {
    let scratch = Scratch::new("shards-keys");
    let folder = scratch.path().join("keys");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in [("clauses.yaml", CLAUSES.to_owned()), ("openapi.yaml", openapi()), ("arazzo.yaml", arazzo())] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    load_specs(scratch.path())
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(|problem| format!("{problem}\n")).collect::<String>()))
}

#[test]
fn what_no_part_can_see_is_found_in_all_of_them_together() {
    let contract = keys();
    // One key for two players, told by different operations; a number here and a text there.
    for (both, broken) in [(("1", "2"), None), (("1", "1"), Some("keys.key.own")), (("1", "\"two\""), Some("keys.key.form"))] {
        let url = server::serve(move |line, asked| answer(both, line, asked));
        let (mut alone, run) = (Vec::new(), |shard| {
            let mut settings = Settings { shard, ..Settings::default() };
            settings.targets.insert("keys".to_owned(), url.clone());
            let inputs = [("host", "Ada"), ("guest", "Bob")].map(|(name, value)| (name.to_owned(), value.into()));
            settings.inputs.insert("keys".to_owned(), inputs.into());
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(specproof_conform::run(&contract, &settings, &())).unwrap_or_else(|wrong| panic!("{wrong:?}"))
        });
        let (whole, merged) = whole_and_merged(2, run);
        alone.extend((1..=2).map(|index| run(Some(Shard { index, of: 2 }))));
        for part in &alone {
            assert_eq!(part.verdict, Verdict::Conforms, "{both:?}: a part alone: {}", told(part));
            let text = serde_json::to_string(&part.apis[0].notes).expect("JSON");
            assert!(text.contains("\"whose\""), "{text}");
        }
        assert_same(&whole, &merged);
        let clauses: Vec<&str> = findings(&merged).iter().map(|(_, finding)| finding.clause.as_str()).collect();
        assert_eq!(clauses, broken.into_iter().collect::<Vec<_>>(), "{both:?}\n{}", told(&merged));
        let texts = |run: &Run| findings(run).iter().map(|(_, own)| (own.expected.clone(), own.received.clone())).collect::<Vec<_>>();
        assert_eq!(texts(&whole), texts(&merged), "{both:?}");
    }
}
