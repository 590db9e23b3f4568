//! `type`, `enum`, `const`, and the keywords of numbers and strings.

use super::number::{self, compare};
use super::run::{At, Found, Run};
use super::{equal, format, show};
use crate::model::{Moment, MomentRelation, MomentUnit, Schema, SchemaId, Type};
use serde_json::{Number, Value};
use std::cmp::Ordering;

impl Run<'_, '_> {
    /// Whether the type is one of those allowed.
    pub fn types(&self, id: SchemaId, schema: &Schema, at: At<'_>, found: &mut Found) -> bool {
        if type_allows(schema, at.value) {
            return true;
        }
        self.violate(found, id, at, "type", show::types(&schema.types));
        false
    }

    pub fn fixed_values(&self, id: SchemaId, schema: &Schema, at: At<'_>, found: &mut Found) {
        if let Some(values) = &schema.enumeration
            && !values.iter().any(|value| equal(value, at.value))
        {
            self.violate(found, id, at, "enum", show::one_of(values));
        }
        if let Some(value) = &schema.constant
            && !equal(value, at.value)
        {
            self.violate(found, id, at, "const", show::one_of(std::slice::from_ref(value)));
        }
    }

    pub fn number(&self, id: SchemaId, schema: &Schema, value: &Number, at: At<'_>, found: &mut Found) {
        let bounds: [(&Option<Number>, &'static str, &str, &[Ordering]); 4] = [
            (&schema.minimum, "minimum", "at least", &[Ordering::Greater, Ordering::Equal]),
            (&schema.maximum, "maximum", "at most", &[Ordering::Less, Ordering::Equal]),
            (&schema.exclusive_minimum, "exclusiveMinimum", "above", &[Ordering::Greater]),
            (&schema.exclusive_maximum, "exclusiveMaximum", "below", &[Ordering::Less]),
        ];
        for (bound, keyword, words, right) in bounds {
            if let Some(bound) = bound
                && !right.contains(&compare(value, bound))
            {
                self.violate(found, id, at, keyword, format!("a number {words} {bound}"));
            }
        }
        if let Some(step) = &schema.multiple_of
            && !number::is_multiple(value, step)
        {
            self.violate(found, id, at, "multipleOf", format!("a multiple of {step}"));
        }
        if let Some(format) = schema.format.as_ref().filter(|_| self.validator.asserts_formats)
            && let Some(expected) = format::number(format, value)
        {
            self.violate(found, id, at, "format", expected);
        }
        if let Some(moment) = schema.moment {
            self.moment(id, moment, value.as_i64().or_else(|| value.as_f64().map(|float| float as i64)), at, found);
        }
    }

    pub fn text(&self, id: SchemaId, schema: &Schema, text: &str, at: At<'_>, found: &mut Found) {
        if schema.min_length.is_some() || schema.max_length.is_some() {
            let length = text.chars().count() as u64;
            if let Some(least) = schema.min_length.filter(|&least| length < least) {
                self.violate(found, id, at, "minLength", format!("a string of at least {least} characters (it has {length})"));
            }
            if let Some(most) = schema.max_length.filter(|&most| length > most) {
                self.violate(found, id, at, "maxLength", format!("a string of at most {most} characters (it has {length})"));
            }
        }
        if let Some(pattern) = &schema.pattern {
            let expected = || format!("a string that matches `{}`", crate::text::short(pattern));
            match self.validator.prepared.patterns.matches(pattern, text) {
                Some(true) => {}
                Some(false) => self.violate(found, id, at, "pattern", expected()),
                None => self.violate(found, id, at, "limit", expected() + ", found out within limits"),
            }
        }
        if let Some(format) = schema.format.as_ref().filter(|_| self.validator.asserts_formats)
            && let Some(expected) = format::text(format, text)
        {
            self.violate(found, id, at, "format", expected);
        }
        if let Some(moment) = schema.moment {
            self.moment(id, moment, text.parse().ok(), at, found);
        }
    }

    fn moment(&self, id: SchemaId, moment: Moment, value: Option<i64>, at: At<'_>, found: &mut Found) {
        let (Some(now), Some(value)) = (self.validator.now_ms, value) else { return };
        let (value, unit) = match moment.unit {
            MomentUnit::Ms => (value, "milliseconds"),
            MomentUnit::S => (value.saturating_mul(1000), "seconds"),
        };
        let (is_right, side) = match moment.is {
            MomentRelation::Future => (value > now, "future"),
            MomentRelation::Past => (value <= now, "past"),
        };
        if !is_right {
            self.violate(found, id, at, "x-moment", format!("a moment in the {side}, in {unit} since 1970"));
        }
    }
}

/// Whether `type` (and `nullable`) let a value pass.
pub(crate) fn type_allows(schema: &Schema, value: &Value) -> bool {
    schema.types.is_empty() || (schema.nullable && value.is_null()) || schema.types.iter().any(|ty| is_of(value, ty))
}

fn is_of(value: &Value, ty: Type) -> bool {
    match (ty, value) {
        (Type::Null, Value::Null)
        | (Type::Boolean, Value::Bool(_))
        | (Type::Number, Value::Number(_))
        | (Type::String, Value::String(_))
        | (Type::Array, Value::Array(_))
        | (Type::Object, Value::Object(_)) => true,
        (Type::Integer, Value::Number(number)) => number::is_integer(number),
        _ => false,
    }
}
