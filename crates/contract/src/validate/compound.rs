//! Arrays and objects.

use super::run::{At, Found, Run};
use super::{Direction, Violation, show};
use crate::model::{AdditionalProperties, Schema, SchemaId};
use serde_json::{Map, Value};
use std::collections::HashSet;

impl Run<'_, '_> {
    pub fn array(&mut self, id: SchemaId, schema: &Schema, items: &[Value], at: At<'_>, found: &mut Found) {
        let length = items.len() as u64;
        if let Some(least) = schema.min_items.filter(|&least| length < least) {
            self.violate(found, id, at, "minItems", format!("at least {least} items"));
        }
        if let Some(most) = schema.max_items.filter(|&most| length > most) {
            self.violate(found, id, at, "maxItems", format!("at most {most} items"));
        }
        if schema.unique_items {
            let mut seen = HashSet::new();
            if let Some(twice) = items.iter().find(|item| !seen.insert(canonical(item))) {
                self.violate(found, id, at, "uniqueItems", format!("no item twice ({} is)", show::value(twice)));
            }
        }
        for (index, item) in items.iter().enumerate() {
            let Some(schema) = schema.prefix_items.get(index).copied().or(schema.items) else { break };
            let inner = self.within(&index.to_string(), |run| run.apply(schema, At { value: item, ..at }));
            found.descend(inner);
        }
        if self.notes_evaluated {
            found.items.extend(0..schema.prefix_items.len());
        }
        found.all_items |= schema.items.is_some();
        self.contains(id, schema, items, at, found);
    }

    fn contains(&mut self, id: SchemaId, schema: &Schema, items: &[Value], at: At<'_>, found: &mut Found) {
        let Some(wanted) = schema.contains else { return };
        let mut count: u64 = 0;
        for (index, item) in items.iter().enumerate() {
            if self.apply(wanted, At { value: item, ..at }).is_valid() {
                count += 1;
                if self.notes_evaluated {
                    found.items.insert(index);
                }
            }
        }
        let least = schema.min_contains.unwrap_or(1);
        if count < least {
            self.violate(found, id, at, "contains", format!("at least {least} items of a certain kind ({count} are)"));
        }
        if let Some(most) = schema.max_contains.filter(|&most| count > most) {
            self.violate(found, id, at, "maxContains", format!("at most {most} items of a certain kind ({count} are)"));
        }
    }

    pub fn object(&mut self, id: SchemaId, schema: &Schema, members: &Map<String, Value>, at: At<'_>, found: &mut Found) {
        let count = members.len() as u64;
        if let Some(least) = schema.min_properties.filter(|&least| count < least) {
            self.violate(found, id, at, "minProperties", format!("at least {least} members"));
        }
        if let Some(most) = schema.max_properties.filter(|&most| count > most) {
            self.violate(found, id, at, "maxProperties", format!("at most {most} members"));
        }
        let lookup = Lookup::of(schema);
        for name in &schema.required {
            let own = lookup.get(schema, name);
            if !members.contains_key(name) && !own.is_some_and(|own| self.is_of_other_direction(own)) {
                self.missing(id, name, own, at, found);
            }
        }
        for (trigger, names) in &schema.dependent_required {
            for name in names.iter().filter(|name| members.contains_key(trigger) && !members.contains_key(*name)) {
                let expected = format!("the member `{}`, which goes with `{}`", crate::text::short(name), crate::text::short(trigger));
                self.violate(found, id, at, "dependentRequired", expected);
            }
        }
        for (trigger, schema) in &schema.dependent_schemas {
            if members.contains_key(trigger) {
                let inner = self.apply(*schema, at);
                found.absorb(inner);
            }
        }
        for (name, value) in members {
            self.member(id, schema, &lookup, (name, value), at, found);
        }
    }

    fn member(&mut self, id: SchemaId, schema: &Schema, lookup: &Lookup<'_>, (name, value): (&str, &Value), at: At<'_>, found: &mut Found) {
        let own = lookup.get(schema, name);
        let mut is_known = own.is_some();
        if let Some(own) = own {
            let inner = self.within(name, |run| {
                let mut inner = run.apply(own, At { value, ..at });
                run.direction(own, At { value, ..at }, &mut inner);
                inner
            });
            found.descend(inner);
        }
        for (pattern, own) in &schema.pattern_properties {
            if self.validator.prepared.patterns.matches(pattern, name) != Some(false) {
                is_known = true;
                let inner = self.within(name, |run| run.apply(*own, At { value, ..at }));
                found.descend(inner);
            }
        }
        if let Some(names) = schema.property_names {
            let name = Value::String(name.to_owned());
            let inner = self.apply(names, At { value: &name, ..at });
            found.violations.extend(inner.violations.into_iter().map(|violation| Violation {
                keyword: "propertyNames",
                schema: id,
                expected: format!("a member name that is {}", violation.expected),
                ..violation
            }));
        }
        match schema.additional_properties {
            _ if is_known => {}
            AdditionalProperties::Unstated => return,
            AdditionalProperties::Any => {}
            AdditionalProperties::Forbidden => self.within(name, |run| {
                let known: Vec<String> = schema.properties.iter().map(|(name, _)| format!("`{}`", crate::text::short(name))).collect();
                let expected = if known.is_empty() { "no members".into() } else { format!("no members but {}", known.join(", ")) };
                run.violate(found, id, At { value, ..at }, "additionalProperties", expected);
            }),
            AdditionalProperties::Schema(own) => {
                let inner = self.within(name, |run| run.apply(own, At { value, ..at }));
                found.descend(inner);
            }
        }
        if self.notes_evaluated {
            found.members.insert(name.to_owned());
        }
    }

    /// A `required` member that is not there carries the clause of its own schema; in an object that holds nothing at all, also the object's.
    fn missing(&self, id: SchemaId, name: &str, own: Option<SchemaId>, at: At<'_>, found: &mut Found) {
        let mut clauses = own.map(|own| self.clauses_of(own)).unwrap_or_default().to_vec();
        if clauses.is_empty() || at.value.as_object().is_some_and(serde_json::Map::is_empty) {
            clauses.extend(at.clauses.iter().filter(|outer| !clauses.contains(outer)).cloned().collect::<Vec<_>>());
        }
        found.violations.push(Violation {
            pointer: self.pointer.clone(),
            schema: id,
            keyword: "required",
            expected: format!("the member `{}`", crate::text::short(name)),
            received: show::value(at.value),
            clauses,
        });
    }

    /// The clauses of a schema, or of what it refers to.
    fn clauses_of(&self, id: SchemaId) -> &[String] {
        let mut id = id;
        for _ in 0..32 {
            match self.validator.api.schema(id) {
                Some(schema) if !schema.clauses.is_empty() => return &schema.clauses,
                Some(schema) => match schema.reference {
                    Some(target) => id = target,
                    None => return &[],
                },
                None => return &[],
            }
        }
        &[]
    }

    /// `readOnly` members are required of answers only, `writeOnly` ones of requests only.
    fn is_of_other_direction(&self, own: SchemaId) -> bool {
        match self.validator.direction {
            Direction::Request => self.says(own, |schema| schema.read_only),
            Direction::Response => self.says(own, |schema| schema.write_only),
        }
    }

    fn direction(&self, own: SchemaId, at: At<'_>, found: &mut Found) {
        match self.validator.direction {
            Direction::Request if self.says(own, |schema| schema.read_only) => {
                self.violate(found, own, at, "readOnly", "no such member in a request: it is read-only");
            }
            Direction::Response if self.says(own, |schema| schema.write_only) => {
                self.violate(found, own, at, "writeOnly", "no such member in an answer: it is write-only");
            }
            _ => {}
        }
    }

    /// Whether a schema, what it refers to, or a part of its `allOf` says something.
    fn says(&self, id: SchemaId, what: fn(&Schema) -> bool) -> bool {
        let mut open = vec![id];
        for _ in 0..32 {
            let Some(schema) = open.pop().and_then(|id| self.validator.api.schema(id)) else { return false };
            if what(schema) {
                return true;
            }
            open.extend(schema.reference);
            open.extend(&schema.all_of);
        }
        false
    }

    pub fn unevaluated_items(&mut self, schema: &Schema, items: &[Value], at: At<'_>, found: &mut Found) {
        let Some(own) = schema.unevaluated_items else { return };
        if !found.all_items {
            for (index, item) in items.iter().enumerate().filter(|(index, _)| !found.items.contains(index)).collect::<Vec<_>>() {
                let inner = self.within(&index.to_string(), |run| run.apply(own, At { value: item, ..at }));
                found.descend(inner);
            }
        }
        found.all_items = true;
    }

    pub fn unevaluated_members(&mut self, schema: &Schema, members: &Map<String, Value>, at: At<'_>, found: &mut Found) {
        let Some(own) = schema.unevaluated_properties else { return };
        for (name, value) in members {
            if found.members.insert(name.clone()) {
                let inner = self.within(name, |run| run.apply(own, At { value, ..at }));
                found.descend(inner);
            }
        }
    }
}

/// `properties` by name: a scan for few, a map for many.
struct Lookup<'s>(Option<std::collections::HashMap<&'s str, SchemaId>>);

impl<'s> Lookup<'s> {
    fn of(schema: &'s Schema) -> Self {
        let many = schema.properties.len() > 16;
        Self(many.then(|| schema.properties.iter().map(|(name, id)| (name.as_str(), *id)).collect()))
    }

    fn get(&self, schema: &Schema, name: &str) -> Option<SchemaId> {
        match &self.0 {
            Some(map) => map.get(name).copied(),
            None => schema.properties.iter().find(|(own, _)| own == name).map(|(_, id)| *id),
        }
    }
}

/// JSON equality: numbers by value, members in any order.
pub(crate) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => super::compare(left, right).is_eq(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len() && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => left == right,
    }
}

/// A text that is the same for equal values and no others.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) if super::number::is_integer(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => number.to_string(),
            (_, Some(number), _) => number.to_string(),
            (_, _, Some(float)) if float.abs() < 9e18 => (float as i64).to_string(),
            _ => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}:{}", Value::String(name.clone()), canonical(value))).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}
