//! Reads Schema Objects into the arena of an [`Api`](crate::model::Api): OpenAPI 3.0's dialect and 2020-12 come out in the same words.

use crate::codes;
use crate::examples;
use crate::loader::Loader;
use crate::model::{
    AdditionalProperties, Discriminator, DistinctFor, DynamicReference, Equals, Moment, MomentRelation, MomentUnit, Place, Refused, Schema,
    SchemaId, Type, TypeSet,
};
use crate::notation::name_of_token;
use crate::shape::Version;
use crate::tree::{Kind, NodeId};
use crate::walk::FoundSchema;
use serde_json::{Number, Value};
use std::collections::{HashMap, HashSet};

/// Reads the schemas that a walk has found.
pub(crate) struct SchemaReader<'l> {
    pub loader: &'l mut Loader,
    pub ids: HashMap<NodeId, SchemaId>,
    pub targets: HashMap<NodeId, NodeId>,
    /// The node of each id.
    pub nodes: Vec<NodeId>,
    /// Schemas of which nothing is known.
    pub lost: HashSet<NodeId>,
    /// Keywords of a schema that could not be read, by its node.
    pub ignored: HashMap<NodeId, Vec<&'static str>>,
    /// What the document is written in.
    pub version: Version,
}

impl SchemaReader<'_> {
    /// The id of a schema that was met.
    pub fn id(&self, node: NodeId) -> Option<SchemaId> {
        self.ids.get(&node).copied()
    }

    /// Numbers the schemas from `first` on, which is how many the arena has.
    pub fn number(&mut self, found: &[FoundSchema], first: usize) {
        self.nodes.resize(first, NodeId(u32::MAX));
        for (at, schema) in found.iter().enumerate() {
            self.ids.insert(schema.node, SchemaId(u32::try_from(first + at).unwrap_or(u32::MAX)));
            self.nodes.push(schema.node);
        }
    }

    /// Reads one.
    pub fn read(&mut self, found: FoundSchema) -> Schema {
        let node = found.node;
        let mut schema = Schema { pointer: found.pointer, place: self.loader.tree.place(node), ..Schema::default() };
        match self.loader.tree.kind(node) {
            Kind::Bool(value) => schema.boolean = Some(*value),
            Kind::Map(_) => self.map(node, &mut schema),
            _ => {}
        }
        schema.fit();
        schema
    }

    fn map(&mut self, node: NodeId, schema: &mut Schema) {
        schema.resource = self.loader.resources.root(node).and_then(|root| self.id(root));
        if let Some(&target) = self.targets.get(&node) {
            schema.reference = self.id(target);
            if self.loader.tree.entries(node).len() == 1 || self.version == Version::V3_0 {
                return;
            }
        }
        self.annotations(node, schema);
        self.dynamic(node, schema);
        self.types(node, schema);
        self.limits(node, schema);
        self.members(node, schema);
        self.compositions(node, schema);
        self.own(node, schema);
    }

    fn text(&self, node: NodeId, key: &str) -> Option<String> {
        self.loader.tree.text_at(node, key).map(str::to_owned)
    }

    fn flag(&self, node: NodeId, key: &str) -> bool {
        self.loader.tree.flag_at(node, key) == Some(true)
    }

    fn number_at(&self, node: NodeId, key: &str) -> Option<Number> {
        self.loader.tree.get(node, key).and_then(|value| self.loader.tree.number(value))
    }

    fn whole(&self, node: NodeId, key: &str) -> Option<u64> {
        self.loader.tree.get(node, key).and_then(|value| self.loader.tree.whole(value))
    }

    fn child(&self, node: NodeId, key: &str) -> Option<SchemaId> {
        self.loader.tree.get(node, key).and_then(|value| self.id(value))
    }

    fn children(&self, node: NodeId, key: &str) -> Vec<SchemaId> {
        let Some(list) = self.loader.tree.get(node, key) else { return Vec::new() };
        self.loader.tree.items(list).iter().filter_map(|&item| self.id(item)).collect()
    }

    fn named(&self, node: NodeId, key: &str) -> Vec<(String, SchemaId)> {
        let Some(map) = self.loader.tree.get(node, key) else { return Vec::new() };
        self.loader.tree.entries(map).iter().filter_map(|entry| Some((entry.key.to_string(), self.id(entry.value)?))).collect()
    }

    fn texts(&self, list: NodeId) -> Vec<String> {
        self.loader.tree.items(list).iter().filter_map(|&item| self.loader.tree.text(item)).map(str::to_owned).collect()
    }

    fn annotations(&mut self, node: NodeId, schema: &mut Schema) {
        schema.title = self.text(node, "title");
        schema.description = self.text(node, "description");
        schema.deprecated = self.flag(node, "deprecated");
        schema.read_only = self.flag(node, "readOnly");
        schema.write_only = self.flag(node, "writeOnly");
        schema.default = self.loader.tree.get(node, "default").map(|value| self.loader.tree.json(value));
        schema.examples = examples::of_schema(self.loader, node);
    }

    fn dynamic(&self, node: NodeId, schema: &mut Schema) {
        schema.dynamic_anchor = self.text(node, "$dynamicAnchor");
        let Some(site) = self.loader.tree.get(node, "$dynamicRef") else { return };
        let Some(target) = self.targets.get(&site) else { return };
        // A fragment that no `$dynamicAnchor` made is an ordinary reference.
        let named = self.loader.resources.anchor(site).filter(|anchor| self.loader.tree.text_at(*target, "$dynamicAnchor") == Some(anchor));
        schema.dynamic_reference = self.id(*target).map(|target| DynamicReference { target, anchor: named.map(str::to_owned) });
    }

    fn types(&self, node: NodeId, schema: &mut Schema) {
        let tree = &self.loader.tree;
        if let Some(value) = tree.get(node, "type") {
            let words = match tree.kind(value) {
                Kind::List(items) => items.clone(),
                _ => vec![value],
            };
            schema.types = TypeSet::of(words.iter().filter_map(|&word| tree.text(word).and_then(type_of)));
        }
        schema.enumeration = tree.get(node, "enum").map(|list| tree.items(list).iter().map(|&item| tree.json(item)).collect());
        if self.flag(node, "nullable") {
            if schema.types.is_empty() || ["allOf", "anyOf", "oneOf"].iter().any(|key| tree.get(node, key).is_some()) {
                schema.nullable = true;
            }
            if !schema.types.is_empty() {
                schema.types.insert(Type::Null);
            }
            if let Some(values) = schema.enumeration.as_mut().filter(|values| !values.contains(&Value::Null)) {
                values.push(Value::Null);
            }
        }
        schema.constant = tree.get(node, "const").map(|value| tree.json(value));
        schema.format = self.text(node, "format");
    }

    fn limits(&self, node: NodeId, schema: &mut Schema) {
        schema.minimum = self.number_at(node, "minimum");
        schema.maximum = self.number_at(node, "maximum");
        if self.flag(node, "exclusiveMinimum") {
            schema.exclusive_minimum = schema.minimum.take();
        } else {
            schema.exclusive_minimum = self.number_at(node, "exclusiveMinimum");
        }
        if self.flag(node, "exclusiveMaximum") {
            schema.exclusive_maximum = schema.maximum.take();
        } else {
            schema.exclusive_maximum = self.number_at(node, "exclusiveMaximum");
        }
        schema.multiple_of = self.number_at(node, "multipleOf");
        schema.min_length = self.whole(node, "minLength");
        schema.max_length = self.whole(node, "maxLength");
        schema.pattern = self.text(node, "pattern");
        schema.content_encoding = self.text(node, "contentEncoding");
        schema.content_media_type = self.text(node, "contentMediaType");
        schema.min_items = self.whole(node, "minItems");
        schema.max_items = self.whole(node, "maxItems");
        schema.unique_items = self.flag(node, "uniqueItems");
        schema.min_contains = self.whole(node, "minContains");
        schema.max_contains = self.whole(node, "maxContains");
        schema.min_properties = self.whole(node, "minProperties");
        schema.max_properties = self.whole(node, "maxProperties");
    }

    fn members(&self, node: NodeId, schema: &mut Schema) {
        let tree = &self.loader.tree;
        schema.items = self.child(node, "items");
        schema.prefix_items = self.children(node, "prefixItems");
        schema.contains = self.child(node, "contains");
        schema.unevaluated_items = self.child(node, "unevaluatedItems");
        schema.properties = self.named(node, "properties");
        schema.required = tree.get(node, "required").map(|list| self.texts(list)).unwrap_or_default();
        schema.additional_properties = match tree.get(node, "additionalProperties") {
            None => AdditionalProperties::Unstated,
            Some(value) => match tree.kind(value) {
                Kind::Bool(false) => AdditionalProperties::Forbidden,
                Kind::Bool(true) => AdditionalProperties::Any,
                Kind::Map(entries) if entries.is_empty() => AdditionalProperties::Any,
                _ => self.id(value).map_or(AdditionalProperties::Any, AdditionalProperties::Schema),
            },
        };
        schema.pattern_properties = self.named(node, "patternProperties");
        schema.property_names = self.child(node, "propertyNames");
        schema.unevaluated_properties = self.child(node, "unevaluatedProperties");
        if let Some(map) = tree.get(node, "dependentRequired") {
            schema.dependent_required = tree.entries(map).iter().map(|entry| (entry.key.to_string(), self.texts(entry.value))).collect();
        }
        schema.dependent_schemas = self.named(node, "dependentSchemas");
    }

    fn compositions(&mut self, node: NodeId, schema: &mut Schema) {
        schema.all_of = self.children(node, "allOf");
        schema.any_of = self.children(node, "anyOf");
        schema.one_of = self.children(node, "oneOf");
        schema.not = self.child(node, "not");
        schema.if_then_else = self.child(node, "if").map(|test| (test, self.child(node, "then"), self.child(node, "else")));
        schema.discriminator = self.discriminator(node, schema);
    }

    fn discriminator(&mut self, node: NodeId, schema: &Schema) -> Option<Discriminator> {
        let object = self.loader.tree.get(node, "discriminator")?;
        let property = self.text(object, "propertyName")?;
        let mut mapping: Vec<(String, SchemaId)> = Vec::new();
        let entries = self.loader.tree.get(object, "mapping").map(|map| self.loader.tree.entries(map).to_vec()).unwrap_or_default();
        for entry in entries {
            let place = self.loader.tree.place(entry.value);
            let Some(target) = self.loader.tree.text(entry.value).map(str::to_owned) else { continue };
            match self.mapped(&target, place) {
                Some(id) => mapping.push((entry.key.to_string(), id)),
                None => self.loader.report.add(
                    &codes::SCHEMA_DISCRIMINATOR,
                    place,
                    format!("the mapping `{}` names no schema", crate::text::short(&target)),
                    "write the name of a component, or a reference to a schema",
                ),
            }
        }
        // Implicit names: what the reference of each branch ends in.
        for &branch in schema.one_of.iter().chain(&schema.any_of) {
            let Some(branch_node) = self.nodes.get(branch.0 as usize) else { continue };
            let Some(name) = self.loader.tree.text_at(*branch_node, "$ref").and_then(|reference| reference.rsplit('/').next()) else {
                continue;
            };
            let name = name_of_token(name);
            let target = self.targets.get(branch_node).and_then(|target| self.id(*target));
            if let Some(target) = target
                && !mapping.iter().any(|(own, id)| *own == name || *id == target)
            {
                mapping.push((name, target));
            }
        }
        Some(Discriminator { property, mapping })
    }

    /// A mapping value: the name of a component, or a reference.
    fn mapped(&mut self, target: &str, place: Place) -> Option<SchemaId> {
        let root = self.loader.tree.files[place.file.0 as usize].root?;
        let by_name = self.loader.tree.get(root, "components").and_then(|components| self.loader.tree.get(components, "schemas"));
        if let Some(node) = by_name.and_then(|schemas| self.loader.tree.get(schemas, target)) {
            return self.id(node);
        }
        if !target.contains(['#', '/', '.']) {
            return None;
        }
        let node = self.loader.resolve(target, place)?;
        self.id(node)
    }

    fn own(&mut self, node: NodeId, schema: &mut Schema) {
        let tree = &self.loader.tree;
        schema.clauses = tree.get(node, "x-clause").map(|list| self.texts(list)).unwrap_or_default();
        schema.refusal = self.flag(node, "x-refusal");
        schema.refused = refused(self.loader, node);
        schema.credential = self.text(node, "x-credential");
        schema.reading = self.text(node, "x-reading");
        schema.distinct_for = tree
            .get(node, "x-distinct-for")
            .and_then(|value| Some(DistinctFor { members: self.texts(tree.get(value, "members")?), clause: self.text(value, "clause")? }));
        schema.equals = tree
            .get(node, "x-equals")
            .and_then(|value| Some(Equals { value: self.text(value, "value")?, clause: self.text(value, "clause")? }));
        schema.moment = tree.get(node, "x-moment").map(|value| Moment {
            unit: if tree.text_at(value, "unit") == Some("s") { MomentUnit::S } else { MomentUnit::Ms },
            is: if tree.text_at(value, "is") == Some("past") { MomentRelation::Past } else { MomentRelation::Future },
        });
        const OWN: &[&str] = &["x-clause", "x-refusal", "x-refused", "x-credential", "x-reading", "x-distinct-for", "x-equals", "x-moment"];
        schema.extensions = tree
            .entries(node)
            .iter()
            .filter(|entry| entry.key.starts_with("x-") && !OWN.contains(&&*entry.key))
            .map(|entry| (entry.key.to_string(), tree.json(entry.value)))
            .collect::<Vec<(String, Value)>>();
    }
}

/// `x-refused` of a schema or parameter.
pub(crate) fn refused(loader: &Loader, node: NodeId) -> Vec<Refused> {
    let Some(map) = loader.tree.get(node, "x-refused") else { return Vec::new() };
    let entries = loader.tree.entries(map).iter();
    entries
        .filter_map(|entry| Some(Refused { keyword: entry.key.to_string(), clause: loader.tree.text(entry.value)?.to_owned() }))
        .collect()
}

fn type_of(word: &str) -> Option<Type> {
    Some(match word {
        "null" => Type::Null,
        "boolean" => Type::Boolean,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "string" => Type::String,
        "array" => Type::Array,
        "object" => Type::Object,
        _ => return None,
    })
}
