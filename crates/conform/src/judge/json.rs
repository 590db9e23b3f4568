//! JSON as strictly as RFC 8259 has it, and with what it only warns of: duplicate names and a byte order mark.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use specproof_contract::notation::pointer_token;
use std::cell::RefCell;

/// So many duplicate names are told; whoever sends more is told no better by all of them.
const DUPLICATES: usize = 100;

/// A body read as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonText {
    /// The value; the last of duplicate members. `None` when it is no JSON.
    pub value: Option<Value>,
    /// Everything that is wrong with it.
    pub faults: Vec<JsonFault>,
}

/// Something wrong with a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonFault {
    /// Not JSON at all; why and where.
    Malformed(String),
    /// Not UTF-8, from this byte on.
    NotUtf8(usize),
    /// A byte order mark before the text.
    ByteOrderMark,
    /// A member name that comes twice in one object; JSON pointer of the object and the name.
    Duplicate(String, String),
}

impl JsonText {
    /// Reads a body.
    pub fn read(body: &[u8]) -> Self {
        if let Err(error) = specproof_contract::fail::point("parse.answer") {
            return Self { value: None, faults: vec![JsonFault::Malformed(error.to_string())] };
        }
        let mut faults = Vec::new();
        let text = match body.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => {
                faults.push(JsonFault::ByteOrderMark);
                rest
            }
            None => body,
        };
        let text = match std::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                faults.push(JsonFault::NotUtf8(error.valid_up_to()));
                String::from_utf8_lossy(text).into_owned()
            }
        };
        let text = without_lone_surrogates(text);
        let seen = Seen::default();
        let mut reader = serde_json::Deserializer::from_str(&text);
        let value = SEEN.with(|cell| {
            let before = cell.replace(seen);
            let value = Strict::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value.0));
            let seen = cell.replace(before);
            faults.extend(seen.duplicates.into_iter().map(|(place, name)| JsonFault::Duplicate(place, name)));
            value
        });
        match value {
            Ok(value) => Self { value: Some(value), faults },
            Err(error) => {
                // A text that is not even UTF-8 has its one cause; what follows from it is not told again.
                if !faults.iter().any(|fault| matches!(fault, JsonFault::NotUtf8(_))) {
                    faults.push(JsonFault::Malformed(error.to_string()));
                }
                Self { value: None, faults }
            }
        }
    }
}

/// Lone surrogates are of the grammar, though nothing can be made of them (RFC 8259, 8.2): the reader gets U+FFFD in their place.
fn without_lone_surrogates(mut text: String) -> String {
    let code = |text: &str, at: usize| {
        text.get(at..at + 6).and_then(|escape| escape.strip_prefix("\\u")).and_then(|digits| u32::from_str_radix(digits, 16).ok())
    };
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        match code(&text, at) {
            Some(0xd800..0xdc00) if matches!(code(&text, at + 6), Some(0xdc00..0xe000)) => at += 12,
            Some(0xd800..0xe000) => {
                text.replace_range(at..at + 6, "\\ufffd");
                at += 6;
            }
            // The character after a backslash is no backslash of its own.
            _ => at += 2,
        }
    }
    text
}

/// Where the reader is, and which duplicates it met: a visitor has no state of its own to hand down.
#[derive(Default)]
struct Seen {
    path: Vec<String>,
    duplicates: Vec<(String, String)>,
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::new(Seen::default());
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            within(items.len().to_string());
            let item = access.next_element::<Strict>();
            without();
            match item? {
                Some(Strict(item)) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            within(name.clone());
            let member = access.next_value::<Strict>();
            without();
            if members.insert(name.clone(), member?.0).is_some() {
                SEEN.with(|seen| {
                    let mut seen = seen.borrow_mut();
                    if seen.duplicates.len() >= DUPLICATES {
                        return;
                    }
                    let place = seen.path.iter().map(|part| format!("/{}", pointer_token(part))).collect();
                    seen.duplicates.push((place, name));
                });
            }
        }
        Ok(Value::Object(members))
    }
}

fn within(part: String) {
    SEEN.with(|seen| seen.borrow_mut().path.push(part));
}

fn without() {
    SEEN.with(|seen| seen.borrow_mut().path.pop());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(body: &[u8]) -> Vec<JsonFault> {
        JsonText::read(body).faults
    }

    #[test]
    fn json_is_json() {
        let text = JsonText::read(br#" {"a": [1, -2, 1.5, true, null, "\u00e9"], "b": {}} "#);
        assert_eq!(text.value, Some(json!({"a": [1, -2, 1.5, true, null, "é"], "b": {}})));
        assert_eq!(text.faults, []);
    }

    #[test]
    fn duplicates_are_found_where_they_are() {
        let text = JsonText::read(br#"{"a": [{"x": 1, "x": 2}], "a~/": {"y": 1, "y": 1}, "b": 1}"#);
        assert_eq!(text.faults, [JsonFault::Duplicate("/a/0".into(), "x".into()), JsonFault::Duplicate("/a~0~1".into(), "y".into())]);
        assert_eq!(text.value.and_then(|value| value.pointer("/a/0/x").cloned()), Some(json!(2)));
        assert_eq!(faults(br#"{"a": 1, "\u0061": 2}"#), [JsonFault::Duplicate(String::new(), "a".into())]);
    }

    #[test]
    fn what_is_not_json_is_told_once() {
        for body in [&b"{"[..], b"", b"{'a':1}", b"NaN", b"[1,]", b"{} {}", b"{}x", b"01", b"// c\n{}", b"<html>"] {
            assert!(matches!(faults(body)[..], [JsonFault::Malformed(_)]), "{}", String::from_utf8_lossy(body));
        }
        let lone = JsonText::read(br#"["\ud800", "\udc00\ud83d\ude00", "\\ud800", "\ud800x\ud83d"]"#);
        assert_eq!(lone, JsonText { value: Some(json!(["\u{fffd}", "\u{fffd}😀", "\\ud800", "\u{fffd}x\u{fffd}"])), faults: vec![] });
        assert_eq!(faults(b"\xef\xbb\xbf{}"), [JsonFault::ByteOrderMark]);
        assert_eq!(faults(b"{\"a\": \"\xff\"}"), [JsonFault::NotUtf8(7)]);
        assert_eq!(faults(b"\xff\xfe{\x00}\x00"), [JsonFault::NotUtf8(0)]);
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert!(matches!(faults(&deep)[..], [JsonFault::Malformed(_)]));
    }
}
