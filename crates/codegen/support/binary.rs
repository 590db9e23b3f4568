//! [`Binary`]: `format: binary`.

use super::{Error, Json, Value, bytes};

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
