//! `oneOf` and `anyOf`.

use super::node::{Part, flatten, resolve};
use super::{Lowering, Merged, Spot};
use crate::codes;
use crate::docs;
use crate::ir::{Branch, Choice, Kind, Rule, Tag, Type, Union};
use crate::names::{Role, settle};
use specproof_contract::model::{self, Schema, SchemaId};

/// More branches than this, once every combination is a branch, are checked rather than named.
const MOST_BRANCHES: usize = 400;

impl Lowering<'_> {
    pub(super) fn has_union(&self, part: Part) -> bool {
        self.api
            .schema(part.id)
            .is_some_and(|schema| (!schema.one_of.is_empty() && !part.skip_one) || (!schema.any_of.is_empty() && !part.skip_any))
    }

    /// The union of the part at `at`, combined with everything that stands beside it.
    pub(super) fn union(&mut self, flat: &[Part], at: usize, merged: &Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        let Some(schema) = self.api.schema(flat[at].id) else { return Type::Any };
        let one = !schema.one_of.is_empty() && !flat[at].skip_one;
        let (choice, ids) = if one { (Choice::One, schema.one_of.clone()) } else { (Choice::Any, schema.any_of.clone()) };
        let mut base = flat.to_vec();
        if one {
            base[at].skip_one = true
        } else {
            base[at].skip_any = true
        }

        if let Some(sets) = self.required_only(&ids, merged) {
            rules.push(if one { Rule::RequiredOne(sets) } else { Rule::RequiredAny(sets) });
            return self.rest_of_union(&base, merged, rules, spot);
        }
        let branches: Vec<SchemaId> = ids.iter().copied().filter(|&id| !self.is_null(id)).collect();
        if branches.is_empty() {
            return Type::Null;
        }
        let plain = self.is_plain(&base, merged, &branches);
        let node = |id: SchemaId| if plain { vec![Part::whole(id)] } else { base.iter().copied().chain([Part::whole(id)]).collect() };
        if let [only] = branches.as_slice() {
            let parts: Vec<Part> = node(*only);
            let flat = flatten(self.api, &parts);
            if plain && rules.is_empty() {
                return match self.of(&[*only], spot) {
                    Type::Nullable(inner) => *inner,
                    ty => ty,
                };
            }
            let merged = Merged::of(self.api, &flat);
            return self.merged(&flat, merged, rules, spot);
        }
        if branches.len() > MOST_BRANCHES || self.depth > 40 {
            self.warn(
                &codes::UNION_TOO_WIDE,
                flat[at].id,
                format!("{} branches combine here: any JSON value is taken", branches.len()),
                None,
            );
            return self.ruled(Type::Any, rules, flat, spot);
        }
        let outer = spot;
        let spot = &self.apart(spot, &rules, "Choice");
        let id = self.claim(spot);
        let labels: Vec<String> = branches.iter().enumerate().map(|(at, &branch)| self.label(branch, at)).collect();
        let wires: Vec<&str> = labels.iter().map(String::as_str).collect();
        let names = settle(&wires, Role::Variant, &[]);
        let mut lowered = Vec::new();
        for (branch, name) in branches.iter().zip(&names) {
            let inner = spot.inner(name, format!("{} as {}.", docs::code(&spot.hint), docs::code(name)));
            let ty = if plain { self.of(&[*branch], &inner) } else { self.parts(&node(*branch), &inner) };
            let ty = if let Type::Nullable(inner) = ty { *inner } else { ty };
            lowered.push(Branch { name: name.clone(), docs: self.branch_docs(*branch), ty });
        }
        let tag = schema.discriminator.as_ref().map(|discriminator| Tag {
            property: discriminator.property.clone(),
            mapping: discriminator
                .mapping
                .iter()
                .filter_map(|(value, target)| {
                    let target = resolve(self.api, *target);
                    let at = branches.iter().position(|&branch| resolve(self.api, branch) == target)?;
                    Some((value.clone(), names[at].clone()))
                })
                .collect(),
        });
        let docs = self.type_docs(flat, spot);
        self.push(spot, id, docs, self.is_deprecated(flat), Kind::Union(Union { choice, branches: lowered, tag }));
        self.within(Type::Named(id), rules, flat, outer)
    }

    fn rest_of_union(&mut self, base: &[Part], merged: &Merged, rules: Vec<Rule>, spot: &Spot) -> Type {
        match base.iter().position(|part| self.has_union(*part)) {
            Some(at) => self.union(base, at, merged, rules, spot),
            None => self.typed(base, merged, rules, spot),
        }
    }

    /// The sets of members that the branches require, where they say nothing else: not even that the value is an object, unless what stands
    /// beside them does.
    fn required_only(&self, ids: &[SchemaId], merged: &Merged) -> Option<Vec<Vec<String>>> {
        let is_object = !merged.implied && merged.types.iter().eq([model::Type::Object]);
        let set = |&id: &SchemaId| {
            let schema = self.api.schema(id)?;
            let bare = Schema {
                required: Vec::new(),
                pointer: String::new(),
                place: Default::default(),
                title: None,
                description: None,
                types: Default::default(),
                ..schema.clone()
            };
            let object = schema.types.is_empty() || (is_object && schema.types.iter().eq([model::Type::Object]));
            (object && !schema.required.is_empty() && bare == Schema::default()).then(|| schema.required.clone())
        };
        ids.iter().map(set).collect()
    }

    fn is_null(&self, id: SchemaId) -> bool {
        let only_null = |values: &Vec<serde_json::Value>| !values.is_empty() && values.iter().all(serde_json::Value::is_null);
        self.api
            .schema(resolve(self.api, id))
            .is_some_and(|schema| schema.types.iter().eq([model::Type::Null]) || schema.enumeration.as_ref().is_some_and(only_null))
    }

    /// Whether what stands beside the union adds nothing to its branches.
    fn is_plain(&self, base: &[Part], merged: &Merged, branches: &[SchemaId]) -> bool {
        let others = base.iter().filter_map(|part| self.api.schema(part.id)).all(|schema| {
            let bare = Schema {
                types: Default::default(),
                one_of: Vec::new(),
                any_of: Vec::new(),
                all_of: Vec::new(),
                not: None,
                ..schema.clone()
            };
            !super::node::constrains(&bare)
        });
        let unions = base.iter().filter(|part| self.has_union(**part)).count();
        let typed = merged.types.is_empty() || branches.iter().all(|&branch| self.types_within(branch, merged, 0));
        others && unions == 0 && typed
    }

    /// Whether every value of the branch is of the types that stand beside the union.
    fn types_within(&self, id: SchemaId, merged: &Merged, depth: u32) -> bool {
        let Some(schema) = self.api.schema(resolve(self.api, id)).filter(|_| depth < 8) else { return false };
        let within = |ty: model::Type| {
            ty == model::Type::Null
                || merged.types.contains(ty)
                || (ty == model::Type::Integer && merged.types.contains(model::Type::Number))
        };
        if !schema.types.is_empty() {
            return schema.types.iter().all(within);
        }
        let mut parts = schema.all_of.iter().chain(&schema.reference);
        let all = |ids: &[SchemaId]| !ids.is_empty() && ids.iter().all(|&id| self.types_within(id, merged, depth + 1));
        parts.any(|&id| self.types_within(id, merged, depth + 1)) || all(&schema.one_of) || all(&schema.any_of)
    }

    /// What a branch is called: its component's name, its title, or its type.
    fn label(&self, id: SchemaId, at: usize) -> String {
        let Some(schema) = self.api.schema(resolve(self.api, id)) else { return format!("Variant{}", at + 1) };
        if let Some(name) = schema.name.as_ref().or(schema.title.as_ref()) {
            return name.clone();
        }
        if let Some([serde_json::Value::String(only)]) = schema.enumeration.as_deref() {
            return only.clone();
        }
        match schema.types.single() {
            Some(model::Type::String) if schema.enumeration.is_some() => "Name".into(),
            Some(model::Type::String) => "Text".into(),
            Some(model::Type::Integer) => "Integer".into(),
            Some(model::Type::Number) => "Number".into(),
            Some(model::Type::Boolean) => "Boolean".into(),
            Some(model::Type::Array) => "List".into(),
            Some(model::Type::Object) => "Object".into(),
            _ => format!("Variant{}", at + 1),
        }
    }

    fn branch_docs(&self, id: SchemaId) -> Vec<String> {
        let Some(schema) = self.api.schema(id) else { return Vec::new() };
        let described = schema.description.as_deref().filter(|_| schema.reference.is_none() && schema.name.is_none()).map(docs::inert);
        let reading = schema.reading.as_deref().map(|reading| vec![format!("Reading {}.", docs::code(reading))]);
        docs::join([described.unwrap_or_default(), reading.unwrap_or_default(), docs::clauses(self.api, &schema.clauses)])
    }
}
