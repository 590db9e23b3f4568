//! A document that somebody brings along, judged against servers that keep it, or not.

use serde_json::Value;
use specproof_conform::run::{Finding, Verdict};
use specproof_conform::{Run, Settings};
use specproof_contract::load_document;
use specproof_tests::deployments::{findings, told};
use specproof_tests::{Scratch, server};

const OPENAPI: &str = r##"
openapi: 3.0.3
info: {title: Shelf, version: "1"}
components:
  securitySchemes: {token: {type: apiKey, in: query, name: key}}
  responses:
    Fine: {description: Fine., content: {application/json: {schema: {type: object}}}}
    Refused: {description: Refused.}
paths:
  /health:
    get: {operationId: health, responses: {"200": {$ref: "#/components/responses/Fine"}}}
  /books:
    get:
      operationId: books
      security: [{token: []}]
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1}}]
      responses: {"200": {$ref: "#/components/responses/Fine"}, 4XX: {$ref: "#/components/responses/Refused"}}
"##;

fn judge<A: Fn(&str, &Value) -> (&'static str, String) + Send + Sync + 'static>(name: &str, answer: A) -> Run {
    let scratch = Scratch::new(name);
    let file = scratch.path().join("shelf.yaml");
    std::fs::write(&file, OPENAPI).expect("a file");
    let loaded = load_document(&file, &Default::default()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut settings = Settings::default();
    let api = loaded.contract.apis[0].name.clone();
    settings.targets.insert(api.clone(), server::serve(answer));
    settings.credentials.entry(api).or_default().insert("token".to_owned(), "a-token-of-somebody".to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(specproof_conform::run(&loaded.contract, &settings, &())).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// The value of a name in the query.
fn asked<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    line.split(['?', '&']).skip(1).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Whoever keeps the document; what a `limit` that is no number gets is given.
fn shelf(line: &str, wrong: &'static str) -> (&'static str, String) {
    let status = match (line.split('?').next(), asked(line, "key")) {
        (Some("GET /health"), _) => "200 OK",
        (Some("GET /books"), Some("a-token-of-somebody")) if asked(line, "limit").is_none_or(|limit| limit.parse::<u32>().is_ok()) => {
            "200 OK"
        }
        (Some("GET /books"), Some("a-token-of-somebody")) => wrong,
        (Some("GET /books"), _) => "401 Unauthorized",
        _ => "404 Not Found",
    };
    (status, "{}".to_owned())
}

#[test]
fn a_credential_that_lets_nobody_in_is_no_success() {
    let run = judge("shelf-open", |line, _| shelf(line, "400 Bad Request"));
    assert_eq!(run.verdict, Verdict::Conforms, "{}", told(&run));
    let run = judge("shelf-denied", |line, _| shelf(line.split("key=").next().unwrap_or_default(), "400 Bad Request"));
    assert_eq!(run.verdict, Verdict::NothingChecked, "{}", told(&run));
}

#[test]
fn a_word_where_a_number_is_asked_for_breaks_nothing() {
    let run = judge("shelf-breaking", |line, _| shelf(line, "500 Internal Server Error"));
    let all: Vec<&Finding> = findings(&run).into_iter().map(|(_, finding)| finding).collect();
    assert!(!all.is_empty() && all.iter().all(|finding| finding.clause == "http.no-server-error"), "{}", told(&run));
}
