//! [`Pattern`]: an ECMA-262 regular expression that is compiled at its first use.

use super::Matcher;
use std::sync::OnceLock;

/// A `pattern`.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<regress::Regex>>,
}

impl Pattern {
    /// A pattern that the generator has seen to compile.
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }
}

impl Matcher for Pattern {
    fn source(&self) -> &'static str {
        self.source
    }

    fn is_match(&self, text: &str) -> bool {
        let compile = || regress::Regex::with_flags(self.source, "u").or_else(|_| regress::Regex::new(self.source)).ok();
        self.compiled.get_or_init(compile).as_ref().is_some_and(|regex| regex.find(text).is_some())
    }
}

/// A pattern that is compiled once, wherever it stands.
#[allow(unused_macros)]
macro_rules! pattern {
    ($source:literal) => {{
        static PATTERN: support::Pattern = support::Pattern::new($source);
        &PATTERN
    }};
}
#[allow(unused_imports)]
pub(crate) use pattern;
