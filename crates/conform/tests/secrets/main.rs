//! Secrets of every kind, sent back in every encoding: none is in anything that a run gives out. A format that is added is looked at too.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod encodings;

use encodings::{ENCODINGS, Encoding};
use serde_json::json;
use specproof_conform::report::{Detail, FORMATS, Style};
use specproof_conform::run::{CaseResult, Verdict};
use specproof_conform::settings::Limits;
use specproof_conform::snapshot::Mode;
use specproof_conform::{Observer, Run, Settings, run};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const OPENAPI: &str = r#"
openapi: 3.0.3
info: {title: Secrets, version: "1"}
security: [{bearer: []}, {basic: []}, {header: []}, {query: []}, {cookie: []}]
paths:
  /issue:
    post:
      operationId: issue
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [password], properties: {password: {type: string, format: password}, pin: {type: string, format: password}}}
      responses:
        "200":
          description: A token.
          content:
            application/json:
              schema: {type: object, required: [token, echo], properties: {token: {type: string, format: password}, echo: {type: integer}}}
  /bearer: {get: {operationId: bearer, security: [{bearer: []}], responses: {"204": {description: d}}}}
  /basic: {get: {operationId: basic, security: [{basic: []}], responses: {"204": {description: d}}}}
  /header: {get: {operationId: header, security: [{header: []}], responses: {"204": {description: d}}}}
  /query: {get: {operationId: query, security: [{query: []}], responses: {"204": {description: d}}}}
  /cookie: {get: {operationId: cookie, security: [{cookie: []}], responses: {"204": {description: d}}}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
"#;

const ARAZZO: &str = r#"
arazzo: 1.0.1
info: {title: Secrets, version: "1"}
sourceDescriptions: [{name: secrets, url: ./openapi.yaml, type: openapi}]
workflows:
  - workflowId: issue
    inputs: {type: object, required: [password, pin], properties: {password: {type: string, format: password}, pin: {type: string, format: password}}}
    steps:
      - stepId: one
        operationId: issue
        requestBody: {contentType: application/json, payload: {password: $inputs.password, pin: $inputs.pin}}
        successCriteria: [{condition: $statusCode == 200}]
"#;

/// Kinds of secrets, each with what encodings have to deal with. The last is never given: the target makes it up.
const KINDS: &[(&str, &str)] = &[
    ("password", "pa\"ss & w%rd\n<1>"),
    ("pin", "9f4Q"),
    ("bearer", "eyJhbGciOi.J9eyJzdWIi-_OiIxIn0"),
    ("basic", "user-nme:ba'sic~p\\w=d?"),
    ("header", "k3y+/=with/base64=="),
    ("query", "qu ery;ke,y#1"),
    ("cookie", "c00kie-\u{e9}\u{20ac}-val"),
    ("extra header", "x-tra-s3cret-value"),
    ("token", "t0ken/learnt+from=an\tanswer"),
];

struct Seen(Mutex<String>);

impl Observer for Seen {
    fn ended(&self, api: &str, result: &CaseResult) {
        self.0.lock().unwrap().push_str(&format!("{api} {result:?}"));
    }
}

/// Answers every request with the body and fields that were made for it.
async fn serve(body: String, field: String) -> (String, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Echo: {field}\r\nSet-Cookie: s={field}\r\nLocation: /{field}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut bytes = vec![0; 65_536];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (url, task)
}

fn texts(folder: &Path) -> String {
    let mut all = String::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return all };
    for entry in entries.flatten() {
        all.push_str(&entry.file_name().to_string_lossy());
        all.push_str(&if entry.path().is_dir() { texts(&entry.path()) } else { std::fs::read_to_string(entry.path()).unwrap_or_default() });
    }
    all
}

/// Everything that a run gives out, by sink.
fn sinks(run: &Run, seen: &Seen, snapshots: &Path) -> Vec<(String, String)> {
    let mut all = vec![
        ("the run itself".to_owned(), format!("{run:?}")),
        ("progress".to_owned(), seen.0.lock().unwrap().clone()),
        ("snapshots".to_owned(), texts(snapshots)),
    ];
    for format in FORMATS {
        for (detail, colour) in [(Detail::Quiet, true), (Detail::Verbose, false)] {
            all.push((format!("{} {detail:?}", format.id), format.text(run, &Style { detail, colour, ..Style::default() })));
        }
    }
    all
}

fn settings(url: &str, folder: &Path) -> Settings {
    let mut settings = Settings { jobs: 2, ..Settings::default() };
    settings.targets.insert("secrets".into(), url.to_owned());
    let secret = |kind: &str| KINDS.iter().find(|(own, _)| *own == kind).unwrap().1;
    settings.inputs.insert("secrets".into(), ["password", "pin"].map(|name| (name.to_owned(), json!(secret(name)))).into());
    let schemes = ["bearer", "basic", "header", "query", "cookie"];
    settings.credentials.insert("secrets".into(), schemes.map(|name| (name.to_owned(), secret(name).to_owned())).into());
    settings.headers.push(("X-Extra".into(), secret("extra header").into()));
    settings.limits = Limits { retries: 0, request: Duration::from_secs(5), ..Limits::default() };
    settings.only = vec!["secrets.flow.*".into(), "*.refused-*".into()];
    settings.snapshots.own = Some((folder.to_owned(), Mode::Pending));
    settings
}

#[tokio::test]
async fn none_is_given_out() {
    let folder: PathBuf = std::env::temp_dir().join(format!("specproof-secrets-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("specs/secrets")).unwrap();
    std::fs::write(folder.join("specs/secrets/openapi.yaml"), OPENAPI).unwrap();
    std::fs::write(folder.join("specs/secrets/arazzo.yaml"), ARAZZO).unwrap();
    let contract = specproof_contract::load_specs(&folder.join("specs")).unwrap();
    let token = KINDS.last().unwrap().1;
    let (mut cells, mut found) = (0, Vec::new());
    for (at, Encoding { name, encode }) in ENCODINGS.iter().enumerate() {
        // The token is learnt where it stands as one; everything comes back in this encoding, in the body and in header fields.
        let told: Vec<String> = KINDS.iter().map(|(_, secret)| encode(secret)).collect();
        let body = json!({"token": token, "echo": told, "text": told.join(" and ")}).to_string();
        let field =
            told.iter().filter(|text| text.bytes().all(|byte| (0x21..0x7f).contains(&byte))).cloned().collect::<Vec<_>>().join("; ");
        let (url, task) = serve(body, field).await;
        let snapshots = folder.join(format!("snapshots-{at}"));
        let seen = Seen(Mutex::default());
        let run = run(&contract, &settings(&url, &snapshots), &seen).await.unwrap();
        task.abort();
        assert_eq!(run.verdict, Verdict::DoesNotConform, "`echo` is no integer: the answer is shown");
        let sinks = sinks(&run, &seen, &snapshots);
        assert!(sinks[0].1.contains("echo") && sinks.iter().all(|(sink, text)| sink == "snapshots" || !text.is_empty()));
        for (kind, secret) in KINDS {
            for (sink, text) in &sinks {
                cells += 1;
                // The secret as it was sent, as it is, and as JSON and Rust would write either.
                for form in [encode(secret), (*secret).to_owned(), json!(secret).to_string().trim_matches('"').to_owned()] {
                    if form.len() > 3 && text.contains(&form) {
                        found.push(format!("{kind} as {name} in {sink}: {form}"));
                    }
                }
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    found.dedup();
    assert!(cells >= 1000, "{cells} cells");
    assert!(found.is_empty(), "{} finds in {cells} cells:\n{}", found.len(), found.iter().take(60).cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn each_encoding_hides_the_secret_from_a_plain_search() {
    // Otherwise the matrix would look for the same bytes again and again.
    let differs = |encoding: &&Encoding| KINDS.iter().any(|(_, secret)| (encoding.encode)(secret) != *secret);
    assert_eq!(ENCODINGS.iter().filter(differs).count(), ENCODINGS.len() - 1);
}
