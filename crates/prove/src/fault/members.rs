//! Members of answers: left out, renamed, null, of another type, empty, outside their bounds, always the same.

use super::{At, Fault, How, own};
use crate::shape::{self, Hop, Member};
use serde_json::{Number, Value, json};
use specproof_contract::model::{AdditionalProperties, Schema, Type};

pub(super) fn list(at: At<'_>, all: &mut Vec<Fault>) {
    for (index, response) in at.operation.responses.iter().enumerate() {
        for schema in response.content.iter().filter_map(|media| media.schema) {
            for member in shape::members(at.api, schema) {
                of_member(at, index, &member, all);
            }
        }
    }
}

fn of_member(at: At<'_>, response: usize, member: &Member<'_>, all: &mut Vec<Fault>) {
    let clauses = own(&member.clauses, "openapi.schema");
    let name = shape::spelt(&member.path);
    let mut push = |what: &str, says: String, how| {
        all.push(at.bend(response, &format!("{name}.{what}"), &clauses, member.place, says, how));
    };
    if let Some(Hop::Member(last)) = member.path.last() {
        push("dropped", format!("{name} is left out"), How::Drop(member.path.clone()));
        push("renamed", format!("{name} has another name"), How::Rename(member.path.clone(), format!("{}_", last.trim())));
    }
    push("null", format!("{name} is null"), How::Put(member.path.clone(), Value::Null));
    let types = shape::types(at.api, member.schema);
    if let Some((word, value)) = another_type(&types) {
        push("retyped", format!("{name} is {word}"), How::Put(member.path.clone(), value));
    }
    if let Some(value) = stringified(&types) {
        push("as-text", format!("{name} is a number in a string"), How::Put(member.path.clone(), value));
    }
    if let Some(value) = empty(&types) {
        push("empty", format!("{name} is empty"), How::Put(member.path.clone(), value));
    }
    for (what, says, how) in counted(member, &name) {
        push(what, says, how);
    }
    for (what, value) in outside(member.schema) {
        push(what, format!("{name} is {value}, which the specification does not allow"), How::Put(member.path.clone(), value));
    }
    if let Some(distinct) = &member.schema.distinct_for {
        let clauses = [std::slice::from_ref(&distinct.clause), &clauses].concat();
        let says = format!("{name} is the same in every answer");
        all.push(at.bend(response, &format!("{name}.frozen"), &clauses, member.place, says, How::Freeze(member.path.clone())));
    }
    if let Some(equals) = &member.schema.equals {
        let clauses = [std::slice::from_ref(&equals.clause), &clauses].concat();
        let says = format!("{name} is not what it repeats");
        let other = How::Put(member.path.clone(), json!("somebody.else@example.com"));
        all.push(at.bend(response, &format!("{name}.other"), &clauses, member.place, says, other));
    }
}

/// Arrays with too many items or two that are alike, objects with a member too many.
fn counted(member: &Member<'_>, name: &str) -> Vec<(&'static str, String, How)> {
    let mut all = Vec::new();
    if let Some(most) = member.schema.max_items.filter(|most| *most < 1_000) {
        let count = usize::try_from(most).unwrap_or_default() + 1;
        all.push(("too-many", format!("{name} has {count} items"), How::Items(member.path.clone(), count)));
    }
    if member.schema.unique_items {
        all.push(("alike", format!("{name} has two items that are alike"), How::Items(member.path.clone(), 2)));
    }
    if let AdditionalProperties::Forbidden = member.schema.additional_properties {
        all.push(("extra", format!("{name} has a member that is not described"), How::Extra(member.path.clone())));
    }
    all
}

/// A value of a type that no branch takes.
fn another_type(types: &[Type]) -> Option<(&'static str, Value)> {
    let number = types.contains(&Type::Number) || types.contains(&Type::Integer);
    let candidates = [
        (number, "a number", json!(17)),
        (types.contains(&Type::Boolean), "a boolean", json!(true)),
        (types.contains(&Type::Object), "an object", json!({})),
        (types.contains(&Type::Array), "an array", json!([])),
        (types.contains(&Type::String), "a string", json!("text")),
    ];
    if types.is_empty() {
        return None;
    }
    candidates.into_iter().find(|(taken, ..)| !taken).map(|(_, word, value)| (word, value))
}

fn stringified(types: &[Type]) -> Option<Value> {
    let number = types.contains(&Type::Number) || types.contains(&Type::Integer);
    (number && !types.contains(&Type::String)).then(|| json!("17"))
}

fn empty(types: &[Type]) -> Option<Value> {
    match types.iter().find(|ty| **ty != Type::Null)? {
        Type::String => Some(json!("")),
        Type::Array => Some(json!([])),
        Type::Object => Some(json!({})),
        _ => None,
    }
}

/// Values just outside of what the keywords of a schema allow.
fn outside(schema: &Schema) -> Vec<(&'static str, Value)> {
    let mut values = Vec::new();
    if schema.enumeration.is_some() || schema.constant.is_some() {
        let texts = schema.enumeration.iter().flatten().chain(&schema.constant);
        let text = texts.filter_map(Value::as_str).next();
        match text {
            Some(text) => {
                values.push(("other-case", json!(flipped(text))));
                values.push(("unlisted", json!("unlisted")));
            }
            None => values.push(("unlisted", json!(987_654_321))),
        }
    }
    let step = |bound: &Number, by: f64| number(bound.as_f64().unwrap_or_default() + by);
    if let Some(least) = &schema.minimum {
        values.push(("below", step(least, -1.0)));
    }
    if let Some(most) = &schema.maximum {
        values.push(("above", step(most, 1.0)));
    }
    if let Some(bound) = &schema.exclusive_minimum {
        values.push(("at-the-bound", step(bound, 0.0)));
    }
    if let Some(bound) = &schema.exclusive_maximum {
        values.push(("at-the-upper-bound", step(bound, 0.0)));
    }
    if schema.types.contains(Type::Integer) && !schema.types.contains(Type::Number) {
        values.push(("fraction", json!(schema.minimum.as_ref().and_then(Number::as_f64).unwrap_or(1.0) + 0.5)));
    }
    if schema.types.contains(Type::Integer) && schema.maximum.is_none() && schema.exclusive_maximum.is_none() {
        values.push(("vast", json!(1e25)));
    }
    if let Some(unit) = schema.multiple_of.as_ref().and_then(Number::as_f64) {
        values.push(("no-multiple", json!(schema.minimum.as_ref().and_then(Number::as_f64).unwrap_or_default() + unit / 2.0)));
    }
    if let Some(moment) = schema.moment {
        values.push((
            "other-time",
            json!(if moment.is == specproof_contract::model::MomentRelation::Future { 1 } else { 99_999_999_999_999_i64 }),
        ));
    }
    if let Some(length) = schema.max_length.filter(|length| *length < 10_000) {
        values.push(("too-long", json!("a".repeat(usize::try_from(length).unwrap_or_default() + 1))));
    }
    if let Some(length) = schema.min_length.filter(|length| (2..10_000).contains(length)) {
        values.push(("too-short", json!("a".repeat(usize::try_from(length).unwrap_or_default() - 1))));
    }
    if schema.pattern.is_some() || schema.format.as_deref().is_some_and(|format| format != "password") {
        let text = schema.types.contains(Type::String) || schema.types.is_empty();
        if text {
            values.push(("malformed", json!("\u{1}not as described\u{1}")));
        }
    }
    values
}

fn number(value: f64) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

fn flipped(text: &str) -> String {
    text.chars().map(|letter| if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }).collect()
}
