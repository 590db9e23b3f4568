//! What a query selects (RFC 9535, 2.1.2).

use super::compare::holds;
use super::function::Patterns;
use super::syntax::{Logical, Operand, Query, Segment, Selector};
use serde_json::Value;
use std::borrow::Cow;
use std::cell::Cell;

/// The query looks at too many values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

/// One query asked of one value.
pub(super) struct Evaluation<'v> {
    root: &'v Value,
    left: Cell<usize>,
    pub patterns: Patterns,
}

impl<'v> Evaluation<'v> {
    pub fn new(root: &'v Value, nodes: usize) -> Self {
        Self { root, left: Cell::new(nodes), patterns: Patterns::default() }
    }

    /// The nodes that the segments lead to.
    pub fn select(&self, segments: &[Segment], from: &'v Value) -> Result<Vec<&'v Value>, TooMany> {
        let mut nodes = vec![from];
        for segment in segments {
            let mut next = Vec::new();
            for node in nodes {
                self.segment(segment, node, &mut next)?;
            }
            nodes = next;
        }
        Ok(nodes)
    }

    fn segment(&self, segment: &Segment, node: &'v Value, into: &mut Vec<&'v Value>) -> Result<(), TooMany> {
        self.visit()?;
        for selector in &segment.selectors {
            self.selector(selector, node, into)?;
        }
        if segment.descends {
            for child in children(node) {
                self.segment(segment, child, into)?;
            }
        }
        Ok(())
    }

    fn selector(&self, selector: &Selector, node: &'v Value, into: &mut Vec<&'v Value>) -> Result<(), TooMany> {
        match selector {
            Selector::Name(name) => into.extend(node.as_object().and_then(|members| members.get(name))),
            Selector::Index(index) => {
                let array = node.as_array().map_or(&[][..], Vec::as_slice);
                into.extend(usize::try_from(from_start(*index, length(array))).ok().and_then(|index| array.get(index)));
            }
            Selector::Wildcard => {
                for child in children(node) {
                    self.visit()?;
                    into.push(child);
                }
            }
            Selector::Slice { start, end, step } => {
                let array = node.as_array().map_or(&[][..], Vec::as_slice);
                let mut index = first(*start, *step, length(array));
                let end = last(*end, *step, length(array));
                while *step > 0 && index < end || *step < 0 && index > end {
                    self.visit()?;
                    into.extend(usize::try_from(index).ok().and_then(|index| array.get(index)));
                    index += step;
                }
            }
            Selector::Filter(filter) => {
                for child in children(node) {
                    self.visit()?;
                    if self.holds(filter, child)? {
                        into.push(child);
                    }
                }
            }
        }
        Ok(())
    }

    fn holds(&self, filter: &Logical, current: &'v Value) -> Result<bool, TooMany> {
        match filter {
            Logical::Or(all) => {
                for one in all {
                    if self.holds(one, current)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Logical::And(all) => {
                for one in all {
                    if !self.holds(one, current)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Logical::Not(one) => self.holds(one, current).map(|holds| !holds),
            Logical::Test(Operand::Query(query)) => self.nodes(query, current).map(|nodes| !nodes.is_empty()),
            Logical::Test(Operand::Call(call)) => self.is_true(call, current),
            Logical::Test(Operand::Literal(_)) => Ok(false),
            Logical::Compare(left, comparison, right) => {
                let left = self.value(left, current)?;
                let right = self.value(right, current)?;
                Ok(holds(left.as_deref(), *comparison, right.as_deref()))
            }
        }
    }

    /// The nodes of a query within a filter.
    pub fn nodes(&self, query: &Query, current: &'v Value) -> Result<Vec<&'v Value>, TooMany> {
        self.select(&query.segments, if query.relative { current } else { self.root })
    }

    /// The one value of an operand, or nothing.
    pub fn value<'s>(&'s self, operand: &'s Operand, current: &'v Value) -> Result<Option<Cow<'s, Value>>, TooMany> {
        match operand {
            Operand::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            Operand::Query(query) => self.nodes(query, current).map(|nodes| nodes.first().map(|node| Cow::Borrowed(*node))),
            Operand::Call(call) => self.call(call, current),
        }
    }

    fn visit(&self) -> Result<(), TooMany> {
        self.left.set(self.left.get().checked_sub(1).ok_or(TooMany)?);
        Ok(())
    }
}

/// Elements or member values, in order.
fn children(node: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match node {
        Value::Array(elements) => Box::new(elements.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

fn length(array: &[Value]) -> i64 {
    i64::try_from(array.len()).unwrap_or(i64::MAX)
}

fn from_start(index: i64, length: i64) -> i64 {
    if index < 0 { length + index } else { index }
}

/// Where a slice begins (RFC 9535, 2.3.4.2.2).
fn first(start: Option<i64>, step: i64, length: i64) -> i64 {
    match start {
        None if step < 0 => length - 1,
        None => 0,
        Some(start) if step < 0 => from_start(start, length).clamp(-1, length - 1),
        Some(start) => from_start(start, length).clamp(0, length),
    }
}

/// What a slice ends before.
fn last(end: Option<i64>, step: i64, length: i64) -> i64 {
    match end {
        None if step < 0 => -1,
        None => length,
        Some(end) if step < 0 => from_start(end, length).clamp(-1, length - 1),
        Some(end) => from_start(end, length).clamp(0, length),
    }
}
