//! `status`: every status that comes is documented.

use crate::check::{Check, Kind};
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "status",
    rule: "The status of every answer is documented for its operation, exactly, by its range or by a default.",
    source: "OpenAPI 3.0.3, Responses Object",
    manual: "The fault is charged to the clause of the request that was tried, or else to the operation's. A status from 500 on is left to \
             `no-server-error`.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Some(answered) = judged.answer.filter(|answered| answered.response.is_none() && answered.answer.status < 500) else {
        return Vec::new();
    };
    let documented: Vec<String> = judged.operation.responses.iter().map(|response| response.status.to_string()).collect();
    let expected = match documented.is_empty() {
        true => "no answer is documented".to_owned(),
        false => format!("one of the documented statuses: {}", documented.join(", ")),
    };
    let clause = judged.charge(judged.clauses.iter().take(1).chain(judged.operation.clauses.last()), "openapi.responses");
    vec![Fault::new(clause, expected, answered.line()).said(judged.operation.place)]
}
