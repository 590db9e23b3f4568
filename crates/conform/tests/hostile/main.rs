//! Whole runs against servers that do their worst: each ends within its limits with the right verdict, and what else there is is still
//! checked. All behaviours are rows of one table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod behaviours;
mod server;

use behaviours::Row;
use server::Server;
use specproof_conform::report::{Detail, FORMATS, Style, text};
use specproof_conform::run::{Outcome, Verdict};
use specproof_conform::settings::Limits;
use specproof_conform::{Run, Settings, run};
use specproof_contract::Contract;
use std::time::{Duration, Instant};

const OPENAPI: &str = r#"
openapi: 3.0.3
info: {title: Hostile, version: "1"}
paths:
  /attacked: {get: {operationId: attacked, responses: {"200": {$ref: '#/components/responses/One'}}}}
  /steady: {get: {operationId: steady, responses: {"200": {$ref: '#/components/responses/One'}}}}
components:
  responses:
    One:
      description: One.
      content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}
"#;

const ARAZZO: &str = r#"
arazzo: 1.0.1
info: {title: Hostile, version: "1"}
sourceDescriptions: [{name: hostile, url: ./openapi.yaml, type: openapi}]
workflows:
  - {workflowId: attacked, steps: [{stepId: one, operationId: attacked, successCriteria: [{condition: $statusCode == 200}]}]}
  - {workflowId: steady, steps: [{stepId: one, operationId: steady, successCriteria: [{condition: $statusCode == 200}]}]}
"#;

/// The longest that a run may take, whatever the target does: a generous bound over what its limits add up to.
const LONGEST: Duration = Duration::from_secs(20);
/// What the process may hold at its peak.
const MEMORY: u64 = 300 << 20;

fn contract() -> Contract {
    // Both tests of this process make one.
    static MADE: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("specproof-hostile-{}-{number}", std::process::id()));
    std::fs::create_dir_all(folder.join("hostile")).unwrap();
    std::fs::write(folder.join("hostile/openapi.yaml"), OPENAPI).unwrap();
    std::fs::write(folder.join("hostile/arazzo.yaml"), ARAZZO).unwrap();
    let contract = specproof_contract::load_specs(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    contract
}

fn settings(url: &str) -> Settings {
    let mut settings = Settings { only: vec!["hostile.flow.*".into(), "hostile.*repeated*".into()], ..Settings::default() };
    settings.targets.insert("hostile".into(), url.to_owned());
    settings.limits = Limits {
        connect: Duration::from_millis(500),
        request: Duration::from_secs(2),
        run: Duration::from_secs(15),
        body: 256 << 10,
        retries: 0,
        waits: 1,
        wait: Duration::from_millis(300),
        unanswered: 2,
        ..Limits::default()
    };
    settings
}

/// The peak of the process, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// What is wrong with the run against one row.
async fn wrong(row: &Row, contract: &Contract) -> Vec<String> {
    let server = Server::start(row.acts.clone(), row.when).await;
    let began = Instant::now();
    let run = run(contract, &settings(&server.url), &()).await.unwrap();
    let took = began.elapsed();
    let mut wrong = Vec::new();
    if took > LONGEST {
        wrong.push(format!("took {took:?}"));
    }
    if !row.verdicts.contains(&run.verdict) {
        wrong.push(format!("verdict {:?}, expected {:?}", run.verdict, row.verdicts));
    }
    let all = format!("{:?}", run.apis[0].cases);
    if !all.contains(row.told) {
        wrong.push(format!("`{}` is not told", row.told));
    }
    let cases = &run.apis[0].cases;
    let steady: Vec<_> = cases.iter().filter(|case| case.operation.as_deref() == Some("steady") || case.id.contains("steady")).collect();
    if row.when == server::When::Asked && (steady.is_empty() || !steady.iter().all(|case| case.outcome == Outcome::Pass)) {
        wrong.push(format!("what is steady was not found so: {steady:?}"));
    }
    if server.heads().iter().any(|head| !head.contains("Host: 127.0.0.1:")) {
        wrong.push("a request for another host".into());
    }
    wrong.extend(harmful(&run));
    if !server.is_left_alone().await {
        wrong.push("a connection is left open".into());
    }
    if !wrong.is_empty() {
        wrong.push(format!("{cases:#?}").chars().take(1500).collect());
    }
    wrong
}

/// Text from outside that a report lets through.
fn harmful(run: &Run) -> Vec<String> {
    let style = Style { detail: Detail::Verbose, ..Style::default() };
    let mut found = Vec::new();
    for format in FORMATS {
        let report = format.text(run, &style);
        if let Some(c) = report.chars().find(|&c| c != '\n' && text::is_harmful(c)) {
            found.push(format!("{} holds {c:?}", format.id));
        }
        let commands = report.lines().filter(|line| line.trim_start().starts_with("::")).count();
        if commands > 0 && format.id != "github" {
            found.push(format!("{} holds a workflow command", format.id));
        }
    }
    found
}

#[tokio::test]
async fn every_run_ends_as_it_should() {
    let contract = contract();
    let rows = behaviours::all();
    assert!(rows.len() >= 100, "{}", rows.len());
    let mut problems = Vec::new();
    for some in rows.chunks(12) {
        let runs = some.iter().map(|row| wrong(row, &contract));
        for (row, wrong) in some.iter().zip(futures_util::future::join_all(runs).await) {
            problems.extend(wrong.iter().map(|wrong| format!("{}: {wrong}", row.name)));
        }
    }
    // The servers end with their values; what a run has started must have ended with it.
    let metrics = tokio::runtime::Handle::current().metrics();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(if metrics.num_alive_tasks() == 0 { 0 } else { 20 })).await;
    }
    let alive = metrics.num_alive_tasks();
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), rows.len(), problems.join("\n"));
    assert_eq!(alive, 0, "tasks are left");
    assert!(peak() < MEMORY, "{} MiB", peak() >> 20);
}

#[tokio::test]
async fn an_honest_server_conforms() {
    let server = Server::start(vec![server::Act::Send(server::honest()), server::Act::Next], server::When::Asked).await;
    let run = run(&contract(), &settings(&server.url), &()).await.unwrap();
    assert_eq!(run.verdict, Verdict::Conforms, "{:#?}", run.apis[0].cases);
}
