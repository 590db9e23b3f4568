//! An operation that does not answer is left alone after a few requests, whatever its path names; the others go on.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use specproof_conform::run::Outcome;
use specproof_conform::{Settings, run};
use specproof_contract::{Options, load_document};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const OPENAPI: &str = r#"
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: thing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: Done.}}
  /steady: {get: {operationId: steady, responses: {"204": {description: Done.}}}}
"#;

const ARAZZO: &str = r#"
arazzo: 1.0.1
info: {title: Things, version: "1"}
sourceDescriptions: [{name: things, url: ./things.yaml, type: openapi}]
workflows:
  - {workflowId: steady, steps: [{stepId: one, operationId: steady, successCriteria: [{condition: $statusCode == 204}]}]}
  - {workflowId: a, steps: [{stepId: one, operationId: thing, parameters: [{name: id, in: path, value: a}], successCriteria: [{condition: $statusCode == 204}]}]}
  - {workflowId: b, steps: [{stepId: one, operationId: thing, parameters: [{name: id, in: path, value: b}], successCriteria: [{condition: $statusCode == 204}]}]}
  - {workflowId: c, steps: [{stepId: one, operationId: thing, parameters: [{name: id, in: path, value: c}], successCriteria: [{condition: $statusCode == 204}]}]}
  - {workflowId: d, steps: [{stepId: one, operationId: thing, parameters: [{name: id, in: path, value: d}], successCriteria: [{condition: $statusCode == 204}]}]}
"#;

#[tokio::test]
async fn it_is_left_alone_whatever_its_path_names() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut read = [0; 4096];
                while let Ok(got @ 1..) = stream.read(&mut read).await {
                    if read[..got].starts_with(b"GET /things/") {
                        counted.fetch_add(1, Ordering::Relaxed);
                        std::future::pending::<()>().await;
                    }
                    if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.is_err() {
                        return;
                    }
                }
            });
        }
    });

    let folder = std::env::temp_dir().join(format!("specproof-unanswered-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("things.yaml"), OPENAPI).unwrap();
    std::fs::write(folder.join("flows.yaml"), ARAZZO).unwrap();
    let options = Options { arazzo: Some(folder.join("flows.yaml")), ..Options::default() };
    let contract = load_document(&folder.join("things.yaml"), &options).unwrap_or_else(|problems| panic!("{problems:?}")).contract;
    std::fs::remove_dir_all(&folder).unwrap();

    let mut settings = Settings { jobs: 1, only: vec!["things.flow.*".into()], ..Settings::default() };
    settings.targets.insert("things".into(), url);
    (settings.limits.request, settings.limits.unanswered) = (Duration::from_millis(200), 2);
    // Answered first, so that it is not the whole target that is silent.
    settings.limits.retries = 0;
    let run = run(&contract, &settings, &()).await.unwrap_or_else(|wrong| panic!("{wrong:?}"));
    server.abort();

    let outcome = |id: &str| &run.apis[0].cases.iter().find(|case| case.id == format!("things.flow.{id}")).unwrap().outcome;
    assert_eq!(asked.load(Ordering::Relaxed), 2, "{run:#?}");
    assert!(matches!(outcome("a"), Outcome::Fail(_)) && matches!(outcome("b"), Outcome::Fail(_)));
    for left in ["c", "d"] {
        assert!(
            matches!(outcome(left), Outcome::Error(why) if why == "`things.thing` was not answered in time 2 times, and is left alone")
        );
    }
    assert_eq!(*outcome("steady"), Outcome::Pass);
}
