//! The kind of a value as its schema says it: what stands in a snapshot for a value that was verified to be of that kind.

use serde_json::{Map, Value, json};
use specproof_contract::model::{AdditionalProperties, Api, MomentRelation, MomentUnit, Schema, SchemaId, Type};

/// Whether a value satisfies a schema.
pub type Holds<'a> = &'a dyn Fn(SchemaId, &Value) -> bool;

/// Schemas that are open at once; deeper is recursion.
const DEPTH: usize = 64;

/// Tells kinds within one API.
pub struct Kinds<'a> {
    /// The API whose schemas are meant.
    pub api: &'a Api,
    /// Verifies a value.
    pub holds: Holds<'a>,
}

impl Kinds<'_> {
    /// The kind of a value that satisfies `id`. Where a schema offers branches, the first that the value satisfies is told; where branches are
    /// the readings of an open clause, all of them are, so that the kind is the same for every deployment that is right.
    pub fn of(&self, id: SchemaId, value: Option<&Value>) -> Value {
        self.at(id, value, 0)
    }

    fn at(&self, id: SchemaId, value: Option<&Value>, depth: usize) -> Value {
        let Some(schema) = self.api.schema(id) else { return json!("[anything]") };
        if depth > DEPTH {
            return json!(format!("[{} again]", schema.name.as_deref().unwrap_or("the same")));
        }
        if let Some(target) = schema.reference {
            return self.at(target, value, depth + 1);
        }
        if let Some(fixed) = fixed(schema) {
            return fixed;
        }
        let branches = if schema.any_of.is_empty() { &schema.one_of } else { &schema.any_of };
        if !branches.is_empty() {
            return self.branches(branches, value, depth);
        }
        if is_object(schema) || schema.all_of.iter().any(|&part| self.api.schema(self.resolved(part)).is_some_and(is_object)) {
            return Value::Object(self.members(schema, value, depth));
        }
        if let Some(items) = schema.items {
            let first = value.and_then(Value::as_array).and_then(|list| list.first());
            return or_null(schema, json!([self.at(items, first, depth + 1)]));
        }
        match schema.all_of.as_slice() {
            [] => json!(scalar(schema)),
            [only] => self.at(*only, value, depth + 1),
            parts => Value::Array(parts.iter().map(|&part| self.at(part, value, depth + 1)).collect()),
        }
    }

    /// A branch's clause and reading, `<clause>/<reading>` taken apart.
    fn reading(&self, id: SchemaId) -> Option<(&str, &str)> {
        let own = |id: SchemaId| self.api.schema(id).and_then(|schema| schema.reading.as_deref());
        own(id).or_else(|| own(self.resolved(id))).and_then(|reading| reading.rsplit_once('/'))
    }

    fn resolved(&self, mut id: SchemaId) -> SchemaId {
        for _ in 0..DEPTH {
            match self.api.schema(id).and_then(|schema| schema.reference) {
                Some(target) => id = target,
                None => break,
            }
        }
        id
    }

    fn branches(&self, branches: &[SchemaId], value: Option<&Value>, depth: usize) -> Value {
        let taken = branches.iter().copied().find(|&branch| value.is_some_and(|value| (self.holds)(branch, value)));
        let Some(chosen) = taken.or_else(|| branches.iter().copied().find(|&branch| self.reading(branch).is_some())) else {
            return Value::Array(branches.iter().map(|&branch| self.at(branch, None, depth + 1)).collect());
        };
        let Some((clause, _)) = self.reading(chosen) else { return self.at(chosen, value, depth + 1) };
        let mut readings = Map::new();
        for &branch in branches {
            if let Some((_, reading)) = self.reading(branch).filter(|(own, _)| *own == clause) {
                // The branch that holds is told by the value; the others as their schema has them.
                let value = value.filter(|_| branch == chosen);
                readings.insert(reading.to_owned(), self.at(branch, value, depth + 1));
            }
        }
        json!({ format!("[{clause}]"): readings })
    }

    /// Documented members in the order of the schema; those that may be absent end in `?`, whether they are there or not.
    fn members(&self, schema: &Schema, value: Option<&Value>, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        for &part in &schema.all_of {
            if let Some(part) = self.api.schema(self.resolved(part)) {
                members.extend(self.members(part, value, depth + 1));
            }
        }
        for (name, id) in &schema.properties {
            let key = if schema.required.contains(name) { name.clone() } else { format!("{name}?") };
            members.remove(&format!("{name}?"));
            members.insert(key, self.at(*id, value.and_then(|value| value.get(name)), depth + 1));
        }
        for name in schema.required.iter().filter(|name| !schema.properties.iter().any(|(own, _)| own == *name)) {
            members.insert(name.clone(), json!("[anything]"));
        }
        if let AdditionalProperties::Schema(id) = schema.additional_properties {
            let first = value.and_then(Value::as_object).and_then(|object| object.values().next());
            members.insert("[any name]".to_owned(), self.at(id, first, depth + 1));
        }
        members
    }
}

fn is_object(schema: &Schema) -> bool {
    schema.types.single() == Some(Type::Object)
        || !schema.properties.is_empty()
        || matches!(schema.additional_properties, AdditionalProperties::Schema(_))
}

/// The value itself, where the schema allows only one.
fn fixed(schema: &Schema) -> Option<Value> {
    match (&schema.constant, schema.enumeration.as_deref()) {
        (Some(value), _) => Some(value.clone()),
        (None, Some([value])) => Some(value.clone()),
        _ => None,
    }
}

fn or_null(schema: &Schema, kind: Value) -> Value {
    if schema.types.contains(Type::Null) || schema.nullable { json!([kind, "[or null]"]) } else { kind }
}

/// `[integer: future moment in ms]`, `[string: secret, 1 or more characters]`.
fn scalar(schema: &Schema) -> String {
    let types: Vec<&str> = schema.types.iter().map(name).collect();
    let base = if types.is_empty() { "anything".to_owned() } else { types.join(" or ") };
    let mut facts = Vec::new();
    match schema.format.as_deref() {
        Some("password") => facts.push("secret".to_owned()),
        Some(format) if !matches!(format, "int32" | "int64" | "float" | "double") => facts.push(format.to_owned()),
        _ => {}
    }
    if let Some(moment) = schema.moment {
        let side = if moment.is == MomentRelation::Future { "future" } else { "past" };
        let unit = if moment.unit == MomentUnit::Ms { "ms" } else { "s" };
        facts.push(format!("{side} moment in {unit}"));
    } else {
        let bounds = [
            ("at least", &schema.minimum),
            ("above", &schema.exclusive_minimum),
            ("at most", &schema.maximum),
            ("below", &schema.exclusive_maximum),
            ("a multiple of", &schema.multiple_of),
        ];
        facts.extend(bounds.iter().filter_map(|(word, bound)| bound.as_ref().map(|bound| format!("{word} {bound}"))));
    }
    match (schema.min_length, schema.max_length) {
        (Some(1), None) => facts.push("not empty".to_owned()),
        (Some(least), None) => facts.push(format!("{least} or more characters")),
        (None, Some(most)) => facts.push(format!("up to {most} characters")),
        (Some(least), Some(most)) => facts.push(format!("{least} to {most} characters")),
        (None, None) => {}
    }
    if let Some(pattern) = &schema.pattern {
        facts.push(format!("matches {pattern}"));
    }
    if let Some(values) = &schema.enumeration {
        facts.push(format!("one of {}", values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")));
    }
    if let Some(equals) = &schema.equals {
        facts.push(format!("equals {}", equals.value));
    }
    if facts.is_empty() { format!("[{base}]") } else { format!("[{base}: {}]", facts.join(", ")) }
}

const fn name(ty: Type) -> &'static str {
    match ty {
        Type::Null => "null",
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::String => "string",
        Type::Array => "array",
        Type::Object => "object",
    }
}
