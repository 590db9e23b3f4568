//! Every code of the table is provoked, at the place that is marked, in each attitude it belongs to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod fixtures;

use common::{Folder, unmark};
use fixtures::{ARAZZO, CLAUSES, DOCUMENTS, ELSEWHERE, FLOW, HEAD, JSON, OPENAPI, PATHS, SPECS, WHOLE};
use specproof_contract::codes::{CODES, Weight, find};
use specproof_contract::{Attitude, Options, Problem, Severity, load_document, load_specs};

fn severity_when(code: &str, attitude: Attitude) -> Option<Severity> {
    match (find(code).unwrap().weight, attitude) {
        (Weight::Fatal, _) | (_, Attitude::Strict) => Some(Severity::Error),
        (Weight::Strict, Attitude::Tolerant) => None,
        (Weight::Repaired | Weight::Lossy, Attitude::Tolerant) => Some(Severity::Warning),
    }
}

/// What is wrong, unless the problem is there, at its place, with its weight.
fn expect(code: &str, attitude: Attitude, problems: &[Problem], file: &str, place: (u32, u32), text: &str) -> Option<String> {
    let found: Vec<&Problem> = problems.iter().filter(|problem| problem.code == code).collect();
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let Some(severity) = severity_when(code, attitude) else {
        return (!found.is_empty()).then(|| format!("{code} counts only in the strict attitude:\n{text}\n{}", all.join("\n")));
    };
    let is_there = found.iter().any(|problem| {
        problem.severity == severity && (problem.line, problem.column) == place && problem.file.ends_with(file) && problem.excerpt.is_some()
    });
    if !is_there {
        return Some(format!("{code} is not at {place:?} as {severity:?} in\n{text}\nbut there is\n{}", all.join("\n")));
    }
    let refused = problems.iter().any(|problem| problem.severity == Severity::Error && problem.code != code);
    (refused && severity == Severity::Warning).then(|| format!("{code} alone does not refuse:\n{text}\n{}", all.join("\n")))
}

fn check_document(code: &str, name: &str, text: &str) -> Vec<String> {
    let (content, place) = unmark(text);
    let check = |attitude| {
        let folder = Folder::new();
        let file = folder.write(name, &content);
        let problems = match load_document(&file, &Options { attitude, ..Options::default() }) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems,
        };
        expect(code, attitude, &problems, name, place.unwrap(), &content)
    };
    [Attitude::Strict, Attitude::Tolerant].into_iter().filter_map(check).collect()
}

#[test]
fn documents() {
    let rests = DOCUMENTS.iter().map(|(code, rest)| (*code, "openapi.yaml", format!("{HEAD}{rest}")));
    let wholes = WHOLE.iter().map(|(code, text)| (*code, "openapi.yaml", (*text).to_owned()));
    let json = JSON.iter().map(|(code, text)| (*code, "openapi.json", (*text).to_owned()));
    let wrong: Vec<String> = rests.chain(wholes).chain(json).flat_map(|(code, name, text)| check_document(code, name, &text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn specs() {
    for (code, clauses, openapi, arazzo) in SPECS {
        let whole = if arazzo.starts_with("  - ") { format!("{ARAZZO}{arazzo}") } else { (*arazzo).to_owned() };
        let files = [
            ("clauses.yaml", if clauses.is_empty() { CLAUSES } else { clauses }),
            ("openapi.yaml", if openapi.is_empty() { OPENAPI } else { openapi }),
            ("arazzo.yaml", if whole.is_empty() { "" } else { &whole }),
        ];
        let folder = Folder::new();
        let mut expected = None;
        for (name, text) in files.iter().filter(|(_, text)| !text.is_empty()) {
            let (content, place) = unmark(text);
            folder.write(&format!("pets/{name}"), &content);
            if let Some(place) = place {
                expected = Some((format!("pets/{name}"), place, content));
            }
        }
        let problems = load_specs(&folder.0).expect_err(code);
        let (file, place, content) = expected.unwrap();
        let wrong = expect(code, Attitude::Strict, &problems, &file, place, &content);
        assert!(wrong.is_none(), "{}", wrong.unwrap());
    }
}

#[test]
fn what_the_fixtures_start_from_is_right() {
    let folder = Folder::new();
    let file = folder.write("openapi.yaml", format!("{HEAD}{PATHS}"));
    assert!(load_document(&file, &Options { attitude: Attitude::Strict, ..Options::default() }).is_ok());
    let folder = Folder::new();
    folder.write("pets/clauses.yaml", CLAUSES);
    folder.write("pets/openapi.yaml", OPENAPI);
    folder.write("pets/arazzo.yaml", format!("{ARAZZO}{FLOW}"));
    let contract = load_specs(&folder.0).unwrap();
    assert_eq!(contract.apis[0].workflows.len(), 1);
    assert_eq!(
        contract.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["pets/openapi.yaml", "pets/clauses.yaml", "pets/arazzo.yaml"]
    );
}

#[test]
fn every_code_has_a_fixture() {
    let fixtures = DOCUMENTS.iter().chain(WHOLE).chain(JSON).map(|(code, _)| *code).chain(SPECS.iter().map(|(code, ..)| *code));
    let provoked: std::collections::HashSet<&str> = fixtures.chain(ELSEWHERE.iter().copied()).collect();
    let missing: Vec<&str> = CODES.iter().map(|code| code.id).filter(|id| !provoked.contains(id)).collect();
    assert!(missing.is_empty(), "no fixture provokes {missing:?}");
    let unknown: Vec<&&str> = provoked.iter().filter(|id| find(id).is_none()).collect();
    assert!(unknown.is_empty(), "the table has no {unknown:?}");
}

#[test]
fn deny_and_allow() {
    let text = format!("{HEAD}{PATHS}tag: []\n");
    let with = |deny: &[&str], allow: &[&str]| {
        let list = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        common::load(&text, &Options { deny: list(deny), allow: list(allow), ..Options::default() })
    };
    assert_eq!(with(&[], &[]).unwrap().warnings.len(), 1);
    assert_eq!(with(&[], &["unknown-key"]).unwrap().warnings.len(), 0);
    assert_eq!(with(&["unknown-key"], &[]).unwrap_err()[0].severity, Severity::Error);
    assert_eq!(with(&["warnings"], &[]).unwrap_err()[0].code, "unknown-key");
    let unknown = with(&["unknow-key"], &[]).unwrap_err();
    assert_eq!((unknown[0].code, unknown[0].help.as_deref()), ("unknown-code", Some("did you mean `unknown-key`?")));
}

#[test]
fn all_problems_at_once_in_order() {
    let text = format!("{HEAD}paths: {{}}\ntag: []\ncomponents: {{schemas: {{A: {{type: strng}}, B: {{$ref: '#/x'}}}}}}\n");
    let problems = common::load(&text, &Options { attitude: Attitude::Strict, ..Options::default() }).unwrap_err();
    assert_eq!(
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        ["unknown-key", "schema-type-unknown", "reference-unresolved"]
    );
}
