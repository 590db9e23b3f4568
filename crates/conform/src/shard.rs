//! [`Shard`]: one of several parts of a plan. The partition depends on the plan alone: which cases belong together, and how much they send.
//!
//! Cases whose requests depend on earlier answers share the session of an account, so everything that calls an operation which such a case
//! calls stays in one part. So do all cases of one operation: what a fault breaks is only known beside what else was granted there. The parts
//! are as equal as that allows.

use crate::budget::cost;
use crate::case::{Case, Trial};
use crate::plan::operations;
use serde::{Deserialize, Serialize};
use specproof_contract::model::{Api, StepTarget};
use std::collections::{BTreeMap, HashMap};

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
    let by_name: HashMap<&str, &Api> = apis.iter().map(|api| (api.name.as_str(), api)).collect();
    let mut groups = Groups::default();
    let called: Vec<Vec<String>> = cases
        .iter()
        .map(|case| {
            let called = by_name.get(case.api.as_str()).map(|api| operations(api, case)).unwrap_or_default();
            called.into_iter().map(|id| format!("{}\u{0}{id}", case.api)).collect()
        })
        .collect();
    for (case, called) in cases.iter().zip(&called) {
        let together = by_name.get(case.api.as_str()).is_some_and(|api| carries_state(api, case));
        called.iter().skip(1).filter(|_| together).for_each(|other| groups.join(&called[0], other));
    }
    // What a case calls last is what it is about.
    let keys: Vec<String> = cases
        .iter()
        .zip(&called)
        .map(|(case, called)| called.last().map_or_else(|| case.api.to_string(), |own| groups.root(own)))
        .collect();
    let mut costs: BTreeMap<&str, u64> = BTreeMap::new();
    for (case, key) in cases.iter().zip(&keys) {
        *costs.entry(key).or_default() += by_name.get(case.api.as_str()).map_or(1, |api| cost(case, api).max(1));
    }
    // The largest group first, each into the part that has least to do until then.
    let mut largest: Vec<(&str, u64)> = costs.into_iter().collect();
    largest.sort_by_key(|(_, cost)| std::cmp::Reverse(*cost));
    let mut load = vec![0_u64; usize::try_from(of.max(1)).unwrap_or(1)];
    let mut part_of: HashMap<&str, u32> = HashMap::new();
    for (key, cost) in largest {
        let Some((index, least)) = load.iter_mut().enumerate().min_by_key(|(_, load)| **load) else { continue };
        *least += cost;
        part_of.insert(key, u32::try_from(index).unwrap_or(0) + 1);
    }
    keys.iter().map(|key| part_of.get(key.as_str()).copied().unwrap_or(1)).collect()
}

/// Whether a request of the case depends on the answer to an earlier one. A flow that only compares answers needs nobody else to keep still.
fn carries_state(api: &Api, case: &Case) -> bool {
    let Trial::Flow { workflow } = &case.trial else { return case.stateful };
    let mut steps = api.workflows.iter().filter(|own| own.id == *workflow).flat_map(|own| &own.steps);
    case.stateful
        && steps.any(|step| {
            let sent = serde_json::to_string(&(&step.parameters, &step.request_body)).unwrap_or_default();
            sent.contains("$steps.") || matches!(step.target, StepTarget::Workflow(_))
        })
}

/// Operations that belong together, each group named by its first operation in the order of names.
#[derive(Default)]
struct Groups {
    parents: BTreeMap<String, String>,
}

impl Groups {
    fn root(&self, of: &str) -> String {
        let mut at = of.to_owned();
        while let Some(parent) = self.parents.get(&at) {
            at = parent.clone();
        }
        at
    }

    fn join(&mut self, one: &str, other: &str) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            let (first, last) = if one < other { (one, other) } else { (other, one) };
            self.parents.insert(last, first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str, operation: &str, stateful: bool) -> Case {
        Case {
            id: id.into(),
            check: "flow",
            api: "demo".into(),
            operation: Some(operation.into()),
            clauses: vec![],
            what: "".into(),
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
    fn parts_are_as_equal_as_operations_are() {
        let all: Vec<Case> = (0..200).map(|number| case(&format!("demo.{number}"), &format!("operation-{}", number % 20), false)).collect();
        let parts = parts(&demo(), &all, 4);
        for part in 1..=4 {
            assert_eq!(parts.iter().filter(|own| **own == part).count(), 50, "part {part}");
        }
        for (case, part) in all.iter().zip(&parts) {
            let same = all.iter().zip(&parts).filter(|(other, _)| other.operation == case.operation);
            assert!(same.into_iter().all(|(_, own)| own == part), "{}", case.id);
        }
        assert_eq!(parts, super::parts(&demo(), &all, 4), "each part finds the same partition");
        assert!(super::parts(&demo(), &all, 1).iter().all(|part| *part == 1));
    }

    #[test]
    fn what_shares_state_stays_together() {
        let mut all: Vec<Case> = (0..20).map(|number| case(&format!("demo.login.{number}"), "login", number % 2 == 0)).collect();
        all.extend((0..20).map(|number| case(&format!("demo.other.{number}"), "other", false)));
        let parts = parts(&demo(), &all, 7);
        assert!(parts[..20].iter().all(|part| *part == parts[0]), "those without state call the same operation: {parts:?}");
        assert!(parts[20..].iter().all(|part| *part == parts[20] && *part != parts[0]), "{parts:?}");
    }
}
