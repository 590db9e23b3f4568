//! The name of what a request made or listed, read from the answer.

use super::derive::{LISTED, MADE};
use super::{last_variable, prefix_variable, same};
use crate::arazzo::{Current, Scope, Sent};
use serde_json::{Map, Value};
use specproof_contract::expression;
use specproof_contract::model::Api;
use specproof_contract::notation::percent_decoded;

/// The name of what a request made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The value of the variable that names it in a path.
    pub value: Value,
    /// The document or HTTP says that this is its name: a link, a member of the variable's own name, or `Location`.
    pub firm: bool,
}

/// The name of what a request made, for this item's path. A link says it; else a member with the variable's own name; else the `Location`
/// (RFC 9110, 10.2.2); else a member with the last word of the variable's name, such as `id`.
pub fn made(api: &Api, item: &str, sent: &Sent<'_>) -> Option<Made> {
    let answered = sent.answered.as_ref().filter(|answered| (200..300).contains(&answered.answer.status))?;
    if let Some(value) = linked(api, item, sent) {
        return Some(Made { value, firm: true });
    }
    let name = last_variable(item)?;
    let created = answered.answer.status == 201;
    let object = answered.json.as_ref().and_then(unwrapped).map(|(_, members)| members);
    if let Some(value) = object.and_then(|object| member(object, &folded(name))) {
        return Some(Made { value, firm: true });
    }
    if let Some(value) = answered.answer.header("location").and_then(|location| segment(location, item)) {
        return Some(Made { value: value.into(), firm: created });
    }
    let word = last_word(name);
    let value = object.and_then(|object| member(object, &word).or_else(|| member(object, "id")).or_else(|| member(object, "uuid")))?;
    Some(Made { value, firm: created && word == "id" })
}

/// The name of the first of what a request listed.
pub fn listed(item: &str, sent: &Sent<'_>) -> Option<Value> {
    let answered = sent.answered.as_ref().filter(|answered| (200..300).contains(&answered.answer.status))?;
    let list = match answered.json.as_ref()? {
        Value::Array(items) => items,
        Value::Object(members) => members.values().find_map(Value::as_array)?,
        _ => return None,
    };
    let name = last_variable(item)?;
    match list.first()? {
        Value::Object(members) => {
            member(members, &folded(name)).or_else(|| member(members, &last_word(name))).or_else(|| member(members, "id"))
        }
        other => scalar(other),
    }
}

/// The value of a derived step's output; `None` for what an expression of Arazzo says, `Some(None)` where the answer does not have it.
pub fn output(api: &Api, text: &str, sent: Option<&Sent<'_>>) -> Option<Option<Value>> {
    if let Some(item) = text.strip_prefix(MADE) {
        return Some(sent.and_then(|sent| made(api, item, sent)).map(|made| made.value));
    }
    text.strip_prefix(LISTED).map(|item| sent.and_then(|sent| listed(item, sent)))
}

fn linked(api: &Api, item: &str, sent: &Sent<'_>) -> Option<Value> {
    let answered = sent.answered.as_ref()?;
    let current = Current { draft: &sent.draft, exchange: &sent.exchange, json: answered.json.as_ref() };
    let scope = Scope::new(api, "", Map::new());
    answered.response?.links.iter().find_map(|link| {
        let target = api.operation(&link.operation).filter(|target| same(&target.path, item))?;
        let name = prefix_variable(&target.path, item)?;
        let (_, value) = link.parameters.iter().find(|(own, _)| *own == name || *own == format!("path.{name}"))?;
        let found = expression::parse(value.as_str()?).ok().and_then(|parsed| scope.value(&parsed, Some(current)))?;
        scalar(&found)
    })
}

/// Where in a body the name stands of what it shows, for the variable that has it in a path: members, the outermost first.
pub fn name_in(body: &Value, variable: &str) -> Option<Vec<String>> {
    let (outer, members) = unwrapped(body)?;
    let words = [folded(variable), last_word(variable), "id".to_owned(), "uuid".to_owned()];
    let own = words.iter().find_map(|word| members.iter().find(|(name, value)| folded(name) == *word && scalar(value).is_some()))?;
    Some(outer.into_iter().chain([own.0]).cloned().collect())
}

/// The object itself, or the one that is its only member, or its `data`; with the name of that member.
fn unwrapped(value: &Value) -> Option<(Option<&String>, &Map<String, Value>)> {
    let members = value.as_object()?;
    let inner = |(name, value)| Some((Some(name), Value::as_object(value)?));
    let only = members.iter().next().filter(|_| members.len() == 1).and_then(inner);
    let data = || members.iter().find(|(name, _)| *name == "data").and_then(inner);
    Some(only.or_else(data).unwrap_or((None, members)))
}

fn member(members: &Map<String, Value>, wanted: &str) -> Option<Value> {
    members.iter().find(|(name, _)| folded(name) == wanted).and_then(|(_, value)| scalar(value))
}

/// What can stand in a path.
fn scalar(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if !text.is_empty() && text != "." && text != ".." => Some(value.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(value.clone()),
        _ => None,
    }
}

/// The segment of a URL that stands where the item's own variable stands: behind the same last segment.
fn segment(location: &str, item: &str) -> Option<String> {
    let path = location.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (before, last) = path.rsplit_once('/')?;
    let collection = item.trim_end_matches('/').rsplit('/').nth(1).unwrap_or_default();
    let fits = collection.is_empty() || collection.starts_with('{') || before.rsplit('/').next() == Some(collection);
    (fits && !last.is_empty()).then(|| String::from_utf8_lossy(&percent_decoded(last)).into_owned())
}

/// Characters of a name that are compared: a target can answer with names of megabytes.
const LONGEST: usize = 200;

/// Letters and digits only, in lower case: `pet_id` and `petId` are one name.
fn folded(name: &str) -> String {
    name.chars().take(LONGEST).filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The last word of a name: `petId`, `pet_id` and `pet-id` end with `id`.
fn last_word(name: &str) -> String {
    crate::inputs::kebab(name).rsplit('-').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, folded, last_word, segment};

    #[test]
    fn names_of_what_was_made() {
        assert_eq!(segment("https://h/v1/pets/7%20a?x=1", "/pets/{petId}").as_deref(), Some("7 a"));
        assert_eq!(segment("/v1/users/3", "/pets/{petId}"), None);
        assert_eq!((last_word("petId"), last_word("order_number"), last_word("id")), ("id".into(), "number".into(), "id".into()));
        assert_eq!(folded("pet_Id"), "petid");
        assert_eq!(folded(&"k".repeat(1 << 20)).len(), LONGEST);
    }
}
