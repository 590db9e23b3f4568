//! Every keyword with values that it takes and values that it refuses, by keyword and place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use serde_json::{Value, json};
use specproof_contract::model::{Api, SchemaId};
use specproof_contract::validate::{Direction, Outcome, Validator};
use specproof_contract::{Options, load_document};

/// An API with these schemas, the first of which is meant.
fn api(schemas: &str) -> Api {
    let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}\n");
    match common::load(&text, &Options::default()) {
        Ok(loaded) => loaded.contract.apis.into_iter().next().unwrap(),
        Err(problems) => panic!("{text}\n{problems:?}"),
    }
}

fn check(api: &Api, direction: Direction, value: &Value) -> Outcome {
    Validator::new(api, direction).now_ms(Some(1_000_000)).check(api.components[0].1, value)
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Schema; values that are right; values that are wrong, each with `keyword pointer`.
type Row = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const ROWS: &[Row] = &[
    ("{}", &["null", "1", "\"a\"", "[]", "{}", "true"], &[]),
    ("{not: {}}", &[], &[("1", "not ")]),
    ("{type: string}", &["\"\""], &[("1", "type "), ("null", "type "), ("[]", "type ")]),
    ("{type: integer}", &["1", "1.0", "1e3", "-0", "18446744073709551615"], &[("1.5", "type "), ("\"1\"", "type "), ("true", "type ")]),
    ("{type: number}", &["1", "1.5"], &[("\"1\"", "type ")]),
    ("{type: boolean}", &["true", "false"], &[("0", "type "), ("\"true\"", "type ")]),
    ("{type: array, items: {}}", &["[]", "[1, \"a\"]"], &[("{}", "type ")]),
    ("{type: object}", &["{}", "{\"a\": 1}"], &[("[]", "type "), ("null", "type ")]),
    ("{type: [string, integer]}", &["\"a\"", "1"], &[("null", "type "), ("1.5", "type ")]),
    ("{type: string, nullable: true}", &["\"a\"", "null"], &[("1", "type ")]),
    ("{type: string, nullable: true, enum: [a]}", &["\"a\"", "null"], &[("\"b\"", "enum ")]),
    ("{nullable: true, allOf: [{type: string}]}", &["\"a\"", "null"], &[("1", "type ")]),
    ("{nullable: true, oneOf: [{type: string}, {type: integer}]}", &["\"a\"", "1", "null"], &[("true", "oneOf ")]),
    (
        "{enum: [1, a, null, {b: [1]}]}",
        &["1", "1.0", "\"a\"", "null", "{\"b\": [1.0]}"],
        &[("2", "enum "), ("\"A\"", "enum "), ("{\"b\": []}", "enum ")],
    ),
    ("{const: 1}", &["1", "1.0"], &[("true", "const "), ("2", "const ")]),
    ("{minimum: 1}", &["1", "1.0", "2", "\"a\""], &[("0.99", "minimum "), ("-1e300", "minimum ")]),
    ("{maximum: 18446744073709551615}", &["18446744073709551615", "1"], &[("1e20", "maximum ")]),
    ("{minimum: 9007199254740993}", &["9007199254740993"], &[("9007199254740992", "minimum ")]),
    ("{minimum: 1, exclusiveMinimum: true}", &["1.1"], &[("1", "exclusiveMinimum ")]),
    ("{maximum: 1, exclusiveMaximum: true}", &["0.9"], &[("1.0", "exclusiveMaximum ")]),
    ("{exclusiveMaximum: 1}", &["0.9"], &[("1", "exclusiveMaximum ")]),
    ("{multipleOf: 0.01}", &["19.99", "0.07", "0", "\"a\""], &[("0.075", "multipleOf ")]),
    ("{multipleOf: 3}", &["9", "-3", "3e300"], &[("10", "multipleOf ")]),
    ("{minLength: 2, maxLength: 3}", &["\"ab\"", "\"é𝄞x\"", "1"], &[("\"𝄞\"", "minLength "), ("\"abcd\"", "maxLength ")]),
    ("{pattern: 'b+'}", &["\"abc\"", "1"], &[("\"ac\"", "pattern ")]),
    ("{pattern: '^\\p{L}+$'}", &["\"Žluť\""], &[("\"a1\"", "pattern ")]),
    ("{pattern: '^(?!no)[\\w\\-]+$'}", &["\"yes-1\""], &[("\"now\"", "pattern ")]),
    ("{format: date}", &["\"2024-02-29\"", "1"], &[("\"2023-02-29\"", "format ")]),
    ("{format: int32}", &["2147483647", "\"a\""], &[("2147483648", "format ")]),
    ("{format: made-up}", &["\"a\"", "1"], &[]),
    ("{items: {type: integer}}", &["[]", "[1]", "\"a\""], &[("[1, \"a\"]", "type /1")]),
    ("{items: [{type: integer}, {type: string}]}", &["[1]", "[1, \"a\", true]"], &[("[1, 2]", "type /1")]),
    ("{minItems: 1, maxItems: 2}", &["[1]", "[1, 2]"], &[("[]", "minItems "), ("[1, 2, 3]", "maxItems ")]),
    (
        "{uniqueItems: true}",
        &["[1, 2]", "[1, \"1\", true]", "[[1], [2]]", "[{\"a\": 1}, {\"a\": 2}]"],
        &[("[1, 1.0]", "uniqueItems "), ("[{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1.0}]", "uniqueItems ")],
    ),
    (
        "{contains: {type: integer}, minContains: 2, maxContains: 3}",
        &["[1, 2]", "[1, 2, 3, \"a\"]"],
        &[("[1]", "contains "), ("[1, 2, 3, 4]", "maxContains ")],
    ),
    ("{required: [a]}", &["{\"a\": null}", "1"], &[("{}", "required "), ("{\"A\": 1}", "required ")]),
    (
        "{properties: {a: {type: string}, 'b/~c': {type: integer}}}",
        &["{}", "{\"x\": 1}"],
        &[("{\"a\": 1}", "type /a"), ("{\"b/~c\": \"x\"}", "type /b~1~0c")],
    ),
    ("{properties: {a: {}}, additionalProperties: false}", &["{\"a\": 1}"], &[("{\"b\": 1}", "additionalProperties /b")]),
    ("{properties: {a: {}}, additionalProperties: {type: integer}}", &["{\"a\": \"x\", \"b\": 1}"], &[("{\"b\": \"x\"}", "type /b")]),
    (
        "{minProperties: 1, maxProperties: 2}",
        &["{\"a\": 1}"],
        &[("{}", "minProperties "), ("{\"a\": 1, \"b\": 1, \"c\": 1}", "maxProperties ")],
    ),
    (
        "{patternProperties: {'^x': {type: integer}}, additionalProperties: false}",
        &["{\"xa\": 1}"],
        &[("{\"xa\": \"b\"}", "type /xa"), ("{\"a\": 1}", "additionalProperties /a")],
    ),
    ("{propertyNames: {maxLength: 2}}", &["{\"ab\": 1}"], &[("{\"abc\": 1}", "propertyNames ")]),
    ("{dependentRequired: {a: [b]}}", &["{}", "{\"b\": 1}", "{\"a\": 1, \"b\": 1}"], &[("{\"a\": 1}", "dependentRequired ")]),
    ("{dependentSchemas: {a: {required: [b]}}}", &["{}", "{\"a\": 1, \"b\": 1}"], &[("{\"a\": 1}", "required ")]),
    (
        "{allOf: [{required: [a]}, {properties: {a: {type: string}}}]}",
        &["{\"a\": \"x\"}"],
        &[("{}", "required "), ("{\"a\": 1}", "type /a")],
    ),
    ("{anyOf: [{type: string}, {minimum: 3}]}", &["\"a\"", "3", "true"], &[("2", "anyOf ")]),
    ("{anyOf: [{type: string}]}", &["\"a\""], &[("2", "type ")]),
    ("{oneOf: [{type: integer}, {minimum: 3}]}", &["2", "3.5", "\"a\""], &[("3", "oneOf "), ("2.5", "oneOf ")]),
    ("{not: {type: string}}", &["1"], &[("\"a\"", "not ")]),
    (
        "{if: {type: string}, then: {minLength: 1}, else: {minimum: 0}}",
        &["\"a\"", "0", "null"],
        &[("\"\"", "minLength "), ("-1", "minimum ")],
    ),
    (
        "{properties: {a: {}}, allOf: [{properties: {b: {}}}], unevaluatedProperties: false}",
        &["{\"a\": 1, \"b\": 2}"],
        &[("{\"c\": 1}", "schema /c")],
    ),
    (
        "{anyOf: [{properties: {a: {type: integer}}, required: [a]}, {properties: {b: {}}}], unevaluatedProperties: false}",
        &["{\"a\": 1, \"b\": 2}", "{\"b\": 1}"],
        &[("{\"a\": \"x\"}", "schema /a")],
    ),
    ("{prefixItems: [{}], unevaluatedItems: false}", &["[1]"], &[("[1, 2]", "schema /1")]),
];

#[test]
fn keywords() {
    let mut wrong = Vec::new();
    for (schema, right, refused) in ROWS {
        let api = api(&format!("    A: {schema}"));
        for text in *right {
            let outcome = check(&api, Direction::Response, &value(text));
            if !outcome.is_valid() {
                wrong.push(format!("{schema} refuses {text}: {:?}", outcome.violations));
            }
        }
        for (text, expected) in *refused {
            let outcome = check(&api, Direction::Response, &value(text));
            let found: Vec<String> = outcome.violations.iter().map(|own| format!("{} {}", own.keyword, own.pointer)).collect();
            if found != [*expected] {
                wrong.push(format!("{schema} of {text}: expected {expected:?}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn direction() {
    let api = api(
        "    A:\n      properties: {id: {type: integer, readOnly: true}, secret: {allOf: [{$ref: '#/components/schemas/S'}]}}\n      required: [id, secret]\n    S: {type: string, writeOnly: true}",
    );
    let keywords = |direction, text: &str| -> Vec<String> {
        check(&api, direction, &value(text)).violations.iter().map(|own| format!("{} {}", own.keyword, own.pointer)).collect()
    };
    assert_eq!(keywords(Direction::Request, "{\"secret\": \"s\"}"), Vec::<String>::new());
    assert_eq!(keywords(Direction::Response, "{\"id\": 1}"), Vec::<String>::new());
    assert_eq!(keywords(Direction::Request, "{}"), ["required "]);
    assert_eq!(keywords(Direction::Response, "{}"), ["required "]);
    assert_eq!(keywords(Direction::Request, "{\"id\": 1, \"secret\": \"s\"}"), ["readOnly /id"]);
    assert_eq!(keywords(Direction::Response, "{\"id\": 1, \"secret\": \"s\"}"), ["writeOnly /secret"]);
}

#[test]
fn discriminators() {
    let api = api("    A:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', tom: Cat}}
    Cat: {type: object, properties: {kind: {}, lives: {type: integer}}}
    Dog: {type: object, properties: {kind: {}, lives: {type: integer}, bark: {type: string}}}");
    let keywords = |text: &str| -> Vec<String> {
        check(&api, Direction::Response, &value(text)).violations.iter().map(|own| format!("{} {}", own.keyword, own.pointer)).collect()
    };
    for right in ["cat", "tom", "Dog"] {
        assert!(keywords(&json!({ "kind": right, "lives": 9 }).to_string()).is_empty(), "{right}");
    }
    assert_eq!(keywords("{\"kind\": \"cat\", \"lives\": \"nine\"}"), ["type /lives"]);
    assert_eq!(keywords("{\"kind\": \"Dog\", \"bark\": 1}"), ["type /bark"]);
    // A value that chooses nothing falls back on `oneOf` as it is.
    assert_eq!(keywords("{\"kind\": \"cow\"}"), ["oneOf "]);
    assert!(keywords("{\"kind\": \"cow\", \"bark\": 1}").is_empty());
}

#[test]
fn a_base_that_lists_its_heirs() {
    let api = api("    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [lives], properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {bark: {type: string}}}]}");
    let check = |component: usize, text: &str| Validator::new(&api, Direction::Response).check(api.components[component].1, &value(text));
    assert!(check(0, "{\"kind\": \"Cat\", \"lives\": 9}").is_valid());
    assert!(check(1, "{\"kind\": \"Cat\", \"lives\": 9}").is_valid());
    assert_eq!(check(0, "{\"kind\": \"Cat\"}").violations[0].keyword, "required");
    assert_eq!(check(1, "{\"lives\": 9}").violations[0].expected, "the member `kind`");
}

#[test]
fn recursion() {
    let api = api(
        "    Tree: {type: object, required: [value], properties: {value: {type: integer}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}",
    );
    let tree = value("{\"value\": 1, \"children\": [{\"value\": 2, \"children\": [{\"value\": \"x\"}]}, {}]}");
    let outcome = check(&api, Direction::Response, &tree);
    let found: Vec<String> = outcome.violations.iter().map(|own| format!("{} {}", own.keyword, own.pointer)).collect();
    assert_eq!(found, ["type /children/0/children/0/value", "required /children/1"]);
}

#[test]
fn clauses_readings_refusals_and_moments() {
    let api = api("    Answer:
      x-clause: [a.answer]
      anyOf:
        - {$ref: '#/components/schemas/Granted'}
        - {x-refusal: true, type: object, required: [error], properties: {error: {type: string, x-clause: [a.error]}}}
    Granted:
      type: object
      required: [key]
      properties:
        key: {type: string, minLength: 1, x-clause: [a.key]}
        expires:
          anyOf:
            - {type: integer, x-reading: a.expires/moment, x-moment: {unit: s, is: future}}
            - {type: integer, minimum: 1, x-reading: a.expires/duration}
            - {type: string, pattern: '^[0-9]+$', x-reading: a.expires/text}");
    let outcome = |text: &str| check(&api, Direction::Response, &value(text));
    let granted = outcome("{\"key\": \"k\", \"expires\": 2000}");
    assert!(granted.is_valid() && !granted.refusal);
    assert_eq!(granted.readings, ["a.expires/moment"], "only the first branch that matches tells");
    assert_eq!(outcome("{\"key\": \"k\", \"expires\": 60}").readings, ["a.expires/duration"]);
    assert_eq!(outcome("{\"key\": \"k\", \"expires\": \"60\"}").readings, ["a.expires/text"]);
    assert!(outcome("{\"error\": \"e\"}").refusal);
    assert!(!outcome("{\"key\": \"k\", \"error\": \"e\"}").refusal, "what is granted is no refusal");
    let wrong = outcome("{\"key\": \"\"}");
    assert!(wrong.readings.is_empty() && !wrong.refusal);
    assert_eq!((wrong.violations[0].keyword, wrong.violations[0].clauses.as_slice()), ("anyOf", &["a.key".to_owned()][..]));
    assert!(wrong.violations[0].expected.contains("`Granted` (at /key: a string of at least 1 characters"), "{:?}", wrong.violations);
    assert_eq!(outcome("{\"key\": 1}").violations[0].clauses, ["a.key"]);
    // A missing member carries its own clause.
    let granted = api.components[1].1;
    let missing = Validator::new(&api, Direction::Response).check(granted, &value("{}"));
    assert_eq!(missing.violations[0].clauses, ["a.key"]);
    // Without the time of the answer, moments are not told from other numbers.
    let untimed = Validator::new(&api, Direction::Response).check(granted, &value("{\"key\": \"k\", \"expires\": -5}"));
    assert_eq!(untimed.readings, ["a.expires/moment"]);
    let past = outcome("{\"key\": \"k\", \"expires\": 0}");
    assert_eq!(past.violations[0].keyword, "anyOf");
}

#[test]
fn an_unknown_schema_says_nothing() {
    let api = api("    A: {type: string}");
    assert!(Validator::new(&api, Direction::Response).check(SchemaId(99), &json!(1)).is_valid());
}

/// Numbers past what a double holds stay apart only where the JSON reader keeps them; integers up to 64 bits always do.
#[test]
fn integers_of_64_bits_are_exact() {
    let api = api("    A: {enum: [9007199254740993, 18446744073709551615]}");
    assert!(check(&api, Direction::Response, &value("9007199254740993")).is_valid());
    assert!(!check(&api, Direction::Response, &value("9007199254740992")).is_valid());
    assert!(check(&api, Direction::Response, &value("18446744073709551615")).is_valid());
    assert!(!check(&api, Direction::Response, &value("18446744073709551614")).is_valid());
}

#[test]
fn the_examples_of_a_document_hold() {
    let folder = common::Folder::new();
    let text = "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, schema: {type: integer}, example: 3}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: string}, examples: {raw: {externalValue: s.txt}, e: {value: x}}}}}
";
    folder.write("s.txt", [0xff, 0x00]);
    let file = folder.write("openapi.yaml", text);
    let options = Options { attitude: specproof_contract::Attitude::Strict, ..Options::default() };
    assert!(load_document(&file, &options).is_ok());
}

/// A schema whose reference leads nowhere may be right or wrong: it must not make anything else wrong.
#[test]
fn what_is_lost_makes_nothing_wrong() {
    let lost = "{$ref: '#/components/schemas/Nowhere'}";
    for (schema, right, wrong) in [
        (format!("{{oneOf: [{{type: integer}}, {lost}]}}"), json!(1), None),
        (format!("{{oneOf: [{{type: integer}}, {{$ref: '#/components/schemas/B'}}]}}\n    B: {lost}"), json!(1), None),
        (format!("{{type: integer, not: {lost}}}"), json!(1), Some(json!("a"))),
        (format!("{{allOf: [{{type: integer}}, {lost}]}}"), json!(1), Some(json!("a"))),
    ] {
        let api = api(&format!("    A: {schema}"));
        assert!(check(&api, Direction::Response, &right).is_valid(), "{schema}");
        assert!(wrong.is_none_or(|wrong| !check(&api, Direction::Response, &wrong).is_valid()), "{schema}");
    }
}
