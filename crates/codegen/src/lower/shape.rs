//! What kind of value stands behind the text of a parameter or form member.

use super::node::{Part, flatten, resolve};
use super::{Lowering, Merged};
use crate::ir::Shape;
use serde_json::Value;
use specproof_contract::model::{SchemaId, Type};

/// Members of members of members: deeper ones are text.
const DEEPEST: u32 = 5;

impl Lowering<'_> {
    /// The shape of a value that keeps to all of these schemas.
    pub(super) fn shape(&self, ids: &[SchemaId], depth: u32) -> Shape {
        if depth > DEEPEST {
            return Shape::Scalar;
        }
        let parts: Vec<Part> = ids.iter().map(|&id| Part::whole(resolve(self.api, id))).collect();
        let flat = flatten(self.api, &parts);
        let merged = Merged::of(self.api, &flat);
        if let Some(values) = &merged.enumeration {
            return if values.iter().all(Value::is_string) { Shape::Text } else { Shape::Scalar };
        }
        match merged.types.iter().collect::<Vec<_>>().as_slice() {
            [Type::String] => Shape::Text,
            [Type::Integer | Type::Number | Type::Boolean] => Shape::Scalar,
            [Type::Array] if merged.items.is_empty() => Shape::List(Box::new(Shape::Scalar)),
            [Type::Array] => Shape::List(Box::new(self.shape(&merged.items, depth + 1))),
            [Type::Object] => self.object_shape(ids, &merged, depth),
            [] => self.union_shape(ids, &flat, &merged, depth),
            _ => Shape::Scalar,
        }
    }

    fn object_shape(&self, ids: &[SchemaId], merged: &Merged, depth: u32) -> Shape {
        let members = self.properties(ids, 0).into_iter().map(|(name, ids)| (name, self.shape(&ids, depth + 1)));
        let others = if merged.additional.is_empty() { Shape::Scalar } else { self.shape(&merged.additional, depth + 1) };
        Shape::Object(members.collect(), Box::new(others))
    }

    /// A union of objects has the members of all branches; branches of one shape have that; others are told by their text.
    fn union_shape(&self, ids: &[SchemaId], flat: &[Part], merged: &Merged, depth: u32) -> Shape {
        let branches =
            flat.iter().filter_map(|part| self.api.schema(part.id)).flat_map(|schema| schema.one_of.iter().chain(&schema.any_of));
        let shapes: Vec<Shape> = branches.map(|&branch| self.shape(&[branch], depth + 1)).collect();
        match shapes.as_slice() {
            [] => Shape::Scalar,
            shapes if shapes.iter().all(|shape| matches!(shape, Shape::Object(..))) => self.object_shape(ids, merged, depth),
            [first, rest @ ..] if rest.iter().all(|shape| shape == first) => first.clone(),
            shapes => {
                // A list beside scalars: one value reads as a list of one where the style repeats the name.
                shapes.iter().find(|shape| matches!(shape, Shape::Object(..))).cloned().unwrap_or(Shape::Scalar)
            }
        }
    }

    /// Members of an object, those of its unions' branches included, each with all its schemas.
    pub(super) fn properties(&self, ids: &[SchemaId], depth: u32) -> Vec<(String, Vec<SchemaId>)> {
        let parts: Vec<Part> = ids.iter().map(|&id| Part::whole(resolve(self.api, id))).collect();
        let flat = flatten(self.api, &parts);
        let mut properties = Merged::of(self.api, &flat).properties;
        if depth < DEEPEST {
            let branches =
                flat.iter().filter_map(|part| self.api.schema(part.id)).flat_map(|schema| schema.one_of.iter().chain(&schema.any_of));
            for &branch in branches {
                for (name, ids) in self.properties(&[branch], depth + 1) {
                    if !properties.iter().any(|(own, _)| *own == name) {
                        properties.push((name, ids));
                    }
                }
            }
        }
        properties
    }
}
