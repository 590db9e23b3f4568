//! How many requests a case sends, and which cases are kept when their number is bounded.

use crate::case::{Case, Change, Expectation, Trial, WrongCredential};
use crate::plan::operations;
use specproof_contract::model::{Api, Method, StepTarget, Workflow};
use std::collections::HashMap;

/// Requests that a case sends when nothing has to be asked again, what removes what it makes included.
pub fn cost(case: &Case, api: &Api) -> u64 {
    let own = own_cost(case, api);
    let makes = |id: &&str| api.operation(id).is_some_and(|operation| operation.method == Method::Post);
    let control = matches!(&case.trial, Trial::Variant { expect: Expectation::Guessed { firm: true }, .. });
    let tidied = api.document.is_none() && operations(api, case).iter().any(makes);
    own * (1 + u64::from(tidied)) + u64::from(control)
}

fn own_cost(case: &Case, api: &Api) -> u64 {
    let steps = |id: &Option<String>| id.as_deref().map_or(1, |id| requests(api, id, 0).max(1));
    match &case.trial {
        Trial::Flow { workflow } => requests(api, workflow, 0),
        Trial::Variant { seed, changes, then_unchanged, .. } => {
            steps(seed) * (1 + others(std::slice::from_ref(changes))) + u64::from(*then_unchanged)
        }
        Trial::Lifecycle(life) => {
            let parts = [life.read.as_ref(), life.read.as_ref(), life.replace.as_ref(), life.remove.as_ref(), life.remove.as_ref()];
            steps(&life.seed) + parts.iter().flatten().count() as u64
        }
        Trial::Many { seed, variants, times, .. } => u64::from(*times) * (steps(seed) - 1 + variants.len() as u64),
        Trial::Interleaved { seed, accounts, rounds, .. } => rounds.len() as u64 * accounts.len() as u64 * requests(api, seed, 0),
        Trial::Between { seed, refused } => requests(api, seed, 0) + refused.len() as u64,
    }
}

/// Runs of the seed flow beside the case's own, for what is taken from other sessions and accounts.
fn others(all: &[Vec<Change>]) -> u64 {
    let elsewhere = |change: &Change| {
        matches!(change, Change::Credential { wrong: WrongCredential::OtherSessions | WrongCredential::SecondAccounts, .. })
    };
    u64::from(all.iter().flatten().any(elsewhere))
}

fn requests(api: &Api, id: &str, depth: u32) -> u64 {
    let workflow = api.workflows.iter().find(|workflow| workflow.id == id).filter(|_| depth < 8);
    let steps = workflow.map_or(&[][..], |workflow: &Workflow| &workflow.steps);
    steps
        .iter()
        .map(|step| match &step.target {
            StepTarget::Operation(_) => 1,
            StepTarget::Workflow(id) => requests(api, id, depth + 1),
        })
        .sum()
}

/// Cases that send so many requests tell less for each of them.
const DEAR: u64 = 16;

/// The cases that do not fit into so many requests. Those that tell the most for each request are kept: by priority, dear ones one step later, and
/// within one step in turn from each API and operation, so that none is left without any. A tenth of the requests is kept back for what has to be
/// asked again.
pub fn beyond<'c>(cases: &'c [Case], apis: &[Api], most: u64) -> Vec<&'c Case> {
    let mut before: HashMap<(u8, &str, Option<&str>), u64> = HashMap::new();
    let mut turns: Vec<(u8, u64, usize)> = Vec::new();
    let costs: Vec<u64> = cases.iter().map(|case| apis.iter().find(|api| api.name == case.api).map_or(1, |api| cost(case, api))).collect();
    for (at, case) in cases.iter().enumerate() {
        let step = case.priority + u8::from(costs[at] >= DEAR);
        let turn = before.entry((step, &case.api, case.operation.as_deref())).or_default();
        turns.push((step, *turn, at));
        *turn += 1;
    }
    turns.sort_unstable();
    let mut left = most - most / 10;
    let mut out: Vec<usize> = Vec::new();
    for (_, _, at) in turns {
        match left.checked_sub(costs[at]) {
            Some(rest) => left = rest,
            None => out.push(at),
        }
    }
    out.sort_unstable();
    out.into_iter().map(|at| &cases[at]).collect()
}
