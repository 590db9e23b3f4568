//! What JSON Schema 2020-12 adds to 3.0: keywords that no Rust type says become rules; those that no rule says are warned of.

use super::node::Part;
use super::{Lowering, Merged, Spot};
use crate::codes;
use crate::docs;
use crate::ir::{Rule, Type};
use specproof_contract::model::{AdditionalProperties, Schema, SchemaId};

/// Whether a schema has a keyword that becomes a rule here.
pub(super) fn applies(schema: &Schema) -> bool {
    !schema.prefix_items.is_empty()
        || schema.contains.is_some()
        || !schema.pattern_properties.is_empty()
        || schema.property_names.is_some()
        || !schema.dependent_required.is_empty()
        || !schema.dependent_schemas.is_empty()
        || schema.if_then_else.is_some()
        || schema.unevaluated_items.is_some()
        || schema.unevaluated_properties.is_some()
        || schema.dynamic_reference.is_some()
}

impl Lowering<'_> {
    /// The rules of a conjunction's own keywords.
    pub(super) fn applicators(&mut self, flat: &[Part], merged: &mut Merged, spot: &Spot) -> Vec<Rule> {
        let mut rules = Vec::new();
        for (at, part) in flat.iter().enumerate() {
            let api = self.api;
            let Some(schema) = api.schema(part.id).filter(|schema| applies(schema)) else { continue };
            self.array(schema, spot, &mut rules);
            self.members(schema, spot, &mut rules);
            if let Some((test, then, otherwise)) = schema.if_then_else {
                let test = self.piece(test, "Condition", spot);
                let then = then.map_or(Type::Any, |then| self.piece(then, "Then", spot));
                let otherwise = otherwise.map_or(Type::Any, |otherwise| self.piece(otherwise, "Otherwise", spot));
                rules.push(Rule::If(test, then, otherwise));
            }
            self.unevaluated(at, flat, merged);
        }
        rules
    }

    fn piece(&mut self, id: SchemaId, suffix: &str, spot: &Spot) -> Type {
        let inner = spot.inner(suffix, format!("A part of what {} keeps to.", docs::code(&spot.hint)));
        self.of(&[id], &inner)
    }

    fn array(&mut self, schema: &Schema, spot: &Spot, rules: &mut Vec<Rule>) {
        if let Some(wanted) = schema.contains {
            let wanted = self.piece(wanted, "Contained", spot);
            rules.push(Rule::Contains(wanted, schema.min_contains.unwrap_or(1), schema.max_contains.unwrap_or(u64::MAX)));
        }
        if !schema.prefix_items.is_empty() {
            let place = |at: usize| format!("Item{}", at + 1);
            let prefix = schema.prefix_items.iter().enumerate().map(|(at, &id)| self.piece(id, &place(at), spot)).collect();
            let rest = schema.items.map(|id| self.piece(id, "Item", spot));
            rules.push(Rule::PrefixItems(prefix, rest));
        }
    }

    fn members(&mut self, schema: &Schema, spot: &Spot, rules: &mut Vec<Rule>) {
        if !schema.pattern_properties.is_empty() {
            let patterns: Vec<String> = schema.pattern_properties.iter().map(|(pattern, _)| pattern.clone()).collect();
            let types = schema.pattern_properties.iter().map(|(pattern, id)| (pattern.clone(), self.piece(*id, "Value", spot))).collect();
            rules.push(Rule::PatternProperties(types));
            let names = schema.properties.iter().map(|(name, _)| name.clone()).collect();
            match schema.additional_properties {
                AdditionalProperties::Forbidden => rules.push(Rule::AdditionalProperties(names, patterns, Type::Never)),
                AdditionalProperties::Schema(id) => {
                    let ty = self.piece(id, "Value", spot);
                    rules.push(Rule::AdditionalProperties(names, patterns, ty));
                }
                AdditionalProperties::Any | AdditionalProperties::Unstated => {}
            }
        }
        if let Some(names) = schema.property_names {
            let ty = self.piece(names, "Name", spot);
            rules.push(Rule::PropertyNames(ty));
        }
        for (trigger, names) in &schema.dependent_required {
            rules.push(Rule::DependentRequired(trigger.clone(), names.clone()));
        }
        for (trigger, id) in &schema.dependent_schemas {
            let ty = self.piece(*id, trigger, spot);
            rules.push(Rule::DependentSchema(trigger.clone(), ty));
        }
    }

    /// What the whole conjunction leaves unevaluated is what none of its parts names, as long as each is a part whatever the value.
    fn unevaluated(&mut self, at: usize, flat: &[Part], merged: &mut Merged) {
        let Some(schema) = self.api.schema(flat[at].id) else { return };
        let is_closed = schema.unevaluated_properties.is_some_and(|id| self.api.schema(id).is_some_and(|own| own.boolean == Some(false)));
        let schemas = || flat.iter().filter_map(|part| self.api.schema(part.id));
        let is_alone = schemas().skip(1).all(|part| part.unevaluated_properties.is_none());
        let is_static = at == 0
            && is_alone
            && schemas().all(|schema| {
                schema.any_of.is_empty()
                    && schema.dynamic_reference.is_none()
                    && schema.if_then_else.is_none()
                    && schema.dependent_schemas.is_empty()
                    && schema.pattern_properties.is_empty()
                    && schema.additional_properties == AdditionalProperties::Unstated
            });
        if is_closed && is_static {
            merged.closed = true;
        } else if schema.unevaluated_properties.is_some() || schema.unevaluated_items.is_some() {
            let keyword = if schema.unevaluated_properties.is_some() { "unevaluatedProperties" } else { "unevaluatedItems" };
            self.warn(&codes::UNEVALUATED, flat[at].id, format!("`{keyword}` here is not checked by the generated type"), None);
        }
        let anchor = schema.dynamic_reference.as_ref().and_then(|reference| reference.anchor.as_ref());
        // An anchor that only one schema has leads nowhere else.
        let leads_elsewhere = |anchor| self.api.schemas.iter().filter(|own| own.dynamic_anchor.as_ref() == Some(anchor)).nth(1).is_some();
        if anchor.is_some_and(leads_elsewhere) {
            let message = "`$dynamicRef` is taken to lead where it leads by itself";
            self.warn(&codes::DYNAMIC_REFERENCE, flat[at].id, message.into(), None);
        }
    }
}
