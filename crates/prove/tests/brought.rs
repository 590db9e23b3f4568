//! Documents of other people, each served by a mock: whoever keeps its own document is found to keep it, and nothing is green that was not tried.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking, and tells what it left out")]

use specproof_conform::run::{Outcome, Verdict};
use specproof_conform::{Run, Settings};
use specproof_contract::model::{Api, SecurityKind};
use specproof_contract::{Options, load_document};
use specproof_prove::mock;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Small documents of several kinds that are always tried, where the corpus is at hand.
const ALWAYS: [&str; 6] = [
    "oai-pass-petstore.yaml",
    "oai-petstore-expanded.yaml",
    "oai-pass-link-example.yaml",
    "oai-pass-uspto.yaml",
    "nexmo-definitions-verify.yaml",
    "unitycatalog-api-all.yaml",
];

/// The same of OpenAPI 3.1.
const ALWAYS_OF_3_1: [&str; 5] = [
    "unitycatalog-api-delta.yaml",
    "readmeio-yaml-train-travel.yaml",
    "readmeio-parameters-style-2.yaml",
    "readmeio-yaml-schema-types-2.yaml",
    "readmeio-yaml-security-2.yaml",
];

/// Our own documents.
const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/3.0");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(!std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false")), "the corpus is not at hand");
    println!("left out: the corpus is not at hand");
    None
}

/// A credential for every scheme that a request can carry.
fn credentials(api: &Api) -> BTreeMap<String, String> {
    let value = |kind: &SecurityKind| match kind {
        SecurityKind::Http { scheme } if scheme == "basic" => Some("Ada:right-Password-7"),
        SecurityKind::MutualTls => None,
        _ => Some("right-Token-5f2c7"),
    };
    api.security_schemes.iter().filter_map(|scheme| Some((scheme.name.clone(), value(&scheme.kind)?.to_owned()))).collect()
}

async fn judge(file: &Path, requests: u64) -> Option<Run> {
    let contract = load_document(file, &Options::default()).ok()?.contract;
    let api = Arc::new(contract.apis.first()?.clone());
    let credentials = credentials(&api);
    let deployment = mock::serve(api.clone(), &BTreeMap::new(), &credentials).await.expect("a mock");
    let mut settings = Settings::default();
    settings.targets.insert(api.name.clone(), deployment.url.clone());
    settings.credentials.insert(api.name.clone(), credentials);
    settings.limits.requests = Some(requests);
    settings.limits.retries = 0;
    Some(specproof_conform::run(&contract, &settings, &()).await.unwrap_or_else(|wrong| panic!("{}: {wrong:?}", file.display())))
}

/// What is wrong with a run over an honest deployment.
fn wrong(run: &Run) -> Vec<String> {
    let mut wrong = Vec::new();
    for api in &run.apis {
        for case in &api.cases {
            match &case.outcome {
                Outcome::Fail(findings) => wrong.extend(findings.iter().map(|own| {
                    let place = own.place.clone().unwrap_or_default();
                    format!("{}: {} {} {place}: {} / {}", case.id, own.check, own.clause, own.expected, own.received)
                })),
                Outcome::Error(why) => wrong.push(format!("{} error: {why}", case.id)),
                Outcome::Pass if case.requests == 0 => wrong.push(format!("{} passed without a request", case.id)),
                _ => {}
            }
        }
        for item in api.coverage.iter().filter(|item| item.times == 0 && item.reason.is_none()) {
            wrong.push(format!("{} {} is neither covered nor explained", item.operation, item.status));
        }
        let granted = api.grants.is_some_and(|grants| grants > 0);
        if run.verdict == Verdict::Conforms && !granted {
            wrong.push("green, and nothing was granted".into());
        }
    }
    wrong
}

fn told(name: &str, run: &Run) -> String {
    let api = &run.apis[0];
    let count = |of: fn(&Outcome) -> bool| api.cases.iter().filter(|case| of(&case.outcome)).count();
    let passed = count(|outcome| *outcome == Outcome::Pass);
    let guesses = count(|outcome| matches!(outcome, Outcome::Skip(why) if why.starts_with("not exercised")));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skip(_))) - guesses;
    format!(
        "{name}: {:?}, {} requests, {passed} passed, {guesses} not exercised, {skipped} skipped, {} left behind",
        run.verdict,
        api.requests,
        api.left_behind.len()
    )
}

async fn keeps(file: &Path, requests: u64) {
    let name = file.display();
    let run = judge(file, requests).await.unwrap_or_else(|| panic!("{name} cannot be read"));
    let wrong = wrong(&run);
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    assert_eq!(run.verdict, Verdict::Conforms, "{name}");
}

#[tokio::test]
async fn whoever_keeps_its_document_is_found_to_keep_it() {
    let Some(folder) = corpus() else { return };
    let newer = ALWAYS_OF_3_1.map(|name| format!("../3.1/{name}"));
    for name in ALWAYS.into_iter().chain(newer.iter().map(String::as_str)) {
        keeps(&folder.join(name), 150).await;
    }
}

#[tokio::test]
async fn whoever_keeps_a_document_of_3_1_with_every_keyword_is_found_to_keep_it() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(OWN).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    for file in files {
        keeps(&file, 1_000).await;
    }
}

#[tokio::test]
#[ignore = "minutes: every document of the corpus"]
async fn every_document_of_the_corpus() {
    let Some(folder) = corpus() else { return };
    let folders = [folder.clone(), folder.join("../3.1")];
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder").flatten());
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(run) = judge(file, 600).await else { continue };
        println!("{}", told(&name, &run));
        let wrong = wrong(&run);
        wrong.iter().take(8).for_each(|line| println!("    {}", line.chars().take(400).collect::<String>()));
        if !wrong.is_empty() {
            all.push(format!("{name}: {}", wrong.len()));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}
