//! Holds a document against the tables of [`crate::shape`]: mends what has a repair, reports the rest, follows references.
//!
//! Each node is visited once per kind of object. Recursion follows the nesting of one file, which the readers have bounded; references
//! go through a queue.

use crate::codes;
use crate::loader::Loader;
use crate::model::Place;
use crate::shape::{Object, Pattern, Shape};
use crate::text::{nearest, short};
use crate::tree::{Entry, Kind, NodeId};
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
    pub fn new(loader: &'l mut Loader) -> Self {
        Self {
            loader,
            targets: HashMap::new(),
            schemas: Vec::new(),
            referenced: Vec::new(),
            referenced_schemas: Vec::new(),
            uses: Vec::new(),
            seen: HashSet::new(),
            referenced_seen: HashSet::new(),
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
                let place = self.loader.tree.place(node);
                self.fault(
                    &codes::REFERENCE_UNRESOLVED,
                    place,
                    format!("a reference leads here, but this is no usable {}", object.name),
                    "correct it, or the reference",
                );
            }
        }
        good
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
            return true;
        }
        if object.is_schema() {
            let pointer = self.pointer.clone();
            self.schemas.push(FoundSchema { node, pointer });
        }
        self.drop_nulls(node, object);
        for repair in object.repairs {
            repair(self, node);
        }
        self.members(node, object);
        self.required(node, object)
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
            let shape = match object.field(&entry.key) {
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

    /// The shape of a key that is no fixed field, after a report where it has none.
    fn other_key(&mut self, node: NodeId, at: usize, object: &'static Object) -> Option<&'static Shape> {
        let entry = &self.loader.tree.entries(node)[at];
        let (key, place) = (entry.key.clone(), self.loader.tree.key_place(node, entry));
        if key.starts_with("x-") && object.extensible {
            if self.loader.report.counts(&codes::UNKNOWN_EXTENSION) {
                let known = object.fields.iter().map(|field| field.key).filter(|known| known.starts_with("x-"));
                let help = match nearest(&key, known.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("remove it; known here: {}", list(known)),
                };
                self.fault(&codes::UNKNOWN_EXTENSION, place, format!("the {} has no extension `{}`", object.name, short(&key)), help);
            }
            return None;
        }
        match &object.pattern {
            Pattern::Path(shape) => return Some(self.path_key(node, at, &key, place, shape)),
            Pattern::Status(shape) => return self.status_key(node, at, &key, place).then_some(shape),
            Pattern::Expression(shape) => return Some(shape),
            Pattern::None => {}
        }
        let near = if self.loader.report.is_full() { None } else { nearest(&key, object.fields.iter().map(|field| field.key)) };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("remove it; known here: {}", list(object.fields.iter().map(|field| field.key))),
        };
        self.fault(&codes::UNKNOWN_KEY, place, format!("the {} has no key `{}`", object.name, short(&key)), help);
        None
    }

    fn path_key(&mut self, node: NodeId, at: usize, key: &str, place: Place, shape: &'static Shape) -> &'static Shape {
        if !key.starts_with('/') {
            self.fault(
                &codes::PATH_TEMPLATE,
                place,
                format!("the path `{}` does not begin with `/`", short(key)),
                format!("write `/{}`", short(key)),
            );
            if let Kind::Map(entries) = self.loader.tree.kind_mut(node) {
                entries[at].key = format!("/{key}").into();
            }
        }
        shape
    }

    fn status_key(&mut self, node: NodeId, at: usize, key: &str, place: Place) -> bool {
        if key == "default" || is_status(key) {
            return true;
        }
        let upper = key.to_ascii_uppercase();
        let repaired = if is_status(&upper) {
            Some(upper)
        } else if key.eq_ignore_ascii_case("default") {
            Some("default".to_owned())
        } else {
            None
        };
        let help = match &repaired {
            Some(repaired) => format!("write `{repaired}`"),
            None => "write a status from 100 to 599, a range such as `4XX`, or `default`".into(),
        };
        self.fault(&codes::STATUS_UNKNOWN, place, format!("`{}` is no status", short(key)), help);
        let taken = repaired.as_ref().is_some_and(|key| self.loader.tree.get(node, key).is_some());
        match (repaired, self.loader.tree.kind_mut(node)) {
            (Some(repaired), Kind::Map(entries)) if !taken => {
                entries[at].key = repaired.into();
                true
            }
            _ => false,
        }
    }

    fn required(&mut self, node: NodeId, object: &'static Object) -> bool {
        if self.loader.tree.get(node, "$ref").is_some() && self.targets.contains_key(&node) {
            return true;
        }
        let mut good = true;
        for field in object.fields.iter().filter(|field| field.required) {
            if self.loader.tree.get(node, field.key).is_none() {
                let place = self.loader.tree.place(node);
                let help = if self.loader.report.is_strict() { "add it" } else { "add it; without it the object is ignored" };
                self.fault(&codes::MISSING_KEY, place, format!("the {} has no `{}`", object.name, field.key), help);
                good = false;
            }
        }
        good
    }

    fn value(&mut self, node: NodeId, shape: &'static Shape, what: &str) -> Verdict {
        match shape {
            Shape::Any => Verdict::Keep,
            Shape::Text => self.text(node, what),
            Shape::Raw => self.raw(node, what),
            Shape::Clause => self.clause(node, what, false),
            Shape::Reading => self.clause(node, what, true),
            Shape::Word(words) => self.word(node, words, what),
            Shape::Flag => self.flag(node, what),
            Shape::Number => self.number(node, what, false),
            Shape::Whole => self.number(node, what, true),
            Shape::NumberOrFlag if matches!(self.loader.tree.kind(node), Kind::Bool(_)) => Verdict::Keep,
            Shape::NumberOrFlag => self.number(node, what, false),
            Shape::FlagOr(_) if matches!(self.loader.tree.kind(node), Kind::Bool(_)) => Verdict::Keep,
            Shape::FlagOr(shape) => self.value(node, shape, what),
            Shape::TextOr(_) if matches!(self.loader.tree.kind(node), Kind::Text(_)) => Verdict::Keep,
            Shape::TextOr(shape) => self.value(node, shape, what),
            Shape::ListOr(item, _) if matches!(self.loader.tree.kind(node), Kind::List(_)) => self.list(node, item, what),
            Shape::ListOr(_, shape) => self.value(node, shape, what),
            Shape::List(item) => self.list(node, item, what),
            Shape::Map(value) => self.map(node, value, what),
            Shape::Components(value) => {
                self.component_names(node);
                self.map(node, value, what)
            }
            Shape::Object(object) => self.inline(node, object, what),
            Shape::RefOr(object) => self.reference_or(node, object, what),
        }
    }

    fn wrong_kind(&mut self, node: NodeId, what: &str, expected: &str) -> Verdict {
        let place = self.loader.tree.place(node);
        let found = self.loader.tree.kind(node).describe();
        self.fault(&codes::WRONG_KIND, place, format!("`{}` is {found}, not {expected}", short(what)), format!("write {expected}"));
        Verdict::Drop
    }

    fn text(&mut self, node: NodeId, what: &str) -> Verdict {
        let place = self.loader.tree.place(node);
        match self.loader.tree.kind(node) {
            Kind::Text(_) => Verdict::Keep,
            Kind::Number(_) | Kind::Bool(_) => {
                let raw: Box<str> = self.loader.tree.raw(node).unwrap_or("").into();
                let found = self.loader.tree.kind(node).describe();
                self.fault(
                    &codes::NOT_A_STRING,
                    place,
                    format!("`{}` is {found}, not a text", short(what)),
                    format!("put it in quotes: \"{raw}\""),
                );
                *self.loader.tree.kind_mut(node) = Kind::Text(raw);
                Verdict::Keep
            }
            Kind::Map(_) if self.loader.tree.get(node, "$ref").is_some() => match self.misplaced(node, what) {
                Some(target) if self.loader.tree.text(target).is_some() => Verdict::Replace(target),
                Some(_) => self.wrong_kind(node, what, "a text"),
                None => Verdict::Drop,
            },
            _ => self.wrong_kind(node, what, "a text"),
        }
    }

    fn raw(&mut self, node: NodeId, what: &str) -> Verdict {
        match self.loader.tree.raw(node).map(Box::<str>::from) {
            Some(raw) => {
                *self.loader.tree.kind_mut(node) = Kind::Text(raw);
                Verdict::Keep
            }
            None => self.wrong_kind(node, what, "a text"),
        }
    }

    fn clause(&mut self, node: NodeId, what: &str, is_reading: bool) -> Verdict {
        match self.loader.tree.text(node) {
            Some(text) => {
                let text = text.to_owned();
                let place = self.loader.tree.place(node);
                self.uses.push(ClauseUse { text, is_reading, place });
                Verdict::Keep
            }
            None => self.wrong_kind(node, what, if is_reading { "`<clause id>/<reading id>`" } else { "a clause id" }),
        }
    }

    fn word(&mut self, node: NodeId, words: &[&'static str], what: &str) -> Verdict {
        let Some(text) = self.loader.tree.text(node) else { return self.wrong_kind(node, what, "one word") };
        if words.contains(&text) {
            return Verdict::Keep;
        }
        let help = match nearest(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", list(words.iter().copied())),
        };
        let message = format!("`{}` is no {}", short(text), short(what));
        let place = self.loader.tree.place(node);
        self.fault(&codes::UNKNOWN_VALUE, place, message, help);
        Verdict::Drop
    }

    fn flag(&mut self, node: NodeId, what: &str) -> Verdict {
        let place = self.loader.tree.place(node);
        let value = match self.loader.tree.kind(node) {
            Kind::Bool(_) => return Verdict::Keep,
            Kind::Text(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes") => true,
            Kind::Text(text) if text.eq_ignore_ascii_case("false") || text.eq_ignore_ascii_case("no") => false,
            _ => return self.wrong_kind(node, what, "true or false"),
        };
        self.fault(
            &codes::NOT_A_BOOLEAN,
            place,
            format!("`{}` is a text, not a boolean", short(what)),
            format!("write {value} without quotes"),
        );
        *self.loader.tree.kind_mut(node) = Kind::Bool(value);
        Verdict::Keep
    }

    fn number(&mut self, node: NodeId, what: &str, whole: bool) -> Verdict {
        let expected = if whole { "a whole number from 0" } else { "a number" };
        if let Kind::Text(text) = self.loader.tree.kind(node) {
            let raw = text.trim();
            if !raw.starts_with(|c: char| c.is_ascii_digit() || c == '-') || crate::tree::number(raw).is_none() {
                return self.wrong_kind(node, what, expected);
            }
            let raw: Box<str> = raw.into();
            let place = self.loader.tree.place(node);
            self.fault(
                &codes::NOT_A_NUMBER,
                place,
                format!("`{}` is a text, not a number", short(what)),
                format!("write {raw} without quotes"),
            );
            *self.loader.tree.kind_mut(node) = Kind::Number(raw);
        }
        if self.loader.tree.number(node).is_none() || (whole && self.loader.tree.whole(node).is_none()) {
            return self.wrong_kind(node, what, expected);
        }
        Verdict::Keep
    }

    fn list(&mut self, node: NodeId, item: &'static Shape, what: &str) -> Verdict {
        match self.loader.tree.kind(node) {
            Kind::List(_) => {}
            Kind::Text(_) | Kind::Number(_) | Kind::Bool(_)
                if matches!(item, Shape::Text | Shape::Any | Shape::Clause | Shape::Word(_)) =>
            {
                let place = self.loader.tree.place(node);
                self.fault(
                    &codes::NOT_A_LIST,
                    place,
                    format!("`{}` is a single value, not a list", short(what)),
                    "write it as a list of one",
                );
                let one = self.loader.tree.add(place, Kind::List(vec![node]));
                self.list(one, item, what);
                return Verdict::Replace(one);
            }
            Kind::Map(entries) if entries.is_empty() => {
                let place = self.loader.tree.place(node);
                self.fault(&codes::NOT_A_LIST, place, format!("`{}` is an empty map, not a list", short(what)), "write `[]`, or remove it");
                *self.loader.tree.kind_mut(node) = Kind::List(Vec::new());
            }
            Kind::Map(_) if self.loader.tree.get(node, "$ref").is_some() => {
                return match self.misplaced(node, what) {
                    Some(target) if matches!(self.loader.tree.kind(target), Kind::List(_)) => {
                        self.list(target, item, what);
                        Verdict::Replace(target)
                    }
                    _ => Verdict::Drop,
                };
            }
            _ => return self.wrong_kind(node, what, "a list"),
        }
        let mut dropped = Vec::new();
        let mut at = 0;
        while let Some(&value) = self.loader.tree.items(node).get(at) {
            let verdict = if matches!(self.loader.tree.kind(value), Kind::Null) && !matches!(item, Shape::Any) {
                let place = self.loader.tree.place(value);
                self.fault(&codes::EMPTY_MEMBER, place, format!("an item of `{}` has no value", short(what)), "give it one, or remove it");
                Verdict::Drop
            } else {
                self.within(&at.to_string(), |walk| walk.value(value, item, what))
            };
            self.settle(node, at, verdict, &mut dropped);
            at += 1;
        }
        self.drop_noted(node, &dropped);
        Verdict::Keep
    }

    fn map(&mut self, node: NodeId, shape: &'static Shape, what: &str) -> Verdict {
        match self.loader.tree.kind(node) {
            Kind::Map(_) => {}
            Kind::List(items) if items.is_empty() => {
                let place = self.loader.tree.place(node);
                self.fault(&codes::WRONG_KIND, place, format!("`{}` is an empty list, not a map", short(what)), "write `{}`, or remove it");
                *self.loader.tree.kind_mut(node) = Kind::Map(Vec::new());
            }
            _ => return self.wrong_kind(node, what, "a map"),
        }
        // `properties: {$ref: …}`; a member that happens to be called `$ref` holds a map, not a text.
        if self.loader.tree.text_at(node, "$ref").is_some() && !matches!(shape, Shape::Any | Shape::Text) {
            return match self.misplaced(node, what) {
                Some(target) if matches!(self.loader.tree.kind(target), Kind::Map(_)) => {
                    self.map(target, shape, what);
                    Verdict::Replace(target)
                }
                _ => Verdict::Drop,
            };
        }
        let mut dropped = Vec::new();
        let mut at = 0;
        while let Some(entry) = self.loader.tree.entries(node).get(at) {
            let Entry { key, value, .. } = entry.clone();
            let place = self.loader.tree.key_place(node, &self.loader.tree.entries(node)[at]);
            let verdict = if matches!(shape, Shape::Any) {
                Verdict::Keep
            } else if matches!(self.loader.tree.kind(value), Kind::Null) {
                self.null_member(value, shape, &key, place)
            } else if key.starts_with("x-")
                && !matches!(self.loader.tree.kind(value), Kind::Map(_))
                && matches!(shape, Shape::RefOr(_) | Shape::Object(_))
            {
                self.fault(&codes::UNKNOWN_EXTENSION, place, format!("`{}` has no extension `{}`", short(what), short(&key)), "remove it");
                Verdict::Drop
            } else {
                self.within(&key, |walk| walk.value(value, shape, &key))
            };
            self.settle(node, at, verdict, &mut dropped);
            at += 1;
        }
        self.drop_noted(node, &dropped);
        Verdict::Keep
    }

    /// `properties: {name: }` and `content: {application/json: }` mean an empty object.
    fn null_member(&mut self, node: NodeId, shape: &'static Shape, key: &str, place: Place) -> Verdict {
        self.fault(&codes::EMPTY_MEMBER, place, format!("`{}` has no value", short(key)), "write `{}`, or remove the key");
        match shape {
            Shape::Object(object) | Shape::RefOr(object) if object.fields.iter().all(|field| !field.required) => {
                *self.loader.tree.kind_mut(node) = Kind::Map(Vec::new());
                let key = key.to_owned();
                self.within(&key, |walk| walk.value(node, shape, &key))
            }
            _ => Verdict::Drop,
        }
    }

    fn component_names(&mut self, node: NodeId) {
        let bad: Vec<(Box<str>, Place)> = self
            .loader
            .tree
            .entries(node)
            .iter()
            .filter(|entry| entry.key.is_empty() || !entry.key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)))
            .map(|entry| (entry.key.clone(), self.loader.tree.key_place(node, entry)))
            .collect();
        for (key, place) in bad {
            self.fault(
                &codes::COMPONENT_NAME,
                place,
                format!("`{}` is no component name", short(&key)),
                "use letters, digits, `.`, `-` and `_`",
            );
        }
    }

    fn inline(&mut self, node: NodeId, object: &'static Object, what: &str) -> Verdict {
        let is_path_item = std::ptr::eq(object, &crate::shape::openapi::PATH_ITEM);
        if self.loader.tree.text_at(node, "$ref").is_some() {
            let target = if is_path_item { self.path_item(node) } else { self.misplaced(node, what) };
            return match target {
                Some(target) if self.object(target, object) => Verdict::Replace(target),
                Some(target) if !matches!(self.loader.tree.kind(target), Kind::Map(_)) => {
                    self.wrong_kind(target, what, &format!("a {}", object.name))
                }
                _ => Verdict::Drop,
            };
        }
        match self.loader.tree.kind(node) {
            Kind::Map(_) => {
                if self.object(node, object) {
                    Verdict::Keep
                } else {
                    Verdict::Drop
                }
            }
            Kind::List(items) if items.is_empty() && object.fields.iter().all(|field| !field.required) => {
                let place = self.loader.tree.place(node);
                self.fault(&codes::WRONG_KIND, place, format!("`{}` is an empty list, not a {}", short(what), object.name), "write `{}`");
                *self.loader.tree.kind_mut(node) = Kind::Map(Vec::new());
                self.object(node, object);
                Verdict::Keep
            }
            _ => self.wrong_kind(node, what, &format!("a {}", object.name)),
        }
    }

    /// A Path Item's `$ref` is its own key: what stands beside it wins over what it leads to.
    fn path_item(&mut self, node: NodeId) -> Option<NodeId> {
        let target = self.follow(node)?;
        let own: Vec<Entry> = self.loader.tree.entries(node).iter().filter(|entry| &*entry.key != "$ref").cloned().collect();
        if own.is_empty() {
            return Some(target);
        }
        let mut entries = self.loader.tree.entries(target).to_vec();
        entries.retain(|entry| own.iter().all(|other| other.key != entry.key));
        entries.extend(own);
        let place = self.loader.tree.place(node);
        Some(self.loader.tree.add(place, Kind::Map(entries)))
    }

    /// Follows a `$ref` where the specification has none.
    fn misplaced(&mut self, node: NodeId, what: &str) -> Option<NodeId> {
        let place = self.loader.tree.place(self.loader.tree.get(node, "$ref")?);
        self.fault(
            &codes::REFERENCE_MISPLACED,
            place,
            format!("OpenAPI allows no `$ref` in `{}`", short(what)),
            "write the value itself here",
        );
        self.follow(node)
    }

    /// Where the `$ref` of a node leads in the end.
    fn follow(&mut self, node: NodeId) -> Option<NodeId> {
        let mut at = node;
        for _ in 0..32 {
            let Some(site) = self.loader.tree.get(at, "$ref") else { return Some(at) };
            let Some(reference) = self.loader.tree.text(site).map(str::to_owned) else { return Some(at) };
            let place = self.loader.tree.place(site);
            at = self.loader.resolve(&reference, place)?;
            if at == node {
                break;
            }
        }
        let place = self.loader.tree.place(node);
        self.fault(&codes::REFERENCE_RING, place, "these references lead back to themselves", "let one of them lead to a value");
        None
    }

    fn reference_or(&mut self, node: NodeId, object: &'static Object, what: &str) -> Verdict {
        if object.is_schema() && matches!(self.loader.tree.kind(node), Kind::Bool(_)) {
            return self.boolean_schema(node, object);
        }
        let Some(site) = self.loader.tree.get(node, "$ref") else { return self.inline(node, object, what) };
        let Some(reference) = self.loader.tree.text(site).map(str::to_owned) else {
            return self.wrong_kind(site, "$ref", "a text");
        };
        let place = self.loader.tree.place(site);
        self.siblings(node, object);
        let Some(target) = self.loader.resolve(&reference, place) else { return Verdict::Drop };
        self.targets.insert(node, target);
        if object.is_schema() {
            if self.seen.insert((node, address(object))) {
                let pointer = self.pointer.clone();
                self.schemas.push(FoundSchema { node, pointer });
                self.referenced_schemas.push((target, reference.clone()));
            }
        } else if self.ends_in_ring(node) {
            self.fault(
                &codes::REFERENCE_RING,
                place,
                format!("`{}` leads back to itself", short(&reference)),
                "let one of the references lead to a value",
            );
            return Verdict::Drop;
        }
        let pointer = reference.split_once('#').map_or("", |(_, fragment)| fragment).to_owned();
        self.reach(target, object, pointer, place);
        Verdict::Keep
    }

    /// Sees to it that what a reference leads to is walked as what it should be.
    fn reach(&mut self, target: NodeId, object: &'static Object, pointer: String, place: Place) {
        if object.is_schema() && matches!(self.loader.tree.kind(target), Kind::Bool(_)) {
            self.boolean_schema(target, object);
            return;
        }
        if !matches!(self.loader.tree.kind(target), Kind::Map(_)) {
            let found = self.loader.tree.kind(target).describe();
            self.fault(
                &codes::REFERENCE_UNRESOLVED,
                place,
                format!("this leads to {found}, not to a {}", object.name),
                "correct the reference",
            );
            return;
        }
        if let Some(site) = self.loader.tree.get(target, "$ref") {
            // A reference to a reference: walked where it stands, or here when nothing else does.
            if !self.targets.contains_key(&target)
                && let Some(reference) = self.loader.tree.text(site).map(str::to_owned)
            {
                let saved = std::mem::replace(&mut self.pointer, pointer);
                let _ = self.reference_step(target, object, &reference);
                self.pointer = saved;
            }
        } else if !self.seen.contains(&(target, address(object))) {
            self.queue.push_back((target, object, pointer));
        }
        self.note_referenced(object, target);
    }

    /// As [`Self::reference_or`], but through the queue of the caller's caller, so that long chains do not nest.
    fn reference_step(&mut self, node: NodeId, object: &'static Object, reference: &str) -> Option<()> {
        let mut node = node;
        let mut reference = reference.to_owned();
        loop {
            let site = self.loader.tree.get(node, "$ref")?;
            let place = self.loader.tree.place(site);
            self.siblings(node, object);
            let target = self.loader.resolve(&reference, place)?;
            self.targets.insert(node, target);
            let pointer = reference.split_once('#').map_or("", |(_, fragment)| fragment).to_owned();
            if object.is_schema() && self.seen.insert((node, address(object))) {
                self.schemas.push(FoundSchema { node, pointer: self.pointer.clone() });
                self.referenced_schemas.push((target, reference.clone()));
            }
            self.note_referenced(object, target);
            let next = self.loader.tree.get(target, "$ref").and_then(|site| self.loader.tree.text(site)).map(str::to_owned);
            match next {
                Some(next) if !self.targets.contains_key(&target) => {
                    node = target;
                    reference = next;
                    self.pointer = pointer;
                }
                Some(_) => return Some(()),
                None => {
                    self.queue.push_back((target, object, pointer));
                    return Some(());
                }
            }
        }
    }

    fn note_referenced(&mut self, object: &'static Object, target: NodeId) {
        if !object.is_schema() && self.referenced_seen.insert((target, address(object))) {
            self.referenced.push((object, target));
        }
    }

    fn ends_in_ring(&self, node: NodeId) -> bool {
        let mut at = node;
        for _ in 0..=self.targets.len() {
            match self.targets.get(&at) {
                Some(&next) if next == node => return true,
                Some(&next) => at = next,
                None => return false,
            }
        }
        true
    }

    fn siblings(&mut self, node: NodeId, object: &'static Object) {
        if std::ptr::eq(object, &crate::shape::schema::SCHEMA_2020) {
            self.sibling_keywords(node, object);
            return;
        }
        let beside: Vec<(Box<str>, Place)> = self
            .loader
            .tree
            .entries(node)
            .iter()
            .filter(|entry| &*entry.key != "$ref")
            .map(|entry| (entry.key.clone(), self.loader.tree.key_place(node, entry)))
            .collect();
        for (key, place) in beside {
            let help = if object.is_schema() { "put the reference into `allOf`, or remove the key" } else { "remove it" };
            self.fault(&codes::REFERENCE_SIBLINGS, place, format!("`{}` beside `$ref` is ignored by OpenAPI 3.0", short(&key)), help);
        }
    }

    /// In 2020-12 the keywords beside `$ref` count.
    fn sibling_keywords(&mut self, node: NodeId, object: &'static Object) {
        if self.loader.tree.entries(node).len() < 2 || !self.seen.insert((node, 0)) {
            return;
        }
        let Some(reference) = self.loader.tree.remove(node, "$ref") else { return };
        self.members(node, object);
        if let Kind::Map(entries) = self.loader.tree.kind_mut(node) {
            entries.push(reference);
        }
    }

    fn boolean_schema(&mut self, node: NodeId, object: &'static Object) -> Verdict {
        if self.seen.insert((node, address(object))) {
            if std::ptr::eq(object, &crate::shape::schema::SCHEMA) {
                let place = self.loader.tree.place(node);
                self.fault(
                    &codes::SCHEMA_BOOLEAN,
                    place,
                    "OpenAPI 3.0 has no boolean schemas",
                    "write `{}` for any value, `{not: {}}` for none",
                );
            }
            let pointer = self.pointer.clone();
            self.schemas.push(FoundSchema { node, pointer });
        }
        Verdict::Keep
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
