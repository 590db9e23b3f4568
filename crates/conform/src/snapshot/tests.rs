//! Snapshots over a small hand-made contract: equal for all that conforms, different for all that does not.

use super::files::{Outcome, compare};
use super::*;
use crate::exchange::{Answer, Request};
use crate::masked::Masked;
use serde_json::json;
use specproof_contract::model::*;
use std::cell::Cell;
use std::time::Duration;

const TOKEN: SchemaId = SchemaId(1);
const NAME_READING: SchemaId = SchemaId(5);

/// 0 grant {token, "expires_in" or "expires_in ", role?}; 1 token; 2 lifetime; 3, 4 the two readings; 5 both readings; 6 refusal; 7 any answer.
fn api() -> Api {
    let string = |password: bool| Schema {
        types: TypeSet::of([Type::String]),
        min_length: Some(1),
        format: password.then(|| "password".to_owned()),
        ..Schema::default()
    };
    let object = |properties: Vec<(&str, SchemaId)>, required: &[&str]| Schema {
        types: TypeSet::of([Type::Object]),
        properties: properties.into_iter().map(|(name, id)| (name.to_owned(), id)).collect(),
        required: required.iter().map(|&name| name.to_owned()).collect(),
        ..Schema::default()
    };
    let role = SchemaId(8);
    let reading = |id: &str, member: &str| {
        let mut schema = object(vec![("token", TOKEN), (member, SchemaId(2)), ("role", role)], &["token", member]);
        schema.reading = Some(format!("demo.name/{id}"));
        schema
    };
    let any_of = |branches: &[u32]| Schema { any_of: branches.iter().map(|&id| SchemaId(id)).collect(), ..Schema::default() };
    let mut refusal = object(vec![("code", SchemaId(9))], &["code"]);
    refusal.refusal = true;
    refusal.clauses = vec!["demo.wrong".into()];
    let mut lifetime = Schema { types: TypeSet::of([Type::Integer]), ..Schema::default() };
    lifetime.exclusive_minimum = Some(0.into());
    Api {
        name: "demo".into(),
        schemas: vec![
            Schema { reference: Some(NAME_READING), ..Schema::default() },
            string(true),
            lifetime,
            reading("plain", "expires_in"),
            reading("blank", "expires_in "),
            any_of(&[3, 4]),
            refusal,
            any_of(&[0, 6]),
            Schema { types: TypeSet::of([Type::String]), ..Schema::default() },
            Schema { types: TypeSet::of([Type::Integer]), enumeration: Some(vec![json!(405)]), ..Schema::default() },
        ],
        ..Api::default()
    }
}

/// Enough of a validator for the schemas above.
fn holds(api: &Api, id: SchemaId, value: &Value) -> bool {
    let schema = api.schema(id).unwrap();
    let types = schema.types.iter().all(|ty| match ty {
        Type::Object => value.is_object(),
        Type::Integer => value.is_i64(),
        _ => value.is_string(),
    });
    types
        && schema.reference.is_none_or(|target| holds(api, target, value))
        && schema.enumeration.as_ref().is_none_or(|values| values.contains(value))
        && (schema.any_of.is_empty() || schema.any_of.iter().any(|&branch| holds(api, branch, value)))
        && schema.required.iter().all(|name| value.get(name).is_some())
        && schema.properties.iter().all(|(name, id)| value.get(name).is_none_or(|value| holds(api, *id, value)))
}

fn operation() -> Operation {
    let media = MediaType {
        name: "application/json".into(),
        schema: Some(SchemaId(7)),
        examples: Vec::new(),
        encoding: Vec::new(),
        clauses: Vec::new(),
        place: Place::default(),
    };
    let response = |status| Response {
        status,
        description: String::new(),
        headers: Vec::new(),
        content: vec![media.clone()],
        links: Vec::new(),
        refusal: false,
        reading: None,
        clauses: Vec::new(),
        place: Place::default(),
    };
    Operation {
        id: "login".into(),
        id_is_given: true,
        method: Method::Post,
        path: "/login".into(),
        tags: Vec::new(),
        summary: None,
        description: None,
        deprecated: false,
        parameters: Vec::new(),
        request_body: None,
        responses: vec![response(StatusPattern::Exact(200)), response(StatusPattern::Exact(405))],
        security: Vec::new(),
        servers: Vec::new(),
        clauses: Vec::new(),
        place: Place::default(),
    }
}

fn step(expect: Expect, condition: &str) -> Step {
    Step {
        id: "login".into(),
        description: None,
        target: StepTarget::Operation("login".into()),
        parameters: Vec::new(),
        request_body: Some(StepBody {
            content_type: None,
            payload: Some(json!({"user": "$inputs.user", "password": "{$inputs.password}-wrong", "kind": "plain"})),
            replacements: Vec::new(),
        }),
        success_criteria: vec![Criterion {
            context: None,
            condition: condition.into(),
            kind: CriterionKind::Simple,
            clauses: Vec::new(),
            reading: None,
            place: Place::default(),
        }],
        on_success: Vec::new(),
        on_failure: Vec::new(),
        outputs: Vec::new(),
        expect: Some(expect),
        clauses: vec!["demo.wrong".into()],
        place: Place::default(),
    }
}

/// Both snapshots of an answer to one step.
fn taken(step: &Step, status: u16, body: &Value) -> (String, String) {
    let api = api();
    let operation = operation();
    let workflow = Workflow {
        id: "login".into(),
        summary: None,
        description: None,
        inputs: Vec::new(),
        depends_on: Vec::new(),
        parameters: Vec::new(),
        steps: vec![step.clone()],
        success_actions: Vec::new(),
        failure_actions: Vec::new(),
        outputs: Vec::new(),
        clauses: Vec::new(),
        place: Place::default(),
    };
    let exchange = Exchange {
        request: Request {
            method: "POST".into(),
            url: "http://127.0.0.1:1/login".into(),
            headers: vec![("Content-Type".into(), "application/json".into())],
            body: Some(br#"{"user":"alice","password":"s3cret-wrong","kind":"plain"}"#.to_vec()),
        },
        answer: Ok(Answer {
            status,
            headers: vec![
                ("content-type".into(), "application/json; charset=utf-8".into()),
                ("date".into(), "Sun, 06 Nov 1994 08:49:37 GMT".into()),
            ],
            body: body.to_string().into_bytes(),
        }),
        started: Duration::ZERO,
        took: Duration::ZERO,
    };
    let flow = Flow {
        api: &api,
        workflow: &workflow,
        case: "demo.flow.login",
        steps: &[Taken { step, operation: &operation, exchange: &exchange }],
    };
    let lens = Lens {
        mask: &|text| Masked::of_masked(text.replace("s3cret", "***").replace("T0KEN", "***")),
        holds: &|id, value| holds(&api, id, value),
        now: 1_464_587_176,
    };
    (contract::text(&flow, lens), own::text(&flow, lens))
}

#[test]
fn every_right_answer_has_the_same_contract_snapshot() {
    let step = step(Expect::Granted, "$statusCode == 200");
    let first = taken(&step, 200, &json!({"token": "T0KEN", "expires_in": 3600})).0;
    insta::assert_snapshot!(first);
    for other in [
        json!({"token": "other", "expires_in ": 1}),
        json!({"expires_in": 5, "role": "root", "token": "x"}),
        json!({"token": "x", "expires_in": 5, "extra": {"deep": [1, 2]}}),
    ] {
        assert_eq!(first, taken(&step, 200, &other).0, "{other}");
    }
}

#[test]
fn every_wrong_answer_has_another_contract_snapshot() {
    let step = step(Expect::Granted, "$statusCode == 200");
    let first = taken(&step, 200, &json!({"token": "T0KEN", "expires_in": 3600})).0;
    for other in [
        json!({"token": 7, "expires_in": 3600}),
        json!({"expires_in": 3600}),
        json!({"token": "x"}),
        json!({"token": "x", "expires_in": "3600"}),
        json!({"token": "x", "expires_in": 3600, "role": 2}),
        json!(["x"]),
        json!({"code": 405}),
    ] {
        assert_ne!(first, taken(&step, 200, &other).0, "{other}");
    }
    assert_ne!(first, taken(&step, 405, &json!({"token": "T0KEN", "expires_in": 3600})).0);
}

#[test]
fn a_refusal_is_told_by_what_documents_it() {
    let step = step(Expect::Refused, "$statusCode == 405 || $statusCode == 200");
    let mirrored = taken(&step, 405, &json!({"code": 405})).0;
    insta::assert_snapshot!(mirrored);
    assert_eq!(mirrored, taken(&step, 200, &json!({"code": 405, "more": 1})).0, "status is an open reading");
    assert_ne!(mirrored, taken(&step, 405, &json!({"code": 404})).0);
}

#[test]
fn no_secret_and_no_input_value_is_in_a_contract_snapshot() {
    let step = step(Expect::Granted, "$statusCode == 200");
    let text = taken(&step, 200, &json!({"token": "T0KEN", "expires_in": 3600, "echo": "s3cret"})).0;
    for value in ["s3cret", "T0KEN", "alice", "3600"] {
        assert!(!text.contains(value), "{value} in:\n{text}");
    }
}

#[test]
fn a_deployments_own_snapshot_keeps_what_stays() {
    let step = step(Expect::Granted, "$statusCode == 200");
    let answer = |token: &str, id: &str, at: u64, extra: Value| {
        taken(
            &step,
            200,
            &json!({"token": token, "expires_in": 3600, "role": "root", "request": id, "at": at, "extra": extra, "echo": "s3cret"}),
        )
        .1
    };
    let first = answer("T0KEN", "7db2665d-1e59-4f80-b65c-2372f32d678d", 1_464_587_176, json!({"b": 1, "a": [true]}));
    insta::assert_snapshot!(first);
    assert_eq!(
        first,
        answer("other", "8fd26a17-eb28-4c74-aa6f-a3794f4f466c", 1_464_587_999, json!({"a": [true], "b": 1})),
        "only volatile values differ"
    );
    assert_ne!(first, answer("T0KEN", "no uuid", 1_464_587_176, json!({"b": 1, "a": [true]})));
    assert_ne!(first, answer("T0KEN", "7db2665d-1e59-4f80-b65c-2372f32d678d", 1_464_587_176, json!({"b": 2, "a": [true]})));
    assert_ne!(first, answer("T0KEN", "7db2665d-1e59-4f80-b65c-2372f32d678d", 12, json!({"b": 1, "a": [true]})));
}

/// A folder of its own below the system's temporary folder.
fn folder() -> std::path::PathBuf {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    let count = COUNT.replace(COUNT.get() + 1);
    std::env::temp_dir()
        .join(format!("specproof-snapshot-{}-{:?}-{count}", std::process::id(), std::thread::current().id()).replace(['(', ')'], "-"))
}

#[test]
fn files_are_pending_until_they_are_accepted() {
    let folder = folder();
    let (path, pending) = (folder.join("a/x.snap"), folder.join("a/x.snap.new"));
    assert_eq!(compare(&path, &"one".into(), "id", Mode::Check), Ok(Outcome::Missing));
    assert!(!folder.exists(), "nothing is written where only checking is asked for");
    assert_eq!(compare(&path, &"one".into(), "id", Mode::Pending), Ok(Outcome::Missing));
    assert!(pending.exists() && !path.exists());
    assert_eq!(compare(&path, &"one".into(), "\"id\": \u{1b}\n", Mode::Accept), Ok(Outcome::Same));
    assert_eq!(compare(&path, &"one".into(), "id", Mode::Pending), Ok(Outcome::Same));
    assert!(!pending.exists(), "what is reviewed is no longer pending");
    let Ok(Outcome::Differs(diff)) = compare(&path, &"two".into(), "id", Mode::Pending) else { panic!("no difference seen") };
    assert!(diff.contains("-one") && diff.contains("+two"), "{diff}");
    assert!(pending.exists());
    let pending = insta::Snapshot::from_file(&pending).unwrap();
    assert!(matches!(pending.contents(), insta::internals::SnapshotContents::Text(text) if text.to_string() == "two"));
    assert!(matches!(compare(&path, &"two".into(), "id", Mode::Check), Ok(Outcome::Differs(_))));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = folder();
    std::fs::create_dir_all(folder.join("x.snap")).unwrap();
    let error = compare(&folder.join("x.snap"), &"one".into(), "id", Mode::Check).unwrap_err();
    assert!(error.contains("x.snap"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}
