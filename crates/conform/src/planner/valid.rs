//! Whether a request that is to be granted is one that its schema allows once it is changed; what must go with a member is added to it.
//!
//! Conditions, dependencies, alternatives and what is left over tie the members of an object together: each may be right alone and wrong here.

use super::Planner;
use crate::case::{BodyFault, Change};
use crate::change::apply;
use crate::draft::{Draft, DraftBody, Known};
use crate::sample::{Facets, Sampler, Size};
use serde_json::Value;
use specproof_contract::model::SchemaId;
use specproof_contract::validate::{Direction, Validator, Violation};

/// Members that are added one after the other at most.
const ADDED: usize = 8;

impl Planner<'_> {
    /// The changes, with what the schema asks for beside them; `None` where the changed body is not valid whatever is added.
    pub(super) fn completed(&self, mut changes: Vec<Change>) -> Option<Vec<Change>> {
        if changes.iter().any(|change| self.contradicts(change)) {
            return None;
        }
        let of_body = |change: &Change| matches!(change, Change::Set { .. } | Change::Remove { .. } | Change::Keep { .. });
        let schema = self.seed.media_type.and_then(|media| media.schema);
        let (Some(schema), Some(seed), true) = (schema, &self.seed.body, changes.iter().any(of_body)) else { return Some(changes) };
        let validator = Validator::new(self.api, Direction::Request);
        // What the seed fills from inputs and steps need not be valid as it is written.
        let before = validator.check(schema, seed).violations;
        let is_new = |own: &Violation| !before.iter().any(|other| (&other.pointer, other.keyword) == (&own.pointer, own.keyword));
        for _ in 0..=ADDED {
            let body = self.changed(seed, &changes)?;
            let mut broken = validator.check(schema, &body).violations;
            broken.retain(is_new);
            if broken.is_empty() {
                return Some(changes);
            }
            let missing = broken.iter().find_map(|violation| self.missing(violation, &body))?;
            let value = self.made(schema, &body, &missing)?;
            changes.push(Change::Set { path: vec![missing], value });
        }
        None
    }

    /// Whether what the document says in one place, such as a listed value or an example, is excluded by the schema in another.
    fn contradicts(&self, change: &Change) -> bool {
        let (schema, value) = match change {
            Change::SetParameter { location, name, value } => {
                let documented = self.operation.parameters.iter().find(|own| own.location == *location && own.name == *name);
                (documented.and_then(|own| own.schema), value)
            }
            Change::Body(BodyFault::Json(value)) => (self.seed.media_type.and_then(|media| media.schema), value),
            _ => return false,
        };
        schema.is_some_and(|schema| !Validator::new(self.api, Direction::Request).check(schema, value).is_valid())
    }

    fn changed(&self, seed: &Value, changes: &[Change]) -> Option<Value> {
        let mut draft = Draft { body: DraftBody::Json(seed.clone()), ..Draft::empty() };
        for change in changes.iter().filter(|change| matches!(change, Change::Set { .. } | Change::Remove { .. } | Change::Keep { .. })) {
            apply(&mut draft, change, &Known::default()).ok()?;
        }
        match draft.body {
            DraftBody::Json(body) => Some(body),
            _ => None,
        }
    }

    /// The member of the root whose absence a violation is.
    fn missing(&self, violation: &Violation, body: &Value) -> Option<String> {
        let schema = self.api.schema(violation.schema).filter(|_| violation.pointer.is_empty())?;
        let absent = |name: &&String| body.get(name.as_str()).is_none();
        match violation.keyword {
            "required" => schema.required.iter().find(absent).cloned(),
            "dependentRequired" => {
                let asked = schema.dependent_required.iter().filter(|(trigger, _)| body.get(trigger).is_some());
                asked.flat_map(|(_, names)| names).find(absent).cloned()
            }
            _ => None,
        }
    }

    /// A value of a member of the root that breaks nothing there.
    fn made(&self, schema: SchemaId, body: &Value, name: &str) -> Option<Value> {
        let validator = Validator::new(self.api, Direction::Request);
        let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let fits = |value: &Value| {
            let mut body = body.clone();
            body[name] = value.clone();
            !validator.check(schema, &body).violations.iter().any(|violation| violation.pointer.starts_with(&pointer))
        };
        let id = *Facets::first(self.api, &[schema]).property(name)?.first()?;
        Sampler::new(self.api, Direction::Request, self.number).candidate(id, Size::Full, fits).ok()
    }
}
