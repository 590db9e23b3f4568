//! JSONPath (RFC 9535) over `serde_json::Value`: the whole grammar, well-typedness, and the five functions of section 2.4.
//!
//! A query is parsed once, where the document that holds it is read, and asked as often as wanted. What costs more than `NODES` visits
//! is given up: neither a query nor a value can hold a run up.

mod compare;
mod evaluate;
mod filter;
mod function;
mod literal;
mod parse;
mod syntax;

use evaluate::Evaluation;
use parse::Parser;
use serde_json::Value;
use syntax::Segment;

/// Filters, parentheses and function calls within each other.
const DEPTH: usize = 64;
/// Values that one query looks at.
const NODES: usize = 1_000_000;

/// A query: `$` and its segments.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonPath {
    segments: Vec<Segment>,
}

impl JsonPath {
    /// Parses a query.
    ///
    /// # Errors
    /// What is wrong with it and at which character, counted from 1.
    pub fn parse(text: &str) -> Result<Self, String> {
        Parser::new(text).query().map(|segments| Self { segments })
    }

    /// The values that the query selects, in the order of RFC 9535; objects are read in the order of their members.
    ///
    /// # Errors
    /// The query looked at too many values.
    pub fn query<'v>(&self, root: &'v Value) -> Result<Vec<&'v Value>, String> {
        let evaluation = Evaluation::new(root, NODES);
        evaluation.select(&self.segments, root).map_err(|_| format!("it looks at more than {NODES} values"))
    }
}

#[cfg(test)]
mod tests;
