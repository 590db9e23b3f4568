//! The judge against the required cases of the JSON Schema Test Suite, draft 2020-12.
//!
//! The suite is not part of this repository: `SPECPROOF_JSON_SCHEMA_SUITE` names its folder `tests/draft2020-12`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

mod common;

use serde_json::{Value, json};
use specproof_contract::validate::{Direction, Validator};
use specproof_contract::{Options, Severity, load_document};
use std::path::Path;

/// Groups that are refused at their line instead of judged: they are written in another dialect.
const REFUSED_CODES: &[&str] = &["schema-dialect"];

#[test]
#[ignore = "needs the JSON Schema Test Suite: SPECPROOF_JSON_SCHEMA_SUITE"]
fn every_required_case_is_judged_as_the_suite_says() {
    let suite = std::env::var_os("SPECPROOF_JSON_SCHEMA_SUITE").expect("SPECPROOF_JSON_SCHEMA_SUITE names the folder draft2020-12");
    let folder = common::Folder::new();
    let remotes = remotes(Path::new(&suite));
    let (mut agreed, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
    let mut files: Vec<_> = std::fs::read_dir(suite).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    for file in files {
        let groups: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        for group in groups.as_array().unwrap() {
            let name = format!("{stem}: {}", group["description"].as_str().unwrap());
            match judge(&folder.0, group, &remotes) {
                Ok(disagreements) => {
                    agreed += group["tests"].as_array().unwrap().len() - disagreements.len();
                    wrong.extend(disagreements.into_iter().map(|case| format!("{name}: {case}")));
                }
                Err(codes) if codes.iter().all(|code| REFUSED_CODES.contains(&code.as_str())) => refused.push(name),
                Err(codes) => wrong.push(format!("{name}: refused for {codes:?}")),
            }
        }
    }
    println!("{agreed} cases agree; refused at their line: {} groups\n  {}", refused.len(), refused.join("\n  "));
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    assert!(agreed > 1_000, "only {agreed} cases were found");
}

/// The schemas that the suite expects behind addresses, each with its `$id`.
fn remotes(suite: &Path) -> Vec<Value> {
    let folder = suite.join("../../remotes");
    let mut remotes = Vec::new();
    let mut open = vec![folder.clone()];
    while let Some(path) = open.pop() {
        if path.is_dir() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("draft") && name != "draft2020-12") {
            continue;
        }
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let mut remote: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let address = format!("http://localhost:1234/{}", path.strip_prefix(&folder).unwrap().display());
        if let Value::Object(members) = &mut remote
            && !members.contains_key("$vocabulary")
        {
            let own = members.entry("$id").or_insert_with(|| address.clone().into()).clone();
            if own != address {
                remotes.push(json!({ "$id": address, "$ref": own }));
            }
            remotes.push(remote);
        }
    }
    remotes
}

/// A schema that names the suite's addresses, with what stands behind them as resources of its own: nothing is fetched.
fn bundled(schema: &Value, remotes: &[Value]) -> Value {
    let mut schema = schema.clone();
    if schema.to_string().contains("localhost:1234")
        && let Value::Object(members) = &mut schema
    {
        let definitions = members.entry("$defs").or_insert_with(|| json!({})).as_object_mut().unwrap();
        definitions.extend(remotes.iter().enumerate().map(|(at, remote)| (format!("remote-{at}"), remote.clone())));
    }
    schema
}

/// The cases of a group that are judged otherwise, or the codes of the problems that refuse its schema.
fn judge(folder: &Path, group: &Value, remotes: &[Value]) -> Result<Vec<String>, Vec<String>> {
    // The schema stands in a file of its own, so that its references are relative to it.
    std::fs::write(folder.join("schema.json"), serde_json::to_vec(&bundled(&group["schema"], remotes)).unwrap()).unwrap();
    let document = json!({
        "openapi": "3.1.1",
        "info": { "title": "case", "version": "1" },
        "components": { "schemas": { "Case": { "allOf": [{ "$ref": "schema.json" }] } } },
    });
    std::fs::write(folder.join("case.json"), serde_json::to_vec(&document).unwrap()).unwrap();
    let loaded = load_document(&folder.join("case.json"), &Options::default()).map_err(|problems| {
        problems.iter().filter(|problem| problem.severity == Severity::Error).map(|problem| problem.code.to_owned()).collect::<Vec<_>>()
    })?;
    let api = &loaded.contract.apis[0];
    let (_, id) = api.components.iter().find(|(name, _)| name == "Case").unwrap();
    let validator = Validator::new(api, Direction::Response).asserts_formats(false);
    let cases = group["tests"].as_array().unwrap().iter();
    Ok(cases
        .filter(|case| validator.check(*id, &case["data"]).is_valid() != case["valid"].as_bool().unwrap())
        .map(|case| format!("{} (valid: {}; {})", case["description"].as_str().unwrap(), case["valid"], group["schema"]))
        .collect())
}
