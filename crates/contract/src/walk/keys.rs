//! Keys that are no fixed field of their object: extensions, path templates, statuses, and what is unknown.

use super::{Walk, is_status, list};
use crate::codes;
use crate::model::Place;
use crate::shape::{Object, Pattern, Shape};
use crate::text::{nearest, short};
use crate::tree::{Kind, NodeId};

impl Walk<'_> {
    /// The shape of a key that is no fixed field, after a report where it has none.
    pub(super) fn other_key(&mut self, node: NodeId, at: usize, object: &'static Object) -> Option<&'static Shape> {
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
            None => format!(
                "remove it; known here: {}",
                list(object.fields.iter().filter(|field| field.is_known(self.version)).map(|field| field.key))
            ),
        };
        let help =
            if object.field(&key).is_some() { "it came with OpenAPI 3.1: write `openapi: 3.1.1`, or remove it".to_owned() } else { help };
        self.fault(&codes::UNKNOWN_KEY, place, format!("the {} has no key `{}`", object.name, short(&key)), help);
        None
    }

    pub(super) fn path_key(&mut self, node: NodeId, at: usize, key: &str, place: Place, shape: &'static Shape) -> &'static Shape {
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

    pub(super) fn status_key(&mut self, node: NodeId, at: usize, key: &str, place: Place) -> bool {
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
}
