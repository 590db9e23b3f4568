//! `docs/run.schema.json` describes exactly what the `json` report writes: each member is described, and what is described is written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The report of the run that holds every outcome, out of its snapshot.
fn written() -> Value {
    let path = root().join("crates/conform/src/report/snapshots/specproof_conform__report__tests__json.snap");
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(text.splitn(3, "---\n").nth(2).unwrap()).unwrap()
}

struct Held<'a> {
    schema: &'a Value,
    /// Places in the schema whose value was seen: each member, each constant, each alternative.
    seen: BTreeSet<String>,
    wrong: Vec<String>,
}

impl<'a> Held<'a> {
    /// Holds a value against the part of the schema at a pointer; `at` is where the value stands.
    fn value(&mut self, value: &Value, pointer: &str, at: &str) {
        let own: &'a Value = self.schema.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        self.seen.insert(pointer.to_owned());
        if let Some(reference) = own["$ref"].as_str() {
            return self.value(value, &reference[1..], at);
        }
        if let Some(branches) = own["oneOf"].as_array() {
            let fitting = (0..branches.len()).find(|&index| {
                let mut one = Held { schema: self.schema, seen: BTreeSet::new(), wrong: Vec::new() };
                one.value(value, &format!("{pointer}/oneOf/{index}"), at);
                one.wrong.is_empty()
            });
            match fitting {
                Some(index) => self.value(value, &format!("{pointer}/oneOf/{index}"), at),
                None => self.wrong.push(format!("{at}: no alternative of {pointer} fits {value}")),
            }
            return;
        }
        if own.get("const").is_some_and(|constant| constant != value)
            || own["enum"].as_array().is_some_and(|values| !values.contains(value))
        {
            self.wrong.push(format!("{at}: {value} is not what {pointer} names"));
        }
        let types: Vec<&str> = own["type"]
            .as_array()
            .map_or_else(|| own["type"].as_str().into_iter().collect(), |all| all.iter().filter_map(Value::as_str).collect());
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_u64() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !types.is_empty() && !types.contains(&kind) {
            self.wrong.push(format!("{at}: {kind}, not {types:?}"));
        }
        if let Value::Object(members) = value {
            let described = own["properties"].as_object();
            for (name, member) in members {
                match described.and_then(|described| described.get(name)) {
                    Some(_) => self.value(member, &format!("{pointer}/properties/{name}"), &format!("{at}/{name}")),
                    None => self.wrong.push(format!("{at}/{name}: is written, but not described")),
                }
            }
            for name in own["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    self.wrong.push(format!("{at}/{name}: is described as required, but not written"));
                }
            }
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            let part = if own.get("prefixItems").is_some() { format!("prefixItems/{index}") } else { "items".to_owned() };
            self.value(item, &format!("{pointer}/{part}"), &format!("{at}/{index}"));
        }
    }
}

/// Every member that the schema describes, as pointers.
fn described(schema: &Value, pointer: &str, out: &mut Vec<String>) {
    let Value::Object(members) = schema else { return };
    for (name, member) in members {
        let at = format!("{pointer}/{name}");
        if pointer.ends_with("/properties") {
            out.push(at.clone());
        }
        described(member, &at, out);
        for (index, item) in member.as_array().into_iter().flatten().enumerate() {
            described(item, &format!("{at}/{index}"), out);
        }
    }
}

#[test]
fn the_schema_and_the_report_say_the_same() {
    let path = root().join("docs/run.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut held = Held { schema: &schema, seen: BTreeSet::new(), wrong: Vec::new() };
    held.value(&written(), "", "");
    let mut all = Vec::new();
    described(&schema, "", &mut all);
    let never: Vec<&String> = all.iter().filter(|pointer| !held.seen.contains(*pointer)).collect();
    assert!(held.wrong.is_empty(), "{} does not fit what is written:\n{}", path.display(), held.wrong.join("\n"));
    assert!(never.is_empty(), "{} describes what is never written: {never:?}", path.display());
    assert!(all.len() > 60);
}
