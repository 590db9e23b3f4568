//! Segments and selectors (RFC 9535, 2.2, 2.3 and 2.5).

use super::DEPTH;
use super::syntax::{Segment, Selector};

/// Reads a query from left to right.
pub(super) struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// The whole text as a query.
    pub fn query(mut self) -> Result<Vec<Segment>, String> {
        if !self.take("$") {
            return Err(self.wrong("a JSONPath begins with `$`"));
        }
        let segments = self.segments()?;
        if self.rest().is_empty() { Ok(segments) } else { Err(self.wrong("`.`, `..` or `[` would go on here")) }
    }

    /// As many segments as follow; blanks behind the last one are left.
    pub fn segments(&mut self) -> Result<Vec<Segment>, String> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.blanks();
            let descends = self.take("..");
            if !descends && self.take(".") {
                segments.push(Segment { descends, selectors: vec![self.shorthand()?] });
            } else if self.take("[") {
                segments.push(Segment { descends, selectors: self.within(Self::selectors)? });
            } else if descends {
                segments.push(Segment { descends, selectors: vec![self.shorthand()?] });
            } else {
                self.at = before;
                return Ok(segments);
            }
        }
    }

    /// `*` or a name without quotes.
    fn shorthand(&mut self) -> Result<Selector, String> {
        if self.take("*") {
            return Ok(Selector::Wildcard);
        }
        let first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        if !self.peek().is_some_and(first) {
            return Err(self.wrong("a member's name or `*` belongs here; a name with other characters stands in `['…']`"));
        }
        Ok(Selector::Name(self.take_while(|c| first(c) || c.is_ascii_digit()).to_owned()))
    }

    /// Behind `[`, up to `]`.
    fn selectors(&mut self) -> Result<Vec<Selector>, String> {
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if self.take("]") {
                return Ok(selectors);
            }
            if !self.take(",") {
                return Err(self.wrong("`,` or `]` belongs here"));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, String> {
        match self.peek() {
            Some('\'' | '"') => self.string().map(Selector::Name),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.blanks();
                self.logical().map(Selector::Filter)
            }
            Some('-' | ':' | '0'..='9') => self.index_or_slice(),
            _ => Err(self.wrong("a selector belongs here: `'name'`, `*`, an index, `start:end:step` or `?` and a filter")),
        }
    }

    fn index_or_slice(&mut self) -> Result<Selector, String> {
        let start = self.optional_integer()?;
        let behind = self.at;
        self.blanks();
        if !self.take(":") {
            self.at = behind;
            return start.map(Selector::Index).ok_or_else(|| self.wrong("an index belongs here"));
        }
        self.blanks();
        let end = self.optional_integer()?;
        let behind = self.at;
        self.blanks();
        let mut step = None;
        if self.take(":") {
            let behind = self.at;
            self.blanks();
            step = self.optional_integer()?;
            if step.is_none() {
                self.at = behind;
            }
        } else {
            self.at = behind;
        }
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    /// Runs a part that may hold itself.
    pub fn within<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.depth == DEPTH {
            return Err(self.wrong(&format!("more than {DEPTH} levels within each other are not read")));
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    /// What has not been read.
    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Whether the text goes on with this, which is then read.
    pub fn take(&mut self, token: &str) -> bool {
        let is_next = self.rest().starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    /// Reads on while the characters are such.
    pub fn take_while(&mut self, such: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !such(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub fn blanks(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    /// Where the parser stands, to come back to.
    pub fn mark(&self) -> usize {
        self.at
    }

    pub fn back_to(&mut self, mark: usize) {
        self.at = mark;
    }

    /// An error at this place.
    pub fn wrong(&self, why: &str) -> String {
        let position = self.text[..self.at].chars().count() + 1;
        match self.peek() {
            Some(c) => format!("at character {position}, `{}`: {why}", c.escape_debug()),
            None => format!("at its end: {why}"),
        }
    }
}
