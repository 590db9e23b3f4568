//! Lists, maps and objects.

use super::{Verdict, Walk, address};
use crate::codes;
use crate::model::Place;
use crate::shape::{Object, Shape};
use crate::text::short;
use crate::tree::{Entry, Kind, NodeId};

impl Walk<'_> {
    pub(super) fn list(&mut self, node: NodeId, item: &'static Shape, what: &str) -> Verdict {
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
                match item {
                    Shape::RefOr(object) if object.is_schema() => self.within(&at.to_string(), |walk| walk.anything(value, object)),
                    _ => Verdict::Drop,
                }
            } else {
                self.within(&at.to_string(), |walk| walk.value(value, item, what))
            };
            self.settle(node, at, verdict, &mut dropped);
            at += 1;
        }
        self.drop_noted(node, &dropped);
        Verdict::Keep
    }

    pub(super) fn map(&mut self, node: NodeId, shape: &'static Shape, what: &str) -> Verdict {
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
    pub(super) fn null_member(&mut self, node: NodeId, shape: &'static Shape, key: &str, place: Place) -> Verdict {
        self.fault(&codes::EMPTY_MEMBER, place, format!("`{}` has no value", short(key)), "write `{}`, or remove the key");
        match shape {
            Shape::Object(object) | Shape::RefOr(object) if object.may_be_empty(self.version) => {
                *self.loader.tree.kind_mut(node) = Kind::Map(Vec::new());
                let key = key.to_owned();
                self.within(&key, |walk| walk.value(node, shape, &key))
            }
            _ => Verdict::Drop,
        }
    }

    pub(super) fn component_names(&mut self, node: NodeId) {
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

    pub(super) fn inline(&mut self, node: NodeId, object: &'static Object, what: &str) -> Verdict {
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
            Kind::Map(entries) => {
                // An alias that stands for two kinds of object is two objects.
                let is_other = self.kinds.get(&node).is_some_and(|kind| *kind != address(object));
                let own = if is_other {
                    let (place, copy) = (self.loader.tree.place(node), entries.clone());
                    self.loader.tree.add(place, Kind::Map(copy))
                } else {
                    node
                };
                match self.object(own, object) {
                    true if is_other => Verdict::Replace(own),
                    true => Verdict::Keep,
                    false => Verdict::Drop,
                }
            }
            Kind::List(items) if items.is_empty() && object.may_be_empty(self.version) => {
                let place = self.loader.tree.place(node);
                self.fault(&codes::WRONG_KIND, place, format!("`{}` is an empty list, not a {}", short(what), object.name), "write `{}`");
                *self.loader.tree.kind_mut(node) = Kind::Map(Vec::new());
                self.object(node, object);
                Verdict::Keep
            }
            _ => self.wrong_kind(node, what, &format!("a {}", object.name)),
        }
    }
}
