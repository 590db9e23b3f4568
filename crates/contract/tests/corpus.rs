//! Documents that other people published: all of OpenAPI 3.0 and 3.1 are read but those with a fault that has no repair.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use serde_json::Value;
use specproof_contract::{Options, Severity, load_document};

/// What is refused, and why.
const REFUSED: &[(&str, &str)] = &[("3.1/koxudaxi-openapi-item-schema.yaml", "version-unsupported")];

#[test]
fn every_document_is_read_or_refused_for_a_fault() {
    let Some(corpus) = common::shared("corpus") else { return };
    let index: Value = serde_json::from_slice(&std::fs::read(corpus.join("index.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for entry in index.as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let result = load_document(&corpus.join(file), &Options::default());
        let expected = REFUSED.iter().find(|(own, _)| *own == file).map(|(_, code)| *code);
        match result {
            Ok(loaded) => {
                let api = &loaded.contract.apis[0];
                let operations = entry["operations"].as_u64().unwrap();
                // The index does not count what stands behind the reference of a path item.
                if expected.is_some() || (api.operations.len() as u64) < operations {
                    wrong.push(format!("{file}: {} operations of {operations}", api.operations.len()));
                }
                if loaded.warnings.iter().any(|warning| warning.line == 0 || warning.severity == Severity::Error) {
                    wrong.push(format!("{file}: a warning without a place"));
                }
            }
            Err(problems) => {
                let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
                if errors.iter().any(|problem| Some(problem.code) != expected || problem.line == 0) {
                    wrong.push(format!("{file}: {errors:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_outside_its_folder_is_read_with_a_root_above() {
    let Some(corpus) = common::shared("corpus") else { return };
    let root = Some(corpus.join("3.0/deepmap-admin-api"));
    let loaded = load_document(&corpus.join("3.0/deepmap-admin-api/admin/api.yaml"), &Options { root, ..Options::default() }).unwrap();
    assert_eq!(loaded.contract.files.len(), 2);
}
