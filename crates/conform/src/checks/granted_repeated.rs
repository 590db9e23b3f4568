//! A valid request works every time.

use crate::case::{Change, Expectation, Trial, WrongCredential};
use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner, SECOND};
use crate::wrong::one_of_each;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-repeated",
    rule: "The same valid request is granted every time, and after refused ones.",
    source: "the clause that grants a valid request, which names no number of times",
    manual: "The known-valid request is sent many times over one connection; then in turn with requests that must be refused, and after a dozen of those in a row; then, where a second \
             account is given, in turn with that account's. A deployment that fails one of them counts, wears out, or remembers a mistake.",
    kind: Kind::Derive(plan),
};

/// More than the mistakes in a row after which accounts are commonly locked.
const MISTAKES: usize = 12;

fn plan(planner: &mut Planner<'_>) {
    let Some(expect) = planner.unchanged() else { return };
    let valid = || vec![(Vec::new(), expect.clone())];
    if !planner.knows_valid() {
        return many(planner, "few", "the same made-up request four times", SECOND, valid(), 4);
    }
    let times = if planner.seed.is_stateful() { 12 } else { 50 };
    many(planner, "few", "the same valid request four times", FIRST, valid(), 4);
    many(planner, "same", "the same valid request again and again", SECOND, valid(), times);
    let refused: Vec<_> = one_of_each(planner).into_iter().map(|wrong| (wrong.changes, wrong.expect)).collect();
    // Who guesses a password is locked out; who names nobody is not.
    let is_guess = |changes: &[Change]| matches!(changes, [Change::Credential { wrong: WrongCredential::Unrelated, .. }]);
    let wrong = refused.iter().find(|(changes, _)| is_guess(changes)).or(refused.first()).cloned();
    if !refused.is_empty() {
        let times = if planner.seed.is_stateful() { 3 } else { 5 };
        let mut all: Vec<_> = refused.into_iter().take(6).collect();
        if planner.seed.is_stateful() {
            all.push((Vec::new(), Expectation::Granted));
        } else {
            all = all.into_iter().flat_map(|wrong| [wrong, (Vec::new(), Expectation::Granted)]).collect();
        }
        many(planner, "after-refused", "a valid request after refused ones, again and again", SECOND, all, times);
    }
    if let Some(wrong) = wrong.filter(|_| !planner.seed.is_stateful()) {
        let all = vec![wrong; MISTAKES].into_iter().chain(valid()).collect();
        many(planner, "after-many", "a valid request after many refused ones in a row", SECOND, all, 2);
        planner.alone();
    }
    if planner.second_needs().is_some() && !planner.seed.is_stateful() {
        let both = vec![(Vec::new(), Expectation::Granted), (vec![Change::OfSecondAccount], Expectation::Granted)];
        many(planner, "two-accounts", "the valid requests of two accounts in turn", SECOND, both, 8);
    }
}

fn many(planner: &mut Planner<'_>, variant: &str, what: &str, priority: u8, variants: Vec<(Vec<Change>, Expectation)>, times: u32) {
    let trial = Trial::Many { seed: planner.workflow(), variants, times, concurrent: false };
    planner.add(variant, &[planner.granted_clause(), "http.repeatable"], what, priority, trial);
}
