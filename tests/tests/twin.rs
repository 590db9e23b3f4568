//! A document of OpenAPI 3.0 and its mechanical translation to 3.1 are the same contract, the same code and the same plan.

use serde_json::{Map, Value, json};
use specproof_conform::{Plan, Settings, plan};
use specproof_contract::{Contract, Options, load_document};
use specproof_tests::deployments::each;
use specproof_tests::{Scratch, is_ci, root};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Documents with more bytes are left to the test that takes minutes: the first number for contracts, the second for code and plans.
const QUICK: (u64, u64) = (400_000, 30_000);

#[test]
fn the_translation_of_a_document_is_the_same_contract() {
    let Some(seen) = over_the_corpus(QUICK) else { return };
    assert!(seen.wrong.is_empty(), "{} of {} differ:\n{}", seen.wrong.len(), seen.contracts, seen.wrong.join("\n"));
    assert!(seen.contracts > 40 && seen.plans > 20, "only {} documents were compared, {} with their plans", seen.contracts, seen.plans);
}

#[test]
#[ignore = "minutes: contract, code and plan of every document of the corpus"]
fn the_translation_of_every_document_is_the_same_contract_code_and_plan() {
    let Some(seen) = over_the_corpus((u64::MAX, u64::MAX)) else { return };
    println!("{} contracts compared, {} with code and plan; left out:\n  {}", seen.contracts, seen.plans, seen.left_out.join("\n  "));
    assert!(seen.wrong.is_empty(), "{} of {} differ:\n{}", seen.wrong.len(), seen.contracts, seen.wrong.join("\n"));
}

/// What became of the documents of OpenAPI 3.0.
#[derive(Default)]
struct Seen {
    contracts: usize,
    plans: usize,
    wrong: Vec<String>,
    left_out: Vec<String>,
}

/// Compares every document of the corpus with its translation; `None` where there is no corpus.
fn over_the_corpus((bytes, small): (u64, u64)) -> Option<Seen> {
    let corpus = root().join("../shared/corpus");
    if !corpus.is_dir() {
        assert!(!is_ci(), "{} is missing", corpus.display());
        println!("left out: the corpus is not at hand");
        return None;
    }
    let index: Value = serde_json::from_slice(&std::fs::read(corpus.join("index.json")).unwrap()).unwrap();
    let files = index.as_array().unwrap().iter().map(|entry| entry["file"].as_str().unwrap()).filter(|file| file.starts_with("3.0/"));
    let files: Vec<(&str, u64)> = files.map(|file| (file, std::fs::metadata(corpus.join(file)).unwrap().len())).collect();
    let each = each(&files, |&(file, length)| {
        let mut seen = Seen::default();
        match length <= bytes {
            true => compare(&corpus.join(file), file, length <= small, &mut seen),
            false => seen.left_out.push(format!("{file}: {length} bytes")),
        }
        seen
    });
    Some(each.into_iter().fold(Seen::default(), |mut all, seen| {
        all.contracts += seen.contracts;
        all.plans += seen.plans;
        all.wrong.extend(seen.wrong);
        all.left_out.extend(seen.left_out);
        all
    }))
}

fn compare(path: &Path, file: &str, whole: bool, seen: &mut Seen) {
    let Some(old) = parsed(path) else { return seen.left_out.push(format!("{file}: YAML that only our own reader takes")) };
    if has_file_reference(&old) {
        return seen.left_out.push(format!("{file}: several files"));
    }
    let mut new = old.clone();
    document(&mut new);
    let (old, new) = match (contract(&old), contract(&new)) {
        (Some(old), Some(new)) => (old, new),
        (None, None) => return seen.left_out.push(format!("{file}: neither is read")),
        _ => return seen.wrong.push(format!("{file}: only one of the two is read")),
    };
    seen.contracts += 1;
    let (left, right) = (plain(&old), plain(&new));
    if left != right {
        seen.wrong.push(format!("{file}: {}", difference(&left, &right, "")));
    } else if whole {
        seen.plans += 1;
        let code = |contract: &Contract| specproof_codegen::generate(contract, &specproof_codegen::Options::default()).0.files();
        if code(&old) != code(&new) {
            seen.wrong.push(format!("{file}: the code differs"));
        }
        if planned(&old) != planned(&new) {
            seen.wrong.push(format!("{file}: the plan differs"));
        }
    }
}

#[test]
fn each_rule_of_the_translation_is_seen() {
    let mut new = json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": {},
        "components": { "schemas": { "A": {
            "type": "object",
            "properties": {
                "n": { "type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true, "example": 2 },
                "e": { "type": "string", "nullable": true, "enum": ["a"] },
            },
        } } },
    });
    let old = plain(&contract(&new).unwrap());
    document(&mut new);
    let members = &new["components"]["schemas"]["A"]["properties"];
    assert_eq!(members["n"], json!({ "type": ["integer", "null"], "exclusiveMinimum": 1, "examples": [2] }));
    assert_eq!(members["e"], json!({ "type": ["string", "null"], "enum": ["a", null] }));
    assert_eq!(old, plain(&contract(&new).unwrap()));
}

/// A file as JSON; `None` for YAML that only our own reader takes.
fn parsed(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).ok().or_else(|| serde_yaml::from_str(&text).ok())
}

fn has_file_reference(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.get("$ref").and_then(Value::as_str).is_some_and(|reference| !reference.starts_with('#'))
                || members.values().any(has_file_reference)
        }
        Value::Array(items) => items.iter().any(has_file_reference),
        _ => false,
    }
}

fn contract(document: &Value) -> Option<Contract> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let folder = Scratch::new(&format!("twin-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, serde_json::to_vec_pretty(document).unwrap()).unwrap();
    let loaded = load_document(&file, &Options { name: Some("twin".into()), ..Options::default() }).ok()?;
    Some(loaded.contract)
}

/// A contract without what tells its files and lines.
fn plain(contract: &Contract) -> Value {
    let mut apis = serde_json::to_value(&contract.apis).unwrap();
    without_places(&mut apis);
    apis
}

fn planned(contract: &Contract) -> Plan {
    let targets = [("twin".to_owned(), "http://127.0.0.1:1".to_owned())].into();
    plan(contract, &Settings { targets, ..Settings::default() }).unwrap()
}

fn without_places(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.shift_remove("place");
            // The rules of OpenAPI are the same; they are cited from the version that the document is written in.
            if members.contains_key("force") {
                members.shift_remove("source");
            }
            members.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

/// The first difference.
fn difference(old: &Value, new: &Value, at: &str) -> String {
    match (old, new) {
        (Value::Object(left), Value::Object(right)) => {
            let name = left.keys().chain(right.keys()).find(|name| left.get(*name) != right.get(*name)).unwrap();
            difference(&old[name], &new[name], &format!("{at}/{name}"))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let index = (0..left.len()).find(|&index| left[index] != right[index]).unwrap();
            difference(&left[index], &right[index], &format!("{at}/{index}"))
        }
        _ => format!("{at}: {} / {}", short(old), short(new)),
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(300).collect()
}

/// 3.0 to 3.1, as the OpenAPI Initiative's guide tells it.
fn document(root: &mut Value) {
    root["openapi"] = "3.1.1".into();
    if let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") {
        schemas.values_mut().for_each(schema);
    }
    elsewhere(root);
}

/// Schemas of parameters, headers and media types.
fn elsewhere(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "schema" => schema(value),
                    "schemas" | "example" | "examples" => {}
                    name if name.starts_with("x-") => {}
                    _ => elsewhere(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(elsewhere),
        _ => {}
    }
}

fn schema(value: &mut Value) {
    let Value::Object(members) = value else { return };
    if members.get("$ref").is_some_and(Value::is_string) {
        members.retain(|name, _| name == "$ref");
        return;
    }
    nullable(members);
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match members.get(exclusive) {
            Some(Value::Bool(true)) => {
                members.shift_remove(exclusive);
                if let Some(number) = members.shift_remove(bound) {
                    members.insert(exclusive.into(), number);
                }
            }
            Some(Value::Bool(false)) => drop(members.shift_remove(exclusive)),
            _ => {}
        }
    }
    if let (false, Some(example)) = (members.contains_key("examples"), members.shift_remove("example")) {
        members.insert("examples".into(), json!([example]));
    }
    for (name, value) in members {
        match (name.as_str(), value) {
            ("items" | "not" | "additionalProperties", value) => schema(value),
            ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => items.iter_mut().for_each(schema),
            ("properties", Value::Object(own)) => own.values_mut().for_each(schema),
            _ => {}
        }
    }
}

/// Without a type, and beside a composition, 3.1 has no short way to say it; there `nullable` stays, which is read as in 3.0.
fn nullable(members: &mut Map<String, Value>) {
    let composed = ["allOf", "anyOf", "oneOf"].iter().any(|key| members.contains_key(*key));
    let Some(Value::String(ty)) = members.get("type").cloned() else { return };
    if composed {
        return;
    }
    match members.get("nullable") {
        Some(Value::Bool(true)) => {
            members.shift_remove("nullable");
            members.insert("type".into(), json!([ty, "null"]));
            if let Some(Value::Array(values)) =
                members.get_mut("enum").filter(|values| !values.as_array().is_some_and(|values| values.contains(&Value::Null)))
            {
                values.push(Value::Null);
            }
        }
        Some(Value::Bool(false)) => drop(members.shift_remove("nullable")),
        _ => {}
    }
}
