//! Limits that no value satisfies, negative lengths, and `multipleOf` that is not above 0.

use crate::codes;
use crate::tree::NodeId;
use crate::walk::Walk;

const PAIRS: &[(&str, &str)] =
    &[("minLength", "maxLength"), ("minItems", "maxItems"), ("minProperties", "maxProperties"), ("minimum", "maximum")];

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    for (low, high) in PAIRS {
        for key in [low, high] {
            if *low != "minimum" {
                negative(walk, schema, key);
            }
        }
        let tree = &walk.loader.tree;
        let (Some(low_node), Some(high_node)) = (tree.get(schema, low), tree.get(schema, high)) else { continue };
        let (Some(low_value), Some(high_value)) = (tree.number(low_node), tree.number(high_node)) else { continue };
        if crate::validate::compare(&low_value, &high_value) == std::cmp::Ordering::Greater {
            let place = tree.place(high_node);
            let message = format!("`{high}` {high_value} is below `{low}` {low_value}: no value satisfies both");
            walk.fault(&codes::SCHEMA_LIMIT, place, message, "correct one of the two");
        }
    }
    let Some(step) = walk.loader.tree.get(schema, "multipleOf") else { return };
    if walk.loader.tree.number(step).and_then(|number| number.as_f64()).is_some_and(|number| number <= 0.0) {
        let place = walk.loader.tree.place(step);
        walk.fault(&codes::SCHEMA_LIMIT, place, "`multipleOf` is not above 0", "write a number above 0, or remove it");
        walk.loader.tree.remove(schema, "multipleOf");
    }
}

/// A length below 0, or with a fraction, limits nothing that exists.
fn negative(walk: &mut Walk<'_>, schema: NodeId, key: &str) {
    let Some(node) = walk.loader.tree.get(schema, key) else { return };
    if walk.loader.tree.number(node).is_some() && walk.loader.tree.whole(node).is_none() {
        let place = walk.loader.tree.place(node);
        walk.fault(&codes::SCHEMA_LIMIT, place, format!("`{key}` is not a whole number from 0"), "correct it, or remove it");
        walk.loader.tree.remove(schema, key);
    }
}
