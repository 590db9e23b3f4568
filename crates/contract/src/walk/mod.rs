//! Holds a document against the tables of [`crate::shape`]: mends what has a repair, reports the rest, follows references.
//!
//! Each node is visited once per kind of object. Recursion follows the nesting of one file, which the readers have bounded; references
//! go through a queue.

mod containers;
mod keys;
mod references;
mod values;

use crate::codes;
use crate::loader::Loader;
use crate::model::Place;
use crate::shape::{Object, Shape, Version, schema};
use crate::text::short;
use crate::tree::{Kind, NodeId};
use std::collections::{HashMap, HashSet, VecDeque};

/// A schema that was met, with its JSON pointer within its file.
pub(crate) struct FoundSchema {
    pub node: NodeId,
    pub pointer: String,
}

/// A clause id, or a `clause/reading` pair, where it is used.
pub(crate) struct ClauseUse {
    pub text: String,
    pub is_reading: bool,
    pub place: Place,
}

/// What a walk has learnt.
pub(crate) struct Walk<'l> {
    pub loader: &'l mut Loader,
    /// What the document is written in.
    pub version: Version,
    /// Where each `$ref` leads, by the node that holds it.
    pub targets: HashMap<NodeId, NodeId>,
    /// Every schema, each once, in order of meeting.
    pub schemas: Vec<FoundSchema>,
    /// What references outside schemas lead to, each once: the object and the node.
    pub referenced: Vec<(&'static Object, NodeId)>,
    /// Schemas that references lead to: the first reference to each.
    pub referenced_schemas: Vec<(NodeId, String)>,
    /// Clause ids in the order of meeting.
    pub uses: Vec<ClauseUse>,
    seen: HashSet<(NodeId, usize)>,
    referenced_seen: HashSet<(NodeId, usize)>,
    /// Schemas of which nothing is known: their `$ref` leads nowhere.
    pub lost: HashSet<NodeId>,
    /// Keywords of schemas that were written, and could not be taken.
    pub ignored: HashMap<NodeId, Vec<&'static str>>,
    /// What was visited and cannot serve.
    unusable: HashSet<(NodeId, usize)>,
    /// What each node was first visited as: keys are mended for one kind of object only.
    kinds: HashMap<NodeId, usize>,
    queue: VecDeque<(NodeId, &'static Object, String)>,
    pointer: String,
}

/// What becomes of a member or item.
enum Verdict {
    Keep,
    Replace(NodeId),
    Drop,
}

fn address(object: &'static Object) -> usize {
    std::ptr::from_ref(object) as usize
}

impl<'l> Walk<'l> {
    pub fn new(loader: &'l mut Loader, version: Version) -> Self {
        loader.version = version;
        Self {
            loader,
            version,
            targets: HashMap::new(),
            schemas: Vec::new(),
            referenced: Vec::new(),
            referenced_schemas: Vec::new(),
            uses: Vec::new(),
            seen: HashSet::new(),
            referenced_seen: HashSet::new(),
            lost: HashSet::new(),
            ignored: HashMap::new(),
            unusable: HashSet::new(),
            kinds: HashMap::new(),
            queue: VecDeque::new(),
            pointer: String::new(),
        }
    }

    pub fn fault(&mut self, code: &'static codes::Code, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.loader.report.add(code, place, message, help);
    }

    /// Walks a whole document; false when the root is not usable.
    pub fn document(&mut self, root: NodeId, object: &'static Object) -> bool {
        self.pointer.clear();
        let good = self.object(root, object);
        if !good {
            let place = self.loader.tree.place(root);
            let found = self.loader.tree.kind(root).describe();
            let message = match self.loader.tree.kind(root) {
                Kind::Map(_) => format!("this cannot serve as an {}", object.name),
                _ => format!("this is {found}, not an {}", object.name),
            };
            self.fault(&codes::DOCUMENT_UNUSABLE, place, message, "see the other problems of this file");
        }
        while let Some((node, object, pointer)) = self.queue.pop_front() {
            self.pointer = pointer;
            if !self.object(node, object) {
                self.referenced.retain(|(_, target)| *target != node);
                if self.kinds.get(&node).is_some_and(|kind| *kind != address(object)) {
                    continue;
                }
                let place = self.loader.tree.place(node);
                self.fault(
                    &codes::MISSING_KEY,
                    place,
                    format!("a reference leads here, but this is no usable {}; it is ignored", object.name),
                    "correct it, or the reference",
                );
            }
        }
        good
    }

    /// The Schema Object of the document's version, where a table names that of 3.0.
    fn dialect(&self, object: &'static Object) -> &'static Object {
        if self.version >= Version::V3_1 && std::ptr::eq(object, &schema::SCHEMA) { &schema::SCHEMA_2020 } else { object }
    }

    fn within<T>(&mut self, token: &str, go: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        for c in token.chars() {
            match c {
                '~' => self.pointer.push_str("~0"),
                '/' => self.pointer.push_str("~1"),
                c => self.pointer.push(c),
            }
        }
        let result = go(self);
        self.pointer.truncate(length);
        result
    }

    /// Checks a node that should be this object; false when it cannot serve as one.
    fn object(&mut self, node: NodeId, object: &'static Object) -> bool {
        if !matches!(self.loader.tree.kind(node), Kind::Map(_)) {
            return false;
        }
        if !self.seen.insert((node, address(object))) {
            return !self.unusable.contains(&(node, address(object)));
        }
        if *self.kinds.entry(node).or_insert(address(object)) != address(object) {
            let place = self.loader.tree.place(node);
            let message = format!("a reference takes this for a {}, which it is not", object.name);
            self.fault(&codes::REFERENCE_UNRESOLVED, place, message, "correct the reference");
            self.unusable.insert((node, address(object)));
            return false;
        }
        if object.is_schema() {
            let pointer = self.pointer.clone();
            self.schemas.push(FoundSchema { node, pointer });
        }
        self.drop_nulls(node, object);
        self.mended_members(node, object);
        let good = self.required(node, object);
        if !good {
            self.unusable.insert((node, address(object)));
        }
        good
    }

    /// Repairs an object and checks its members, noting what of a schema is left out by either.
    fn mended_members(&mut self, node: NodeId, object: &'static Object) {
        let written = if object.is_schema() { self.keywords(node, object) } else { Vec::new() };
        for repair in object.repairs {
            repair(self, node);
        }
        self.members(node, object);
        self.dynamic_reference(node, object);
        let tree = &self.loader.tree;
        let is_moved = |key: &str| key == "items" && tree.get(node, "prefixItems").is_some();
        let ignored: Vec<&str> = written.into_iter().filter(|key| tree.get(node, key).is_none() && !is_moved(key)).collect();
        if !ignored.is_empty() {
            self.ignored.entry(node).or_default().extend(ignored);
        }
    }

    /// The keywords of a schema that say what is valid.
    fn keywords(&self, node: NodeId, object: &'static Object) -> Vec<&'static str> {
        // A flag `required` has been taken up by the object around it.
        let tree = &self.loader.tree;
        let entries =
            tree.entries(node).iter().filter(|entry| &*entry.key != "required" || !matches!(tree.kind(entry.value), Kind::Bool(_)));
        let known = entries.filter_map(|entry| object.field(&entry.key)).filter(|field| field.is_known(self.version));
        known.map(|field| field.key).filter(|key| !schema::SAYS_NOTHING.contains(key) && !key.starts_with("x-")).collect()
    }

    /// A member without a value says nothing, save where any value is right.
    fn drop_nulls(&mut self, node: NodeId, object: &'static Object) {
        let empty: Vec<(Box<str>, Place)> = self
            .loader
            .tree
            .entries(node)
            .iter()
            .filter(|entry| matches!(self.loader.tree.kind(entry.value), Kind::Null))
            .filter(|entry| object.field(&entry.key).is_some_and(|field| !matches!(field.shape, Shape::Any)))
            .map(|entry| (entry.key.clone(), self.loader.tree.key_place(node, entry)))
            .collect();
        for (key, place) in empty {
            self.fault(&codes::EMPTY_MEMBER, place, format!("`{}` has no value", short(&key)), "give it one, or remove the key");
            self.loader.tree.remove(node, &key);
        }
    }

    fn members(&mut self, node: NodeId, object: &'static Object) {
        let mut dropped = Vec::new();
        let mut at = 0;
        while let Some(entry) = self.loader.tree.entries(node).get(at) {
            let value = entry.value;
            let shape = match object.field(&entry.key).filter(|field| field.is_known(self.version)) {
                Some(field) => Some(&field.shape),
                None => self.other_key(node, at, object),
            };
            let verdict = match shape {
                Some(shape) => {
                    let key = self.loader.tree.entries(node)[at].key.clone();
                    self.within(&key, |walk| walk.value(value, shape, &key))
                }
                None if self.loader.tree.entries(node)[at].key.starts_with("x-") => Verdict::Keep,
                None => Verdict::Drop,
            };
            self.settle(node, at, verdict, &mut dropped);
            at += 1;
        }
        self.drop_noted(node, &dropped);
    }

    /// Carries out a verdict on a member or item; what is to go is noted, and taken out by [`Self::drop_noted`].
    fn settle(&mut self, node: NodeId, at: usize, verdict: Verdict, dropped: &mut Vec<usize>) {
        match (verdict, self.loader.tree.kind_mut(node)) {
            (Verdict::Keep, _) => {}
            (Verdict::Replace(value), Kind::Map(entries)) => entries[at].value = value,
            (Verdict::Replace(value), Kind::List(items)) => items[at] = value,
            (Verdict::Replace(_) | Verdict::Drop, _) => dropped.push(at),
        }
    }

    /// Takes out members or items by their ascending positions.
    fn drop_noted(&mut self, node: NodeId, dropped: &[usize]) {
        if dropped.is_empty() {
            return;
        }
        let mut at = 0;
        let mut keep = |_: &_| {
            at += 1;
            dropped.binary_search(&(at - 1)).is_err()
        };
        match self.loader.tree.kind_mut(node) {
            Kind::Map(entries) => entries.retain(|_| keep(&())),
            Kind::List(items) => items.retain(|_| keep(&())),
            _ => {}
        }
    }

    fn required(&mut self, node: NodeId, object: &'static Object) -> bool {
        if self.loader.tree.get(node, "$ref").is_some() && self.targets.contains_key(&node) {
            return true;
        }
        let mut good = true;
        let version = self.version;
        for field in object.fields.iter().filter(|field| field.is_required(version)) {
            if self.loader.tree.get(node, field.key).is_none() {
                let place = self.loader.tree.place(node);
                let help = if self.loader.report.is_strict() { "add it" } else { "add it; without it the object is ignored" };
                self.fault(&codes::MISSING_KEY, place, format!("the {} has no `{}`", object.name, field.key), help);
                good = false;
            }
        }
        good
    }
}

/// Statuses from 100 to 599, and ranges.
pub(crate) fn is_status(key: &str) -> bool {
    let bytes = key.as_bytes();
    bytes.len() == 3 && (b'1'..=b'5').contains(&bytes[0]) && (&bytes[1..] == b"XX" || bytes[1..].iter().all(u8::is_ascii_digit))
}

/// Words for a message.
pub(crate) fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}
