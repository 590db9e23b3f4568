//! Answers as a whole: status, content type, header fields, and a body that is not what it should be.

use super::{At, Fault, How, own};
use crate::shape;
use serde_json::{Value, json};
use specproof_contract::model::{Response, StatusPattern, Type};
use specproof_contract::validate::{Direction, Validator};

/// A header field's value that is of no kind but text.
const WRONG: &str = "not as described";

pub(super) fn list(at: At<'_>, all: &mut Vec<Fault>) {
    for (index, response) in at.operation.responses.iter().enumerate() {
        statuses(at, index, response, all);
        headers(at, index, response, all);
        if !response.content.is_empty() {
            content(at, index, response, all);
        }
    }
}

fn statuses(at: At<'_>, index: usize, response: &Response, all: &mut Vec<Fault>) {
    let mut others: Vec<u16> = if response.refusal { vec![200, 401, 404] } else { vec![201, 204, 302, 400, 404] };
    others.extend(at.operation.responses.iter().filter_map(|other| match other.status {
        StatusPattern::Exact(status) => Some(status),
        _ => None,
    }));
    others.sort_unstable();
    others.dedup();
    for status in others.into_iter().filter(|status| response.status != StatusPattern::Exact(*status)) {
        let clauses = [at.clauses_of(response, "openapi.responses"), at.granted()].concat();
        let says = format!("What should be {} is sent with status {status}", response.status);
        all.push(at.bend(index, &format!("status-{status}"), &clauses, response.place, says, How::Status(status)));
    }
    let clauses = ["http.no-server-error".to_owned()];
    let says = format!("What should be {} is sent with status 500", response.status);
    all.push(at.bend(index, "status-500", &clauses, response.place, says, How::Status(500)));
}

fn headers(at: At<'_>, index: usize, response: &Response, all: &mut Vec<Fault>) {
    for header in response.headers.iter().filter(|header| !header.name.eq_ignore_ascii_case("content-type")) {
        let clauses = own(&header.clauses, "openapi.headers");
        let name = header.name.to_ascii_lowercase();
        if header.required {
            let says = format!("The header field {} is left out", header.name);
            all.push(at.bend(index, &format!("{name}.dropped"), &clauses, header.place, says, How::DropHeader(name.clone())));
        }
        // Any text is a string: only other types, and texts of a certain form, can be told apart.
        let schema = header.schema.and_then(|id| shape::followed(at.api, id)).map(|(schema, _)| schema);
        let other = schema.filter(|schema| {
            let validator = Validator::new(at.api, Direction::Response);
            !shape::types(at.api, schema).contains(&Type::Object)
                && header
                    .schema
                    .is_some_and(|id| !validator.check(id, &json!([WRONG])).is_valid() && !validator.check(id, &json!(WRONG)).is_valid())
        });
        if other.is_some() {
            let says = format!("The header field {} has a value of another kind", header.name);
            let how = How::PutHeader(name.clone(), WRONG.to_owned());
            all.push(at.bend(index, &format!("{name}.retyped"), &clauses, header.place, says, how));
        }
    }
}

fn content(at: At<'_>, index: usize, response: &Response, all: &mut Vec<Fault>) {
    let documented = at.clauses_of(response, "openapi.content");
    let json = ["json.well-formed".to_owned()];
    let status = response.status;
    // What wraps or replaces the whole leaves out every member.
    let schema: Vec<String> = response
        .content
        .iter()
        .filter_map(|media| media.schema)
        .flat_map(|schema| shape::members(at.api, schema))
        .flat_map(|member| member.clauses)
        .chain(["openapi.schema".to_owned()])
        .collect();
    let mut push = |what: &str, clauses: &[String], says: String, how| {
        let clauses = [clauses, &documented].concat();
        all.push(at.bend(index, what, &clauses, response.place, says, how));
    };
    let content_type = ["http.content-type".to_owned(), "openapi.content".to_owned()];
    push("as-html", &content_type, format!("{status} says that it is HTML"), How::ContentType("text/html".to_owned()));
    push(
        "as-text",
        &content_type,
        format!("{status} says that it is plain text"),
        How::ContentType("text/plain; charset=utf-8".to_owned()),
    );
    push("without-type", &content_type, format!("{status} does not say what it is"), How::ContentType(String::new()));
    push("without-body", &json, format!("{status} has no content"), How::NoBody);
    push("halved", &json, format!("{status} has the first half of its content"), How::Half);
    push("in-array", &schema, format!("{status} is in an array"), How::InArray);
    push("in-object", &schema, format!("{status} is in an object, as data"), How::InObject);
    push("in-string", &schema, format!("{status} is JSON in a string"), How::InString);
    push("trailing-comma", &json, format!("{status} has a comma before its last brace"), How::TrailingComma);
    push("trailing-text", &json, format!("{status} has text after its JSON"), How::TrailingText);
    push("not-utf-8", &["json.utf-8".to_owned()], format!("{status} has a byte that is not UTF-8"), How::NotUtf8);
    push("utf-16", &["json.utf-8".to_owned(), json[0].clone()], format!("{status} is in UTF-16"), How::Utf16);
    push(
        "byte-order-mark",
        &["json.utf-8".to_owned(), json[0].clone()],
        format!("{status} begins with a byte order mark"),
        How::ByteOrderMark,
    );
    let whole = [("null", Value::Null), ("empty-object", json!({})), ("empty-array", json!([])), ("a-text", json!("text"))];
    for (what, value) in whole {
        push(what, &schema, format!("The content of {status} is {value}"), How::Whole(value));
    }
    push("twice", &["json.unique-names".to_owned()], format!("{status} names its first member twice"), How::Twice);
    let framing = ["http.framing".to_owned(), "http.answered".to_owned()];
    push("cut-short", &framing, format!("{status} ends before the length that it promises"), How::CutShort);
}
