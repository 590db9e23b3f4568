//! What a tolerant reading could not take of a schema makes it accept more than was written. Where that would make what stands around it accept
//! less (`not`, `oneOf`, `unevaluatedProperties`, …), that is taken more loosely, too: tolerance may let something pass, but it never refuses what
//! the document may allow.

use crate::model::{AdditionalProperties, Api, Schema, SchemaId};
use crate::schemas::SchemaReader;
use crate::tree::NodeId;

/// What is known of each schema of the arena.
struct Known {
    /// Nothing but that a schema was meant.
    nothing: Vec<bool>,
    /// Not all of it, or not all of what it leads to.
    part: Vec<bool>,
    /// On which side of an exchange it stands was not to be read.
    sideless: Vec<bool>,
}

pub(super) fn settle(api: &mut Api, reader: &SchemaReader<'_>) {
    if reader.lost.is_empty() && reader.ignored.is_empty() {
        return;
    }
    let count = api.schemas.len();
    let of = |node: &NodeId| reader.id(*node).map(|id| id.0 as usize).filter(|at| *at < count);
    let mut known = Known { nothing: vec![false; count], part: vec![false; count], sideless: vec![false; count] };
    let leads_nowhere = reader.targets.iter().filter(|(_, target)| reader.lost.contains(target) && reader.id(**target).is_none());
    for at in reader.lost.iter().chain(leads_nowhere.map(|(site, _)| site)).filter_map(of) {
        known.nothing[at] = true;
        known.part[at] = true;
    }
    for (node, keywords) in &reader.ignored {
        let Some(at) = of(node) else { continue };
        known.part[at] = true;
        known.sideless[at] = keywords.iter().any(|keyword| matches!(*keyword, "readOnly" | "writeOnly"));
        without(&mut api.schemas[at], keywords);
    }
    known.spread(api);
    for schema in &mut api.schemas {
        known.around(schema);
    }
}

/// What other keywords of a schema say only together with those that could not be read.
fn without(schema: &mut Schema, keywords: &[&str]) {
    for keyword in keywords {
        match *keyword {
            "nullable" => schema.nullable = true,
            "properties" | "patternProperties" => schema.additional_properties = AdditionalProperties::Any,
            "prefixItems" => schema.items = None,
            "minContains" => schema.min_contains = Some(0),
            _ => {}
        }
    }
    schema.unevaluated_items = None;
    schema.unevaluated_properties = None;
}

impl Known {
    /// A schema is known in part where one that it names is.
    fn spread(&mut self, api: &Api) {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); api.schemas.len()];
        for (at, schema) in api.schemas.iter().enumerate() {
            for id in schema.children() {
                if let Some(users) = users.get_mut(id.0 as usize) {
                    users.push(at);
                }
            }
        }
        let mut open: Vec<usize> = (0..self.part.len()).filter(|&at| self.part[at]).collect();
        while let Some(at) = open.pop() {
            for &user in &users[at] {
                if !std::mem::replace(&mut self.part[user], true) {
                    open.push(user);
                }
            }
        }
    }

    fn around(&self, schema: &mut Schema) {
        let part = |id: SchemaId| self.part.get(id.0 as usize) == Some(&true);
        let mut lost = false;
        if schema.one_of.iter().any(|&branch| part(branch)) {
            let branches = std::mem::take(&mut schema.one_of);
            if schema.any_of.is_empty() {
                schema.any_of = branches;
            }
            lost = true;
        }
        if schema.not.is_some_and(part) {
            schema.not = None;
        }
        if schema.if_then_else.is_some_and(|(test, ..)| part(test)) {
            schema.if_then_else = None;
            lost = true;
        }
        if let Some(item) = schema.contains.filter(|&item| part(item)) {
            schema.max_contains = None;
            if self.nothing.get(item.0 as usize) == Some(&true) {
                schema.contains = None;
                lost = true;
            }
        }
        if lost {
            schema.unevaluated_items = None;
            schema.unevaluated_properties = None;
        }
        let Schema { properties, required, .. } = schema;
        let sideless = |id: SchemaId| self.sideless.get(id.0 as usize) == Some(&true);
        required.retain(|name| !properties.iter().any(|(own, id)| own == name && sideless(*id)));
    }
}
