//! The functions (RFC 9535, 2.4.4 to 2.4.8) and their regular expressions (I-Regexp, RFC 9485).

use super::evaluate::{Evaluation, TooMany};
use super::syntax::{Call, Function, Operand};
use crate::validate::{Automaton, compile_pattern};
use serde_json::Value;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Expressions as automata, each built once for a query; `None` for one that is no I-Regexp.
#[derive(Default)]
pub(super) struct Patterns(RefCell<HashMap<String, Option<Rc<Automaton>>>>);

impl Patterns {
    /// Whether the expression is found in the text.
    fn find(&self, expression: String, text: &str) -> bool {
        let automaton = self.0.borrow_mut().entry(expression).or_insert_with_key(|expression| build(expression)).clone();
        automaton.is_some_and(|automaton| automaton.matches(text) == Some(true))
    }
}

fn build(expression: &str) -> Option<Rc<Automaton>> {
    compile_pattern(expression).ok()?;
    Automaton::of(expression).map(Rc::new)
}

impl<'v> Evaluation<'v> {
    /// The result of a function that gives a value, or nothing.
    pub fn call<'s>(&'s self, call: &'s Call, current: &'v Value) -> Result<Option<Cow<'s, Value>>, TooMany> {
        match (call.function, &call.arguments[..]) {
            (Function::Length, [argument]) => {
                Ok(self.value(argument, current)?.and_then(|value| length(&value)).map(|length| Cow::Owned(length.into())))
            }
            (Function::Count, [Operand::Query(query)]) => self.nodes(query, current).map(|nodes| Some(Cow::Owned(nodes.len().into()))),
            (Function::Value, [Operand::Query(query)]) => self.nodes(query, current).map(|nodes| match nodes[..] {
                [only] => Some(Cow::Borrowed(only)),
                _ => None,
            }),
            _ => Ok(None),
        }
    }

    /// Whether a function of logical type holds.
    pub fn is_true(&self, call: &Call, current: &'v Value) -> Result<bool, TooMany> {
        let [text, expression] = &call.arguments[..] else { return Ok(false) };
        let (text, expression) = (self.value(text, current)?, self.value(expression, current)?);
        let (Some(Value::String(text)), Some(Value::String(expression))) = (text.as_deref(), expression.as_deref()) else {
            return Ok(false);
        };
        let expression = in_ecma(expression);
        Ok(self.patterns.find(if call.function == Function::Match { format!("^(?:{expression})$") } else { expression }, text))
    }
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(elements) => Some(elements.len()),
        Value::Object(members) => Some(members.len()),
        _ => None,
    }
}

/// An I-Regexp as ECMA-262 writes it: a dot stands for all but `\n` and `\r` (RFC 9485, 5.3).
fn in_ecma(expression: &str) -> String {
    let mut out = String::with_capacity(expression.len());
    let mut in_class = false;
    let mut chars = expression.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '.' if !in_class => {
                out.push_str("[^\\n\\r]");
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}
