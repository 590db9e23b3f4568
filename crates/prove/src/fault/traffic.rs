//! What happens between requests: some fail, some are not carried out, answers go to the wrong caller, one ends more than it should.

use super::{At, Effect, Fault, When, credentials};
use specproof_contract::model::{Api, Expect, Operation, StepTarget};

pub(super) fn list(at: At<'_>, all: &mut Vec<Fault>) {
    let place = at.operation.place;
    let granted = at.granted();
    let with = |clauses: &[&str]| -> Vec<String> { clauses.iter().map(|clause| (*clause).to_owned()).chain(granted.clone()).collect() };
    let mut push = |what: &str, clauses: &[String], says: &str, when, effect| {
        all.push(at.fault(what, clauses, place, says.to_owned(), when, effect));
    };
    push(
        "every-fifth-crashes",
        &with(&["http.no-server-error"]),
        "Every fifth request is answered with 503",
        When::Every(5),
        Effect::Crash(500),
    );
    push("every-third-refused", &with(&["http.repeatable"]), "Every third request is refused", When::Every(3), Effect::Refuse);
    push(
        "every-seventh-hangs-up",
        &with(&["http.answered", "http.framing"]),
        "Every seventh request gets no answer",
        When::Every(7),
        Effect::HangUp,
    );
    if tells_apart(at.api, at.operation) {
        push("swapped", &with(&["http.concurrent"]), "Answers under way at the same time are swapped", When::Always, Effect::Swap);
        push("replayed", &with(&["http.concurrent"]), "A request gets an earlier answer", When::Always, Effect::Replay);
    }
    let ending = ends(at.api, at.operation);
    if !ending.is_empty() {
        let clauses = [ending, at.operation.clauses.clone(), granted.clone()].concat();
        push("not-carried-out", &clauses, "It is granted, but not carried out", When::Always, Effect::Swallow);
        if !credentials::of(at.api, at.operation).is_empty() {
            push("others-too", &clauses, "It is carried out for all others too", When::Always, Effect::OthersToo);
            push("refused-but-done", &clauses, "It is refused, but carried out", When::Always, Effect::Nevertheless);
        }
    }
}

/// Whether an answer tells which request it belongs to: a member that differs by request or repeats something of it.
fn tells_apart(api: &Api, operation: &Operation) -> bool {
    let contents = operation.responses.iter().flat_map(|response| &response.content).filter_map(|media| media.schema);
    contents
        .flat_map(|schema| crate::shape::members(api, schema))
        .any(|member| member.schema.distinct_for.is_some() || member.schema.equals.is_some())
}

/// The clauses of steps that call the operation a second time in one flow and are refused then, and of the flows around them.
fn ends(api: &Api, operation: &Operation) -> Vec<String> {
    let mut clauses = Vec::new();
    for workflow in &api.workflows {
        let calls: Vec<_> = workflow.steps.iter().filter(|step| step.target == StepTarget::Operation(operation.id.clone())).collect();
        if calls.len() > 1 && calls.iter().skip(1).any(|step| step.expect == Some(Expect::Refused)) {
            clauses.extend(workflow.clauses.iter().chain(workflow.steps.iter().flat_map(|step| &step.clauses)).cloned());
        }
    }
    // Those of the flows in which what it does not end is shown to live on.
    for workflow in &api.workflows {
        let calls = workflow.steps.iter().filter(|step| step.target == StepTarget::Operation(operation.id.clone())).count();
        if calls > 1 && !clauses.is_empty() {
            clauses.extend(workflow.steps.iter().flat_map(|step| &step.clauses).cloned());
        }
    }
    clauses.sort();
    clauses.dedup();
    clauses
}
