//! Strings of a format: the text as it was sent, and the value that it stands for.

use super::{Error, Value, preview};

/// Defines a string type: its value, what is right in words, and how the value is read.
#[allow(unused_macros)]
macro_rules! formatted {
    ($(#[$doc:meta])* $name:ident($value:ty) $format:literal $says:literal $parse:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            text: String,
            value: $value,
        }

        impl $name {
            /// Checks the format; the error names the value.
            pub fn new(text: impl Into<String>) -> Result<Self, super::Error> {
                let text = text.into();
                let parse: fn(&str) -> Option<$value> = $parse;
                match parse(&text) {
                    Some(value) => Ok(Self { text, value }),
                    None => Err(super::wrong_format($format, $says, &text)),
                }
            }

            /// The text as it was sent.
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// The value that it stands for.
            pub fn get(&self) -> &$value {
                &self.value
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = super::Error;

            fn try_from(text: &str) -> Result<Self, super::Error> {
                Self::new(text)
            }
        }

        impl super::Json for $name {
            fn decode(value: &super::Value) -> Result<Self, super::Error> {
                match value.as_str() {
                    Some(text) => Self::new(text),
                    None => Err(super::Error::wrong_type("a string", value)),
                }
            }

            fn encode(&self) -> super::Value {
                super::Value::from(self.text.as_str())
            }
        }
    };
}
#[allow(unused_imports)]
pub(super) use formatted;

/// The error for a text of another format.
pub fn wrong_format(format: &str, says: &str, found: &str) -> Error {
    Error::new("format", format!("must be {says} ({format})")).found(preview(&Value::from(found)))
}

formatted! {
    /// `format: uri`: a URI with its scheme.
    Uri(()) "uri" "a URI with its scheme" |text| {
        let (scheme, rest) = text.split_once(':')?;
        let named = scheme.starts_with(|ch: char| ch.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
        let never = |ch: char| ch.is_whitespace() || ch.is_control() || "<>\"\\^`{|}".contains(ch);
        (named && !rest.is_empty() && !rest.contains(never)).then_some(())
    }
}

formatted! {
    /// `format: email`: something on each side of an `@`, without blanks.
    Email(()) "email" "an e-mail address" |text| {
        let (local, domain) = text.rsplit_once('@')?;
        let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
        let local = !local.is_empty() && (quoted || !local.contains(|ch: char| ch.is_whitespace() || ch == '@'));
        let edges = domain.starts_with(['.', '-']) || domain.ends_with(['.', '-']) || domain.contains("..");
        (local && !domain.is_empty() && !edges && !domain.contains(|ch: char| ch.is_whitespace() || ch.is_control())).then_some(())
    }
}

formatted! {
    /// `format: ipv4`.
    Ipv4(std::net::Ipv4Addr) "ipv4" "an IPv4 address" |text| text.parse().ok()
}

formatted! {
    /// `format: ipv6`.
    Ipv6(std::net::Ipv6Addr) "ipv6" "an IPv6 address" |text| text.parse().ok()
}
