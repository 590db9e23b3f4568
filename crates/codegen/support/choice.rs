//! Enumerations and unions: `names!` for enums of strings, `constants!` for enums of any JSON, `choice!` for `oneOf` and `anyOf`.

use super::{Error, Value, preview};

/// Implements an enum of strings; with `open`, a last variant keeps every other string.
#[allow(unused_macros)]
macro_rules! names {
    ($name:ident { $($variant:ident = $wire:literal,)* } $(open $other:ident)?) => {
        impl $name {
            /// Every documented value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// As it goes over the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    $(Self::$other(text) => text,)?
                }
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = support::Error;
            fn from_str(text: &str) -> ::std::result::Result<Self, support::Error> {
                match text {
                    $($wire => ::std::result::Result::Ok(Self::$variant),)*
                    $(other => ::std::result::Result::Ok(Self::$other(other.to_owned())),)?
                    #[allow(unreachable_patterns)]
                    other => ::std::result::Result::Err(support::unknown_name(&[$($wire),*], other)),
                }
            }
        }
        impl support::Json for $name {
            fn decode(value: &support::Value) -> ::std::result::Result<Self, support::Error> {
                match value.as_str() {
                    ::std::option::Option::Some(text) => text.parse(),
                    ::std::option::Option::None => ::std::result::Result::Err(support::Error::wrong_type("a string", value)),
                }
            }
            fn encode(&self) -> support::Value {
                support::Value::from(self.as_str())
            }
        }
        support::serde_by_json!($name);
    };
}
#[allow(unused_imports)]
pub(crate) use names;

/// Implements an enum of any JSON values, each given as JSON text; with `open`, a last variant keeps every other value.
#[allow(unused_macros)]
macro_rules! constants {
    ($name:ident { $($variant:ident = $json:literal,)* } $(open $other:ident)?) => {
        impl support::Json for $name {
            fn decode(value: &support::Value) -> ::std::result::Result<Self, support::Error> {
                $(if support::is_constant(value, $json) {
                    return ::std::result::Result::Ok(Self::$variant);
                })*
                $(#[allow(unreachable_code)]
                return ::std::result::Result::Ok(Self::$other(value.clone()));)?
                #[allow(unreachable_code)]
                ::std::result::Result::Err(support::unknown_constant(&[$($json),*], value))
            }
            fn encode(&self) -> support::Value {
                match self {
                    $(Self::$variant => support::constant($json),)*
                    $(Self::$other(value) => value.clone(),)?
                }
            }
        }
        support::serde_by_json!($name);
    };
}
#[allow(unused_imports)]
pub(crate) use constants;

/// Implements a union. `one` takes a value that exactly one branch takes, `any` the first branch that takes it. A discriminator that names a
/// branch leaves only that one.
#[allow(unused_macros)]
macro_rules! choice {
    ($mode:ident $name:ident { $($variant:ident($inner:ty),)* } $(by $property:literal { $($tag:literal => $target:literal,)* })?) => {
        impl support::Json for $name {
            fn decode(value: &support::Value) -> ::std::result::Result<Self, support::Error> {
                let branches: &[support::Branch<Self>] =
                    &[$((stringify!($variant), |value| <$inner as support::Json>::decode(value).map(Self::$variant))),*];
                #[allow(unused_mut, unused_assignments)]
                let mut tagged = ::std::option::Option::None;
                $(tagged = support::tagged(value, $property, &[$(($tag, $target)),*]);)?
                support::$mode(stringify!($name), value, branches, tagged)
            }
            fn encode(&self) -> support::Value {
                match self {
                    $(Self::$variant(inner) => support::Json::encode(inner),)*
                }
            }
        }
        support::serde_by_json!($name);
    };
}
#[allow(unused_imports)]
pub(crate) use choice;

/// The value that a constant's JSON text stands for.
pub fn constant(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// Whether a value is the same JSON as a constant.
pub fn is_constant(value: &Value, json: &str) -> bool {
    serde_json::from_str(json).is_ok_and(|constant| super::same(value, &constant))
}

/// The error for a string that an enum does not have.
pub fn unknown_name(known: &[&str], found: &str) -> Error {
    let known: Vec<String> = known.iter().map(|name| format!("{name:?}")).collect();
    unknown(&known, &preview(&Value::from(found)))
}

/// The error for a value that an enum does not have.
pub fn unknown_constant(known: &[&str], found: &Value) -> Error {
    let known: Vec<String> = known.iter().map(|json| (*json).to_owned()).collect();
    unknown(&known, &preview(found))
}

fn unknown(known: &[String], found: &str) -> Error {
    let more = known.len().saturating_sub(20);
    let mut list = known.iter().take(20).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 {
        list.push_str(&format!(" and {more} more"));
    }
    Error::new("enum", format!("must be one of {list} (enum)")).found(found)
}

/// One branch of a union: its name and how it reads a value.
pub type Branch<T> = (&'static str, fn(&Value) -> Result<T, Error>);

/// What a discriminator says about a value.
pub struct Tagged {
    property: &'static str,
    found: Option<String>,
    target: Option<&'static str>,
    known: Vec<&'static str>,
}

/// Looks the discriminator up.
pub fn tagged(value: &Value, property: &'static str, mapping: &[(&'static str, &'static str)]) -> Option<Tagged> {
    let found = value.get(property).and_then(Value::as_str).map(str::to_owned);
    let target = mapping.iter().find(|(tag, _)| Some(*tag) == found.as_deref()).map(|(_, target)| *target);
    value.is_object().then(|| Tagged { property, found, target, known: mapping.iter().map(|(tag, _)| *tag).collect() })
}

/// Reads a `oneOf`.
pub fn one<T>(name: &str, value: &Value, branches: &[Branch<T>], tagged: Option<Tagged>) -> Result<T, Error> {
    if let Some(result) = by_tag(value, branches, tagged.as_ref()) {
        return result;
    }
    let mut reasons = Vec::new();
    let mut found: Option<(&str, T)> = None;
    for (branch, decode) in branches {
        match (decode(value), &found) {
            (Ok(decoded), None) => found = Some((branch, decoded)),
            (Ok(_), Some((first, _))) => {
                let must = format!("must match exactly one branch of {name} (oneOf), not both {first} and {branch}");
                return Err(Error::new("oneOf", must).found(preview(value)));
            }
            (Err(error), _) => reasons.push((*branch, error)),
        }
    }
    found.map(|(_, decoded)| decoded).ok_or_else(|| no_branch("oneOf", name, reasons, tagged))
}

/// Reads an `anyOf`.
pub fn any<T>(name: &str, value: &Value, branches: &[Branch<T>], tagged: Option<Tagged>) -> Result<T, Error> {
    if let Some(result) = by_tag(value, branches, tagged.as_ref()) {
        return result;
    }
    let mut reasons = Vec::new();
    for (branch, decode) in branches {
        match decode(value) {
            Ok(decoded) => return Ok(decoded),
            Err(error) => reasons.push((*branch, error)),
        }
    }
    Err(no_branch("anyOf", name, reasons, tagged))
}

/// What the branch says that the discriminator names; `None` where it names none.
fn by_tag<T>(value: &Value, branches: &[Branch<T>], tagged: Option<&Tagged>) -> Option<Result<T, Error>> {
    let target = tagged?.target?;
    branches.iter().find(|(branch, _)| *branch == target).map(|(_, decode)| decode(value))
}

fn no_branch(rule: &'static str, name: &str, reasons: Vec<(&str, Error)>, tagged: Option<Tagged>) -> Error {
    if let Some(Tagged { property, found, target: None, known }) = tagged {
        let found = found.map_or("nothing".to_owned(), |found| format!("{found:?}"));
        let must = format!("must tell the branch of {name} in {property:?}: one of {}", known.join(", "));
        return Error::new("discriminator", must).found(found);
    }
    let reasons: Vec<String> = reasons.into_iter().map(|(branch, error)| format!("{branch}: {error}")).collect();
    Error::new(rule, format!("must match a branch of {name} ({rule}), but {}", reasons.join("; ")))
}
