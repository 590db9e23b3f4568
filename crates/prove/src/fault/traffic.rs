//! What happens between requests: some fail, some are not carried out, answers go to the wrong caller, one ends more than it should.

use super::{At, Effect, Fault, When, credentials};
use crate::flows;
use specproof_contract::model::{Api, Method, Operation, Schema, StatusPattern};

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
        Effect::Crash(503),
    );
    push("fourth-unanswered", &with(&["http.answered"]), "The fourth request is never answered", When::Only(3), Effect::Never);
    // What is beside a path is beside all its operations.
    if at.api.operations.iter().find(|other| other.path == at.operation.path).is_some_and(|first| first.id == at.operation.id) {
        push(
            "elsewhere-crashes",
            &["http.no-server-error".to_owned()],
            "Another method at its path, or more behind its path, is answered with 500",
            When::Elsewhere,
            Effect::Crash(500),
        );
    }
    push("wears-out", &with(&["http.no-server-error"]), "From the ninth request on it crashes", When::From(8), Effect::Crash(500));
    push(
        "second-time-refused",
        &with(&["http.repeatable"]),
        "The same request is granted once, and refused from then on",
        When::Repeated,
        Effect::Refuse,
    );
    push(
        "locks-out",
        &with(&["http.repeatable"]),
        "After three requests that were refused, valid ones are refused too",
        When::AfterRefusals(3),
        Effect::Refuse,
    );
    push(
        "busy-refused",
        &with(&["http.concurrent"]),
        "While one request is under way, others are refused",
        When::Overlapping,
        Effect::Refuse,
    );
    push(
        "busy-crashes",
        &with(&["http.concurrent", "http.no-server-error"]),
        "While one request is under way, others are answered with 500",
        When::Overlapping,
        Effect::Crash(500),
    );
    push(
        "crossed",
        &with(&["http.concurrent"]),
        "Of a grant and a refusal under way at the same time, each goes to the other's caller",
        When::Always,
        Effect::Cross,
    );
    let refusals =
        at.operation.responses.iter().filter(|response| response.refusal || matches!(response.status, StatusPattern::Exact(400..=499)));
    let refusing: Vec<String> = refusals.flat_map(|response| response.clauses.clone()).collect();
    let leaking = with(&[refusing.iter().map(String::as_str).collect::<Vec<_>>(), vec!["openapi.schema"]].concat());
    push("refused-but-told", &leaking, "A refusal has the content of a grant", When::Always, Effect::Leak);
    if creates_or_deletes(at.api, at.operation) {
        let clauses = [with(&["openapi.responses", "http.created", "http.stored", "http.deleted"]), at.operation.clauses.clone()].concat();
        push("forgotten", &clauses, "It is granted and not done", When::Always, Effect::Forget);
    }
    push("every-third-refused", &with(&["http.repeatable"]), "Every third request is refused", When::Every(3), Effect::Refuse);
    push(
        "every-seventh-hangs-up",
        &with(&["http.answered", "http.framing"]),
        "Every seventh request gets no answer",
        When::Every(7),
        Effect::HangUp,
    );
    // What only differs from answer to answer does not tell whose it is.
    if tells(at.api, at.operation, |schema| schema.equals.is_some()) {
        push("swapped", &with(&["http.concurrent"]), "Answers under way at the same time are swapped", When::Always, Effect::Swap);
    }
    if tells(at.api, at.operation, |schema| schema.equals.is_some() || schema.distinct_for.is_some()) {
        push("replayed", &with(&["http.concurrent"]), "A request gets an earlier answer", When::Always, Effect::Replay);
    }
    let ending = ends(at.api, at.operation);
    if !ending.is_empty() {
        let clauses = [ending, at.operation.clauses.clone(), granted.clone()].concat();
        push("ends-late", &clauses, "What it ended can be asked for once more", When::Always, Effect::Late);
        push("not-carried-out", &clauses, "It is granted, but not carried out", When::Always, Effect::Swallow);
        if !credentials::of(at.api, at.operation).is_empty() {
            push("others-too", &clauses, "It is carried out for all others too", When::Always, Effect::OthersToo);
            push("refused-but-done", &clauses, "It is refused, but carried out", When::Always, Effect::Nevertheless);
        }
    }
}

/// Whether other operations show what it did: one below what it creates, or one at what it deletes.
fn creates_or_deletes(api: &Api, operation: &Operation) -> bool {
    let below = |other: &Operation| other.path.strip_prefix(operation.path.as_str()).is_some_and(|rest| rest.starts_with("/{"));
    match operation.method {
        Method::Post => api.operations.iter().any(|other| other.method == Method::Get && below(other)),
        Method::Delete => api.operations.iter().any(|other| other.method == Method::Get && other.path == operation.path),
        _ => false,
    }
}

/// Whether a member of an answer is bound to its request in this way.
fn tells(api: &Api, operation: &Operation, bound: impl Fn(&Schema) -> bool) -> bool {
    let contents = operation.responses.iter().flat_map(|response| &response.content).filter_map(|media| media.schema);
    contents.flat_map(|schema| crate::shape::members(api, schema)).any(|member| bound(member.schema))
}

/// The clauses of the flows that show that the operation ends something, and of those that show what it does not end.
fn ends(api: &Api, operation: &Operation) -> Vec<String> {
    if !api.workflows.iter().any(|workflow| flows::ends(workflow, operation)) {
        return Vec::new();
    }
    let several = api.workflows.iter().filter(|workflow| workflow.steps.iter().filter(|step| flows::calls(step, operation)).count() > 1);
    several.flat_map(|workflow| workflow.clauses.iter().chain(workflow.steps.iter().flat_map(|step| &step.clauses))).cloned().collect()
}
