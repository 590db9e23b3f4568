//! References: followed where the specification has them, and where it has none.

use super::{FoundSchema, Verdict, Walk, address};
use crate::codes;
use crate::model::Place;
use crate::shape::{Object, Version};
use crate::text::short;
use crate::tree::{Entry, Kind, NodeId};

impl Walk<'_> {
    /// A Path Item's `$ref` is its own key: what stands beside it wins over what it leads to.
    pub(super) fn path_item(&mut self, node: NodeId) -> Option<NodeId> {
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
    pub(super) fn misplaced(&mut self, node: NodeId, what: &str) -> Option<NodeId> {
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
    pub(super) fn follow(&mut self, node: NodeId) -> Option<NodeId> {
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

    /// A schema: what cannot serve as one, and is not refused, stands for one of which nothing is known.
    pub(super) fn schema_or_any(&mut self, node: NodeId, object: &'static Object, what: &str) -> Verdict {
        match self.reference_or(node, object, what) {
            Verdict::Drop if object.is_schema() && !self.loader.report.is_strict() => self.anything(node, object),
            verdict => verdict,
        }
    }

    /// A schema of which nothing is known, in the place of what is none.
    pub(super) fn anything(&mut self, node: NodeId, object: &'static Object) -> Verdict {
        let place = self.loader.tree.place(node);
        let any = self.loader.tree.add(place, Kind::Map(Vec::new()));
        self.lost.insert(any);
        self.object(any, self.dialect(object));
        Verdict::Replace(any)
    }

    pub(super) fn reference_or(&mut self, node: NodeId, object: &'static Object, what: &str) -> Verdict {
        let object = self.dialect(object);
        if object.is_schema() && matches!(self.loader.tree.kind(node), Kind::Bool(_)) {
            return self.boolean_schema(node, object);
        }
        let Some(site) = self.loader.tree.get(node, "$ref") else { return self.inline(node, object, what) };
        let Some(reference) = self.loader.tree.text(site).map(str::to_owned) else {
            return self.wrong_kind(site, "$ref", "a text");
        };
        let place = self.loader.tree.place(site);
        self.siblings(node, object);
        let Some(target) = self.loader.resolve(&reference, place) else { return self.unfollowed(node, object, what) };
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
            return self.unfollowed(node, object, what);
        }
        let pointer = reference.split_once('#').map_or("", |(_, fragment)| fragment).to_owned();
        self.reach(target, object, pointer, place);
        Verdict::Keep
    }

    /// `$dynamicRef` leads somewhere by itself; the judge looks whether an outer resource leads it elsewhere.
    pub(super) fn dynamic_reference(&mut self, node: NodeId, object: &'static Object) {
        if !std::ptr::eq(object, &crate::shape::schema::SCHEMA_2020) {
            return;
        }
        let Some(site) = self.loader.tree.get(node, "$dynamicRef") else { return };
        let Some(reference) = self.loader.tree.text(site).map(str::to_owned) else { return };
        let place = self.loader.tree.place(site);
        let Some(target) = self.loader.resolve(&reference, place) else {
            self.ignored.entry(node).or_default().push("$dynamicRef");
            return;
        };
        self.targets.insert(site, target);
        let pointer = reference.split_once('#').map_or("", |(_, fragment)| fragment).to_owned();
        self.reach(target, object, pointer, place);
    }

    /// What becomes of a reference that cannot be followed: what can be said without saying anything is said, all else is left out.
    fn unfollowed(&mut self, node: NodeId, object: &'static Object, what: &str) -> Verdict {
        self.targets.remove(&node);
        if !self.emptied(node, object) {
            return Verdict::Drop;
        }
        self.inline(node, object, what)
    }

    /// Empties an object that says something even when it is empty.
    fn emptied(&mut self, node: NodeId, object: &'static Object) -> bool {
        let says = object.is_schema() || ["Response Object", "Request Body Object", "Header Object"].contains(&object.name);
        if !says || self.loader.report.is_strict() {
            return false;
        }
        self.lost.insert(node);
        if std::ptr::eq(object, &crate::shape::schema::SCHEMA_2020) {
            self.loader.tree.remove(node, "$ref");
        } else {
            *self.loader.tree.kind_mut(node) = Kind::Map(Vec::new());
        }
        true
    }

    /// Sees to it that what a reference leads to is walked as what it should be.
    pub(super) fn reach(&mut self, target: NodeId, object: &'static Object, pointer: String, place: Place) {
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
            if object.is_schema() {
                self.lost.insert(target);
            }
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
    pub(super) fn reference_step(&mut self, node: NodeId, object: &'static Object, reference: &str) -> Option<()> {
        let mut node = node;
        let mut reference = reference.to_owned();
        loop {
            let site = self.loader.tree.get(node, "$ref")?;
            let place = self.loader.tree.place(site);
            self.siblings(node, object);
            let Some(target) = self.loader.resolve(&reference, place) else {
                if self.emptied(node, object) {
                    self.queue.push_back((node, object, self.pointer.clone()));
                }
                return None;
            };
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

    pub(super) fn note_referenced(&mut self, object: &'static Object, target: NodeId) {
        if !object.is_schema() && self.referenced_seen.insert((target, address(object))) {
            self.referenced.push((object, target));
        }
    }

    pub(super) fn ends_in_ring(&self, node: NodeId) -> bool {
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

    pub(super) fn siblings(&mut self, node: NodeId, object: &'static Object) {
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
            .filter(|entry| self.version == Version::V3_0 || !matches!(&*entry.key, "summary" | "description"))
            .map(|entry| (entry.key.clone(), self.loader.tree.key_place(node, entry)))
            .collect();
        for (key, place) in beside {
            let help = if object.is_schema() { "put the reference into `allOf`, or remove the key" } else { "remove it" };
            self.fault(&codes::REFERENCE_SIBLINGS, place, format!("`{}` beside `$ref` is ignored by OpenAPI", short(&key)), help);
        }
    }

    /// In 2020-12 the keywords beside `$ref` count.
    pub(super) fn sibling_keywords(&mut self, node: NodeId, object: &'static Object) {
        if self.loader.tree.entries(node).len() < 2 || !self.seen.insert((node, 0)) {
            return;
        }
        let Some(reference) = self.loader.tree.remove(node, "$ref") else { return };
        self.mended_members(node, object);
        if let Kind::Map(entries) = self.loader.tree.kind_mut(node) {
            entries.push(reference);
        }
    }

    pub(super) fn boolean_schema(&mut self, node: NodeId, object: &'static Object) -> Verdict {
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
