//! `allOf`, `anyOf`, `oneOf`, `not`, `if`, and discriminators.

use super::run::{At, Found, Run};
use super::{Violation, show};
use crate::model::{Schema, SchemaId};
use serde_json::Value;

impl Run<'_, '_> {
    pub fn compositions(&mut self, id: SchemaId, schema: &Schema, at: At<'_>, found: &mut Found) {
        for &part in &schema.all_of {
            let inner = self.apply(part, at);
            found.absorb(inner);
        }
        if !schema.any_of.is_empty() {
            self.any_of(id, schema, at, found);
        }
        if !schema.one_of.is_empty() {
            self.one_of(id, schema, at, found);
        }
        if let Some(not) = schema.not
            && self.apply(not, at).is_valid()
        {
            self.violate(found, id, at, "not", format!("anything but {}", self.name(not)));
        }
        if let Some((test, then, otherwise)) = schema.if_then_else {
            let tested = self.apply(test, at);
            let next = if tested.is_valid() {
                found.absorb(tested);
                then
            } else {
                otherwise
            };
            if let Some(next) = next {
                let inner = self.apply(next, at);
                found.absorb(inner);
            }
        }
    }

    /// The branch that a discriminator chooses, where it can.
    fn chosen(&self, schema: &Schema, branches: &[SchemaId], value: &Value) -> Option<SchemaId> {
        let discriminator = schema.discriminator.as_ref()?;
        let tag = value.get(&discriminator.property)?.as_str()?;
        let (_, target) = discriminator.mapping.iter().find(|(own, _)| own == tag)?;
        branches
            .iter()
            .copied()
            .find(|&branch| branch == *target || self.validator.api.schema(branch).and_then(|schema| schema.reference) == Some(*target))
    }

    fn any_of(&mut self, id: SchemaId, schema: &Schema, at: At<'_>, found: &mut Found) {
        if let Some(branch) = self.chosen(schema, &schema.any_of, at.value) {
            let inner = self.apply(branch, at);
            found.absorb(inner);
            return;
        }
        let mut failed = Vec::new();
        let mut matched = false;
        for &branch in &schema.any_of {
            let mut inner = self.apply(branch, at);
            if inner.is_valid() {
                if matched {
                    // Only the first branch that matches tells the reading.
                    inner.readings.clear();
                    inner.matched.clear();
                    inner.refusal = false;
                }
                matched = true;
                found.absorb(inner);
                if !self.notes_evaluated {
                    return;
                }
            } else {
                failed.push((branch, inner));
            }
        }
        if !matched {
            self.no_branch(id, "anyOf", failed, at, found);
        }
    }

    fn one_of(&mut self, id: SchemaId, schema: &Schema, at: At<'_>, found: &mut Found) {
        if let Some(branch) = self.chosen(schema, &schema.one_of, at.value) {
            let inner = self.apply(branch, at);
            found.absorb(inner);
            return;
        }
        let mut failed = Vec::new();
        let mut matched: Vec<(SchemaId, Found)> = Vec::new();
        for &branch in &schema.one_of {
            let inner = self.apply(branch, at);
            if inner.is_valid() { matched.push((branch, inner)) } else { failed.push((branch, inner)) }
        }
        match matched.len() {
            0 => self.no_branch(id, "oneOf", failed, at, found),
            1 => matched.into_iter().for_each(|(_, inner)| found.absorb(inner)),
            _ => {
                let names: Vec<String> = matched.iter().map(|(branch, _)| self.name(*branch)).collect();
                self.violate(found, id, at, "oneOf", format!("exactly one alternative, but {} all accept it", names.join(" and ")));
            }
        }
    }

    /// Says why each branch refused the value; the clauses are those of the branch that came nearest.
    fn no_branch(&self, id: SchemaId, keyword: &'static str, failed: Vec<(SchemaId, Found)>, at: At<'_>, found: &mut Found) {
        if let [(_, only)] = failed.as_slice() {
            found.violations.extend(only.violations.iter().cloned());
            return;
        }
        let nearest = failed.iter().min_by_key(|(_, inner)| self.distance(&inner.violations)).map(|(_, inner)| &inner.violations);
        let reasons: Vec<String> = failed
            .iter()
            .map(|(branch, inner)| {
                let reasons: Vec<String> = inner.violations.iter().take(3).map(|violation| self.reason(violation)).collect();
                format!("{} ({})", self.name(*branch), reasons.join("; "))
            })
            .collect();
        let mut clauses: Vec<String> = Vec::new();
        for clause in nearest.into_iter().flatten().flat_map(|violation| &violation.clauses) {
            if !clauses.contains(clause) {
                clauses.push(clause.clone());
            }
        }
        found.violations.push(Violation {
            pointer: self.pointer.clone(),
            schema: id,
            keyword,
            expected: format!("one of: {}", reasons.join(", or ")),
            received: show::value(at.value),
            clauses: if clauses.is_empty() { at.clauses.to_vec() } else { clauses },
        });
    }

    /// A branch of another type, one that excludes the value as a whole, or one told apart by a fixed value, is farther than one that
    /// only breaks a limit further in; so is one whose member is missing here, beside one whose member is there and wrong.
    fn distance(&self, violations: &[Violation]) -> (usize, usize) {
        let here = |violation: &&Violation| violation.pointer == self.pointer && violation.keyword == "type";
        let excluded = |violation: &&Violation| violation.pointer == self.pointer && violation.keyword == "not";
        let fixed = |violation: &&Violation| matches!(violation.keyword, "const" | "enum");
        let missing = |violation: &&Violation| violation.pointer == self.pointer && violation.keyword == "required";
        let count = |of: &dyn Fn(&&Violation) -> bool| violations.iter().filter(of).count();
        let weight = count(&here) * 10 + count(&excluded) * 2 + count(&fixed) + count(&missing);
        (weight, violations.len())
    }

    fn reason(&self, violation: &Violation) -> String {
        match violation.pointer.strip_prefix(self.pointer.as_str()).filter(|rest| !rest.is_empty()) {
            Some(rest) => format!("at {}: {}, not {}", crate::text::short(rest), violation.expected, violation.received),
            None => violation.expected.clone(),
        }
    }

    /// What a message calls a schema.
    fn name(&self, id: SchemaId) -> String {
        let Some(schema) = self.validator.api.schema(id) else { return "a schema".into() };
        let target = schema.reference.and_then(|target| self.validator.api.schema(target)).unwrap_or(schema);
        match (&target.name, &target.title) {
            (Some(name), _) | (None, Some(name)) => format!("`{}`", crate::text::short(name)),
            _ if !target.types.is_empty() => show::types(&target.types),
            _ => "the schema".into(),
        }
    }
}
