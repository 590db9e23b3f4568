//! `headers`: documented header fields come and are of the documented shape.

use crate::check::{Check, Kind};
use crate::judge::{Fault, Judged};
use crate::wire::is_json;
use serde_json::Value;
use specproof_contract::model::{Header, Type};

pub const CHECK: Check = Check {
    id: "headers",
    rule: "Every header field that a response requires comes, and every documented one keeps its schema.",
    source: "OpenAPI 3.0.3 and 3.1.1, Header Object",
    manual: "A field is read by its schema's type in the `simple` style, or as JSON where its content is JSON, and then judged like a member.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let (Some(answered), Some(response)) = (judged.answer, judged.answer.and_then(|answered| answered.response)) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    // A response header named Content-Type is ignored; its media type says it.
    for header in response.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("content-type")) {
        let clause = judged.charge(header.clauses.iter().chain(&response.clauses), "openapi.headers");
        match answered.answer.header(&header.name.to_ascii_lowercase()) {
            None if header.required => {
                faults.push(Fault::new(clause, format!("the header field {}", header.name), "absent").at(&header.name).said(header.place));
            }
            None => {}
            Some(text) => {
                let schema = header.schema.or_else(|| header.content.as_ref().and_then(|media| media.schema));
                let Some(schema) = schema else { continue };
                let value = read(judged, header, text);
                for violation in judged.schemas.check_answer(schema, &value, judged.now).violations {
                    let clause = judged.charge(violation.clauses.iter().chain(&header.clauses).chain(&response.clauses), "openapi.headers");
                    let received = if text.is_empty() { "no value" } else { text };
                    faults.push(Fault::new(clause, violation.expected, received).at(&header.name).said(header.place));
                }
            }
        }
    }
    faults
}

/// The value that the text stands for: by the schema's type where it has one type, else as a string.
fn read(judged: &Judged<'_>, header: &Header, text: &str) -> Value {
    if header.content.as_ref().is_some_and(|media| is_json(&media.name)) {
        return serde_json::from_str(text).unwrap_or_else(|_| text.into());
    }
    let mut schema = header.schema.and_then(|id| judged.api.schema(id));
    while let Some(target) = schema.and_then(|schema| schema.reference) {
        schema = judged.api.schema(target);
    }
    let scalar = |types: Option<Type>, text: &str| match types {
        Some(Type::Integer | Type::Number | Type::Boolean) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        _ => Value::String(text.to_owned()),
    };
    let Some(schema) = schema else { return text.into() };
    match schema.types.single() {
        Some(Type::Array) => {
            let items = schema.items.and_then(|id| judged.api.schema(id)).and_then(|items| items.types.single());
            text.split(',').map(|item| scalar(items, item.trim())).collect()
        }
        Some(Type::Object) => {
            let parts: Vec<&str> = text.split(',').map(str::trim).collect();
            let pairs: Vec<(&str, &str)> = if header.explode {
                parts.iter().filter_map(|part| part.split_once('=')).collect()
            } else {
                parts.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
            };
            let kind = |name: &str| {
                let member = schema.properties.iter().find(|(own, _)| own == name).and_then(|(_, id)| judged.api.schema(*id));
                member.and_then(|member| member.types.single())
            };
            Value::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), scalar(kind(name), value))).collect())
        }
        other => scalar(other, text),
    }
}
