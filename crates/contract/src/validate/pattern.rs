//! `pattern`: ECMA-262 regular expressions, compiled once, matched within limits.

use super::automaton::Automaton;
use crate::model::Api;
use regress::{Flags, Regex};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Bytes that the backtracking engine is given of a pattern that repeats something.
const SHORT: usize = 24;

/// The same where something repeated repeats: each byte can double the time.
const SHORTER: usize = 8;

/// The same where nothing that repeats is repeated: the time grows with a power of the length.
const LONG: usize = 1024;

/// A pattern, as far as it has been needed.
#[derive(Debug, Default)]
struct Compiled {
    regex: OnceLock<Option<Regex>>,
    automaton: OnceLock<Option<Automaton>>,
    explodes: OnceLock<bool>,
}

/// The patterns of an API, compiled when first needed.
pub(super) struct Patterns {
    compiled: HashMap<String, Compiled>,
}

impl Patterns {
    pub fn of(api: &Api) -> Self {
        let mut compiled = HashMap::new();
        for schema in &api.schemas {
            compiled.extend(schema.pattern.iter().map(|pattern| (pattern.clone(), Compiled::default())));
            compiled.extend(schema.pattern_properties.iter().map(|(pattern, _)| (pattern.clone(), Compiled::default())));
        }
        Self { compiled }
    }

    /// Whether a text holds a match; `None` when that cannot be found out within limits. A pattern that does not compile has been reported
    /// where the document was read, and matches nothing.
    pub fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        self.compiled.get(pattern).map_or(Some(false), |compiled| compiled.matches(pattern, text))
    }
}

/// A pattern on its own.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    compiled: Compiled,
}

impl Pattern {
    /// Reads it.
    ///
    /// # Errors
    /// Why it is no regular expression of ECMA-262.
    pub fn read(text: &str) -> Result<Self, String> {
        let compiled = Compiled::default();
        let _ = compiled.regex.set(Some(compile(text)?));
        Ok(Self { text: text.to_owned(), compiled })
    }

    /// Whether a text holds a match; `None` when that cannot be found out within limits.
    pub fn matches(&self, text: &str) -> Option<bool> {
        self.compiled.matches(&self.text, text)
    }
}

impl Compiled {
    fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        let explodes = *self.explodes.get_or_init(|| may_explode(pattern));
        if text.len() > if explodes { SHORTER } else { SHORT } && pattern.contains(['*', '+', '?', '{']) {
            if let Some(automaton) = self.automaton.get_or_init(|| Automaton::of(pattern)) {
                return automaton.matches(text);
            }
            // Lookaround, back-references, counts that no automaton holds: backtracking is the only way, and only harmless where little can be repeated.
            if explodes || text.len() > LONG {
                return None;
            }
        }
        Some(self.regex.get_or_init(|| compile(pattern).ok()).as_ref().is_some_and(|regex| regex.find(text).is_some()))
    }
}

/// Whether a group that repeats something is itself repeated, as in `(a+)+`, or a part without bound follows too many others.
fn may_explode(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let mut unbounded = 0;
    let mut repeats_within: Vec<bool> = vec![false];
    let mut in_class = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            _ if in_class => {}
            b'(' => repeats_within.push(false),
            b')' => {
                let inner = repeats_within.pop().unwrap_or(false);
                let is_repeated = matches!(bytes.get(at + 1), Some(b'*' | b'+' | b'{'));
                if inner && is_repeated {
                    return true;
                }
                if let Some(outer) = repeats_within.last_mut() {
                    *outer |= inner || is_repeated;
                }
            }
            b'*' | b'+' | b'{' => {
                unbounded += 1;
                if let Some(own) = repeats_within.last_mut() {
                    *own = true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    unbounded > 6
}

/// Compiles with Unicode semantics, as JSON Schema asks; where those are too strict for what was written (`\-` and other needless
/// escapes), without.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    let unicode = Flags { unicode: true, ..Flags::default() };
    Regex::with_flags(pattern, unicode).or_else(|_| Regex::new(pattern)).map_err(|error| error.to_string())
}
