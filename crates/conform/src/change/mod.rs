//! [`apply`]: makes a [`Change`] to a request before it is serialised.

mod body;
mod credential;
mod spelling;

use crate::case::Change;
use crate::draft::{Draft, DraftBody, Elsewhere, Known};
use serde_json::{Map, Value};

/// Changes the draft.
///
/// # Errors
/// Why the change cannot be made here (the right value has no letter whose case could be flipped, there is no body, …): the case is skipped with it.
pub fn apply(draft: &mut Draft, change: &Change, known: &Known<'_>) -> Result<(), String> {
    match change {
        Change::Set { path, value } => set(draft, path, value.clone()),
        Change::Remove { path } => remove(draft, path).map(drop),
        Change::Keep { members } => keep(draft, members),
        Change::ReverseMembers => {
            let value = json(draft)?;
            *value = reversed(value);
            Ok(())
        }
        Change::OtherJsonSpelling => {
            let text = spelling::spaced(json(draft)?);
            draft.body = DraftBody::Raw(text.into_bytes());
            Ok(())
        }
        Change::SetParameter { location, name, value } => {
            draft.set_parameter(*location, name, value.clone());
            Ok(())
        }
        Change::RemoveParameter { location, name } => {
            draft.parameters.retain(|own| !own.is(*location, name));
            Ok(())
        }
        Change::Credential { at, wrong } => credential::spoil(draft, at, *wrong, known),
        Change::Borrow { at, from } => credential::borrow(draft, at, from),
        Change::Known { at, value } => credential::known(draft, at, value),
        Change::Body(fault) => body::spoil(draft, fault),
        Change::ContentType(name) => {
            draft.content_type.clone_from(name);
            Ok(())
        }
        Change::HeaderCase(case) => {
            draft.header_case = Some(*case);
            Ok(())
        }
        Change::Elsewhere { method, below } => {
            draft.elsewhere = Some(Elsewhere { method: method.clone(), below: below.clone() });
            Ok(())
        }
        Change::NoCredentials => {
            draft.parameters.retain(|own| own.scheme.is_none());
            Ok(())
        }
        Change::OfSecondAccount => {
            *draft = known.second.ok_or("there is no second account")?.clone();
            Ok(())
        }
    }
}

/// The body as a JSON value that can be changed; a raw body is read.
fn json(draft: &mut Draft) -> Result<&mut Value, String> {
    if let DraftBody::Raw(bytes) = &draft.body {
        draft.body = DraftBody::Json(serde_json::from_slice(bytes).map_err(|_| "the request's body is not JSON")?);
    }
    match &mut draft.body {
        DraftBody::Json(value) => Ok(value),
        _ => Err("the request has no JSON body".into()),
    }
}

/// The members of an object body.
fn members(draft: &mut Draft) -> Result<&mut Map<String, Value>, String> {
    json(draft)?.as_object_mut().ok_or_else(|| "the request's body is not an object".into())
}

/// A body member's value.
fn get(draft: &mut Draft, path: &[String]) -> Result<Value, String> {
    let absent = || format!("the request has no member {}", path.join("."));
    if let DraftBody::Form(fields) = &draft.body {
        return fields.iter().find(|(name, _)| path.first() == Some(name)).map(|(_, value)| value.clone()).ok_or_else(absent);
    }
    let body = json(draft)?;
    path.iter().try_fold(&*body, |value, name| value.get(name)).cloned().ok_or_else(absent)
}

fn set(draft: &mut Draft, path: &[String], value: Value) -> Result<(), String> {
    if let (DraftBody::Form(fields), [name]) = (&mut draft.body, path) {
        match fields.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value,
            None => fields.push((name.clone(), value)),
        }
        return Ok(());
    }
    let mut at = json(draft)?;
    for name in path {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = at.as_object_mut().ok_or("the request's body is not an object")?.entry(name.clone()).or_insert(Value::Null);
    }
    *at = value;
    Ok(())
}

/// Takes a member out; whether it was there.
fn remove(draft: &mut Draft, path: &[String]) -> Result<bool, String> {
    if let (DraftBody::Form(fields), [name]) = (&mut draft.body, path) {
        let before = fields.len();
        fields.retain(|(own, _)| own != name);
        return Ok(fields.len() < before);
    }
    let Some((last, parents)) = path.split_last() else { return Err("no member is named".into()) };
    let mut at = json(draft)?;
    for name in parents {
        match at.get_mut(name) {
            Some(next) => at = next,
            None => return Ok(false),
        }
    }
    Ok(at.as_object_mut().is_some_and(|members| members.shift_remove(last).is_some()))
}

fn keep(draft: &mut Draft, names: &[String]) -> Result<(), String> {
    match &mut draft.body {
        DraftBody::Form(fields) => fields.retain(|(name, _)| names.contains(name)),
        _ => members(draft)?.retain(|name, _| names.contains(name)),
    }
    Ok(())
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(members.iter().rev().map(|(name, value)| (name.clone(), reversed(value))).collect()),
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests;
