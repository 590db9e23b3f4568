//! `pattern`: ECMA-262 regular expressions, compiled once, matched within limits.

use crate::model::Api;
use regress::{Flags, Regex};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The patterns of an API, compiled when first needed.
pub(super) struct Patterns<'a> {
    compiled: HashMap<&'a str, OnceLock<Option<Regex>>>,
    /// Some schema uses `unevaluatedItems` or `unevaluatedProperties`.
    pub uses_unevaluated: bool,
}

impl<'a> Patterns<'a> {
    pub fn of(api: &'a Api) -> Self {
        let mut compiled = HashMap::new();
        let mut uses_unevaluated = false;
        for schema in &api.schemas {
            compiled.extend(schema.pattern.iter().map(|pattern| (pattern.as_str(), OnceLock::new())));
            compiled.extend(schema.pattern_properties.iter().map(|(pattern, _)| (pattern.as_str(), OnceLock::new())));
            uses_unevaluated |= schema.unevaluated_items.is_some() || schema.unevaluated_properties.is_some();
        }
        Self { compiled, uses_unevaluated }
    }

    /// Whether a text holds a match. A pattern that does not compile has been reported where the document was read, and matches nothing.
    pub fn matches(&self, pattern: &str, text: &str) -> bool {
        let Some(slot) = self.compiled.get(pattern) else { return false };
        slot.get_or_init(|| compile(pattern).ok()).as_ref().is_some_and(|regex| regex.find(text).is_some())
    }
}

/// Compiles with Unicode semantics, as JSON Schema asks; where those are too strict for what was written (`\-` and other needless
/// escapes), without.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    let unicode = Flags { unicode: true, ..Flags::default() };
    Regex::with_flags(pattern, unicode).or_else(|_| Regex::new(pattern)).map_err(|error| error.to_string())
}
