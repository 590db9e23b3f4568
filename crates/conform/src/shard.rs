//! [`Shard`]: one of several parts of a plan. The partition depends on the plan alone: which cases belong together, and the ids of cases.
//!
//! Cases whose requests depend on earlier answers share the session of an account, so everything that calls an operation which such a case
//! calls stays in one part.

use crate::case::{Case, Trial};
use crate::execute::fingerprint;
use crate::plan::operations;
use serde::{Deserialize, Serialize};
use specproof_contract::model::{Api, StepTarget};
use std::collections::BTreeMap;

/// The `index`-th of `of` parts, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part.
    pub index: u32,
    /// Of how many.
    pub of: u32,
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

/// How the reason of a case that another part tries begins.
const ELSEWHERE: &str = "tried in part ";

impl Shard {
    /// Why a case of part `own` is not tried in this one.
    pub fn elsewhere(self, own: u32) -> String {
        format!("{ELSEWHERE}{own}/{} (--shard)", self.of)
    }
}

/// Whether a case was skipped because another part tries it.
pub fn is_elsewhere(reason: &str) -> bool {
    reason.starts_with(ELSEWHERE)
}

/// The part of each case, from 1 to `of`.
pub fn parts(apis: &[Api], cases: &[Case], of: u32) -> Vec<u32> {
    let called: Vec<Vec<String>> = cases
        .iter()
        .map(|case| {
            let api = apis.iter().find(|api| api.name == case.api);
            let called = api.map(|api| operations(api, case)).unwrap_or_default();
            called.into_iter().map(|id| format!("{}\u{0}{id}", case.api)).collect()
        })
        .collect();
    let mut groups = Groups::default();
    for (case, called) in cases.iter().zip(&called).filter(|(case, _)| carries_state(apis, case)) {
        for other in called.iter().skip(1) {
            groups.join(&called[0], other);
        }
        called.iter().for_each(|own| groups.mark(own));
        if called.is_empty() {
            groups.mark(&case.api);
        }
    }
    let key = |case: &Case, called: &[String]| {
        let group = called.iter().find_map(|own| groups.group(own));
        group.unwrap_or_else(|| case.id.clone())
    };
    let keys = cases.iter().zip(&called).map(|(case, called)| key(case, called));
    keys.map(|key| u32::try_from(hash(&key) % u64::from(of.max(1))).unwrap_or(0) + 1).collect()
}

/// Whether a request of the case depends on the answer to an earlier one. A flow that only compares answers needs nobody else to keep still.
fn carries_state(apis: &[Api], case: &Case) -> bool {
    let Trial::Flow { workflow } = &case.trial else { return case.stateful };
    let workflows = apis.iter().filter(|api| api.name == case.api).flat_map(|api| &api.workflows);
    let mut steps = workflows.filter(|own| own.id == *workflow).flat_map(|own| &own.steps);
    case.stateful
        && steps.any(|step| {
            let sent = serde_json::to_string(&(&step.parameters, &step.request_body)).unwrap_or_default();
            sent.contains("$steps.") || matches!(step.target, StepTarget::Workflow(_))
        })
}

fn hash(key: &str) -> u64 {
    u64::from_str_radix(&fingerprint(&[key]), 16).unwrap_or(0)
}

/// Operations that belong together, each group named by its first operation in the order of names.
#[derive(Default)]
struct Groups {
    parents: BTreeMap<String, String>,
}

impl Groups {
    fn root(&self, of: &str) -> String {
        let mut at = of.to_owned();
        while let Some(parent) = self.parents.get(&at).filter(|parent| **parent != at) {
            at = parent.clone();
        }
        at
    }

    fn mark(&mut self, own: &str) {
        self.parents.entry(own.to_owned()).or_insert_with(|| own.to_owned());
    }

    fn join(&mut self, one: &str, other: &str) {
        self.mark(one);
        self.mark(other);
        let (one, other) = (self.root(one), self.root(other));
        let (first, last) = if one < other { (one, other) } else { (other, one) };
        self.parents.insert(last, first);
    }

    fn group(&self, own: &str) -> Option<String> {
        self.parents.contains_key(own).then(|| self.root(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str, operation: &str, stateful: bool) -> Case {
        Case {
            id: id.to_owned(),
            check: "flow",
            api: "demo".to_owned(),
            operation: Some(operation.to_owned()),
            clauses: vec![],
            what: String::new(),
            needs: vec![],
            trial: Trial::Many { seed: None, variants: vec![], times: 1, concurrent: false },
            stateful,
            alone: false,
            priority: 0,
        }
    }

    fn demo() -> Vec<Api> {
        vec![Api { name: "demo".to_owned(), ..Api::default() }]
    }

    #[test]
    fn a_part_of_a_case_depends_on_its_id_alone() {
        let all: Vec<Case> = (0..200).map(|number| case(&format!("demo.one.{number}"), "one", false)).collect();
        let parts_of_all = parts(&demo(), &all, 4);
        for part in 1..=4 {
            assert!(parts_of_all.iter().filter(|own| **own == part).count() > 20, "part {part} is nearly empty");
        }
        assert_eq!(parts(&demo(), &all[50..60], 4), parts_of_all[50..60], "what else is in the plan does not matter");
        assert!(parts(&demo(), &all, 1).iter().all(|part| *part == 1));
    }

    #[test]
    fn what_shares_state_stays_together() {
        let mut all: Vec<Case> = (0..20).map(|number| case(&format!("demo.login.{number}"), "login", number % 2 == 0)).collect();
        all.extend((0..20).map(|number| case(&format!("demo.other.{number}"), "other", false)));
        let parts = parts(&demo(), &all, 7);
        assert!(parts[..20].iter().all(|part| *part == parts[0]), "those without state call the same operation: {parts:?}");
        assert!(parts[20..].iter().any(|part| *part != parts[20]), "{parts:?}");
    }
}
