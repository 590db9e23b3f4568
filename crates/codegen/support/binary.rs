//! [`Binary`]: `format: binary`.

use super::{Error, Json, Value};

/// Marks a string that stands for bytes that are no UTF-8, one character U+0000 to U+00FF a byte; no text begins with this noncharacter.
const MARK: char = '\u{10FFFF}';

/// Any bytes. As a body or a part they stand as they are; a string in JSON stands for its bytes in UTF-8.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binary(pub Vec<u8>);

impl Json for Binary {
    fn decode(value: &Value) -> Result<Self, Error> {
        if value.is_string() { Ok(Self(octets(value))) } else { Err(Error::wrong_type("a string", value)) }
    }

    fn encode(&self) -> Value {
        from_octets(&self.0)
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// The bytes that a value stands for outside JSON.
pub fn octets(value: &Value) -> Vec<u8> {
    let Value::String(text) = value else { return value.to_string().into_bytes() };
    let marked = text.strip_prefix(MARK).and_then(|rest| rest.chars().map(|ch| u8::try_from(u32::from(ch)).ok()).collect());
    marked.unwrap_or_else(|| text.clone().into_bytes())
}

/// The value that stands for bytes.
pub fn from_octets(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(_) => Value::String(std::iter::once(MARK).chain(bytes.iter().copied().map(char::from)).collect()),
    }
}
