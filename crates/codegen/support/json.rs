//! [`Json`]: between JSON values and Rust types. `serde` goes through it.

use super::{Error, Value, preview};
use std::collections::BTreeMap;

/// A type with a JSON form.
pub trait Json: Sized {
    /// Whether values must not be shown in errors.
    const SECRET: bool = false;

    /// Reads the JSON form; refuses what the schema forbids.
    fn decode(value: &Value) -> Result<Self, Error>;

    /// Writes the JSON form.
    fn encode(&self) -> Value;
}

/// Implements `serde::Serialize` and `serde::Deserialize` by way of [`Json`].
#[allow(unused_macros)]
macro_rules! serde_by_json {
    ($($name:ty),+) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&support::Json::encode(self), serializer)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value: support::Value = ::serde::Deserialize::deserialize(deserializer)?;
                support::Json::decode(&value).map_err(<D::Error as ::serde::de::Error>::custom)
            }
        }
    )+};
}
#[allow(unused_imports)]
pub(crate) use serde_by_json;

impl Json for Value {
    fn decode(value: &Value) -> Result<Self, Error> {
        Ok(value.clone())
    }

    fn encode(&self) -> Value {
        self.clone()
    }
}

impl Json for bool {
    fn decode(value: &Value) -> Result<Self, Error> {
        value.as_bool().ok_or_else(|| Error::wrong_type("a boolean", value))
    }

    fn encode(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Json for String {
    fn decode(value: &Value) -> Result<Self, Error> {
        value.as_str().map(str::to_owned).ok_or_else(|| Error::wrong_type("a string", value))
    }

    fn encode(&self) -> Value {
        Value::String(self.clone())
    }
}

#[allow(unused_macros)]
macro_rules! integers {
    ($($ty:ident)+) => {$(
        impl Json for $ty {
            fn decode(value: &Value) -> Result<Self, Error> {
                let whole = whole(value).ok_or_else(|| Error::wrong_type("an integer", value))?;
                <$ty>::try_from(whole).map_err(|_| {
                    Error::new("format", format!("expected an integer from {} to {}", <$ty>::MIN, <$ty>::MAX)).found(preview(value))
                })
            }

            fn encode(&self) -> Value {
                Value::from(*self)
            }
        }
    )+};
}
integers!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Json for i128 {
    fn decode(value: &Value) -> Result<Self, Error> {
        whole(value).ok_or_else(|| Error::wrong_type("an integer", value))
    }

    fn encode(&self) -> Value {
        // Beyond 64 bits, JSON numbers are read as floating-point ones, and written as such.
        match (i64::try_from(*self), u64::try_from(*self)) {
            (Ok(signed), _) => Value::from(signed),
            (_, Ok(unsigned)) => Value::from(unsigned),
            _ => Value::from(*self as f64),
        }
    }
}

/// The integer that a JSON number stands for, `1.0` included.
pub(super) fn whole(value: &Value) -> Option<i128> {
    let Value::Number(number) = value else { return None };
    if let Some(signed) = number.as_i64() {
        return Some(signed.into());
    }
    if let Some(unsigned) = number.as_u64() {
        return Some(unsigned.into());
    }
    // The shortest digits are what was written, the bits only what is nearest to it.
    number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e38).and_then(|float| float.to_string().parse().ok())
}

impl Json for f64 {
    fn decode(value: &Value) -> Result<Self, Error> {
        value.as_f64().ok_or_else(|| Error::wrong_type("a number", value))
    }

    fn encode(&self) -> Value {
        // Whole numbers are written without a fraction: `5`, not `5.0`.
        if self.fract() == 0.0 && self.abs() < 9e15 {
            return Value::from(*self as i64);
        }
        serde_json::Number::from_f64(*self).map_or(Value::Null, Value::Number)
    }
}

impl<T: Json> Json for Option<T> {
    const SECRET: bool = T::SECRET;

    fn decode(value: &Value) -> Result<Self, Error> {
        if value.is_null() { Ok(None) } else { T::decode(value).map(Some) }
    }

    fn encode(&self) -> Value {
        self.as_ref().map_or(Value::Null, Json::encode)
    }
}

impl<T: Json> Json for Box<T> {
    const SECRET: bool = T::SECRET;

    fn decode(value: &Value) -> Result<Self, Error> {
        T::decode(value).map(Box::new)
    }

    fn encode(&self) -> Value {
        T::encode(self)
    }
}

impl<T: Json> Json for Vec<T> {
    fn decode(value: &Value) -> Result<Self, Error> {
        let items = value.as_array().ok_or_else(|| Error::wrong_type("an array", value))?;
        items.iter().enumerate().map(|(at, item)| T::decode(item).map_err(|error| error.inside(&at.to_string()))).collect()
    }

    fn encode(&self) -> Value {
        Value::Array(self.iter().map(Json::encode).collect())
    }
}

impl<T: Json> Json for BTreeMap<String, T> {
    fn decode(value: &Value) -> Result<Self, Error> {
        let members = value.as_object().ok_or_else(|| Error::wrong_type("an object", value))?;
        members.iter().map(|(name, value)| Ok((name.clone(), T::decode(value).map_err(|error| error.inside(name))?))).collect()
    }

    fn encode(&self) -> Value {
        Value::Object(self.iter().map(|(name, value)| (name.clone(), value.encode())).collect())
    }
}

/// The only value is `null`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Null;

impl Json for Null {
    fn decode(value: &Value) -> Result<Self, Error> {
        if value.is_null() { Ok(Self) } else { Err(Error::wrong_type("null", value)) }
    }

    fn encode(&self) -> Value {
        Value::Null
    }
}

/// No value is right: the schema contradicts itself or is `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Never {}

impl Json for Never {
    fn decode(value: &Value) -> Result<Self, Error> {
        Err(Error::new("false", "no value is right here").found(preview(value)))
    }

    fn encode(&self) -> Value {
        match *self {}
    }
}

/// A type from outside the generated code, by its own `serde` implementations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreign<T>(pub T);

impl<T: serde::Serialize + serde::de::DeserializeOwned> Json for Foreign<T> {
    fn decode(value: &Value) -> Result<Self, Error> {
        serde::Deserialize::deserialize(value).map(Self).map_err(|error: serde_json::Error| Error::new("format", error.to_string()))
    }

    fn encode(&self) -> Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }
}
