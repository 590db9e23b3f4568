//! Objects: [`Members`] reads them, [`Writer`] writes them, [`Field`] keeps absent and null apart, `object!` implements a struct.

use super::{Error, Json, Value, preview};
use serde_json::Map;
use std::collections::BTreeMap;

/// A member that may be absent, null, or a value: three different things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// Not sent.
    #[default]
    Absent,
    /// Sent as `null`.
    Null,
    /// Sent with a value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// The members of an object that is being read.
pub struct Members<'a> {
    members: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    /// The members of `value`; an error where it is no object.
    pub fn of(value: &'a Value) -> Result<Self, Error> {
        value.as_object().map(|members| Self { members }).ok_or_else(|| Error::wrong_type("an object", value))
    }

    /// A member that must be there.
    pub fn required<T: Json>(&self, name: &str) -> Result<T, Error> {
        match self.members.get(name) {
            Some(value) => T::decode(value).map_err(|error| error.inside(name)),
            None => Err(missing(name)),
        }
    }

    /// A member that may be absent, but not null.
    pub fn optional<T: Json>(&self, name: &str) -> Result<Option<T>, Error> {
        self.members.get(name).map(|value| T::decode(value).map_err(|error| error.inside(name))).transpose()
    }

    /// A member that must be there and may be null.
    pub fn nullable<T: Json>(&self, name: &str) -> Result<Option<T>, Error> {
        self.required(name)
    }

    /// A member that may be absent and may be null.
    pub fn field<T: Json>(&self, name: &str) -> Result<Field<T>, Error> {
        match self.members.get(name) {
            None => Ok(Field::Absent),
            Some(Value::Null) => Ok(Field::Null),
            Some(value) => T::decode(value).map(Field::Value).map_err(|error| error.inside(name)),
        }
    }

    /// All members but the known ones.
    pub fn rest<T: Json>(&self, known: &[&str]) -> Result<BTreeMap<String, T>, Error> {
        let rest = self.members.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        rest.map(|(name, value)| Ok((name.clone(), T::decode(value).map_err(|error| error.inside(name))?))).collect()
    }

    /// An error where there is a member that only goes the other way; `rule` is `readOnly` or `writeOnly`.
    pub fn without(&self, rule: &'static str, others: &[&str]) -> Result<(), Error> {
        match others.iter().find(|name| self.members.contains_key(**name)) {
            None => Ok(()),
            Some(name) => {
                let must = if rule == "readOnly" { "is not part of a request (readOnly)" } else { "is not part of an answer (writeOnly)" };
                Err(Error::new(rule, must).inside(name))
            }
        }
    }

    /// An error where there are members besides the known ones.
    pub fn closed(&self, known: &[&str]) -> Result<(), Error> {
        match self.members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, value)) => {
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                Err(Error::new("additionalProperties", format!("is not one of the known members ({known})"))
                    .found(preview(value))
                    .inside(name))
            }
        }
    }
}

fn missing(name: &str) -> Error {
    Error::new("required", "is required, but missing").inside(name)
}

/// An object that is being written.
#[derive(Default)]
pub struct Writer {
    members: Map<String, Value>,
}

impl Writer {
    /// Writes the member.
    pub fn required<T: Json>(&mut self, name: &str, value: &T) {
        self.members.insert(name.to_owned(), value.encode());
    }

    /// Writes the member where there is a value.
    pub fn optional<T: Json>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes the value or null.
    pub fn nullable<T: Json>(&mut self, name: &str, value: &Option<T>) {
        self.required(name, value);
    }

    /// Writes the value, null or nothing.
    pub fn field<T: Json>(&mut self, name: &str, value: &Field<T>) {
        match value {
            Field::Absent => {}
            Field::Null => {
                self.members.insert(name.to_owned(), Value::Null);
            }
            Field::Value(value) => self.required(name, value),
        }
    }

    /// Writes further members; a known one is never overwritten.
    pub fn rest<T: Json>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            if !self.members.contains_key(name) {
                self.required(name, value);
            }
        }
    }

    /// The object.
    pub fn done(self) -> Value {
        Value::Object(self.members)
    }
}

/// Implements [`Json`] and `serde` for a struct: each member with its presence and its name on the wire.
#[allow(unused_macros)]
macro_rules! object {
    ($name:ident { $($field:ident: $presence:ident $wire:literal,)* } closed $(without $rule:literal [$($other:literal),*])?) => {
        impl support::Json for $name {
            fn decode(value: &support::Value) -> ::std::result::Result<Self, support::Error> {
                let members = support::Members::of(value)?;
                $(members.without($rule, &[$($other),*])?;)?
                members.closed(&[$($wire),*])?;
                ::std::result::Result::Ok(Self { $($field: members.$presence($wire)?,)* })
            }
            #[allow(unused_mut)]
            fn encode(&self) -> support::Value {
                let mut writer = support::Writer::default();
                $(writer.$presence($wire, &self.$field);)*
                writer.done()
            }
        }
        support::serde_by_json!($name);
    };
    ($name:ident { $($field:ident: $presence:ident $wire:literal,)* } rest $rest:ident $(without $rule:literal [$($other:literal),*])?) => {
        impl support::Json for $name {
            fn decode(value: &support::Value) -> ::std::result::Result<Self, support::Error> {
                let members = support::Members::of(value)?;
                $(members.without($rule, &[$($other),*])?;)?
                ::std::result::Result::Ok(Self { $($field: members.$presence($wire)?,)* $rest: members.rest(&[$($wire),*])? })
            }
            fn encode(&self) -> support::Value {
                let mut writer = support::Writer::default();
                $(writer.$presence($wire, &self.$field);)*
                writer.rest(&self.$rest);
                writer.done()
            }
        }
        support::serde_by_json!($name);
    };
}
#[allow(unused_imports)]
pub(crate) use object;
