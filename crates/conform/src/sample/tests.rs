//! Values for every keyword, held against the validator.

use super::{Sampler, Size};
use serde_json::Value;
use specproof_contract::model::{Api, SchemaId};
use specproof_contract::validate::{Direction, Validator};
use std::path::Path;

fn shapes() -> Api {
    read("fixtures/shapes.yaml")
}

/// The keywords that 2020-12 has and OpenAPI 3.0 has not, as the generator's fixture holds them.
fn later_shapes() -> Api {
    read("../../tests/fixtures/codegen/json-schema-2020.yaml")
}

fn read(file: &str) -> Api {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let loaded = specproof_contract::load_document(&file, &specproof_contract::Options::default()).unwrap();
    loaded.contract.apis.into_iter().next().unwrap()
}

fn component(api: &Api, name: &str) -> SchemaId {
    api.components.iter().find(|(own, _)| own == name).unwrap().1
}

#[test]
fn sampled_values_satisfy_their_schema() {
    for api in [shapes(), later_shapes()] {
        satisfy_their_schema(&api);
    }
}

fn satisfy_their_schema(api: &Api) {
    for (name, schema) in api.components.iter().filter(|(name, _)| !name.starts_with("Impossible")) {
        for direction in [Direction::Request, Direction::Response] {
            let validator = Validator::new(api, direction);
            for seed in 0..20 {
                for size in [Size::Minimal, Size::Full] {
                    let value = Sampler::new(api, direction, seed).value(*schema, size).unwrap_or_else(|why| panic!("{name}: {why}"));
                    assert_eq!(validator.check(*schema, &value).violations, [], "{name} {direction:?} {size:?}: {value}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_made_says_why() {
    let api = shapes();
    for (name, reason) in [
        ("ImpossibleEndless", "never ends"),
        ("ImpossibleBounds", "no number"),
        ("ImpossibleText", "no text of 4"),
        ("ImpossibleBoth", "nothing satisfies"),
        ("ImpossibleBack", "refers back"),
    ] {
        let why = Sampler::new(&api, Direction::Request, 1).value(component(&api, name), Size::Full).unwrap_err();
        assert!(why.starts_with("cannot be made: ") && why.contains(reason), "{name}: {why}");
    }
}

#[test]
fn one_seed_makes_one_value() {
    let api = shapes();
    let all = |seed: u64| -> Vec<Value> {
        let mut sampler = Sampler::new(&api, Direction::Request, seed);
        api.components.iter().filter_map(|(_, schema)| sampler.value(*schema, Size::Full).ok()).collect()
    };
    assert_eq!(all(7), all(7));
    assert_ne!(all(7), all(8));
}

#[test]
fn members_for_the_other_direction_are_left_out() {
    let api = shapes();
    let keys = |direction: Direction| -> Vec<String> {
        let value = Sampler::new(&api, direction, 1).value(component(&api, "Person"), Size::Full).unwrap();
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(Direction::Request), ["name", "secret", "avatar_url", "address"]);
    assert_eq!(keys(Direction::Response), ["id", "name", "avatar_url", "address"]);
}

#[test]
fn a_member_named_as_a_link_holds_one() {
    let api = shapes();
    let value = Sampler::new(&api, Direction::Request, 1).value(component(&api, "Person"), Size::Full).unwrap();
    assert!(value["avatar_url"].as_str().unwrap().starts_with("https://"), "{value}");
}

#[test]
fn every_branch_is_taken_by_some_seed() {
    let api = shapes();
    let kinds: std::collections::BTreeSet<String> = (0..4)
        .filter_map(|seed| {
            let mut sampler = Sampler::new(&api, Direction::Request, seed);
            sampler
                .candidate(component(&api, "Pet"), Size::Minimal, |value| value["kind"] == if seed % 2 == 0 { "cat" } else { "dog" })
                .ok()
        })
        .map(|value| value["kind"].to_string())
        .collect();
    assert_eq!(kinds.len(), 2, "{kinds:?}");
}

#[test]
fn violations_violate_their_keyword_and_nothing_else() {
    let api = shapes();
    let validator = Validator::new(&api, Direction::Request);
    for (name, keyword, variants) in [
        (
            "Bounded",
            "maxLength",
            &["ascii", "two-byte", "three-byte", "astral", "combining", "blank-after", "blank-before", "two-more", "twice", "far"][..],
        ),
        ("Bounded", "minLength", &["ascii", "two-byte", "three-byte", "astral", "combining", "empty"]),
        ("Code", "pattern", &["1", "2", "3", "4", "5", "6"]),
        ("Mail", "format", &["other"]),
        ("Count", "minimum", &["below"]),
        ("Count", "maximum", &["above"]),
        ("Open", "exclusiveMinimum", &["below"]),
        ("Open", "exclusiveMaximum", &["above"]),
        ("Tens", "multipleOf", &["between"]),
        ("Cents", "multipleOf", &["between"]),
        ("Tens", "maximum", &["above"]),
        ("Numbers", "enum", &["above", "below"]),
        ("Tags", "minItems", &["fewer"]),
        ("Tags", "maxItems", &["more"]),
        ("Tags", "uniqueItems", &["twice"]),
        ("Map", "minProperties", &["fewer"]),
        ("Closed", "additionalProperties", &["unknown"]),
        ("Count", "type", &["null", "true", "fraction", "string", "array", "object"]),
    ] {
        let schema = component(&api, name);
        let wrong = Sampler::new(&api, Direction::Request, 3).wrong(schema, keyword);
        assert_eq!(wrong.iter().map(|wrong| wrong.variant.as_str()).collect::<Vec<_>>(), variants, "{name} {keyword}");
        for wrong in wrong.iter().filter(|_| keyword != "format") {
            let found = validator.check(schema, &wrong.value).violations;
            assert!(
                !found.is_empty() && found.iter().all(|violation| violation.keyword == keyword),
                "{name} {keyword} {wrong:?}: {found:?}"
            );
        }
    }
}

#[test]
fn values_outside_a_list_are_near_it_and_never_in_it() {
    let api = shapes();
    let wrong = Sampler::new(&api, Direction::Request, 3).wrong(component(&api, "Level"), "enum");
    let values: Vec<&str> = wrong.iter().filter_map(|wrong| wrong.value.as_str()).collect();
    for near in ["lows", "xlow", "lo", " low", "low ", "low\n", "low,high", "'low'", "LOW", "Low", "HIGH", "High"] {
        assert!(values.contains(&near), "{near} is not among {values:?}");
    }
    assert!(!values.iter().any(|value| ["low", "high", ""].contains(value)), "{values:?}");
}
