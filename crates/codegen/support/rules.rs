//! [`Rule`]: the keywords of JSON Schema that a Rust type alone does not hold, checked on the JSON form.

use super::{Decimal, Error, Json, Value, preview};
use std::cmp::Ordering;

/// One rule of a schema.
#[derive(Clone, Copy)]
pub enum Rule {
    /// `minLength`, in code points.
    MinLength(u64),
    /// `maxLength`, in code points.
    MaxLength(u64),
    /// `pattern`.
    Pattern(&'static dyn Matcher),
    /// `minimum`, as a JSON number.
    Minimum(&'static str),
    /// `maximum`, as a JSON number.
    Maximum(&'static str),
    /// Exclusive lower bound, as a JSON number.
    ExclusiveMinimum(&'static str),
    /// Exclusive upper bound, as a JSON number.
    ExclusiveMaximum(&'static str),
    /// `multipleOf`, as a JSON number.
    MultipleOf(&'static str),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// One or more of these sets of members must be complete (`anyOf` of `required`).
    RequiredAny(&'static [&'static [&'static str]]),
    /// Exactly one of these sets of members must be complete (`oneOf` of `required`).
    RequiredOne(&'static [&'static [&'static str]]),
    /// `not`: the value must not decode as this.
    Not(fn(&Value) -> Result<(), Error>),
    /// The value must also decode as this (a part of `allOf` that could not be merged).
    Also(fn(&Value) -> Result<(), Error>),
}

/// What a `pattern` is matched with.
pub trait Matcher: Sync {
    /// The pattern as written.
    fn source(&self) -> &'static str;

    /// Whether the pattern is found anywhere in the text.
    fn is_match(&self, text: &str) -> bool;
}

/// Checks all rules; the first that is broken is the error.
pub fn check(rules: &[Rule], value: &Value) -> Result<(), Error> {
    rules.iter().try_for_each(|rule| rule.check(value))
}

/// [`check`], without showing the value where its type is secret.
pub fn check_as<T: Json>(rules: &[Rule], value: &Value) -> Result<(), Error> {
    check(rules, value).map_err(|error| if T::SECRET { error.hidden() } else { error })
}

impl Rule {
    /// Checks the JSON form of a value. A rule for another JSON type than the value's says nothing.
    pub fn check(&self, value: &Value) -> Result<(), Error> {
        match (*self, value) {
            (Self::MinLength(limit), Value::String(text)) => at_least("minLength", "characters", limit, text.chars().count(), value),
            (Self::MaxLength(limit), Value::String(text)) => at_most("maxLength", "characters", limit, text.chars().count(), value),
            (Self::Pattern(pattern), Value::String(text)) => {
                ensure(pattern.is_match(text), "pattern", value, || format!("must match {}", pattern.source()))
            }
            (Self::Minimum(bound), Value::Number(number)) => {
                ensure(order(number, bound) != Ordering::Less, "minimum", value, || format!("must be at least {bound}"))
            }
            (Self::Maximum(bound), Value::Number(number)) => {
                ensure(order(number, bound) != Ordering::Greater, "maximum", value, || format!("must be at most {bound}"))
            }
            (Self::ExclusiveMinimum(bound), Value::Number(number)) => {
                ensure(order(number, bound) == Ordering::Greater, "exclusiveMinimum", value, || format!("must be above {bound}"))
            }
            (Self::ExclusiveMaximum(bound), Value::Number(number)) => {
                ensure(order(number, bound) == Ordering::Less, "exclusiveMaximum", value, || format!("must be below {bound}"))
            }
            (Self::MultipleOf(divisor), Value::Number(number)) => {
                ensure(is_multiple(number, divisor), "multipleOf", value, || format!("must be a multiple of {divisor}"))
            }
            (Self::MinItems(limit), Value::Array(items)) => at_least("minItems", "items", limit, items.len(), value),
            (Self::MaxItems(limit), Value::Array(items)) => at_most("maxItems", "items", limit, items.len(), value),
            (Self::UniqueItems, Value::Array(items)) => unique(items),
            (Self::MinProperties(limit), Value::Object(members)) => at_least("minProperties", "members", limit, members.len(), value),
            (Self::MaxProperties(limit), Value::Object(members)) => at_most("maxProperties", "members", limit, members.len(), value),
            (Self::RequiredAny(sets), Value::Object(_)) => {
                ensure(complete(sets, value) > 0, "anyOf", value, || format!("must have {}", listed(sets, "or")))
            }
            (Self::RequiredOne(sets), Value::Object(_)) => {
                ensure(complete(sets, value) == 1, "oneOf", value, || format!("must have exactly one of: {}", listed(sets, "or")))
            }
            // What is no object breaks no `required`: all branches take it.
            (Self::RequiredOne(sets), _) => ensure(sets.len() == 1, "oneOf", value, || "must be an object".into()),
            (Self::Not(accepts), _) => {
                ensure(accepts(value).is_err(), "not", value, || "must not be of the shape that is ruled out".into())
            }
            (Self::Also(accepts), _) => accepts(value),
            _ => Ok(()),
        }
    }
}

fn ensure(holds: bool, rule: &'static str, value: &Value, must: impl FnOnce() -> String) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::new(rule, format!("{} ({rule})", must())).found(preview(value))) }
}

fn at_least(rule: &'static str, unit: &str, limit: u64, count: usize, value: &Value) -> Result<(), Error> {
    let holds = count as u64 >= limit;
    ensure(holds, rule, value, || format!("must have at least {limit} {unit}, not {count}"))
}

fn at_most(rule: &'static str, unit: &str, limit: u64, count: usize, value: &Value) -> Result<(), Error> {
    let holds = count as u64 <= limit;
    ensure(holds, rule, value, || format!("must have at most {limit} {unit}, not {count}"))
}

fn order(number: &serde_json::Number, bound: &str) -> Ordering {
    if let (Some(number), Ok(bound)) = (number.as_i64(), bound.parse::<i64>()) {
        return number.cmp(&bound);
    }
    match (Decimal::parse(&number.to_string()), Decimal::parse(bound)) {
        (Some(number), Some(bound)) => number.cmp(&bound),
        _ => Ordering::Equal,
    }
}

fn is_multiple(number: &serde_json::Number, divisor: &str) -> bool {
    match (Decimal::parse(&number.to_string()), Decimal::parse(divisor)) {
        (Some(number), Some(divisor)) => number.is_multiple_of(&divisor),
        _ => true,
    }
}

/// Whether two values are the same JSON: numbers by value, objects whatever the order of their members.
pub fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || Decimal::parse(&left.to_string()) == Decimal::parse(&right.to_string())
        }
        (Value::Array(left), Value::Array(right)) => left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b)),
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len() && left.iter().all(|(name, a)| right.get(name).is_some_and(|b| same(a, b)))
        }
        _ => left == right,
    }
}

fn unique(items: &[Value]) -> Result<(), Error> {
    for (at, item) in items.iter().enumerate() {
        if let Some(first) = items[..at].iter().position(|earlier| same(earlier, item)) {
            let must = format!("must not repeat an item (uniqueItems), but items {first} and {at} are the same");
            return Err(Error::new("uniqueItems", must).found(preview(item)));
        }
    }
    Ok(())
}

fn complete(sets: &[&[&str]], value: &Value) -> usize {
    sets.iter().filter(|set| set.iter().all(|name| value.get(name).is_some())).count()
}

fn listed(sets: &[&[&str]], word: &str) -> String {
    let sets: Vec<String> = sets.iter().map(|set| set.join(" and ")).collect();
    sets.join(&format!(" {word} "))
}

/// Implements a newtype that holds only values within its rules.
#[allow(unused_macros)]
macro_rules! checked {
    ($name:ident($inner:ty) [$($rule:expr),* $(,)?]) => {
        impl $name {
            /// What every value of this type keeps to.
            pub fn rules() -> &'static [support::Rule] {
                static RULES: &[support::Rule] = &[$($rule),*];
                RULES
            }

            /// Checks the rules; the error names the rule and the value.
            pub fn new(value: impl ::std::convert::Into<$inner>) -> ::std::result::Result<Self, support::Error> {
                let value = value.into();
                support::check_as::<$inner>(Self::rules(), &support::Json::encode(&value)).map_err(|error| error.of(stringify!($name)))?;
                ::std::result::Result::Ok(Self(value))
            }

            /// The value within.
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }
        impl ::std::ops::Deref for $name {
            type Target = $inner;
            fn deref(&self) -> &$inner {
                &self.0
            }
        }
        impl ::std::convert::TryFrom<$inner> for $name {
            type Error = support::Error;
            fn try_from(value: $inner) -> ::std::result::Result<Self, support::Error> {
                Self::new(value)
            }
        }
        impl support::Json for $name {
            const SECRET: bool = <$inner as support::Json>::SECRET;

            fn decode(value: &support::Value) -> ::std::result::Result<Self, support::Error> {
                let inner: $inner = support::Json::decode(value)?;
                support::check_as::<$inner>(Self::rules(), value)?;
                ::std::result::Result::Ok(Self(inner))
            }
            fn encode(&self) -> support::Value {
                support::Json::encode(&self.0)
            }
        }
        support::serde_by_json!($name);
    };
}
#[allow(unused_imports)]
pub(crate) use checked;
