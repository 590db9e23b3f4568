//! A schema laid out flat: every member that an instance may have, and where.

use serde::Serialize;
use serde_json::Value;
use specproof_contract::model::{AdditionalProperties, Api, Place, Schema, SchemaId, Type};
use std::collections::HashSet;

/// How deep members are laid out.
const DEPTH: usize = 8;
/// How many members of one schema are laid out.
const MEMBERS: usize = 200;

/// One step from a value into it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Hop {
    /// The member of this name.
    Member(String),
    /// The first item of an array.
    Item,
    /// The first member of an object used as a map.
    Entry,
}

/// Steps from the root of a body.
pub type Path = Vec<Hop>;

/// A member that an instance may have.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// Where it is; never empty.
    pub path: Path,
    /// Its schema, references followed.
    pub schema: &'a Schema,
    /// The clauses that bind it: its own, else those of the nearest schema around it.
    pub clauses: Vec<String>,
    /// Where the specification has it.
    pub place: Place,
}

/// Every member below a schema, branches included, each path once, in the order of the document.
pub fn members(api: &Api, root: SchemaId) -> Vec<Member<'_>> {
    let mut walk = Walk { api, open: HashSet::new(), seen: HashSet::new(), found: Vec::new() };
    walk.enter(root, &mut Vec::new(), &[]);
    walk.found
}

struct Walk<'a> {
    api: &'a Api,
    open: HashSet<SchemaId>,
    seen: HashSet<Path>,
    found: Vec<Member<'a>>,
}

impl<'a> Walk<'a> {
    fn enter(&mut self, id: SchemaId, path: &mut Path, around: &[String]) {
        if path.len() > DEPTH || self.found.len() >= MEMBERS || !self.open.insert(id) {
            return;
        }
        if let Some(schema) = self.api.schema(id)
            && !schema.refusal
        {
            let clauses = if schema.clauses.is_empty() { around.to_vec() } else { schema.clauses.clone() };
            for branch in schema.reference.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of) {
                self.enter(*branch, path, &clauses);
            }
            for (name, member) in &schema.properties {
                self.member(Hop::Member(name.clone()), *member, path, &clauses);
            }
            if let Some(items) = schema.items {
                self.member(Hop::Item, items, path, &clauses);
            }
            if let AdditionalProperties::Schema(entries) = schema.additional_properties {
                self.member(Hop::Entry, entries, path, &clauses);
            }
        }
        self.open.remove(&id);
    }

    fn member(&mut self, hop: Hop, id: SchemaId, path: &mut Path, around: &[String]) {
        path.push(hop);
        if let Some((schema, mut clauses)) = followed(self.api, id) {
            if clauses.is_empty() {
                clauses = around.to_vec();
            }
            if self.seen.insert(path.clone()) {
                self.found.push(Member { path: path.clone(), schema, clauses, place: schema.place });
            }
            self.enter(id, path, around);
        }
        path.pop();
    }
}

/// The schema at the end of a chain of references, and the clauses met on the way.
pub fn followed(api: &Api, id: SchemaId) -> Option<(&Schema, Vec<String>)> {
    let (mut at, mut clauses) = (id, Vec::<String>::new());
    for _ in 0..32 {
        let schema = api.schema(at)?;
        let more: Vec<_> = schema.clauses.iter().filter(|clause| !clauses.contains(clause)).cloned().collect();
        clauses.extend(more);
        match schema.reference {
            Some(next) => at = next,
            None => return Some((schema, clauses)),
        }
    }
    None
}

/// The types that some branch of a schema accepts; empty when it accepts any.
pub fn types(api: &Api, schema: &Schema) -> Vec<Type> {
    let mut all = Vec::new();
    gather(api, schema, &mut all, 0);
    all
}

fn gather(api: &Api, schema: &Schema, all: &mut Vec<Type>, depth: usize) {
    all.extend(schema.types.iter());
    if depth > DEPTH {
        return;
    }
    for branch in schema.reference.iter().chain(&schema.any_of).chain(&schema.one_of).chain(&schema.all_of) {
        if let Some(branch) = api.schema(*branch) {
            gather(api, branch, all, depth + 1);
        }
    }
}

/// The schemas of the value itself: the root, what it refers to, and its branches.
pub fn whole(api: &Api, root: SchemaId) -> Vec<&Schema> {
    let (mut open, mut found) = (vec![root], Vec::new());
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        let Some(schema) = api.schema(id).filter(|_| seen.insert(id)) else { continue };
        open.extend(schema.reference.iter().chain(&schema.any_of).chain(&schema.one_of).chain(&schema.all_of));
        found.push(schema);
    }
    found
}

/// The value at a path.
pub fn at<'v>(value: &'v Value, path: &[Hop]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, hop| match hop {
        Hop::Member(name) => value.get(name),
        Hop::Item => value.get(0),
        Hop::Entry => value.as_object()?.values().next(),
    })
}

/// The value at a path, to be changed.
pub fn at_mut<'v>(value: &'v mut Value, path: &[Hop]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, hop| match hop {
        Hop::Member(name) => value.get_mut(name),
        Hop::Item => value.get_mut(0),
        Hop::Entry => value.as_object_mut()?.values_mut().next(),
    })
}

/// Takes what is at a path out of its parent; whether there was anything.
pub fn remove(value: &mut Value, path: &[Hop]) -> bool {
    let Some((last, parents)) = path.split_last() else { return false };
    match (at_mut(value, parents), last) {
        (Some(Value::Object(object)), Hop::Member(name)) => object.shift_remove(name).is_some(),
        (Some(Value::Object(object)), Hop::Entry) => {
            let first = object.keys().next().cloned();
            first.is_some_and(|name| object.shift_remove(&name).is_some())
        }
        (Some(Value::Array(items)), Hop::Item) if !items.is_empty() => {
            items.remove(0);
            true
        }
        _ => false,
    }
}

/// A path in words: `responseData.token`, `acl.*.0`.
pub fn spelt(path: &[Hop]) -> String {
    let words: Vec<_> = path
        .iter()
        .map(|hop| match hop {
            Hop::Member(name) => name.trim().replace(|letter: char| letter.is_whitespace() || letter == '.', "-"),
            Hop::Item => "0".to_owned(),
            Hop::Entry => "*".to_owned(),
        })
        .collect();
    words.join(".")
}
