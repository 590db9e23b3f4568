//! The JSON Schema of `specproof.toml`, for editors, from the table of flags.

use super::config::ALSO;
use super::{FLAGS, Flag, Kind};
use serde_json::{Map, Value, json};

/// The schema, as draft 2020-12.
pub fn schema() -> Value {
    let mut own = Map::new();
    for (key, flag) in places() {
        let mut at = &mut own;
        let parts: Vec<&str> = key.split('.').collect();
        for (depth, part) in parts.iter().enumerate() {
            let last = depth + 1 == parts.len();
            // A star says what every further name holds.
            let named = parts.get(depth + 1) == Some(&"*");
            let entry = at.entry((*part).to_owned()).or_insert_with(|| match (last, named) {
                (true, _) => value(flag),
                (false, true) => json!({"type": "object", "description": flag.help}),
                (false, false) => json!({"type": "object", "additionalProperties": false, "properties": {}}),
            });
            if last {
                break;
            }
            if named {
                let mut inner = value(flag);
                for _ in parts[depth + 2..].iter() {
                    inner = json!({"type": "object", "additionalProperties": inner});
                }
                entry["additionalProperties"] = inner;
                break;
            }
            let Some(properties) = entry["properties"].as_object_mut() else { break };
            at = properties;
        }
    }
    let profile = json!({"type": "object", "additionalProperties": false, "properties": own.clone()});
    own.insert("profile".into(), json!({"type": "object", "description": "Settings that stand before the others with --profile NAME", "additionalProperties": profile}));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "specproof.toml",
        "description": "Settings of specproof. Any text may hold ${NAME} or ${NAME:-otherwise}, which the environment fills in. Paths are relative to the file.",
        "type": "object",
        "additionalProperties": false,
        "properties": own,
    })
}

/// Every key with its flag.
fn places() -> Vec<(&'static str, &'static Flag)> {
    let also = ALSO.iter().filter_map(|(key, name)| Some((*key, FLAGS.iter().find(|flag| flag.name == *name)?)));
    FLAGS.iter().filter(|flag| !flag.key.is_empty()).map(|flag| (flag.key, flag)).chain(also).collect()
}

fn value(flag: &Flag) -> Value {
    let filled = json!({"type": "string", "pattern": r"\$\{"});
    let mut one = match flag.kind {
        Kind::Switch => json!({"anyOf": [{"type": "boolean"}, filled]}),
        Kind::Count(least) => json!({"anyOf": [{"type": "integer", "minimum": least}, {"type": "string", "pattern": r"^[0-9]+$|\$\{"}]}),
        Kind::Time | Kind::Rate => json!({"type": ["string", "number"]}),
        Kind::Choice(words) => json!({"anyOf": [{"enum": words}, filled]}),
        Kind::Pair('=') => json!({"type": ["string", "number", "boolean"]}),
        _ => json!({"type": "string"}),
    };
    if flag.many && !flag.key.contains('*') {
        one = json!({"anyOf": [one, {"type": "array", "items": one}]});
    }
    one["description"] = flag.help.into();
    if !flag.default.is_empty() {
        one["default"] = flag.default.into();
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_that_of_the_reader() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/specproof.schema.json");
        let published: Value = serde_json::from_str(&std::fs::read_to_string(file).expect(file)).expect("JSON");
        assert_eq!(published, schema(), "write it again: cargo xtask docs");
    }

    #[test]
    fn every_key_of_the_reader_is_in_the_schema_and_nothing_else() {
        let schema = schema();
        let mut listed = Vec::new();
        walk(&schema["properties"], String::new(), &mut listed);
        let mut known: Vec<String> = places().iter().map(|(key, _)| (*key).to_owned()).collect();
        listed.sort();
        known.sort();
        assert_eq!(listed, known);
    }

    fn walk(properties: &Value, at: String, out: &mut Vec<String>) {
        for (name, own) in properties.as_object().expect("properties") {
            if at.is_empty() && name == "profile" {
                continue;
            }
            let mut way = format!("{at}{name}");
            if own["properties"].is_object() {
                walk(&own["properties"], format!("{way}."), out);
                continue;
            }
            let mut inner = own;
            while inner["additionalProperties"].is_object() {
                way.push_str(".*");
                inner = &inner["additionalProperties"];
            }
            out.push(way);
        }
    }
}
