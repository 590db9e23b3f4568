//! Flows of a small API, from its specs to the run, against servers that keep it and servers that do not.

use crate::support::{Act, Server, answer};
use serde_json::{Value, json};
use specproof_conform::run::{Finding, Outcome, Verdict};
use specproof_conform::settings::Limits;
use specproof_conform::{Run, Settings, run};
use specproof_contract::Contract;
use std::path::PathBuf;
use std::time::Duration;

const OPENAPI: &str = r#"
openapi: 3.0.3
info: {title: Tickets, version: "1"}
paths:
  /tickets:
    post:
      operationId: issue
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [pin]
              properties:
                pin: {type: string}
      responses:
        "200":
          description: A ticket.
          content:
            application/json:
              schema:
                type: object
                required: [ticket, owner]
                properties:
                  ticket: {type: string, format: password, minLength: 8}
                  owner: {type: string}
        "403":
          description: No ticket.
"#;

const ARAZZO: &str = r#"
arazzo: 1.0.1
info: {title: Tickets, version: "1"}
sourceDescriptions:
  - {name: tickets, url: ./openapi.yaml, type: openapi}
workflows:
  - workflowId: issue
    inputs:
      type: object
      required: [pin]
      properties:
        pin: {type: string, format: password}
    steps:
      - stepId: first
        operationId: issue
        requestBody:
          contentType: application/json
          payload: {pin: $inputs.pin}
        successCriteria:
          - condition: $statusCode == 200
        onFailure:
          - name: once-more
            type: retry
            retryAfter: 0
            retryLimit: 1
            criteria:
              - condition: $statusCode == 403
        outputs:
          owner: $response.body#/owner
      - stepId: second
        operationId: issue
        requestBody:
          contentType: application/json
          payload: '{"pin": "{$inputs.pin}", "for": "{$steps.first.outputs.owner}"}'
        successCriteria:
          - condition: $statusCode == 200
          - context: $response.body
            condition: $[?@ == 'ada']
            type: jsonpath
"#;

struct Specs(PathBuf);

impl Drop for Specs {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn contract(name: &str) -> Contract {
    let folder = std::env::temp_dir().join(format!("specproof-flows-{}-{name}", std::process::id()));
    let specs = Specs(folder);
    std::fs::create_dir_all(specs.0.join("tickets")).unwrap();
    std::fs::write(specs.0.join("tickets/openapi.yaml"), OPENAPI).unwrap();
    std::fs::write(specs.0.join("tickets/arazzo.yaml"), ARAZZO).unwrap();
    specproof_contract::load_specs(&specs.0).unwrap()
}

/// Runs the flow against answers given one after the other, the last one again and again.
async fn flow(name: &str, answers: &[Vec<u8>]) -> (Run, Vec<String>) {
    let (last, first) = answers.split_last().unwrap();
    let connection = first.iter().flat_map(|answer| [Act::Read, Act::Send(answer.clone())]).collect::<Vec<_>>();
    let forever = vec![Act::Read, Act::Send(last.clone()), Act::Again];
    // One connection is kept for the whole flow; what comes after the script is a new one.
    let server = Server::start(vec![connection, forever]).await;
    let mut settings = Settings { only: vec!["tickets.flow.issue".into()], jobs: 1, ..Settings::default() };
    settings.targets.insert("tickets".into(), server.url.clone());
    settings.inputs.insert("tickets".into(), [("pin".to_owned(), json!("p\"1n-secret"))].into());
    settings.limits = Limits { request: Duration::from_millis(500), retries: 0, wait: Duration::from_secs(1), ..Limits::default() };
    let run = run(&contract(name), &settings, &()).await.unwrap();
    (run, server.requests())
}

fn ticket(owner: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: application/json\r\n", &json!({"ticket": "t-12345678", "owner": owner}).to_string())
}

fn findings(run: &Run) -> Vec<Finding> {
    let of = |outcome: &Outcome| match outcome {
        Outcome::Fail(findings) => findings.clone(),
        _ => Vec::new(),
    };
    run.apis.iter().flat_map(|api| &api.cases).flat_map(|case| of(&case.outcome)).collect()
}

#[tokio::test]
async fn values_go_from_step_to_step_and_a_failure_that_an_action_handles_is_none() {
    let refused = answer("403 Forbidden", "", "");
    let (run, requests) = flow("steps", &[ticket("probe"), refused, ticket("ada"), ticket("ada")]).await;
    // The first answer of the script goes to nobody: the reachability probe opens a connection without a request.
    assert_eq!(run.verdict, Verdict::Conforms, "{:?}", findings(&run));
    let last: Value = serde_json::from_str(requests.last().unwrap().rsplit("\r\n\r\n").next().unwrap()).unwrap();
    assert_eq!(last, json!({"pin": "p\"1n-secret", "for": "ada"}));
    assert!(!format!("{run:?}").contains("1n-secret"));
}

#[tokio::test]
async fn a_criterion_that_does_not_hold_says_what_was_seen() {
    let (run, _) = flow("criterion", &[ticket("bob")]).await;
    assert_eq!(run.verdict, Verdict::DoesNotConform);
    let all = findings(&run);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((all[0].check.as_str(), all[0].clause.as_str()), ("flow", "arazzo.criteria"));
    assert!(all[0].expected.contains("$[?@ == 'ada']") && all[0].received.contains("bob"), "{all:?}");
    assert!(all[0].curl.contains("{pin}") && !all[0].curl.contains("1n-secret"), "{}", all[0].curl);
    assert!(all[0].received.contains("{ticket}"), "a learnt secret is masked: {}", all[0].received);
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_found_in_any_flow() {
    let json = "Content-Type: application/json\r\n";
    for (name, bytes, check, clause) in [
        ("status", answer("201 Created", "", ""), "status", "openapi.responses"),
        ("server", answer("500 Oops", "", ""), "no-server-error", "http.no-server-error"),
        ("type", answer("200 OK", "Content-Type: text/plain\r\n", "x"), "content-type", "openapi.content"),
        ("empty", answer("200 OK", json, ""), "body", "openapi.content"),
        ("json", answer("200 OK", json, "{\"ticket\":\"12345678"), "json", "json.well-formed"),
        ("leak", answer("403 Forbidden", json, r#"{"ticket":"12345678"}"#), "flow", "arazzo.criteria"),
        ("twice", answer("200 OK", json, r#"{"ticket":"12345678","owner":"ada","owner":"ada"}"#), "json", "json.unique-names"),
        ("member", answer("200 OK", json, r#"{"ticket":"short","owner":"ada"}"#), "body", "openapi.schema"),
        ("cut", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec(), "framing", "http.framing"),
    ] {
        let server = Server::start(vec![vec![Act::Read, Act::Send(bytes)]]).await;
        let mut settings = Settings { only: vec!["tickets.flow.*".into()], ..Settings::default() };
        settings.targets.insert("tickets".into(), server.url.clone());
        settings.inputs.insert("tickets".into(), [("pin".to_owned(), json!("1234"))].into());
        settings.limits = Limits { request: Duration::from_millis(500), retries: 0, ..Limits::default() };
        let run = run(&contract(name), &settings, &()).await.unwrap();
        assert_eq!(run.verdict, Verdict::DoesNotConform, "{name}");
        let all = findings(&run);
        let found = all.iter().any(|finding| finding.check == check && finding.clause == clause);
        assert!(found, "{name}: {all:#?}");
        assert!(all.iter().all(|finding| finding.place.is_some()), "{name}: no place in the document: {all:#?}");
        assert!(!format!("{run:?}").contains("12345678"), "{name}: a token is told");
    }
}

#[tokio::test]
async fn nothing_is_green_that_was_not_checked() {
    let contract = contract("truth");
    let mut settings = Settings { only: vec!["tickets.flow.*".into()], ..Settings::default() };
    settings.limits = Limits { request: Duration::from_millis(200), retries: 0, waits: 1, ..Limits::default() };
    settings.targets.insert("tickets".into(), "http://127.0.0.1:1".into());
    let missing = run(&contract, &settings, &()).await.unwrap_err();
    assert_eq!(missing[0].input, Some(("tickets".to_owned(), "pin".to_owned())));

    settings.inputs.insert("tickets".into(), [("pin".to_owned(), json!("1234"))].into());
    assert_eq!(run(&contract, &settings, &()).await.unwrap().verdict, Verdict::Aborted, "nobody is there");

    let silent = Server::start(vec![vec![Act::Silence]]).await;
    settings.targets.insert("tickets".into(), silent.url.clone());
    assert_eq!(run(&contract, &settings, &()).await.unwrap().verdict, Verdict::DoesNotConform, "nobody answers");

    let busy = Server::answering(&answer("429 Too Many Requests", "Retry-After: 0\r\n", "")).await;
    settings.targets.insert("tickets".into(), busy.url.clone());
    assert_eq!(run(&contract, &settings, &()).await.unwrap().verdict, Verdict::Aborted, "asked to wait for ever");
    assert_eq!(busy.requests().len(), 2);

    settings.limits.requests = Some(0);
    assert_ne!(run(&contract, &settings, &()).await.unwrap().verdict, Verdict::Conforms, "no request is allowed");

    settings.only = vec!["nothing.*".into()];
    assert!(run(&contract, &settings, &()).await.is_err(), "nothing is selected");
}
