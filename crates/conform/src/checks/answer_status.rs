//! `status`: every status that comes is documented.

use crate::case::{Expectation, Trial};
use crate::check::{Check, Kind};
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "status",
    rule: "The status of every answer is documented for its operation, exactly, by its range or by a default.",
    source: "OpenAPI 3.0.3 and 3.1.1, Responses Object",
    manual: "The fault is charged to the operation's last clause, which is the one about its statuses, and to the clause of the request. A status from 500 on is left to \
             `no-server-error`. Documents without a register often list few of the 4xx that HTTP gives for a wrong request (404, 405, 415, \
             422, 429 …): there only what must be granted, or a flow sends, is held to the list. An operation without `responses`, which \
             OpenAPI 3.1 allows, promises no status: its answers are held to HTTP and JSON alone.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Some(answered) = judged.answer.filter(|answered| answered.response.is_none() && answered.answer.status < 500) else {
        return Vec::new();
    };
    let documented: Vec<String> = judged.operation.responses.iter().map(|response| response.status.to_string()).collect();
    // What documents no answer at all promises none.
    if documented.is_empty() {
        return Vec::new();
    }
    if judged.api.document.is_none() && (400..500).contains(&answered.answer.status) && may_be_refused(judged) {
        return Vec::new();
    }
    let expected = format!("one of the documented statuses: {}", documented.join(", "));
    // An operation names what it says about statuses last.
    let clause = judged.charge(judged.operation.clauses.last(), "openapi.responses");
    let asked = judged.clauses.iter().take(1).filter(|clause| judged.api.clause(clause).is_some());
    vec![Fault::new(clause, expected, answered.line()).also(asked).said(judged.operation.place)]
}

/// Whether any 4xx is right, since the request is wrong or a guess.
fn may_be_refused(judged: &Judged<'_>) -> bool {
    match judged.expect {
        Expectation::Granted => false,
        Expectation::Guessed { .. } | Expectation::Refused { .. } => true,
        Expectation::Open => !matches!(judged.case.trial, Trial::Flow { .. }),
    }
}
