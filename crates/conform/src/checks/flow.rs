//! `flow`: each workflow of the Arazzo description runs as it is written.

use crate::case::{Case, Trial};
use crate::check::{Check, Kind};
use crate::lifecycle::is_derived;
use specproof_contract::model::{Api, StepTarget, Workflow};
use std::collections::BTreeSet;

pub const CHECK: Check = Check {
    id: "flow",
    rule: "Each documented flow runs to its end, and every criterion of its steps holds.",
    source: "Arazzo 1.0.1, Step Object and Criterion Object; `x-clause` and `x-expect` of the steps",
    manual: "A workflow is a documented flow or a documented error. Its steps are sent in order, with the values that earlier answers \
             gave; `successCriteria` and `x-expect` (granted or refused) say what must come of each. A failing step is a finding with the \
             clause of its criterion, or else of the step. A failure that an action of the step handles is part of the flow.",
    kind: Kind::Plan(plan),
};

fn plan(api: &Api, _seed: u64) -> Vec<Case> {
    api.workflows.iter().filter(|workflow| !is_derived(&workflow.id)).map(|workflow| case(api, workflow)).collect()
}

fn case(api: &Api, workflow: &Workflow) -> Case {
    let mut clauses = Vec::new();
    let mut needs = Vec::new();
    let mut operations = BTreeSet::new();
    gather(api, workflow, &mut Gathered { clauses: &mut clauses, needs: &mut needs, operations: &mut operations }, &mut BTreeSet::new());
    let what = workflow.summary.clone().or_else(|| workflow.description.clone()).unwrap_or_else(|| format!("the flow `{}`", workflow.id));
    Case {
        id: format!("{}.flow.{}", api.name, workflow.id).into(),
        check: CHECK.id,
        api: api.name.as_str().into(),
        operation: operations.iter().next().filter(|_| operations.len() == 1).map(|id| (*id).into()),
        clauses,
        what: what.into(),
        needs,
        trial: Trial::Flow { workflow: workflow.id.clone() },
        stateful: workflow.steps.len() > 1 || !workflow.depends_on.is_empty(),
        alone: false,
        priority: 0,
    }
}

struct Gathered<'g, 'a> {
    clauses: &'g mut Vec<String>,
    needs: &'g mut Vec<String>,
    operations: &'g mut BTreeSet<&'a str>,
}

/// Clauses of the workflow's steps and criteria, the inputs without which it or one that it depends on cannot run, and its operations.
fn gather<'a>(api: &'a Api, workflow: &'a Workflow, into: &mut Gathered<'_, 'a>, seen: &mut BTreeSet<&'a str>) {
    if !seen.insert(&workflow.id) {
        return;
    }
    let mut clause = |clause: &String| {
        if !into.clauses.contains(clause) {
            into.clauses.push(clause.clone());
        }
    };
    workflow.clauses.iter().for_each(&mut clause);
    for step in &workflow.steps {
        let criteria = step.success_criteria.iter().filter(|criterion| criterion.reading.is_none());
        step.clauses.iter().chain(criteria.flat_map(|criterion| &criterion.clauses)).for_each(&mut clause);
    }
    for input in workflow.inputs.iter().filter(|input| input.required && input.default.is_none()) {
        if !into.needs.contains(&input.name) {
            into.needs.push(input.name.clone());
        }
    }
    for step in &workflow.steps {
        if let StepTarget::Operation(id) = &step.target {
            into.operations.insert(id);
        }
    }
    for needed in api.workflows.iter().filter(|other| workflow.depends_on.contains(&other.id)) {
        gather(api, needed, into, seen);
    }
}
