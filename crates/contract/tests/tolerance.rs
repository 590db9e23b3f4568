//! What a tolerant reading cannot take makes a schema looser, never stricter: values that the document may mean are valid, and each
//! fault is told of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::load;
use serde_json::Value;
use specproof_contract::Options;
use specproof_contract::validate::{Direction, Validator};

/// Version, the schema `A`, values that it takes, and values that what is left of it still refuses.
const CASES: &[(&str, &str, &[&str], &[&str])] = &[
    // A branch that is no schema takes anything.
    ("3.0.3", "{oneOf: [5, {type: integer}]}", &["1", "'a'", "[]"], &[]),
    ("3.0.3", "{oneOf: [{type: integer}, [{type: string}]]}", &["1", "'a'"], &[]),
    ("3.0.3", "{anyOf: [text, {type: integer}]}", &["1", "'a'"], &[]),
    ("3.0.3", "{anyOf: [{type: integer}, null]}", &["1", "'a'"], &[]),
    ("3.0.3", "{oneOf: [{$ref: 5}, {type: integer}]}", &["1", "'a'"], &[]),
    ("3.0.3", "{oneOf: [{$ref: '#/components/schemas/Number'}, {type: integer}]}", &["1", "'a'"], &[]),
    ("3.0.3", "{oneOf: [{$ref: '#/info/title'}, {type: integer}]}", &["1", "'a'"], &[]),
    ("3.0.3", "{allOf: [5, {type: integer}]}", &["1"], &["'a'"]),
    ("3.1.0", "{oneOf: [5, {type: integer}]}", &["1", "'a'"], &[]),
    ("3.1.0", "{prefixItems: [{type: string}, 5, {type: integer}]}", &["['a', {}, 1]"], &["[1]", "['a', {}, 'b']"]),
    // A member that is no schema is a member all the same.
    ("3.0.3", "{properties: {a: 5, b: {type: string}}, additionalProperties: false}", &["{a: 1}", "{a: x, b: y}"], &["{c: 1}", "{b: 1}"]),
    ("3.0.3", "{properties: 5, additionalProperties: false}", &["{a: 1}"], &[]),
    ("3.0.3", "{properties: [a], additionalProperties: {type: string}}", &["{a: 1}"], &[]),
    ("3.1.0", "{patternProperties: 5, additionalProperties: false}", &["{a: 1}"], &[]),
    ("3.1.0", "{patternProperties: {'^a': 5}, additionalProperties: false}", &["{a: 1}"], &["{b: 1}"]),
    ("3.1.0", "{properties: 5, unevaluatedProperties: false}", &["{a: 1}"], &[]),
    ("3.1.0", "{oneOf: [{properties: {a: {maxLength: x}}}, {required: [c]}], unevaluatedProperties: false}", &["{a: 1}", "{b: 1}"], &[]),
    // Below `not`, and wherever one branch alone may match, a looser part would be a stricter whole.
    ("3.0.3", "{not: {maxLength: many}}", &["1", "'a'"], &[]),
    ("3.0.3", "{not: {type: string, pattern: '('}}", &["1", "'a'"], &[]),
    ("3.0.3", "{not: {properties: {a: {minimum: low}}}}", &["{a: 1}", "{}"], &[]),
    ("3.0.3", "{type: string, not: 5}", &["'a'"], &["1"]),
    ("3.0.3", "{oneOf: [{type: string, maxLength: few}, {type: string, minLength: 6}]}", &["'abcdefgh'", "'a'"], &["1"]),
    ("3.0.3", "{oneOf: [{$ref: '#/components/schemas/Loose'}, {type: string, minLength: 6}]}", &["'abcdefgh'", "'a'"], &["1"]),
    ("3.1.0", "{if: {const: 1, minimum: low}, then: false}", &["1"], &[]),
    ("3.1.0", "{if: {minimum: low}, then: {type: string}}", &["1", "'a'"], &[]),
    ("3.1.0", "{contains: 5}", &["[]", "[1]"], &[]),
    ("3.1.0", "{contains: {minimum: low}, maxContains: 1}", &["[1, 2]"], &["[]"]),
    ("3.1.0", "{contains: {type: integer}, minContains: none}", &["[]", "['a']"], &[]),
    // What cannot be read does not forbid.
    ("3.0.3", "{type: string, nullable: perhaps}", &["null", "'a'"], &["1"]),
    ("3.0.3", "{type: integer, minimum: low, maximum: 3}", &["-5"], &["4"]),
    ("3.0.3", "{type: object, required: [id, name], properties: {id: {type: integer, readOnly: perhaps}}}", &["{name: x}"], &["{id: 1}"]),
    ("3.0.3", "{type: array, items: 5}", &["[1, 'a']"], &["1"]),
    ("3.0.3", "{additionalProperties: maybe}", &["{a: 1}"], &[]),
    ("3.0.3", "{enum: {a: b}, type: string}", &["'a'"], &["1"]),
];

#[test]
fn a_faulty_part_makes_a_schema_looser_never_stricter() {
    let mut wrong = Vec::new();
    for (version, schema, taken, refused) in CASES {
        let text = format!(
            "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n    Number: 5\n    \
             Loose: {{type: string, maxLength: few}}\n"
        );
        let loaded = load(&text, &Options::default()).unwrap_or_else(|problems| panic!("{schema}: {problems:?}"));
        if !loaded.warnings.iter().any(|warning| warning.line == if schema.contains("Loose") { 8 } else { 6 }) {
            wrong.push(format!("{schema}: nothing is said of it"));
        }
        let api = &loaded.contract.apis[0];
        let id = api.components.iter().find(|(name, _)| name == "A").unwrap().1;
        for (values, valid) in [(taken, true), (refused, false)] {
            for value in *values {
                let value: Value = serde_yaml::from_str(value).unwrap();
                let outcome = Validator::new(api, Direction::Request).check(id, &value);
                if outcome.is_valid() != valid {
                    wrong.push(format!(
                        "{version} {schema}: {value} should be {}: {:?}",
                        if valid { "taken" } else { "refused" },
                        outcome.violations
                    ));
                }
            }
        }
        // Read strictly, it is refused.
        if load(&text, &Options { attitude: specproof_contract::Attitude::Strict, ..Options::default() }).is_ok() {
            wrong.push(format!("{schema}: read strictly, it passes"));
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}
