//! [`Secret`]: `format: password`.

use super::{Error, Json, Value};
use std::fmt;

/// A string that no `Debug` output shows.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Json for Secret {
    const SECRET: bool = true;

    fn decode(value: &Value) -> Result<Self, Error> {
        value.as_str().map(Self::from).ok_or_else(|| Error::new("type", "expected a string"))
    }

    fn encode(&self) -> Value {
        Value::String(self.0.clone())
    }
}
