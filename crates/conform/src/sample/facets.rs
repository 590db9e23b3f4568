//! [`Facets`]: what a schema asks for once its references and `allOf` are laid over each other and a branch of every choice is taken.

use super::pattern::Pattern;
use serde_json::{Number, Value};
use specproof_contract::model::{AdditionalProperties, Api, Schema, SchemaId, Type, TypeSet};

/// The keywords of several schemas that all hold, as one.
#[derive(Debug, Clone, Default)]
pub struct Facets<'a> {
    /// Every schema that was laid over, in order.
    pub schemas: Vec<&'a Schema>,
    /// Types that all allow; `None` = any.
    pub types: Option<TypeSet>,
    /// Null is right whatever else is asked.
    pub nullable: bool,
    /// Values that all enumerations hold.
    pub enumeration: Option<Vec<Value>>,
    /// The greatest lower bound, and whether it is exclusive.
    pub low: Option<(Number, bool)>,
    /// The least upper bound, and whether it is exclusive.
    pub high: Option<(Number, bool)>,
    /// Every `multipleOf`.
    pub multiples: Vec<Number>,
    /// The greatest `minLength`.
    pub min_length: Option<u64>,
    /// The least `maxLength`.
    pub max_length: Option<u64>,
    /// Every pattern.
    pub patterns: Vec<&'a str>,
    /// The first format.
    pub format: Option<&'a str>,
    /// Every `items`.
    pub items: Vec<SchemaId>,
    /// `prefixItems` of the first schema that has some.
    pub prefix_items: &'a [SchemaId],
    /// `contains` of the first schema that has it.
    pub contains: Option<SchemaId>,
    /// The greatest `minItems` (or `minContains`).
    pub min_items: u64,
    /// The least `maxItems`.
    pub max_items: Option<u64>,
    /// Items must differ.
    pub unique_items: bool,
    /// Members by name, each with every schema that it must satisfy, in order.
    pub properties: Vec<(&'a str, Vec<SchemaId>)>,
    /// Names of members that must be there, in order.
    pub required: Vec<&'a str>,
    /// Schemas of members whose names match a pattern.
    pub patterned: Vec<(&'a str, SchemaId)>,
    /// Members that must come with a member, where that is there.
    pub dependent: Vec<(&'a str, &'a [String])>,
    /// Schemas of members that no property names.
    pub additional: Vec<SchemaId>,
    /// Members that no property names are wrong.
    pub closed: bool,
    /// The greatest `minProperties`.
    pub min_properties: u64,
    /// The least `maxProperties`.
    pub max_properties: Option<u64>,
    /// Members whose value a discriminator fixes.
    pub told: Vec<(&'a str, String)>,
    /// Nothing satisfies it.
    pub impossible: bool,
    /// It is made of more schemas than are looked at.
    pub endless: bool,
}

/// Schemas that lie within each other at most; more are not followed.
const DEPTH: usize = 64;
/// Schemas laid over each other at most.
const MOST: usize = 2000;

impl<'a> Facets<'a> {
    /// Lays these schemas over each other. `choose` picks the branch of an `anyOf` or `oneOf` from its number of branches.
    pub fn of(api: &'a Api, ids: &[SchemaId], choose: &mut dyn FnMut(usize) -> usize) -> Self {
        let mut facets = Self::default();
        for &id in ids {
            facets.lay(api, id, &mut Vec::new(), choose);
        }
        facets
    }

    /// The first branch everywhere.
    pub fn first(api: &'a Api, ids: &[SchemaId]) -> Self {
        Self::of(api, ids, &mut |_| 0)
    }

    /// The schemas of a member.
    pub fn property(&self, name: &str) -> Option<&[SchemaId]> {
        self.properties.iter().find(|(own, _)| *own == name).map(|(_, ids)| ids.as_slice())
    }

    /// The schemas of a member and those of the patterns that its name matches.
    pub fn with_patterns(&self, name: &str, ids: &[SchemaId]) -> Vec<SchemaId> {
        let matching = self.patterned.iter().filter(|(pattern, _)| Pattern::read(pattern).is_ok_and(|pattern| pattern.matches(name)));
        let more: Vec<SchemaId> = matching.map(|(_, id)| *id).filter(|id| !ids.contains(id)).collect();
        ids.iter().copied().chain(more).collect()
    }

    /// Whether a value of this type may satisfy it.
    pub fn allows(&self, ty: Type) -> bool {
        self.types.as_ref().is_none_or(|types| types.contains(ty) || (ty == Type::Integer && types.contains(Type::Number)))
    }

    /// The one type that values are made of: the only one named, or the one that the other keywords speak of; strings where nothing tells.
    pub fn main_type(&self) -> Type {
        if let Some(types) = &self.types {
            return types.iter().find(|&ty| ty != Type::Null).unwrap_or(Type::Null);
        }
        let members = !self.properties.is_empty() || !self.required.is_empty() || !self.additional.is_empty() || !self.patterned.is_empty();
        if members || self.min_properties > 0 {
            Type::Object
        } else if !self.items.is_empty() || !self.prefix_items.is_empty() || self.contains.is_some() || self.min_items > 0 {
            Type::Array
        } else if self.low.is_some() || self.high.is_some() || !self.multiples.is_empty() {
            Type::Number
        } else {
            Type::String
        }
    }

    fn lay(&mut self, api: &'a Api, id: SchemaId, on_the_way: &mut Vec<SchemaId>, choose: &mut dyn FnMut(usize) -> usize) {
        let Some(schema) = api.schema(id) else { return };
        if on_the_way.contains(&id) || on_the_way.len() > DEPTH {
            return;
        }
        if self.schemas.len() >= MOST {
            self.endless = true;
            return;
        }
        on_the_way.push(id);
        self.own(schema);
        if let Some(reference) = schema.reference {
            self.lay(api, reference, on_the_way, choose);
        }
        if let Some(reference) = &schema.dynamic_reference {
            self.lay(api, reference.target, on_the_way, choose);
        }
        for &part in &schema.all_of {
            self.lay(api, part, on_the_way, choose);
        }
        if let Some((test, then, otherwise)) = schema.if_then_else {
            // A value that keeps the condition is surely made; whether another one breaks it is seen when it is held against the schema.
            let branch = if choose(2) == 0 { [Some(test), then] } else { [otherwise, None] };
            branch.into_iter().flatten().for_each(|part| self.lay(api, part, on_the_way, choose));
        }
        for (_, dependent) in schema.dependent_schemas.iter().filter(|_| choose(2) == 0).collect::<Vec<_>>() {
            self.lay(api, *dependent, on_the_way, choose);
        }
        for branches in [&schema.any_of, &schema.one_of] {
            if let Some(&branch) = branches.get(choose(branches.len()).min(branches.len().saturating_sub(1))) {
                self.tell(schema, branch, api);
                self.lay(api, branch, on_the_way, choose);
            }
        }
        if schema.any_of.is_empty() && schema.one_of.is_empty() {
            let found = on_the_way
                .iter()
                .rev()
                .find(|&&via| schema.discriminator.as_ref().is_some_and(|told| told.mapping.iter().any(|(_, to)| *to == via)));
            if let Some(&via) = found {
                self.tell(schema, via, api);
            }
        }
        on_the_way.pop();
    }

    /// The discriminator of `schema` says that this branch was taken.
    fn tell(&mut self, schema: &'a Schema, branch: SchemaId, api: &'a Api) {
        let Some(discriminator) = &schema.discriminator else { return };
        let target = api.schema(branch).and_then(|schema| schema.reference).unwrap_or(branch);
        if let Some((value, _)) = discriminator.mapping.iter().find(|(_, to)| *to == branch || *to == target)
            && !self.told.iter().any(|(name, _)| *name == discriminator.property)
        {
            self.told.push((&discriminator.property, value.clone()));
        }
    }

    fn own(&mut self, schema: &'a Schema) {
        self.schemas.push(schema);
        self.impossible |= schema.boolean == Some(false);
        self.nullable |= schema.nullable;
        if !schema.types.is_empty() {
            self.types = Some(match self.types.take() {
                None => schema.types.clone(),
                Some(types) => both(&types, &schema.types),
            });
            self.impossible |= self.types.as_ref().is_some_and(TypeSet::is_empty);
        }
        if let Some(values) = schema.enumeration.clone().or_else(|| schema.constant.clone().map(|value| vec![value])) {
            self.enumeration = Some(match self.enumeration.take() {
                None => values,
                Some(own) => own.into_iter().filter(|value| values.contains(value)).collect(),
            });
        }
        self.numbers(schema);
        self.min_length = self.min_length.max(schema.min_length);
        self.max_length = least(self.max_length, schema.max_length);
        self.patterns.extend(schema.pattern.as_deref());
        self.format = self.format.or(schema.format.as_deref()).or(encoded(schema));
        self.items.extend(schema.items);
        if self.prefix_items.is_empty() {
            self.prefix_items = &schema.prefix_items;
        }
        self.contains = self.contains.or(schema.contains);
        self.min_items =
            self.min_items.max(schema.min_items.unwrap_or(0)).max(schema.contains.map_or(0, |_| schema.min_contains.unwrap_or(1)));
        self.max_items = least(self.max_items, schema.max_items);
        self.unique_items |= schema.unique_items;
        self.members(schema);
    }

    fn numbers(&mut self, schema: &'a Schema) {
        for (bound, exclusive) in [(&schema.minimum, false), (&schema.exclusive_minimum, true)] {
            if let Some(bound) = bound
                && self.low.as_ref().is_none_or(|(own, _)| as_float(bound) >= as_float(own))
            {
                self.low = Some((bound.clone(), exclusive));
            }
        }
        for (bound, exclusive) in [(&schema.maximum, false), (&schema.exclusive_maximum, true)] {
            if let Some(bound) = bound
                && self.high.as_ref().is_none_or(|(own, _)| as_float(bound) <= as_float(own))
            {
                self.high = Some((bound.clone(), exclusive));
            }
        }
        self.multiples.extend(schema.multiple_of.clone());
    }

    fn members(&mut self, schema: &'a Schema) {
        for (name, id) in &schema.properties {
            match self.properties.iter_mut().find(|(own, _)| own == name) {
                Some((_, ids)) => ids.push(*id),
                None => self.properties.push((name, vec![*id])),
            }
        }
        for name in &schema.required {
            if !self.required.contains(&name.as_str()) {
                self.required.push(name);
            }
        }
        self.patterned.extend(schema.pattern_properties.iter().map(|(pattern, id)| (pattern.as_str(), *id)));
        self.dependent.extend(schema.dependent_required.iter().map(|(name, others)| (name.as_str(), others.as_slice())));
        match schema.additional_properties {
            AdditionalProperties::Forbidden => self.closed = true,
            AdditionalProperties::Schema(id) => self.additional.push(id),
            AdditionalProperties::Any | AdditionalProperties::Unstated => {}
        }
        self.closed |= schema.unevaluated_properties.is_some() || schema.property_names.is_some();
        self.min_properties = self.min_properties.max(schema.min_properties.unwrap_or(0));
        self.max_properties = least(self.max_properties, schema.max_properties);
    }
}

/// The format whose texts are encoded as `contentEncoding` says. It annotates only, so that other texts are right as well.
fn encoded(schema: &Schema) -> Option<&'static str> {
    let encoding = schema.content_encoding.as_deref()?;
    ["base64", "base64url"].iter().any(|own| encoding.eq_ignore_ascii_case(own)).then_some("byte")
}

/// A number as a float.
pub fn as_float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(0.0)
}

fn least(own: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (own, other) {
        (Some(own), Some(other)) => Some(own.min(other)),
        (own, other) => own.or(other),
    }
}

fn both(own: &TypeSet, other: &TypeSet) -> TypeSet {
    TypeSet::of(own.iter().filter_map(|ty| match ty {
        ty if other.contains(ty) => Some(ty),
        Type::Integer if other.contains(Type::Number) => Some(Type::Integer),
        Type::Number if other.contains(Type::Integer) => Some(Type::Integer),
        _ => None,
    }))
}
