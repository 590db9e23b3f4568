//! Nodes as JSON values.

use super::{Kind, NodeId, Tree, scalar};
use serde_json::{Number, Value};

impl Tree {
    /// The node and all below it as JSON.
    pub fn json(&self, id: NodeId) -> Value {
        match self.kind(id) {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(raw) => scalar::number(raw).map_or(Value::Null, Value::Number),
            Kind::Text(text) => Value::String(text.to_string()),
            Kind::List(items) => Value::Array(items.iter().map(|&item| self.json(item)).collect()),
            Kind::Map(entries) => Value::Object(entries.iter().map(|entry| (entry.key.to_string(), self.json(entry.value))).collect()),
        }
    }

    pub fn number(&self, id: NodeId) -> Option<Number> {
        match self.kind(id) {
            Kind::Number(raw) => scalar::number(raw),
            _ => None,
        }
    }

    /// A number without a fraction, not below 0: `3` and `3.0`.
    pub fn whole(&self, id: NodeId) -> Option<u64> {
        let number = self.number(id)?;
        number.as_u64().or_else(|| {
            let float = number.as_f64()?;
            // Every whole f64 in this range is exact.
            (float >= 0.0 && float.fract() == 0.0 && float <= 9e15).then_some(float as u64)
        })
    }
}
