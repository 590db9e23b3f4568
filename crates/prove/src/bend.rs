//! Changing an answer as a fault says.

use crate::fault::How;
use crate::message::Reply;
use crate::shape;
use axum::http::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// What the first answer had, for [`How::Freeze`].
pub type Frozen = Mutex<Option<Value>>;

/// Changes an answer; whether there was anything to change.
pub fn bend(reply: &mut Reply, how: &How, frozen: &Frozen) -> bool {
    match how {
        How::Drop(path) => on_value(reply, |value| shape::remove(value, path)),
        How::Rename(path, name) => on_value(reply, |value| rename(value, path, name)),
        How::Put(path, other) => on_value(reply, |value| put(value, path, other.clone())),
        How::Freeze(path) => on_value(reply, |value| {
            let Some(own) = shape::at(value, path).cloned() else { return false };
            let first = frozen.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(own).clone();
            put(value, path, first);
            true
        }),
        How::Status(status) => {
            reply.set_status(*status);
            if [204, 304].contains(status) {
                reply.body.clear();
                reply.set_type("");
            }
            true
        }
        How::ContentType(other) => {
            reply.set_type(other);
            true
        }
        How::DropHeader(name) => reply.headers.remove(name.as_str()).is_some(),
        How::PutHeader(name, value) => match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => reply.headers.insert(name, value).is_some(),
            _ => false,
        },
        How::NoBody => {
            let any = !reply.body.is_empty();
            reply.body.clear();
            any
        }
        How::CutShort => {
            reply.cut = Some(reply.body.len() / 2);
            !reply.body.is_empty()
        }
        How::InArray => on_value(reply, |value| wrap(value, |own| json!([own]))),
        How::InObject => on_value(reply, |value| wrap(value, |own| json!({ "data": own }))),
        How::InString => on_value(reply, |value| wrap(value, |own| Value::String(own.to_string()))),
        How::Whole(other) => on_value(reply, |value| put(value, &[], other.clone())),
        How::Extra(path) => on_value(reply, |value| extra(value, path)),
        How::Items(path, count) => on_value(reply, |value| items(value, path, *count)),
        How::ByteOrderMark => {
            let any = !reply.body.is_empty();
            reply.body.splice(..0, *b"\xef\xbb\xbf");
            any
        }
        How::Half | How::NotUtf8 | How::Utf16 | How::TrailingComma | How::TrailingText | How::Twice => spoil(reply, how),
    }
}

/// Whether there is anything to change, told without changing it; `value` is the answer's JSON.
pub fn bends(reply: &Reply, value: &Value, how: &How) -> bool {
    let object = || value.as_object().is_some_and(|members| !members.is_empty());
    match how {
        How::Drop(path) | How::Rename(path, _) | How::Freeze(path) => shape::at(value, path).is_some(),
        How::Put(path, other) => shape::at(value, path).is_some_and(|own| own != other),
        How::Extra(path) => shape::at(value, path).is_some_and(Value::is_object),
        How::Items(path, count) => {
            shape::at(value, path).and_then(Value::as_array).is_some_and(|items| !items.is_empty() && items.len() < *count)
        }
        How::Whole(other) => !reply.body.is_empty() && value != other,
        How::Status(status) => reply.status.as_u16() != *status,
        How::ContentType(other) => reply.kind() != *other,
        How::DropHeader(name) => reply.headers.contains_key(name.as_str()),
        How::PutHeader(name, other) => reply.headers.get(name.as_str()).is_some_and(|own| own.as_bytes() != other.as_bytes()),
        How::NotUtf8 | How::TrailingComma | How::Twice => object(),
        How::InArray | How::InObject | How::InString | How::TrailingText | How::Utf16 => !value.is_null(),
        How::Half | How::ByteOrderMark => !value.is_null() && reply.body.len() > 1,
        How::NoBody | How::CutShort => reply.body.len() > 1,
    }
}

/// A member that nobody asked for.
fn extra(value: &mut Value, path: &[shape::Hop]) -> bool {
    let Some(Value::Object(members)) = shape::at_mut(value, path) else { return false };
    members.insert("specproof".to_owned(), json!("not as described")).is_none()
}

/// As many items, all like the first.
fn items(value: &mut Value, path: &[shape::Hop], count: usize) -> bool {
    let Some(Value::Array(items)) = shape::at_mut(value, path) else { return false };
    let (Some(first), before) = (items.first().cloned(), items.len()) else { return false };
    items.resize(count.max(before), first);
    items.len() > before
}

/// Changes that leave no JSON behind, or none that means the same.
fn spoil(reply: &mut Reply, how: &How) -> bool {
    if serde_json::from_slice::<Value>(&reply.body).is_err() {
        return false;
    }
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let object = text.trim_start().starts_with('{') && text.contains(':');
    match how {
        How::Half => reply.body.truncate(reply.body.len() / 2),
        How::Utf16 => reply.body = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        How::TrailingText => reply.body.extend_from_slice(b"\nDone."),
        How::NotUtf8 if object => reply.body = [b"{\"note\":\"caf\xe9\",".as_slice(), &text.trim_start().as_bytes()[1..]].concat(),
        How::TrailingComma if object => reply.body = format!("{},}}", &text.trim_end()[..text.trim_end().len() - 1]).into_bytes(),
        How::Twice if object => {
            let first = serde_json::from_str::<serde_json::Map<String, Value>>(&text).ok().and_then(|object| object.keys().next().cloned());
            let Some(first) = first else { return false };
            let twice = format!("{{{}:null,{}", Value::String(first), &text.trim_start()[1..]);
            reply.body = twice.into_bytes();
        }
        _ => return false,
    }
    true
}

fn on_value(reply: &mut Reply, change: impl FnOnce(&mut Value) -> bool) -> bool {
    let Ok(mut value) = serde_json::from_slice::<Value>(&reply.body) else { return false };
    let changed = change(&mut value);
    if changed {
        reply.body = value.to_string().into_bytes();
    }
    changed
}

fn wrap(value: &mut Value, around: impl FnOnce(Value) -> Value) -> bool {
    *value = around(value.take());
    true
}

fn put(value: &mut Value, path: &[shape::Hop], other: Value) -> bool {
    match shape::at_mut(value, path) {
        Some(own) if *own != other => {
            *own = other;
            true
        }
        _ => false,
    }
}

fn rename(value: &mut Value, path: &[shape::Hop], name: &str) -> bool {
    let Some((shape::Hop::Member(last), parents)) = path.split_last() else { return false };
    let Some(Value::Object(parent)) = shape::at_mut(value, parents) else { return false };
    let Some(own) = parent.shift_remove(last) else { return false };
    parent.insert(name.to_owned(), own);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Hop;

    fn bent(how: How) -> (bool, Reply) {
        let mut reply = Reply::json(200, &json!({"data": {"token": "t"}, "list": [1, 2]}));
        let told = bends(&reply, &reply.value(), &how);
        let changed = bend(&mut reply, &how, &Frozen::default());
        assert_eq!(told, changed, "{how:?}");
        (changed, reply)
    }

    fn token() -> Vec<Hop> {
        vec![Hop::Member("data".into()), Hop::Member("token".into())]
    }

    #[test]
    fn members_are_changed_where_they_are() {
        let rows = [
            (How::Drop(token()), json!({"data": {}, "list": [1, 2]})),
            (How::Rename(token(), "other".into()), json!({"data": {"other": "t"}, "list": [1, 2]})),
            (How::Put(token(), json!(null)), json!({"data": {"token": null}, "list": [1, 2]})),
            (How::Put(vec![Hop::Member("list".into()), Hop::Item], json!("x")), json!({"data": {"token": "t"}, "list": ["x", 2]})),
            (
                How::Extra(vec![Hop::Member("data".into())]),
                json!({"data": {"token": "t", "specproof": "not as described"}, "list": [1, 2]}),
            ),
            (How::Items(vec![Hop::Member("list".into())], 4), json!({"data": {"token": "t"}, "list": [1, 2, 1, 1]})),
            (How::Whole(json!([])), json!([])),
            (How::InArray, json!([{"data": {"token": "t"}, "list": [1, 2]}])),
        ];
        for (how, right) in rows {
            let (changed, reply) = bent(how.clone());
            assert!(changed, "{how:?}");
            assert_eq!(reply.value(), right, "{how:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        let missing = vec![Hop::Member("data".into()), Hop::Member("none".into())];
        assert!(!bent(How::Drop(missing.clone())).0);
        assert!(!bent(How::Put(missing, json!(1))).0);
        assert!(!bent(How::DropHeader("location".into())).0);
    }

    #[test]
    fn spoilt_bodies_are_not_json_or_not_the_same() {
        for how in [How::Half, How::NotUtf8, How::Utf16, How::TrailingComma, How::TrailingText, How::NoBody, How::ByteOrderMark] {
            let (changed, reply) = bent(how.clone());
            assert!(changed && serde_json::from_slice::<Value>(&reply.body).is_err(), "{how:?}");
        }
        let (_, reply) = bent(How::Twice);
        assert_eq!(String::from_utf8_lossy(&reply.body).matches("\"data\"").count(), 2);
    }

    #[test]
    fn the_first_answer_freezes_the_others() {
        let frozen = Frozen::default();
        let how = How::Freeze(vec![Hop::Member("key".into())]);
        let mut replies = [Reply::json(200, &json!({"key": "one"})), Reply::json(200, &json!({"key": "two"}))];
        for reply in &mut replies {
            assert!(bend(reply, &how, &frozen));
            assert_eq!(reply.value(), json!({"key": "one"}));
        }
    }
}
