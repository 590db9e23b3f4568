//! `granted`: what must be granted is granted.

use crate::case::Expectation;
use crate::check::{Check, Kind};
use crate::judge::{Class, Fault, Judged};

pub const CHECK: Check = Check {
    id: "granted",
    rule: "A valid request is granted: the answer is a documented success whose body is no refusal.",
    source: "the clause of the case",
    manual: "Asked wherever a case expects a grant. A success whose body is broken is left to the checks of bodies, which say what is wrong.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Some(answered) = judged.answer.filter(|_| *judged.expect == Expectation::Granted) else { return Vec::new() };
    let broken_success = answered.class == Class::Neither && (200..300).contains(&answered.answer.status);
    if answered.class == Class::Grant || broken_success {
        return Vec::new();
    }
    let clause = judged.charge(judged.clauses, "openapi.responses");
    vec![Fault::new(clause, "a grant: a documented success whose body is no refusal", answered.line()).also(answered.belied())]
}
