//! Values by their shape: scalars here, the rest in the modules beside this one.

use super::{ClauseUse, Verdict, Walk, list};
use crate::codes;
use crate::shape::Shape;
use crate::text::{nearest, short};
use crate::tree::{Kind, NodeId};

impl Walk<'_> {
    pub(super) fn value(&mut self, node: NodeId, shape: &'static Shape, what: &str) -> Verdict {
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
            Shape::RefOr(object) => self.schema_or_any(node, object, what),
        }
    }

    pub(super) fn wrong_kind(&mut self, node: NodeId, what: &str, expected: &str) -> Verdict {
        let place = self.loader.tree.place(node);
        let found = self.loader.tree.kind(node).describe();
        self.fault(&codes::WRONG_KIND, place, format!("`{}` is {found}, not {expected}", short(what)), format!("write {expected}"));
        Verdict::Drop
    }

    pub(super) fn text(&mut self, node: NodeId, what: &str) -> Verdict {
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

    pub(super) fn raw(&mut self, node: NodeId, what: &str) -> Verdict {
        match self.loader.tree.raw(node).map(Box::<str>::from) {
            Some(raw) => {
                *self.loader.tree.kind_mut(node) = Kind::Text(raw);
                Verdict::Keep
            }
            None => self.wrong_kind(node, what, "a text"),
        }
    }

    pub(super) fn clause(&mut self, node: NodeId, what: &str, is_reading: bool) -> Verdict {
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

    pub(super) fn word(&mut self, node: NodeId, words: &[&'static str], what: &str) -> Verdict {
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

    pub(super) fn flag(&mut self, node: NodeId, what: &str) -> Verdict {
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

    pub(super) fn number(&mut self, node: NodeId, what: &str, whole: bool) -> Verdict {
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
}
