//! [`Error`]: where a value breaks which rule.

use super::Value;
use std::fmt;

/// Why a value was refused: the place, the rule and what was found there.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    pointer: String,
    rule: &'static str,
    must: String,
    found: String,
    message: String,
}

impl Error {
    /// An error at the root of a value. `rule` is the JSON Schema keyword that is broken, `must` says what would be right.
    pub fn new(rule: &'static str, must: impl Into<String>) -> Self {
        let must = must.into();
        Self(Box::new(Inner { pointer: String::new(), rule, message: must.clone(), must, found: String::new() }))
    }

    /// The same error with what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.0.found = found.into();
        self.0.message = format!("{}, found {}", self.0.must, self.0.found);
        self
    }

    /// The same error without what was found, for values that must not be shown.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        if !self.0.found.is_empty() {
            self = self.found("another value (hidden)");
        }
        self
    }

    /// The value is of another JSON type than the one that is right.
    pub fn wrong_type(expected: &str, found: &Value) -> Self {
        Self::new("type", format!("expected {expected}")).found(preview(found))
    }

    /// JSON pointer (RFC 6901) of the offending value; empty at the root.
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// The JSON Schema keyword that is broken: `required`, `maxLength`, …
    pub fn rule(&self) -> &'static str {
        self.0.rule
    }

    /// What would be right and what was found, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The same error seen from one level further out: inside this member.
    #[must_use]
    pub fn inside(mut self, member: &str) -> Self {
        let mut pointer = String::with_capacity(member.len() + 1 + self.0.pointer.len());
        pointer.push('/');
        for ch in member.chars() {
            match ch {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                ch => pointer.push(ch),
            }
        }
        pointer.push_str(&self.0.pointer);
        self.0.pointer = pointer;
        self
    }

    /// The same error with the name of what was being made, for constructors that stand outside any value.
    #[must_use]
    pub fn of(mut self, name: &str) -> Self {
        if self.0.pointer.is_empty() {
            self.0.must = format!("{name} {}", self.0.must);
            self.0.message = format!("{name} {}", self.0.message);
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.pointer.is_empty() { f.write_str(&self.0.message) } else { write!(f, "{}: {}", self.0.pointer, self.0.message) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("pointer", &self.0.pointer).field("rule", &self.0.rule).field("message", &self.0.message).finish()
    }
}

impl std::error::Error for Error {}

/// A value as JSON, cut after 60 characters.
pub fn preview(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    let head: String = text.chars().take(59).collect();
    format!("{head}…")
}
