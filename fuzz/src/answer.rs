//! A line `status media-type`, and content: every check of every answer looks at it, twice the same, and what is no JSON never counts as some.

use specproof_conform::case::{Case, Expectation, Trial};
use specproof_conform::check::Kind;
use specproof_conform::checks::CHECKS;
use specproof_conform::draft::Draft;
use specproof_conform::judge::{Answered, Fault, Judged, Schemas};
use specproof_conform::{Answer, Exchange, Request};
use specproof_contract::model::Api;
use specproof_contract::{Options, load_document};
use std::sync::LazyLock;
use std::time::Duration;

/// See the module.
pub fn holds(data: &[u8]) {
    let at = data.iter().position(|&byte| byte == b'\n').unwrap_or(data.len());
    let head = String::from_utf8_lossy(&data[..at]);
    let body = data.get(at + 1..).unwrap_or_default();
    let (status, media) = head.split_once(' ').unwrap_or((&head, "application/json"));
    let status = status.parse().ok().filter(|status| (100..1000).contains(status)).unwrap_or(200);
    let headers =
        vec![("content-type".into(), media.into()), ("x-limit".into(), String::from_utf8_lossy(&body[..body.len().min(40)]).into())];
    let answer = Answer { status, headers, body: body.into() };
    let schemas = Schemas::of(api());
    for operation in &api().operations {
        let faults = judged(&schemas, operation, &answer);
        assert_eq!(faults, judged(&schemas, operation, &answer), "judged in two ways");
        let broken = status == 200 && media == "application/json" && serde_json::from_slice::<serde_json::Value>(body).is_err();
        assert!(!broken || !faults.is_empty(), "no JSON, and nothing is said of it");
        for fault in &faults {
            assert!(!fault.clause.is_empty() && !fault.expected.is_empty() && !fault.received.is_empty(), "{fault:?}");
        }
    }
}

fn judged<'a>(schemas: &Schemas<'a>, operation: &'a specproof_contract::model::Operation, answer: &Answer) -> Vec<Fault> {
    let answered = Answered::new(schemas, operation, answer, 1_700_000_000_000);
    let exchange = Exchange {
        request: Request { method: operation.method.as_str().into(), url: "http://127.0.0.1:9/".into(), headers: vec![], body: None },
        answer: Ok(answer.clone()),
        started: Duration::ZERO,
        took: Duration::ZERO,
    };
    let case = Case {
        id: "fuzz.get.granted".into(),
        check: "granted-minimal",
        api: "fuzz".into(),
        operation: Some(operation.id.as_str().into()),
        clauses: vec![],
        what: "".into(),
        needs: vec![],
        trial: Trial::Variant { seed: None, changes: vec![], expect: Expectation::Granted, then_unchanged: false },
        stateful: false,
        alone: false,
        priority: 0,
    };
    let draft = Draft::empty();
    let judged = Judged {
        api: schemas.api,
        schemas,
        operation,
        case: &case,
        expect: &Expectation::Granted,
        clauses: &[],
        draft: &draft,
        exchange: &exchange,
        answer: Some(&answered),
        now: 1_700_000_000_000,
        readings: &[],
        step: None,
    };
    let mut faults = Vec::new();
    for check in CHECKS {
        if let Kind::Answer(check) = check.kind {
            faults.extend(check(&judged));
        }
    }
    faults
}

fn api() -> &'static Api {
    static API: LazyLock<Api> = LazyLock::new(|| {
        let file = std::env::temp_dir().join(format!("specproof-fuzz-answers-{}.yaml", std::process::id()));
        std::fs::write(&file, DOCUMENT).expect("a file");
        let loaded = load_document(&file, &Options::default());
        std::fs::remove_file(&file).expect("the file");
        loaded.unwrap_or_else(|problems| panic!("{problems:?}")).contract.apis.remove(0)
    });
    &API
}

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: Answers, version: "1"}
paths:
  /tree:
    get:
      operationId: tree
      responses:
        "200":
          description: d
          headers: {X-Limit: {required: true, schema: {type: integer, minimum: 1}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}
        4XX: {description: d, content: {application/problem+json: {schema: {type: object, required: [title]}}}}
  /other:
    get:
      operationId: other
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                oneOf:
                  - {type: array, uniqueItems: true, items: {type: string, format: date-time}, maxItems: 3}
                  - {type: object, additionalProperties: {type: number, multipleOf: 0.1}, minProperties: 1}
                  - {type: string, pattern: "^(a+)+$", maxLength: 5, format: uuid}
            text/plain: {schema: {type: string}}
        default: {description: d}
components:
  schemas:
    Tree:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64, maximum: 1.0e+19}
        kind: {type: string, enum: [a, b], nullable: true}
        mail: {type: string, format: email}
        at: {type: string, format: date}
        secret: {type: string, writeOnly: true}
        children: {type: array, items: {$ref: "#/components/schemas/Tree"}}
        either: {anyOf: [{type: boolean}, {not: {type: string}}]}
"##;
