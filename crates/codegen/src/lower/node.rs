//! A conjunction of schemas flattened: `$ref` and `allOf` are followed until only own keywords are left.

use specproof_contract::model::{Api, Schema, SchemaId, Type, TypeSet};
use std::collections::HashMap;

/// A schema of which only the own keywords count: its `$ref` and `allOf` stand beside it as parts of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Part {
    pub(super) id: SchemaId,
    /// `oneOf` has been dealt with.
    pub(super) skip_one: bool,
    /// `anyOf` has been dealt with.
    pub(super) skip_any: bool,
}

impl Part {
    pub(super) fn whole(id: SchemaId) -> Self {
        Self { id, skip_one: false, skip_any: false }
    }
}

/// A flat conjunction to look up what has become of it. Most have one part, for which no room is taken: freed among the types that stay, it
/// would scatter all that is allocated later.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Conjunction {
    One(Part),
    Several(Vec<Part>),
}

impl Conjunction {
    /// Of sorted parts.
    pub(super) fn of(parts: Vec<Part>) -> Self {
        if let [only] = parts.as_slice() { Self::One(*only) } else { Self::Several(parts) }
    }
}

/// Flattens a conjunction; each schema stands once, in the order of the document. Schemas that contain themselves by `allOf` end here.
pub(super) fn flatten(api: &Api, parts: &[Part]) -> Vec<Part> {
    if let [only] = parts
        && api
            .schema(only.id)
            .is_some_and(|schema| schema.all_of.is_empty() && schema.reference.is_none() && schema.dynamic_reference.is_none())
    {
        return vec![*only];
    }
    let mut flat: Vec<Part> = Vec::new();
    let mut at: HashMap<SchemaId, usize> = HashMap::new();
    let mut stack: Vec<Part> = parts.iter().rev().copied().collect();
    while let Some(part) = stack.pop() {
        if let Some(&at) = at.get(&part.id) {
            flat[at].skip_one |= part.skip_one;
            flat[at].skip_any |= part.skip_any;
            continue;
        }
        let Some(schema) = api.schema(part.id) else { continue };
        at.insert(part.id, flat.len());
        flat.push(part);
        stack.extend(schema.all_of.iter().rev().map(|&id| Part::whole(id)));
        stack.extend(schema.dynamic_reference.as_ref().map(|reference| Part::whole(reference.target)));
        stack.extend(schema.reference.map(Part::whole));
    }
    flat
}

/// Follows what only passes a schema on: a `$ref` without constraints beside it, an `allOf` of one without more than annotations.
pub(super) fn resolve(api: &Api, mut id: SchemaId) -> SchemaId {
    for _ in 0..64 {
        let Some(schema) = api.schema(id) else { break };
        let next = match (schema.reference, schema.all_of.as_slice()) {
            (Some(target), []) => target,
            (None, [only]) => *only,
            _ => break,
        };
        if constrains(schema) {
            break;
        }
        id = next;
    }
    id
}

/// Whether a schema has own keywords, besides `$ref` and `allOf`, that restrict what is valid.
pub(super) fn constrains(schema: &Schema) -> bool {
    !schema.types.is_empty() || schema.enumeration.is_some() || schema.constant.is_some() || narrows(schema)
}

/// The same without `type`, `enum` and `const`.
pub(super) fn narrows(schema: &Schema) -> bool {
    let Schema { boolean, one_of, any_of, not, properties, required, items, .. } = schema;
    let limits = schema.minimum.is_some()
        || schema.maximum.is_some()
        || schema.exclusive_minimum.is_some()
        || schema.exclusive_maximum.is_some()
        || schema.multiple_of.is_some()
        || schema.min_length.is_some()
        || schema.max_length.is_some()
        || schema.pattern.is_some()
        || schema.min_items.is_some()
        || schema.max_items.is_some()
        || schema.unique_items
        || schema.min_properties.is_some()
        || schema.max_properties.is_some()
        || schema.format.is_some();
    boolean == &Some(false)
        || !one_of.is_empty()
        || !any_of.is_empty()
        || not.is_some()
        || !properties.is_empty()
        || !required.is_empty()
        || items.is_some()
        || schema.additional_properties != Default::default()
        || limits
        || super::applicators::applies(schema)
}

/// The types that own keywords speak of, where `type` is absent.
pub(super) fn implied(schema: &Schema) -> TypeSet {
    let mut types = TypeSet::default();
    if !schema.properties.is_empty()
        || !schema.required.is_empty()
        || schema.additional_properties != Default::default()
        || schema.min_properties.is_some()
        || schema.max_properties.is_some()
    {
        types.insert(Type::Object);
    }
    let members = !schema.pattern_properties.is_empty() || schema.property_names.is_some() || schema.unevaluated_properties.is_some();
    if members || !schema.dependent_required.is_empty() || !schema.dependent_schemas.is_empty() {
        types.insert(Type::Object);
    }
    if !schema.prefix_items.is_empty() || schema.contains.is_some() || schema.unevaluated_items.is_some() {
        types.insert(Type::Array);
    }
    if schema.items.is_some() || schema.min_items.is_some() || schema.max_items.is_some() || schema.unique_items {
        types.insert(Type::Array);
    }
    if schema.min_length.is_some() || schema.max_length.is_some() || schema.pattern.is_some() {
        types.insert(Type::String);
    }
    if schema.minimum.is_some()
        || schema.maximum.is_some()
        || schema.exclusive_minimum.is_some()
        || schema.exclusive_maximum.is_some()
        || schema.multiple_of.is_some()
    {
        types.insert(Type::Number);
    }
    match schema.format.as_deref() {
        Some("int32" | "int64") => types.insert(Type::Integer),
        Some("float" | "double") => types.insert(Type::Number),
        Some(format) if crate::ir::Format::of(format).is_some() => types.insert(Type::String),
        _ => {}
    }
    types
}

/// Whether a conjunction is a type that takes null itself, as it takes values of every kind that its keywords do not speak of.
pub(super) fn is_open(api: &Api, ids: &[SchemaId]) -> bool {
    let parts: Vec<Part> = ids.iter().map(|&id| Part::whole(id)).collect();
    let flat = flatten(api, &parts);
    let schemas = || flat.iter().filter_map(|part| api.schema(part.id));
    let is_plain = |schema: &Schema| {
        let is_fixed = schema.enumeration.is_some() || schema.constant.is_some();
        schema.types.is_empty() && schema.one_of.is_empty() && schema.any_of.is_empty() && !is_fixed && !schema.nullable
    };
    schemas().all(is_plain) && schemas().any(|schema| !implied(schema).is_empty())
}

/// Whether `null` is valid. `depth` guards against rings.
pub(super) fn accepts_null(api: &Api, id: SchemaId, depth: u32) -> bool {
    let Some(schema) = api.schema(id) else { return false };
    if depth > 32 || schema.boolean == Some(false) {
        return false;
    }
    if schema.nullable {
        return true;
    }
    let matching = |ids: &[SchemaId]| ids.iter().filter(|&&id| accepts_null(api, id, depth + 1)).count();
    (schema.types.is_empty() || schema.types.contains(Type::Null))
        && schema.enumeration.as_ref().is_none_or(|values| values.iter().any(serde_json::Value::is_null))
        && schema.constant.as_ref().is_none_or(serde_json::Value::is_null)
        && schema.reference.is_none_or(|target| accepts_null(api, target, depth + 1))
        && schema.dynamic_reference.as_ref().is_none_or(|reference| accepts_null(api, reference.target, depth + 1))
        && schema.all_of.iter().all(|&part| accepts_null(api, part, depth + 1))
        && (schema.one_of.is_empty() || matching(&schema.one_of) == 1)
        && (schema.any_of.is_empty() || matching(&schema.any_of) > 0)
        && schema.not.is_none_or(|not| !accepts_null(api, not, depth + 1))
}
