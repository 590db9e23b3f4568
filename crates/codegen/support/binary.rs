//! [`Binary`]: `format: binary`.

use super::{Error, Json, Value};

/// Any bytes. In JSON they stand as a string with one character U+0000 to U+00FF a byte; as a body or a part they stand as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binary(pub Vec<u8>);

impl Json for Binary {
    fn decode(value: &Value) -> Result<Self, Error> {
        if value.is_string() { Ok(Self(bytes(value))) } else { Err(Error::wrong_type("a string of bytes", value)) }
    }

    fn encode(&self) -> Value {
        Value::String(self.0.iter().copied().map(char::from).collect())
    }
}

/// The bytes that a string of characters U+0000 to U+00FF stands for; other strings as UTF-8, other values as JSON.
pub fn bytes(value: &Value) -> Vec<u8> {
    let Value::String(text) = value else { return value.to_string().into_bytes() };
    text.chars().map(|ch| u8::try_from(u32::from(ch))).collect::<Result<_, _>>().unwrap_or_else(|_| text.clone().into_bytes())
}
