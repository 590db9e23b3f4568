//! Values in messages.

use crate::model::{Type, TypeSet};
use serde_json::Value;

/// A value, with its type where that is not plain to see.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "an empty array".into(),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(members) if members.is_empty() => "an empty object".into(),
        Value::Object(members) => {
            let names: Vec<String> = members.keys().take(8).map(|name| format!("`{}`", crate::text::short(name))).collect();
            let more = if members.len() > names.len() { ", …" } else { "" };
            format!("an object with {}{more}", names.join(", "))
        }
        other => crate::text::short(&other.to_string()),
    }
}

/// `a string`, `a string or null`.
pub(super) fn types(types: &TypeSet) -> String {
    let words: Vec<&str> =
        types.iter().filter(|&ty| ty != Type::Null).map(name).chain(types.contains(Type::Null).then_some("null")).collect();
    words.join(" or ")
}

fn name(ty: Type) -> &'static str {
    match ty {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}

/// Some of the values of an enum.
pub(super) fn one_of(values: &[Value]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = values.iter().take(SHOWN).map(|value| crate::text::short(&value.to_string())).collect();
    let more = if values.len() > SHOWN { format!(", or one of {} more", values.len() - SHOWN) } else { String::new() };
    match shown.as_slice() {
        [only] if more.is_empty() => only.clone(),
        _ => format!("one of {}{more}", shown.join(", ")),
    }
}
