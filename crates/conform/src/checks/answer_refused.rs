//! `refused`: what must be refused is refused, and as documented where that is documented.

use crate::case::Expectation;
use crate::check::{Check, Kind};
use crate::judge::{Class, Fault, Judged, carries};

pub const CHECK: Check = Check {
    id: "refused",
    rule: "A request that a clause forbids is refused; where an answer is documented for exactly that, it is this answer.",
    source: "the clause of the case: `x-refused`, `x-credential`",
    manual: "A refusal is a documented answer marked `x-refusal`, or any 4xx. Where a response or a schema of the operation carries the \
             case's clause, and the value was of the right kind and only wrong, the answer must be that response or keep that schema.",
    kind: Kind::Answer(judge),
};

/// Clauses of the standards, which say that something is refused and not how.
const STANDARD: [&str; 2] = ["openapi.security", "http.deleted"];

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let (Some(answered), Expectation::Refused { clause, exact }) = (judged.answer, judged.expect) else { return Vec::new() };
    if STANDARD.contains(&clause.as_str()) {
        // No document says how this refusal looks: a redirect to a log-in is one, too.
        let granted = (200..300).contains(&answered.answer.status);
        return if granted { vec![Fault::new(clause, "a refusal", answered.line())] } else { Vec::new() };
    }
    if answered.class != Class::Refusal {
        return vec![Fault::new(clause, "a refusal", answered.line())];
    }
    if !answered.outcome.is_valid() {
        // What is said by its status and taken back by its body, such as a refusal that issues a key.
        let broken = answered.outcome.violations.first();
        let mut fault = Fault::new(clause, "a refusal, and a body that no more than refuses", answered.line());
        fault.at = broken.map(|violation| violation.pointer.clone());
        return vec![fault];
    }
    if *exact && carries(judged.api, judged.operation, clause) && !answered.carries(clause) {
        return vec![Fault::new(clause, "the answer that is documented for this refusal", answered.line())];
    }
    Vec::new()
}
