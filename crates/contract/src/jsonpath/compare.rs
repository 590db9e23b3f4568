//! Comparisons (RFC 9535, 2.3.5.2.2): values of one type by their worth, of different types never, nothing only with nothing.

use super::syntax::Comparison;
use crate::validate::{compare, equal as same};
use serde_json::Value;
use std::cmp::Ordering;

/// Whether a comparison holds; `None` is nothing, an empty nodelist or a function without a result.
pub(super) fn holds(left: Option<&Value>, comparison: Comparison, right: Option<&Value>) -> bool {
    match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::NotEqual => !equal(left, right),
        Comparison::Less => less(left, right),
        Comparison::LessOrEqual => less(left, right) || equal(left, right),
        Comparison::Greater => less(right, left),
        Comparison::GreaterOrEqual => less(right, left) || equal(left, right),
    }
}

fn equal(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => same(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}

fn less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => compare(left, right) == Ordering::Less,
        (Some(Value::String(left)), Some(Value::String(right))) => left < right,
        _ => false,
    }
}
