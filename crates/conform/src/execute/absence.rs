//! Parts of a request that may be left out, and whose absence is what a deployment refuses: all that was granted had them, all that was refused
//! lacks them.

use crate::arazzo::Sent;
use crate::draft::{Draft, DraftBody};
use crate::sample::Facets;
use serde_json::Value;
use specproof_contract::model::{Api, Operation};
use std::collections::{BTreeMap, BTreeSet};

/// By operation the names of members and parameters that every granted request had.
#[derive(Debug, Default)]
pub struct Common<'a>(BTreeMap<&'a str, BTreeSet<String>>);

impl<'a> Common<'a> {
    /// Looks at an exchange that was granted.
    pub fn count(&mut self, sent: &Sent<'a>) {
        if let Some(parts) = parts(&sent.draft) {
            let own = self.0.entry(&sent.operation.id).or_insert_with(|| parts.clone());
            own.retain(|part| parts.contains(part));
        }
    }

    /// The clauses of the optional parts that every granted request had and that none of these has, which were refused.
    pub fn clauses<'d>(&self, api: &Api, operation: &Operation, refused: impl Iterator<Item = &'d Draft>) -> Vec<String> {
        let Some(common) = self.0.get(operation.id.as_str()) else { return Vec::new() };
        let mut lacking = common.clone();
        for draft in refused {
            let Some(parts) = parts(draft) else { return Vec::new() };
            lacking.retain(|part| !parts.contains(part));
        }
        lacking.iter().flat_map(|part| optional(api, operation, part)).collect()
    }
}

/// The names of parameters and of members at the top of the body; `None` where the body cannot be read.
fn parts(draft: &Draft) -> Option<BTreeSet<String>> {
    let mut parts: BTreeSet<String> = draft.parameters.iter().map(|own| own.name.clone()).collect();
    let read;
    match &draft.body {
        DraftBody::Json(Value::Object(members)) => parts.extend(members.keys().cloned()),
        DraftBody::Form(members) => parts.extend(members.iter().map(|(name, _)| name.clone())),
        DraftBody::Raw(bytes) => {
            read = serde_json::from_slice::<BTreeMap<String, Value>>(bytes).ok()?;
            parts.extend(read.into_keys());
        }
        DraftBody::Json(_) | DraftBody::None => {}
    }
    Some(parts)
}

/// The clauses of a member or parameter that may be left out.
fn optional(api: &Api, operation: &Operation, part: &str) -> Vec<String> {
    if let Some(parameter) = operation.parameters.iter().find(|own| own.name == part) {
        return if parameter.required { Vec::new() } else { parameter.clauses.clone() };
    }
    let schemas = operation.request_body.iter().flat_map(|body| &body.content).filter_map(|media| media.schema);
    let facets: Vec<Facets<'_>> = schemas.map(|schema| Facets::first(api, &[schema])).collect();
    let own = facets.iter().find_map(|facets| Some((facets, facets.property(part)?)));
    match own.filter(|(facets, _)| !facets.required.contains(&part)) {
        Some((_, ids)) => Facets::first(api, ids).schemas.iter().flat_map(|schema| schema.clauses.clone()).collect(),
        None => Vec::new(),
    }
}
