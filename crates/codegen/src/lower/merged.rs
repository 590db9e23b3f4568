//! [`Merged`]: the own keywords of all parts of a conjunction as one set.

use super::node::{Part, implied};
use crate::ir::Rule;
use serde_json::{Number, Value};
use specproof_contract::model::{AdditionalProperties, Api, ExampleValue, Schema, SchemaId, Type, TypeSet};

/// What all parts together ask for.
#[derive(Debug, Clone, Default)]
pub(super) struct Merged {
    /// Types that all parts allow, null left out; empty = any.
    pub(super) types: TypeSet,
    /// No part states a type: these are the kinds that keywords speak of, and values of all others are right too.
    pub(super) implied: bool,
    /// The parts exclude each other, or one is `false`.
    pub(super) never: bool,
    pub(super) enumeration: Option<Vec<Value>>,
    pub(super) format: Option<String>,
    pub(super) minimum: Option<(Number, bool)>,
    pub(super) maximum: Option<(Number, bool)>,
    pub(super) multiples: Vec<Number>,
    pub(super) length: (u64, u64),
    pub(super) patterns: Vec<String>,
    pub(super) items: Vec<SchemaId>,
    pub(super) item_count: (u64, u64),
    pub(super) unique: bool,
    /// Name, and every schema that its value must keep to; a name without any schema takes what `additional` says.
    pub(super) properties: Vec<(String, Vec<SchemaId>)>,
    pub(super) required: Vec<String>,
    /// Schemas of members that no part names.
    pub(super) additional: Vec<SchemaId>,
    /// Members that no part names are forbidden.
    pub(super) closed: bool,
    /// Names that `additionalProperties: false` of one part rules out although another part has them.
    pub(super) forbidden: Vec<String>,
    pub(super) property_count: (u64, u64),
    pub(super) nots: Vec<SchemaId>,
    pub(super) default: Option<Value>,
    /// An example, default or constant is an integer beyond 64 bits with a sign.
    pub(super) huge: bool,
}

impl Merged {
    pub(super) fn of(api: &Api, parts: &[Part]) -> Self {
        let mut merged = Self { length: (0, u64::MAX), item_count: (0, u64::MAX), property_count: (0, u64::MAX), ..Self::default() };
        let schemas: Vec<&Schema> = parts.iter().filter_map(|part| api.schema(part.id)).collect();
        let mut stated = None;
        for schema in &schemas {
            merged.add(schema, &mut stated);
        }
        merged.implied = stated.is_none();
        merged.types = match stated {
            Some(types) => types,
            None => {
                let mut types = TypeSet::default();
                schemas.iter().flat_map(|schema| implied(schema).iter().collect::<Vec<_>>()).for_each(|ty| types.insert(ty));
                if types.contains(Type::Integer) {
                    types.remove(Type::Number)
                }
                types
            }
        };
        merged.implied &= !merged.types.is_empty();
        merged.object(&schemas);
        merged
    }

    fn add(&mut self, schema: &Schema, stated: &mut Option<TypeSet>) {
        self.never |= schema.boolean == Some(false);
        if !schema.types.is_empty() {
            let own: Vec<Type> = schema.types.iter().filter(|&ty| ty != Type::Null).collect();
            let both = match stated.take() {
                None => TypeSet::of(own),
                Some(before) => {
                    let both = intersect(&before, &own);
                    self.never |= both.is_empty() && !before.is_empty() && !own.is_empty();
                    both
                }
            };
            *stated = Some(both);
        }
        let values = schema.enumeration.clone().or_else(|| schema.constant.clone().map(|value| vec![value]));
        if let Some(values) = values {
            self.enumeration = Some(match self.enumeration.take() {
                None => values,
                Some(before) => before.into_iter().filter(|value| values.contains(value)).collect(),
            });
        }
        self.format = self.format.take().or_else(|| schema.format.clone());
        let shown = schema.examples.iter().filter_map(|example| match &example.value {
            ExampleValue::Value(value) => Some(value),
            _ => None,
        });
        self.huge |= shown.chain(&schema.default).any(is_huge);
        self.default = self.default.take().or_else(|| schema.default.clone());
        for (bound, exclusive) in [(&schema.minimum, false), (&schema.exclusive_minimum, true)] {
            tighten(&mut self.minimum, bound.as_ref(), exclusive, |new, old| new > old);
        }
        for (bound, exclusive) in [(&schema.maximum, false), (&schema.exclusive_maximum, true)] {
            tighten(&mut self.maximum, bound.as_ref(), exclusive, |new, old| new < old);
        }
        self.multiples.extend(schema.multiple_of.iter().filter(|number| !self.multiples.contains(number)).cloned().collect::<Vec<_>>());
        narrow(&mut self.length, schema.min_length, schema.max_length);
        narrow(&mut self.item_count, schema.min_items, schema.max_items);
        narrow(&mut self.property_count, schema.min_properties, schema.max_properties);
        self.patterns.extend(schema.pattern.iter().filter(|pattern| !self.patterns.contains(pattern)).cloned().collect::<Vec<_>>());
        // Beside `prefixItems` it speaks of the items after them only.
        self.items.extend(schema.items.filter(|_| schema.prefix_items.is_empty()));
        self.unique |= schema.unique_items;
        self.nots.extend(schema.not);
    }

    /// Members: what one part leaves open (`additionalProperties`) also holds for the names of the others.
    fn object(&mut self, schemas: &[&Schema]) {
        let mut at = std::collections::HashMap::new();
        let stated = schemas.iter().flat_map(|schema| schema.properties.iter().map(|(name, id)| (name, Some(*id))));
        let required = schemas.iter().flat_map(|schema| schema.required.iter().map(|name| (name, None)));
        for (name, id) in stated.chain(required) {
            let position = *at.entry(name.as_str()).or_insert_with(|| {
                self.properties.push((name.clone(), Vec::new()));
                self.properties.len() - 1
            });
            let ids = &mut self.properties[position].1;
            ids.extend(id.filter(|id| !ids.contains(id)));
        }
        for schema in schemas {
            self.required.extend(schema.required.iter().filter(|name| !self.required.contains(name)).cloned().collect::<Vec<_>>());
            match schema.additional_properties {
                // Beside `patternProperties` it does not speak of all other members.
                _ if !schema.pattern_properties.is_empty() => continue,
                AdditionalProperties::Unstated | AdditionalProperties::Any => continue,
                AdditionalProperties::Forbidden => self.closed = true,
                AdditionalProperties::Schema(id) => self.additional.push(id),
            }
            for (name, ids) in &mut self.properties {
                if schema.properties.iter().any(|(own, _)| own == name) {
                    continue;
                }
                match schema.additional_properties {
                    AdditionalProperties::Schema(id) if !ids.contains(&id) => ids.push(id),
                    AdditionalProperties::Forbidden if !self.forbidden.contains(name) => self.forbidden.push(name.clone()),
                    _ => {}
                }
            }
        }
    }

    /// The same for values of one type alone.
    pub(super) fn only(&self, ty: Type) -> Self {
        Self { types: TypeSet::of([ty]), implied: false, ..self.clone() }
    }

    /// Numeric rules.
    pub(super) fn number_rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        if let Some((bound, exclusive)) = &self.minimum {
            rules.push(if *exclusive { Rule::ExclusiveMinimum(bound.to_string()) } else { Rule::Minimum(bound.to_string()) });
        }
        if let Some((bound, exclusive)) = &self.maximum {
            rules.push(if *exclusive { Rule::ExclusiveMaximum(bound.to_string()) } else { Rule::Maximum(bound.to_string()) });
        }
        rules.extend(self.multiples.iter().map(|number| Rule::MultipleOf(number.to_string())));
        rules
    }

    /// Rules for strings.
    pub(super) fn text_rules(&self) -> Vec<Rule> {
        let mut rules = limits(self.length, Rule::MinLength, Rule::MaxLength);
        rules.extend(self.patterns.iter().cloned().map(Rule::Pattern));
        rules
    }

    /// Rules for arrays.
    pub(super) fn list_rules(&self) -> Vec<Rule> {
        let mut rules = limits(self.item_count, Rule::MinItems, Rule::MaxItems);
        rules.extend(self.unique.then_some(Rule::UniqueItems));
        rules
    }

    /// Rules for the number of members.
    pub(super) fn count_rules(&self) -> Vec<Rule> {
        limits(self.property_count, Rule::MinProperties, Rule::MaxProperties)
    }
}

fn is_huge(value: &Value) -> bool {
    value.is_number() && !value.is_i64() && value.as_f64().is_some_and(|float| float.fract() == 0.0 && float.abs() > 9.2e18)
}

fn limits((minimum, maximum): (u64, u64), least: fn(u64) -> Rule, most: fn(u64) -> Rule) -> Vec<Rule> {
    let mut rules = Vec::new();
    rules.extend((minimum > 0).then(|| least(minimum)));
    rules.extend((maximum < u64::MAX).then(|| most(maximum)));
    rules
}

fn narrow(range: &mut (u64, u64), minimum: Option<u64>, maximum: Option<u64>) {
    range.0 = range.0.max(minimum.unwrap_or(0));
    range.1 = range.1.min(maximum.unwrap_or(u64::MAX));
}

fn tighten(bound: &mut Option<(Number, bool)>, new: Option<&Number>, exclusive: bool, tighter: fn(f64, f64) -> bool) {
    let Some(new) = new else { return };
    let value = |number: &Number| number.as_f64().unwrap_or_default();
    let replaces = match bound {
        None => true,
        Some((old, _)) if value(old) == value(new) => exclusive,
        Some((old, _)) => tighter(value(new), value(old)),
    };
    if replaces {
        *bound = Some((new.clone(), exclusive));
    }
}

fn intersect(before: &TypeSet, own: &[Type]) -> TypeSet {
    let mut both = TypeSet::default();
    for &ty in own {
        match ty {
            Type::Integer if before.contains(Type::Number) => both.insert(Type::Integer),
            Type::Number if before.contains(Type::Integer) && !before.contains(Type::Number) => both.insert(Type::Integer),
            ty if before.contains(ty) => both.insert(ty),
            _ => {}
        }
    }
    both
}
