//! What is generated from the fixtures, run: valid values come back as the same JSON, invalid ones are refused, and the types agree with the
//! contract's validator on every value and on what becomes of it when one thing is changed.

#[allow(dead_code, unused_imports)]
mod fixtures {
    include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));
}

use fixtures::support::same;
use fixtures::{TYPES, Turn};
use serde_json::{Value, json};
use specproof_contract::model::{Api, SchemaId};
use specproof_contract::validate::{Direction, Validator};
use specproof_contract::{Options, load_document};

struct Case {
    api: String,
    name: String,
    turn: Turn,
    valid: Vec<Value>,
    invalid: Vec<Value>,
}

fn apis() -> Vec<Api> {
    let folder = specproof_tests::root().join("tests/fixtures/codegen");
    let files = specproof_tests::files(&folder, &[".yaml"]);
    files.iter().flat_map(|file| load_document(file, &Options::default()).expect("a fixture loads").contract.apis).collect()
}

fn listed(api: &Api, id: SchemaId, key: &str) -> Vec<Value> {
    let schema = api.schema(id).expect("a component");
    let list = schema.extensions.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.as_array().cloned());
    list.unwrap_or_default()
}

fn cases(apis: &[Api]) -> Vec<(Case, &Api, SchemaId)> {
    let mut cases = Vec::new();
    for (api, name, turn) in TYPES {
        let api = apis.iter().find(|own| own.name == *api).expect("the fixture");
        let (_, id) = api.components.iter().find(|(own, _)| own == name).expect("the component");
        let (valid, invalid) = (listed(api, *id, "x-valid"), listed(api, *id, "x-invalid"));
        assert!(!valid.is_empty() || !invalid.is_empty(), "{}: {name} has no values to try", api.name);
        cases.push((Case { api: api.name.clone(), name: (*name).to_owned(), turn: *turn, valid, invalid }, api, *id));
    }
    assert!(cases.len() >= 40, "{}", cases.len());
    cases
}

#[test]
fn valid_values_come_back_as_the_same_json() {
    let mut wrong = Vec::new();
    for (case, ..) in cases(&apis()) {
        for value in &case.valid {
            match (case.turn)(value) {
                Ok(back) if same(&back, value) => {}
                Ok(back) => wrong.push(format!("{} {}: {value} comes back as {back}", case.api, case.name)),
                Err(error) => wrong.push(format!("{} {}: {value} is refused: {error}", case.api, case.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn invalid_values_are_refused_with_their_place() {
    let mut wrong = Vec::new();
    for (case, ..) in cases(&apis()) {
        for value in &case.invalid {
            match (case.turn)(value) {
                Ok(_) => wrong.push(format!("{} {}: {value} is taken", case.api, case.name)),
                Err(error) if value.pointer(error.pointer()).is_none() && error.rule() != "required" => {
                    wrong.push(format!("{} {}: {value}: no such place: {error}", case.api, case.name));
                }
                Err(error) => assert!(!error.message().is_empty() && !error.rule().is_empty()),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Values that differ from this one in one place.
fn changed(value: &Value) -> Vec<Value> {
    let mut changed = vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0.5),
        json!("\u{1F600}"),
        json!(""),
        json!([]),
        json!({}),
        json!([1, 1]),
        json!({"zz": 1}),
    ];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut without = members.clone();
                without.remove(name);
                changed.push(Value::Object(without));
                for other in self::changed(member) {
                    let mut with = members.clone();
                    with.insert(name.clone(), other);
                    changed.push(Value::Object(with));
                }
            }
            let mut more = members.clone();
            more.insert("unheard-of".into(), json!(1));
            changed.push(Value::Object(more));
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for other in self::changed(item) {
                    let mut with = items.clone();
                    with[at] = other;
                    changed.push(Value::Array(with));
                }
                changed.push(Value::Array([items.clone(), vec![item.clone()]].concat()));
            }
        }
        Value::String(text) => {
            changed.extend([json!(format!("{text}{text}{text}")), json!(format!("{text}ß")), json!(text.to_uppercase())])
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            changed.extend([json!(number + 1.0), json!(number * 1000.0), json!(-number), json!(number + 0.001)]);
        }
        Value::Null | Value::Bool(_) => {}
    }
    changed
}

#[test]
fn types_agree_with_the_validator_on_every_single_change() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    let apis = apis();
    for (case, api, id) in cases(&apis) {
        let validator = Validator::new(api, Direction::Response);
        for value in case.valid.iter().chain(&case.invalid).flat_map(|value| [changed(value), vec![value.clone()]].concat()) {
            tried += 1;
            let outcome = validator.check(id, &value);
            if value.is_null() && outcome.is_valid() {
                // A component's type is the type of its values other than null; null is said where the component is used.
                continue;
            }
            match ((case.turn)(&value), outcome.is_valid()) {
                (Ok(back), true) if same(&back, &value) => {}
                (Err(_), false) => {}
                (Ok(back), true) => wrong.push(format!("{} {}: {value} comes back as {back}", case.api, case.name)),
                (Ok(_), false) => {
                    let why: Vec<String> = outcome
                        .violations
                        .iter()
                        .map(|violation| format!("{} {} {}", violation.pointer, violation.keyword, violation.expected))
                        .collect();
                    wrong.push(format!("{} {}: {value} is taken, but {}", case.api, case.name, why.join("; ")));
                }
                (Err(error), true) => wrong.push(format!("{} {}: {value} is valid, but refused: {error}", case.api, case.name)),
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn absent_members_stay_absent_and_have_their_default() {
    use fixtures::defaults::schemas::{Query, QueryOrder};
    let query = Query::default();
    assert_eq!((query.filter_or_default(), query.order_or_default(), query.limit_or_default()), ("all", QueryOrder::Desc, 20));
    assert_eq!((query.offset_or_default(), query.weight_or_default(), query.exact_or_default()), (-1, 1.0, true));
    assert_eq!(serde_json::to_value(&query).expect("JSON"), json!({}));
    let query: Query = serde_json::from_value(json!({"filter": "mine", "limit": 7, "exact": false})).expect("valid");
    assert_eq!((query.filter_or_default(), query.limit_or_default(), query.exact_or_default()), ("mine", 7, false));
}
