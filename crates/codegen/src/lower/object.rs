//! Objects: structs with named members, maps, and which side of an exchange has which members.

use super::node::{Part, flatten};
use super::{Lowering, Merged, Side, Spot};
use crate::codes;
use crate::docs;
use crate::ir::{Docs, Fallback, Kind, Member, Presence, Rest, Rule, Struct, Type};
use crate::names::{Role, settle};
use specproof_contract::model::{Api, Schema, SchemaId};
use std::collections::{HashMap, HashSet};

impl Lowering<'_> {
    /// An object.
    pub(super) fn object(&mut self, flat: &[Part], merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        if merged.properties.is_empty() && !merged.closed {
            return self.map(flat, merged, rules, spot);
        }
        rules.extend(merged.count_rules());
        let outer = spot;
        let spot = &self.apart(spot, &rules, "Members");
        let id = self.claim(spot);
        let kept: Vec<&(String, Vec<SchemaId>)> = merged.properties.iter().filter(|(_, ids)| !self.is_other_side(ids, spot.side)).collect();
        let keyword = if spot.side == Side::Request { "readOnly" } else { "writeOnly" };
        let others = merged.properties.iter().filter(|(_, ids)| self.is_other_side(ids, spot.side));
        let mut without: Vec<String> = others.map(|(name, _)| name.clone()).collect();
        without.sort_unstable();
        let mut wires: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
        let rest_name = if merged.closed { None } else { Some("extra") };
        // The rest is named last: a member of the same name keeps it.
        wires.extend(rest_name);
        let mut names = settle(&wires, Role::Field, &[]);
        let rest_field = rest_name.and_then(|_| names.pop());
        wires.truncate(kept.len());
        let mut order: Vec<usize> = (0..kept.len()).collect();
        order.sort_by_key(|&at| wires[at]);
        let mut members: Vec<Option<Member>> = kept.iter().map(|_| None).collect();
        for at in order {
            let (wire, ids) = kept[at];
            members[at] = Some(self.member(wire, ids, names[at].clone(), merged, spot));
        }
        let rest = match rest_field {
            None => Rest::Closed,
            Some(name) => Rest::Kept(name, self.additional(merged, spot)),
        };
        let docs = self.type_docs(flat, spot);
        let without = (!without.is_empty()).then_some((keyword, without));
        let kind = Kind::Struct(Struct { members: members.into_iter().flatten().collect(), rest, without });
        self.push(spot, id, docs, self.is_deprecated(flat), kind);
        self.within(Type::Named(id), rules, flat, outer)
    }

    fn member(&mut self, wire: &str, ids: &[SchemaId], name: String, merged: &Merged, spot: &Spot) -> Member {
        let required = merged.required.iter().any(|required| required == wire);
        let inner = spot.inner(wire, format!("{} of {}.", docs::code(wire), docs::code(&spot.hint)));
        let ty = if merged.forbidden.iter().any(|name| name == wire) {
            if required {
                let at = ids.first().copied().unwrap_or(SchemaId(0));
                let message =
                    format!("{wire:?} is required by one part of an allOf and forbidden by another (additionalProperties: false)");
                self.warn(&codes::ALL_OF_CONFLICT, at, message, Some("name the member in both parts, or allow further members".into()));
            }
            Type::Never
        } else if ids.is_empty() {
            self.additional(merged, spot)
        } else {
            self.of(ids, &inner)
        };
        let (ty, nullable) = match ty {
            Type::Nullable(inner) => (*inner, true),
            ty => (ty, false),
        };
        let presence = match (required, nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::Nullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::Field,
        };
        let first = ids.first().and_then(|&id| self.api.schema(id));
        Member {
            name,
            wire: wire.to_owned(),
            docs: self.member_docs(ids),
            deprecated: first.is_some_and(|schema| schema.deprecated),
            ty,
            presence,
            default: self.declared_default(ids).map(Fallback::Declared),
        }
    }

    /// `default`, from the member's schema or one that it refers to.
    fn declared_default(&self, ids: &[SchemaId]) -> Option<serde_json::Value> {
        let parts: Vec<Part> = ids.iter().map(|&id| Part::whole(id)).collect();
        flatten(self.api, &parts).iter().find_map(|part| self.api.schema(part.id)?.default.clone())
    }

    fn member_docs(&self, ids: &[SchemaId]) -> Docs {
        let schemas = ids.iter().filter_map(|&id| self.api.schema(id));
        let mut paragraphs = Vec::new();
        for schema in schemas {
            if schema.reference.is_none() && schema.name.is_none() && paragraphs.is_empty() {
                paragraphs.extend(schema.description.as_deref().or(schema.title.as_deref()).map(docs::inert));
            }
            paragraphs.push(docs::clauses(self.api, &schema.clauses));
        }
        docs::join(paragraphs)
    }

    /// The type of members that have no name.
    fn additional(&mut self, merged: &Merged, spot: &Spot) -> Type {
        if merged.closed {
            return Type::Never;
        }
        if merged.additional.is_empty() {
            return Type::Any;
        }
        let inner = spot.inner("Value", format!("A further member of {}.", docs::code(&spot.hint)));
        self.of(&merged.additional, &inner)
    }

    /// An object without named members.
    fn map(&mut self, flat: &[Part], merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        let value = self.additional(merged, spot);
        let count_rules = merged.count_rules();
        if count_rules.is_empty() && rules.is_empty() {
            return Type::map(value);
        }
        if !self.options.named && spot.slot.is_none() && rules.is_empty() {
            let (minimum, maximum) = merged.property_count;
            return Type::Map { value: Box::new(value), minimum, maximum };
        }
        rules.extend(count_rules);
        self.ruled(Type::map(value), rules, flat, spot)
    }

    /// Whether a member is not part of this side: `readOnly` of requests, `writeOnly` of answers.
    fn is_other_side(&self, ids: &[SchemaId], side: Side) -> bool {
        let parts: Vec<Part> = ids.iter().map(|&id| Part::whole(id)).collect();
        flatten(self.api, &parts).iter().filter_map(|part| self.api.schema(part.id)).any(|schema| match side {
            Side::Request => schema.read_only,
            Side::Response => schema.write_only,
        })
    }
}

/// Schemas from which a `readOnly` or `writeOnly` member can be reached: only these differ between requests and answers.
pub(super) fn sided(api: &Api) -> HashSet<SchemaId> {
    let mut parents: HashMap<SchemaId, Vec<SchemaId>> = HashMap::new();
    let mut open: Vec<SchemaId> = Vec::new();
    for (at, schema) in api.schemas.iter().enumerate() {
        let id = SchemaId(at as u32);
        for child in schema.children() {
            parents.entry(child).or_default().push(id);
        }
        if schema.read_only || schema.write_only {
            open.push(id);
        }
    }
    let mut reached: HashSet<SchemaId> = HashSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(parents.get(&id).into_iter().flatten());
        }
    }
    reached
}

/// In what a schema is used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) request: bool,
    pub(super) response: bool,
}

/// Which schemas requests reach, and which answers.
pub(super) fn uses(api: &Api) -> HashMap<SchemaId, Used> {
    let mut requests: Vec<SchemaId> = Vec::new();
    let mut responses: Vec<SchemaId> = Vec::new();
    for operation in &api.operations {
        requests.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema));
        let bodies = operation.request_body.iter().flat_map(|body| &body.content);
        let contents = operation.parameters.iter().filter_map(|parameter| parameter.content.as_ref());
        requests.extend(bodies.chain(contents).filter_map(|media| media.schema));
        for response in &operation.responses {
            responses.extend(response.headers.iter().filter_map(|header| header.schema));
            let contents = response.headers.iter().filter_map(|header| header.content.as_ref());
            responses.extend(response.content.iter().chain(contents).filter_map(|media| media.schema));
        }
    }
    let mut uses: HashMap<SchemaId, Used> = HashMap::new();
    for (mut open, mark) in [(requests, true), (responses, false)] {
        while let Some(id) = open.pop() {
            let used = uses.entry(id).or_default();
            let seen = if mark { &mut used.request } else { &mut used.response };
            if !std::mem::replace(seen, true) {
                open.extend(api.schema(id).map(Schema::children).into_iter().flatten());
            }
        }
    }
    uses
}
