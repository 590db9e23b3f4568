//! What a run holds in memory: nothing of an exchange that has been judged and is fine, and every text once.
//!
//! The figure that counts, from an optimised build:
//! `cargo test --release -p specproof-conform --test memory -- --ignored --nocapture`
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and tells figures"
)]

use serde_json::{Value, json};
use specproof_conform::report::{Detail, FORMATS, Style};
use specproof_conform::run::Verdict;
use specproof_conform::{Run, Settings};
use specproof_contract::{Contract, Options, load_document};
use std::time::Instant;

/// A document of so many operations, with a dozen parameters each.
fn contract(operations: usize) -> Contract {
    let parameter = |at: usize| match at % 3 {
        0 => json!({"name": format!("count{at}"), "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100 + at}}),
        1 => json!({"name": format!("kind{at}"), "in": "query", "schema": {"type": "string", "enum": ["small", "middle", "large"]}}),
        _ => json!({"name": format!("text{at}"), "in": "query", "schema": {"type": "string", "minLength": 1, "maxLength": 20}}),
    };
    let parameters: Vec<Value> = (0..12).map(parameter).collect();
    let thing = json!({"type": "object", "required": ["id", "name"], "properties": {
        "id": {"type": "integer", "minimum": 0}, "name": {"type": "string", "maxLength": 40}, "kind": {"type": "string", "enum": ["a", "b"]}
    }});
    let answer = json!({"description": "some", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}});
    let paths: serde_json::Map<String, Value> = (0..operations)
        .map(|at| {
            let operation = json!({"operationId": format!("listThings{at}"), "parameters": parameters, "responses": {"200": answer}});
            (format!("/things{at}"), json!({"get": operation}))
        })
        .collect();
    let document = json!({"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": paths, "components": {"schemas": {"Thing": thing}}});
    let folder = std::env::temp_dir().join(format!("specproof-memory-{}-{operations}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("things.json");
    std::fs::write(&file, document.to_string()).unwrap();
    let loaded = load_document(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems:?}"));
    std::fs::remove_dir_all(folder).unwrap();
    loaded.contract
}

/// Runs every check against a deployment that answers at once.
async fn run(contract: &Contract) -> Run {
    const THINGS: &str = r#"[{"id": 1, "name": "one", "kind": "a"}, {"id": 2, "name": "two"}]"#;
    let app = axum::Router::new().fallback(async || ([("content-type", "application/json")], THINGS));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut settings = Settings::default();
    settings.targets.insert("things".into(), url);
    let run = specproof_conform::run(contract, &settings, &()).await.unwrap_or_else(|wrong| panic!("{wrong:?}"));
    server.abort();
    run
}

/// The most memory that this process ever had, in MB; `None` where the system does not tell.
fn most() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

/// Runs so many operations, writes every report, and tells what that took.
async fn measured(operations: usize) -> (usize, Option<u64>) {
    let contract = contract(operations);
    let began = Instant::now();
    let run = run(&contract).await;
    assert_eq!(run.verdict, Verdict::Conforms, "{:?}", run.apis[0].clauses);
    let checks = run.apis.iter().map(|api| api.cases.len()).sum();
    println!("{checks} checks: {:?} in {:.1?}", most(), began.elapsed());
    for format in FORMATS {
        let (began, mut length) = (Instant::now(), Counted(0));
        (format.write)(&run, &Style { detail: Detail::Verbose, ..Style::default() }, &mut length).unwrap();
        println!("  {:<8} {:>11} bytes in {:.1?}, {:?} MB until now", format.id, length.0, began.elapsed(), most());
    }
    (checks, most())
}

struct Counted(usize);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_check_takes_little_room() {
    let before = most();
    let (checks, after) = measured(40).await;
    assert!(checks > 2000, "{checks}");
    if let (Some(before), Some(after)) = (before, after) {
        assert!(after - before < 40, "{checks} checks took {} MB", after - before);
    }
}

#[tokio::test]
#[ignore = "takes minutes; see the top of the file"]
async fn a_hundred_thousand_checks_stay_below_200_mb() {
    for operations in [2, 15, 145, 1430] {
        let (checks, most) = measured(operations).await;
        println!("{operations} operations, {checks} checks: {most:?} MB");
    }
    assert!(most().is_none_or(|most| most < 200));
}
