//! Every warning of the generator's own: provoked at its line, hidden by `allow`, refusing by `deny`; and committed output that is stale.

use serde_json::{Value, json};
use specproof_codegen::{Options, Package, Stale, codes::CODES};
use specproof_contract::{Options as Reading, Severity};
use specproof_tests::Scratch;
use std::path::Path;

/// A document with one schema, and one operation that sends it.
fn document(version: &str, schema: Value, media: &str) -> String {
    let document = json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"content": {media: {"schema": {"$ref": "#/components/schemas/A"}}}},
            "responses": {"200": {"description": "Done."}},
        }}},
        "components": {"schemas": {"A": schema}},
    });
    serde_json::to_string_pretty(&document).expect("JSON")
}

/// A document for each code.
fn provoking(code: &str) -> String {
    let json = "application/json";
    let nested = (0..110).fold(json!({"type": "string"}), |inner, _| json!({"type": "array", "items": inner}));
    let branches: Vec<Value> = (0..401)
        .map(|at| json!({"type": "object", "required": [format!("m{at}")], "properties": {format!("m{at}"): {"type": "integer"}}}))
        .collect();
    match code {
        "allof-conflict" => {
            let closed = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
            document("3.0.3", json!({"allOf": [closed, {"required": ["b"], "properties": {"b": {"type": "string"}}}]}), json)
        }
        "never-valid" => document("3.0.3", json!({"allOf": [{"type": "string"}, {"type": "integer"}]}), json),
        "nested-too-deep" => document("3.0.3", nested, json),
        "union-too-wide" => document("3.0.3", json!({"oneOf": branches}), json),
        "opaque-media-type" => document("3.0.3", json!({"type": "object", "properties": {"a": {}}}), "application/xml"),
        "unevaluated" => {
            let any = json!([{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}]);
            document("3.1.0", json!({"type": "object", "anyOf": any, "unevaluatedProperties": {"type": "integer"}}), json)
        }
        "dynamic-reference" => {
            // With one schema of that anchor, the reference could lead nowhere else.
            let (child, other) = (json!({"$dynamicRef": "#node"}), json!({"other": {"$id": "other", "$dynamicAnchor": "node"}}));
            let schema = json!({"$dynamicAnchor": "node", "type": "object", "properties": {"child": child}, "$defs": other});
            document("3.1.0", schema, json)
        }
        other => panic!("nothing provokes {other}"),
    }
}

fn generate(file: &Path, reading: &Reading) -> Result<Package, Vec<specproof_contract::Problem>> {
    Package::generate(file, "models", reading, &Options::default())
}

#[test]
fn each_code_is_provoked_allowed_and_denied() {
    let scratch = Scratch::new("codegen-codes");
    for code in CODES.iter().map(|code| code.id) {
        let file = scratch.path().join(format!("{code}.json"));
        std::fs::write(&file, provoking(code)).expect("writable");
        let warnings = generate(&file, &Reading::default()).unwrap_or_else(|problems| panic!("{code}: {problems:?}")).warnings;
        let own = warnings.iter().find(|warning| warning.code == code).unwrap_or_else(|| panic!("{code}: {warnings:?}"));
        assert!(own.severity == Severity::Warning && own.line > 1 && own.column > 0, "{own:?}");
        assert_eq!(Path::new(&own.file), file, "the file is named as it was given");
        let quiet = generate(&file, &Reading { allow: vec![code.into()], ..Reading::default() }).expect("allowed").warnings;
        assert!(quiet.iter().all(|warning| warning.code != code), "{code} is shown although it is allowed");
        for denied in [code, "warnings"] {
            let problems = generate(&file, &Reading { deny: vec![denied.into()], ..Reading::default() }).expect_err(code);
            assert!(problems.iter().any(|problem| problem.code == code && problem.severity == Severity::Error), "{code}: {problems:?}");
        }
    }
}

#[test]
fn what_is_written_as_false_is_meant_so() {
    let scratch = Scratch::new("codegen-false");
    let file = scratch.path().join("document.json");
    let schema = json!({
        "type": "array", "prefixItems": [{"type": "string"}], "items": false,
        "contains": {"type": "object", "properties": {"never": false}, "additionalProperties": false},
    });
    std::fs::write(&file, document("3.1.1", schema, "application/json")).expect("writable");
    assert_eq!(generate(&file, &Reading::default()).expect("no fault").warnings, []);
}

#[test]
fn what_is_committed_is_told_from_what_would_be_written() {
    let scratch = Scratch::new("codegen-stale");
    let file = scratch.path().join("openapi.json");
    let out = scratch.path().join("models");
    std::fs::write(&file, document("3.0.3", json!({"type": "string", "maxLength": 3}), "application/json")).expect("writable");
    let package = generate(&file, &Reading::default()).expect("no fault");
    assert!(
        package.check(&out).unwrap().iter().all(|stale| matches!(stale, Stale::Missing(_))) && !package.check(&out).unwrap().is_empty()
    );
    package.write(&out).expect("writable");
    assert_eq!(package.check(&out).unwrap(), []);
    std::fs::write(out.join("src/schemas/a.rs"), "edited").expect("writable");
    std::fs::remove_file(out.join("README.md")).expect("it is there");
    let stale = package.check(&out).unwrap();
    assert!(stale.contains(&Stale::Differs("src/schemas/a.rs".into())) && stale.contains(&Stale::Missing("README.md".into())), "{stale:?}");
    package.write(&out).expect("writable");
    std::fs::write(&file, document("3.0.3", json!({"type": "string"}), "text/plain").replace("\"A\"", "\"B\"").replace("/A", "/B"))
        .expect("writable");
    let later = generate(&file, &Reading::default()).expect("no fault");
    assert!(later.check(&out).unwrap().contains(&Stale::Extra("src/schemas/a.rs".into())));
    later.write(&out).expect("writable");
    assert!(later.check(&out).unwrap().is_empty() && !out.join("src/schemas/a.rs").exists());
}
