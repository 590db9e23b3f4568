//! The support module, compiled from the very files that are emitted.

#[allow(dead_code, unused_imports)]
#[path = "../support/mod.rs"]
mod support;

use serde_json::json;
use support::{Decimal, Field, Int, Json, List, Rule, Text, UniqueList, check};

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::parse(text)
}

fn is_multiple(number: &str, divisor: &str) -> bool {
    decimal(number).is_some_and(|number| decimal(divisor).is_some_and(|divisor| number.is_multiple_of(&divisor)))
}

#[test]
fn decimals_compare_exactly() {
    for (small, large) in
        [("-2", "-1"), ("-1", "0"), ("0", "1e-9"), ("0.1", "0.11"), ("9", "10"), ("1e2", "101"), ("18446744073709551615", "1e20")]
    {
        assert!(decimal(small) < decimal(large), "{small} < {large}");
    }
    for (left, right) in [("1", "1.0"), ("100", "1e2"), ("-0", "0"), ("0.010", "1e-2"), ("1.5E+1", "15")] {
        assert_eq!(decimal(left), decimal(right));
    }
    assert!(Decimal::parse("1.x").is_none() && Decimal::parse("").is_none() && Decimal::parse("1e99999999").is_none());
}

#[test]
fn multiples_are_decimal_not_binary() {
    for (number, divisor) in [("0.3", "0.1"), ("19.99", "0.01"), ("1e300", "1e-5"), ("0", "7"), ("-6", "3"), ("4.5", "1.5")] {
        assert!(is_multiple(number, divisor), "{number} / {divisor}");
    }
    for (number, divisor) in [("0.35", "0.1"), ("19.995", "0.01"), ("7", "3"), ("1", "10"), ("1e-7", "1e-5")] {
        assert!(!is_multiple(number, divisor), "{number} / {divisor}");
    }
}

#[test]
fn characters_are_code_points() {
    assert!(Text::<0, 3>::new("äöü").is_ok());
    let error = Text::<0, 3>::new("abcd").expect_err("four are too many");
    assert_eq!((error.rule(), error.message()), ("maxLength", "must have at most 3 characters, not 4 (maxLength), found \"abcd\""));
}

#[test]
fn limits_hold_in_constructors_and_decoding() {
    assert!(Int::<1, 5>::new(0).is_err() && Int::<1, 5>::new(6).is_err() && Int::<1, 5>::decode(&json!(5.0)).is_ok());
    assert!(List::<i64, 1, 2>::new(vec![]).is_err() && List::<i64, 1, 2>::decode(&json!([1, 2, 3])).is_err());
    let error = UniqueList::<serde_json::Value>::decode(&json!([1, {"a": 1, "b": 2}, {"b": 2.0, "a": 1}])).expect_err("twice");
    assert_eq!(error.rule(), "uniqueItems");
}

#[test]
fn places_are_json_pointers() {
    let error = <Vec<support::Map<i64>>>::decode(&json!([{}, {"a/b~": "x"}])).expect_err("no integer");
    assert_eq!(error.to_string(), "/1/a~1b~0: expected an integer, found \"x\"");
}

#[test]
fn absent_null_and_value_are_three_things() {
    let read = |value: serde_json::Value| support::Members::of(&value).and_then(|members| members.field::<i64>("a"));
    assert_eq!(read(json!({})), Ok(Field::Absent));
    assert_eq!(read(json!({"a": null})), Ok(Field::Null));
    assert_eq!(read(json!({"a": 1})), Ok(Field::Value(1)));
}

#[test]
fn rules_speak_only_of_their_own_type() {
    assert!(check(&[Rule::MinLength(5), Rule::Minimum("3"), Rule::MinItems(1)], &json!(true)).is_ok());
    assert!(check(&[Rule::ExclusiveMaximum("0.3")], &json!(0.3)).is_err());
    assert!(check(&[Rule::RequiredOne(&[&["a"], &["b", "c"]])], &json!({"a": 1, "b": 2})).is_ok());
    assert!(check(&[Rule::RequiredOne(&[&["a"], &["b"]])], &json!({"a": 1, "b": 2})).is_err());
}
