//! What the paths tell about state: a POST to a collection creates what can be read, changed and deleted below it.

use crate::message::{Asked, Reply};
use crate::shape::{self, Hop};
use serde_json::{Value, json};
use specproof_conform::lifecycle::name_in;
use specproof_contract::model::{Api, Method, Operation};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers from here on are ids that the mock has given.
const FIRST: u64 = 1_000_000;
/// What comes before the number in ids that are texts.
const TEXT: &str = "made-";
/// What comes before the number in ids that are UUIDs.
const UUID: &str = "5bec0000-0000-4000-8000-";

/// Everything that was created and deleted. Ids that the mock has not given belong to somebody: there is something behind each of them.
#[derive(Debug, Default)]
pub struct Resources {
    /// Template of a collection, and the variable that follows it.
    collections: BTreeMap<String, String>,
    live: BTreeMap<String, Value>,
    gone: BTreeSet<String>,
}

impl Resources {
    /// The collections of an API: paths to which can be posted, with one variable more below.
    pub fn new(api: &Api) -> Self {
        let mut collections = BTreeMap::new();
        for operation in api.operations.iter().filter(|operation| operation.method == Method::Post) {
            let below = |other: &Operation| {
                let rest = other.path.strip_prefix(operation.path.trim_end_matches('/'))?.strip_prefix("/{")?;
                let (name, after) = rest.split_once('}')?;
                (after.is_empty() || after.starts_with('/')).then(|| name.to_owned())
            };
            if let Some(name) = api.operations.iter().find_map(below) {
                collections.insert(operation.path.clone(), name);
            }
        }
        Self { collections, ..Self::default() }
    }

    /// Whether what a request asks for was deleted, or has an id that was never given.
    pub fn is_missing(&self, operation: &Operation, path: &str) -> bool {
        let (mut template, mut at) = (String::new(), String::new());
        for (own, given) in operation.path.split('/').zip(path.split('/')).skip(1) {
            let in_collection = own.starts_with('{') && self.collections.contains_key(&template);
            template = format!("{template}/{own}");
            at = format!("{at}/{given}");
            if in_collection && (self.gone.contains(&at) || (is_given(given) && !self.live.contains_key(&at))) {
                return true;
            }
        }
        false
    }

    /// Gives what is created an id of its own, as far as its schema allows.
    pub fn name(&self, operation: &Operation, value: &mut Value, number: u64, holds: impl Fn(&Value) -> bool) {
        let Some(variable) = self.collections.get(&operation.path).filter(|_| operation.method == Method::Post) else { return };
        let Some(path) = id_in(value, variable) else { return };
        let Some(own) = shape::at_mut(value, &path) else { return };
        let before = own.clone();
        *own = match &before {
            Value::Number(_) => json!(FIRST + number),
            Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => json!(format!("{UUID}{number:012}")),
            _ => json!(format!("{TEXT}{number}")),
        };
        if !holds(value)
            && let Some(own) = shape::at_mut(value, &path)
        {
            *own = before;
        }
    }

    /// What is stored at a path.
    pub fn stored(&self, path: &str) -> Option<&Value> {
        self.live.get(path)
    }

    /// Carries out what was granted.
    pub fn granted(&mut self, operation: &Operation, asked: &Asked, reply: &Reply) {
        let path = asked.parts.uri.path();
        match operation.method {
            Method::Post => {
                let Some(variable) = self.collections.get(&operation.path) else { return };
                let body = reply.value();
                let id = id_in(&body, variable).and_then(|at| shape::at(&body, &at).cloned());
                let id = match id {
                    Some(Value::String(text)) => text,
                    Some(Value::Number(number)) => number.to_string(),
                    _ => return,
                };
                let created = format!("{}/{id}", path.trim_end_matches('/'));
                self.gone.remove(&created);
                self.live.insert(created, body);
            }
            Method::Delete if self.live.remove(path).is_some() => drop(self.gone.insert(path.to_owned())),
            Method::Put | Method::Patch => {
                if let (Some(Value::Object(stored)), Some(sent)) = (self.live.get_mut(path), asked.object()) {
                    for (name, value) in sent {
                        if stored.get(&name).is_some_and(|own| std::mem::discriminant(own) == std::mem::discriminant(&value)) {
                            stored.insert(name, value);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Where the id of what was created stands: where a run looks for it, or in one member further in.
fn id_in(value: &Value, variable: &str) -> Option<Vec<Hop>> {
    if let Some(path) = name_in(value, variable) {
        return Some(path.into_iter().map(Hop::Member).collect());
    }
    value.as_object()?.iter().find_map(|(outer, value)| {
        let path = name_in(value, variable)?;
        Some([outer.clone()].into_iter().chain(path).map(Hop::Member).collect())
    })
}

/// Whether an id is one that the mock gives.
fn is_given(id: &str) -> bool {
    let number = |text: &str| text.parse::<u64>().ok();
    id.starts_with(UUID)
        || id.strip_prefix(TEXT).and_then(number).is_some()
        || number(id).is_some_and(|id| (FIRST..2 * FIRST).contains(&id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_by_the_name_of_the_variable_first() {
        let member = |name: &str| Hop::Member(name.to_owned());
        let rows = [
            (json!({"id": 1, "pet_id": 2}), "petId", Some(vec![member("pet_id")])),
            (json!({"id": 1}), "petId", Some(vec![member("id")])),
            (json!({"data": {"petId": "a"}}), "petId", Some(vec![member("data"), member("petId")])),
            (json!({"name": "a"}), "petId", None),
        ];
        for (value, variable, right) in rows {
            assert_eq!(id_in(&value, variable), right, "{value}");
        }
    }

    #[test]
    fn only_own_ids_can_be_unknown() {
        assert!(is_given("1000007") && is_given("made-3") && is_given(&format!("{UUID}000000000001")));
        assert!(!is_given("7") && !is_given("made-up") && !is_given("2000000"));
    }
}
