//! Scalars, lists and maps within limits that are part of their type: `Text<1, 254>`, `Int<1, 100>`, `List<T, 1, 10>`, `Dict<T, 1, 5>`.

use super::{Error, Json, Rule, Value, check};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

/// A string of `MIN` to `MAX` characters (Unicode code points).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MIN: u64, const MAX: u64>(String);

/// A string of at least `MIN` characters.
pub type TextMin<const MIN: u64> = Text<MIN, { u64::MAX }>;

/// A string of at most `MAX` characters.
pub type TextMax<const MAX: u64> = Text<0, MAX>;

impl<const MIN: u64, const MAX: u64> Text<MIN, MAX> {
    const RULES: &'static [Rule] = match (MIN, MAX) {
        (0, _) => &[Rule::MaxLength(MAX)],
        (_, u64::MAX) => &[Rule::MinLength(MIN)],
        _ => &[Rule::MinLength(MIN), Rule::MaxLength(MAX)],
    };

    /// Checks the length; the error names the rule and the value.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let value = Value::String(text.into());
        check(Self::RULES, &value)?;
        match value {
            Value::String(text) => Ok(Self(text)),
            other => Err(Error::wrong_type("a string", &other)),
        }
    }

    /// The text.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl<const MIN: u64, const MAX: u64> fmt::Debug for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: u64, const MAX: u64> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MIN: u64, const MAX: u64> Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: u64, const MAX: u64> TryFrom<&str> for Text<MIN, MAX> {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl<const MIN: u64, const MAX: u64> TryFrom<String> for Text<MIN, MAX> {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl<const MIN: u64, const MAX: u64> Json for Text<MIN, MAX> {
    fn decode(value: &Value) -> Result<Self, Error> {
        let text = String::decode(value)?;
        check(Self::RULES, value)?;
        Ok(Self(text))
    }

    fn encode(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An integer from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Int<const MIN: i64, const MAX: i64>(i64);

/// An integer of at least `MIN`.
pub type IntMin<const MIN: i64> = Int<MIN, { i64::MAX }>;

/// An integer of at most `MAX`.
pub type IntMax<const MAX: i64> = Int<{ i64::MIN }, MAX>;

impl<const MIN: i64, const MAX: i64> Int<MIN, MAX> {
    /// Checks the range; the error names the rule and the value.
    pub fn new(number: i64) -> Result<Self, Error> {
        if number < MIN {
            return Err(Error::new("minimum", format!("must be at least {MIN} (minimum)")).found(number.to_string()));
        }
        if number > MAX {
            return Err(Error::new("maximum", format!("must be at most {MAX} (maximum)")).found(number.to_string()));
        }
        Ok(Self(number))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<const MIN: i64, const MAX: i64> fmt::Display for Int<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<i64> for Int<MIN, MAX> {
    type Error = Error;

    fn try_from(number: i64) -> Result<Self, Error> {
        Self::new(number)
    }
}

impl<const MIN: i64, const MAX: i64> Json for Int<MIN, MAX> {
    fn decode(value: &Value) -> Result<Self, Error> {
        i64::decode(value).and_then(Self::new)
    }

    fn encode(&self) -> Value {
        Value::from(self.0)
    }
}

/// `MIN` to `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct List<T, const MIN: u64, const MAX: u64>(Vec<T>);

/// At least `MIN` items.
pub type ListMin<T, const MIN: u64> = List<T, MIN, { u64::MAX }>;

/// At most `MAX` items.
pub type ListMax<T, const MAX: u64> = List<T, 0, MAX>;

/// `MIN` to `MAX` items, no two of them the same JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniqueList<T, const MIN: u64 = 0, const MAX: u64 = { u64::MAX }>(Vec<T>);

macro_rules! lists {
    ($($name:ident [$($more:expr)?])+) => {$(
        impl<T: Json, const MIN: u64, const MAX: u64> $name<T, MIN, MAX> {
            const RULES: &'static [Rule] = &[Rule::MinItems(MIN), Rule::MaxItems(MAX) $(, $more)?];

            /// Checks the items; the error names the rule and the value.
            pub fn new(items: impl Into<Vec<T>>) -> Result<Self, Error> {
                let items = items.into();
                check(Self::RULES, &items.encode())?;
                Ok(Self(items))
            }

            /// The items.
            pub fn into_inner(self) -> Vec<T> {
                self.0
            }
        }

        impl<T, const MIN: u64, const MAX: u64> Deref for $name<T, MIN, MAX> {
            type Target = [T];

            fn deref(&self) -> &[T] {
                &self.0
            }
        }

        impl<T: Json, const MIN: u64, const MAX: u64> TryFrom<Vec<T>> for $name<T, MIN, MAX> {
            type Error = Error;

            fn try_from(items: Vec<T>) -> Result<Self, Error> {
                Self::new(items)
            }
        }

        impl<T: Json, const MIN: u64, const MAX: u64> Json for $name<T, MIN, MAX> {
            fn decode(value: &Value) -> Result<Self, Error> {
                let items = Vec::decode(value)?;
                check(Self::RULES, value)?;
                Ok(Self(items))
            }

            fn encode(&self) -> Value {
                self.0.encode()
            }
        }
    )+};
}
lists!(List [] UniqueList [Rule::UniqueItems]);

/// `MIN` to `MAX` members, all of one type, whatever their names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dict<T, const MIN: u64, const MAX: u64>(BTreeMap<String, T>);

impl<T: Json, const MIN: u64, const MAX: u64> Dict<T, MIN, MAX> {
    const RULES: &'static [Rule] = &[Rule::MinProperties(MIN), Rule::MaxProperties(MAX)];

    /// Checks the number of members; the error names the rule and the value.
    pub fn new(members: impl Into<BTreeMap<String, T>>) -> Result<Self, Error> {
        let members = members.into();
        check(Self::RULES, &members.encode())?;
        Ok(Self(members))
    }

    /// The members.
    pub fn into_inner(self) -> BTreeMap<String, T> {
        self.0
    }
}

impl<T, const MIN: u64, const MAX: u64> Deref for Dict<T, MIN, MAX> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &BTreeMap<String, T> {
        &self.0
    }
}

impl<T: Json, const MIN: u64, const MAX: u64> Json for Dict<T, MIN, MAX> {
    fn decode(value: &Value) -> Result<Self, Error> {
        let members = BTreeMap::decode(value)?;
        check(Self::RULES, value)?;
        Ok(Self(members))
    }

    fn encode(&self) -> Value {
        self.0.encode()
    }
}
