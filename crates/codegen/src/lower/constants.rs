//! `enum` and `const`.

use super::node::{Part, narrows};
use super::{Lowering, Merged, Side, Spot};
use crate::codes;
use crate::ir::{Constants, Kind, Rule, Type, Variant};
use crate::names::{Role, settle};
use serde_json::Value;
use specproof_contract::model::{self, SchemaId};
use specproof_contract::validate::{Direction, Validator};
use std::collections::HashSet;

impl Lowering<'_> {
    /// An enumeration: the documented values that the other keywords allow.
    pub(super) fn constants(&mut self, flat: &[Part], merged: &Merged, rules: Vec<Rule>, spot: &Spot) -> Type {
        let all = merged.enumeration.clone().unwrap_or_default();
        let (mut values, mut seen) = (Vec::new(), HashSet::new());
        let others: Vec<SchemaId> = flat.iter().map(|part| part.id).filter(|&id| self.api.schema(id).is_some_and(narrows)).collect();
        for value in all.iter().filter(|value| !value.is_null() && allowed(value, merged) && self.is_valid(value, &others, spot.side)) {
            let value = plain(value);
            if seen.insert(value.clone()) {
                values.push(value);
            }
        }
        if values.is_empty() {
            return if all.iter().any(Value::is_null) { Type::Null } else { self.never(flat, "no value of this enum is of its type") };
        }
        let wires: Vec<String> = values.iter().map(wire).collect();
        let wires: Vec<&str> = wires.iter().map(String::as_str).collect();
        let strings = values.iter().all(Value::is_string);
        let open = (self.options.open_enums && strings).then(|| settle(&wires, Role::Variant, &[]));
        let open = open.map(|names| {
            ["Other", "Unknown", "Undocumented"].into_iter().find(|name| !names.contains(&(*name).to_owned())).unwrap_or("OtherValue")
        });
        let names = settle(&wires, Role::Variant, &[]);
        let variants = names.into_iter().zip(values).map(|(name, value)| Variant { name, value }).collect();
        let outer = spot;
        let spot = &self.apart(spot, &rules, "Value");
        let id = self.claim(spot);
        let docs = self.type_docs(flat, spot);
        let kind = Kind::Enum(Constants { variants, strings, open: open.map(str::to_owned) });
        self.push(spot, id, docs, self.is_deprecated(flat), kind);
        self.within(Type::Named(id), rules, flat, outer)
    }

    /// Whether a value of an enumeration keeps to what stands beside it.
    fn is_valid(&self, value: &Value, others: &[SchemaId], side: Side) -> bool {
        let direction = if side == Side::Request { Direction::Request } else { Direction::Response };
        others
            .iter()
            .all(|&id| self.validators[side as usize].get_or_init(|| Validator::new(self.api, direction)).check(id, value).is_valid())
    }

    pub(super) fn never(&mut self, flat: &[Part], why: &str) -> Type {
        let id = flat.first().map_or(model::SchemaId(0), |part| part.id);
        self.warn(&codes::NEVER_VALID, id, format!("no value can satisfy this schema: {why}"), None);
        Type::Never
    }
}

/// Whether the other keywords allow the value.
fn allowed(value: &Value, merged: &Merged) -> bool {
    let ty = match value {
        Value::Null => model::Type::Null,
        Value::Bool(_) => model::Type::Boolean,
        // 5.0 and 1e3 are integers, too.
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => model::Type::Integer,
        Value::Number(_) => model::Type::Number,
        Value::String(_) => model::Type::String,
        Value::Array(_) => model::Type::Array,
        Value::Object(_) => model::Type::Object,
    };
    let types = &merged.types;
    merged.implied || types.is_empty() || types.contains(ty) || (ty == model::Type::Integer && types.contains(model::Type::Number))
}

/// Whole numbers without a fraction or exponent, as they are written.
fn plain(value: &Value) -> Value {
    match value.as_f64() {
        Some(float) if value.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => Value::from(float as i64),
        _ => value.clone(),
    }
}

fn wire(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
