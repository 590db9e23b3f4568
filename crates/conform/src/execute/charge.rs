//! Which clause a fault breaks, as only the whole run can tell: whether it lies in a request, or in its coming again or beside others, and
//! whether anything was granted at all.

use super::attempt::{Attempt, End, judged};
use super::ledger::Ledger;
use crate::case::{Case, Trial};
use crate::checks::{ANSWERED, FLOW, FRAMING, GRANTED, JSON, NO_SERVER_ERROR, STATUS};
use crate::draft::Draft;
use crate::judge::{Class, Fault, Schemas};
use crate::planner::granted_clause;
use crate::seed::Seed;
use specproof_contract::model::Operation;
use std::collections::{BTreeMap, BTreeSet};

/// A valid request works every time.
const REPEATABLE: &str = "http.repeatable";
/// A valid request works beside others, and each answer belongs to its own request.
pub const CONCURRENT: &str = "http.concurrent";

/// A fault in an attempt.
struct Found<'f, 'a> {
    /// Index of the case, and of the fault within its attempt.
    place: (usize, usize),
    case: &'a Case,
    flaky: bool,
    check: &'static str,
    fault: &'f Fault,
    /// The request that should have been granted and was not, and its operation.
    denied: Option<(&'f Draft, &'a Operation)>,
    /// It was answered with neither a refusal nor a grant.
    half: bool,
}

/// What becomes of a fault.
enum Verdict {
    /// This clause is broken; those charged before stay behind it.
    Charge(String),
    /// This clause alone is broken.
    Only(String),
    /// It follows from another fault, which is told elsewhere.
    Follows(String),
}

/// Charges each fault to the most specific clause that it breaks.
pub fn settle<'a>(schemas: &Schemas<'a>, cases: &[&'a Case], attempts: &mut [Attempt<'a>], ledger: &Ledger<'a>) {
    let verdicts = verdicts(schemas, cases, attempts, ledger);
    let mut following: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (place, verdict) in verdicts {
        let Some((_, _, fault)) = attempts.get_mut(place.0).and_then(|attempt| attempt.faults.get_mut(place.1)) else { continue };
        match verdict {
            Verdict::Charge(clause) => {
                let own = std::mem::replace(&mut fault.clause, clause);
                fault.also.retain(|other| *other != own && *other != fault.clause);
                fault.also.insert(0, own);
            }
            Verdict::Only(clause) => {
                fault.clause = clause;
                fault.also.clear();
            }
            Verdict::Follows(why) => {
                following.insert(place);
                if let Some(attempt) = attempts.get_mut(place.0).filter(|attempt| attempt.end == End::Done) {
                    attempt.end = End::Skipped(why);
                }
            }
        }
    }
    for (at, attempt) in attempts.iter_mut().enumerate() {
        let mut number = 0;
        attempt.faults.retain(|_| {
            number += 1;
            !following.contains(&(at, number - 1))
        });
        // What it was about has not been put to the test.
        if attempt.faults.is_empty() && attempt.end != End::Done {
            attempt.untried();
        }
    }
}

fn verdicts<'a>(
    schemas: &Schemas<'a>,
    cases: &[&'a Case],
    attempts: &[Attempt<'a>],
    ledger: &Ledger<'a>,
) -> Vec<((usize, usize), Verdict)> {
    let all = found(schemas, cases, attempts);
    let stateful: Vec<&Operation> =
        schemas.api.operations.iter().filter(|operation| Seed::of(schemas.api, operation, 0).is_stateful()).collect();
    // Whether the very same request was granted elsewhere. One that uses up what another created may be granted once only.
    let granted = |draft: &Draft, operation: &Operation| !stateful.iter().any(|own| own.id == operation.id) && ledger.granted(draft);
    let never = |operation: &Operation| !ledger.grants(operation);
    let denied_alone = |operation: &Operation| {
        all.iter().any(|found| {
            let here = found.denied.is_some_and(|(draft, own)| own.id == operation.id && (granted(draft, own) || stateful.contains(&own)));
            here && !found.flaky && !found.is_at_once()
        })
    };
    let denied_beside =
        |operation: &Operation| all.iter().any(|found| found.is_at_once() && found.denied.is_some_and(|(_, own)| own.id == operation.id));
    // What is refused though it was granted before takes every other valid request with it.
    let wears_out = |operation: &Operation| denied_alone(operation) && !stateful.iter().any(|own| own.id == operation.id);
    let absent = absent(schemas, &all, ledger);
    let mut verdicts = Vec::new();
    for found in &all {
        let verdict = match found.denied {
            Some((_, operation)) if never(operation) => nothing_granted(schemas, found, operation),
            Some((draft, operation))
                if found.is_at_once() && (found.flaky || granted(draft, operation) || stateful.contains(&operation)) =>
            {
                Some(Verdict::Charge(match (denied_alone(operation), stateful.contains(&operation)) {
                    (true, true) => lasting(found),
                    (true, false) => REPEATABLE.to_owned(),
                    (false, _) => CONCURRENT.to_owned(),
                }))
            }
            Some((draft, operation)) if found.flaky || granted(draft, operation) || wears_out(operation) => {
                let beside = found.flaky && !denied_alone(operation) && denied_beside(operation);
                Some(Verdict::Charge(if beside { CONCURRENT } else { REPEATABLE }.to_owned()))
            }
            Some((_, operation)) => match absent.get(operation.id.as_str()) {
                Some(clause) => Some(Verdict::Charge(clause.clone())),
                None => narrower(found, &all).map(Verdict::Charge),
            },
            None if found.is_about_the_message() || alone(&all, found) => None,
            None if found.is_at_once() || (found.flaky && all.iter().any(|other| other.is_at_once() && same(other, found))) => {
                Some(Verdict::Charge(CONCURRENT.to_owned()))
            }
            None => None,
        };
        let changes = |clause: &String| *clause != found.fault.clause && schemas.api.clause(clause).is_some();
        verdicts.extend(
            verdict
                .filter(|verdict| match verdict {
                    Verdict::Charge(clause) => changes(clause),
                    Verdict::Only(_) | Verdict::Follows(_) => true,
                })
                .map(|verdict| (found.place, verdict)),
        );
    }
    verdicts
}

fn found<'f, 'a>(schemas: &Schemas<'a>, cases: &[&'a Case], attempts: &'f [Attempt<'a>]) -> Vec<Found<'f, 'a>> {
    let mut all = Vec::new();
    for (at, (case, attempt)) in cases.iter().zip(attempts).enumerate() {
        for (number, (check, sent, fault)) in attempt.faults.iter().enumerate() {
            let sent = sent.and_then(|index| attempt.sent.get(index));
            let denied = sent.filter(|sent| {
                let other = |class: Class| class == Class::Refusal || (class == Class::Neither && matches!(*check, FLOW | GRANTED));
                judged(schemas, case, sent).wants_grant() && sent.answered.as_ref().is_some_and(|answered| other(answered.class))
            });
            let half = denied.is_some_and(|sent| sent.answered.as_ref().is_some_and(|answered| answered.class == Class::Neither));
            let denied = denied.map(|sent| (&sent.draft, sent.operation));
            all.push(Found { place: (at, number), case, flaky: attempt.flaky, check, fault, denied, half });
        }
    }
    all
}

/// By operation the clause of the optional part whose absence is refused, where all that was refused lacks one that all that was granted had.
fn absent<'a>(schemas: &Schemas<'a>, all: &[Found<'_, 'a>], ledger: &Ledger<'a>) -> BTreeMap<&'a str, String> {
    let mut clauses = BTreeMap::new();
    for (_, operation) in all.iter().filter_map(|found| found.denied) {
        let refused = || all.iter().filter_map(|found| found.denied).filter(|(_, own)| own.id == operation.id).map(|(draft, _)| draft);
        if !clauses.contains_key(operation.id.as_str()) {
            let found = ledger.common.clauses(schemas.api, operation, refused());
            clauses.insert(operation.id.as_str(), found.into_iter().next());
        }
    }
    clauses.into_iter().filter_map(|(operation, clause)| Some((operation, clause?))).collect()
}

/// Where no valid request of an operation is granted, the cause is one: the clause that grants it is broken. What cases vary tells nothing then.
fn nothing_granted(schemas: &Schemas<'_>, found: &Found<'_, '_>, operation: &Operation) -> Option<Verdict> {
    let clause = granted_clause(operation);
    if found.is_about_the_message() || found.check == STATUS || schemas.api.clause(clause).is_none() {
        return None;
    }
    let plain = found.case.clauses.first().is_some_and(|own| own == clause) && found.case.clauses.len() == 1;
    match &found.case.trial {
        Trial::Flow { .. } if found.fault.clause == clause => None,
        // A success that is broken says more than a refusal does.
        Trial::Flow { .. } if found.half => Some(Verdict::Charge(clause.to_owned())),
        Trial::Flow { .. } => Some(Verdict::Only(clause.to_owned())),
        _ if plain => None,
        _ => Some(Verdict::Follows(format!("no valid request of `{}` is granted, so that this one tells nothing", operation.id))),
    }
}

/// Of several clauses that a case is about the one that another, narrower case has shown to be broken.
fn narrower(own: &Found<'_, '_>, all: &[Found<'_, '_>]) -> Option<String> {
    let about: Vec<&String> = own.fault.also.iter().chain(&own.case.clauses).filter(|clause| !clause.starts_with("http.")).collect();
    let shown = |clause: &str| {
        all.iter().any(|other| {
            let narrow = other.denied.is_some() && other.fault.clause == clause && !other.flaky && !other.is_at_once();
            narrow && other.case.clauses.len() == 1
        })
    };
    if shown(&own.fault.clause) {
        return None;
    }
    about.into_iter().find(|clause| shown(clause)).cloned()
}

/// Whether a case sends requests at the same time.
pub const fn is_at_once(case: &Case) -> bool {
    matches!(case.trial, Trial::Many { concurrent: true, .. } | Trial::Interleaved { at_once: true, .. })
}

/// The clause of the case that is not about simultaneity.
fn lasting(found: &Found<'_, '_>) -> String {
    let own = found.case.clauses.iter().find(|clause| *clause != CONCURRENT);
    own.unwrap_or(&found.fault.clause).clone()
}

/// Whether the same fault shows where nothing else of the case was under way.
fn alone(all: &[Found<'_, '_>], own: &Found<'_, '_>) -> bool {
    all.iter().any(|other| same(other, own) && !other.flaky && !other.is_at_once())
}

fn same(one: &Found<'_, '_>, other: &Found<'_, '_>) -> bool {
    one.check == other.check && one.fault.clause == other.fault.clause && one.fault.at == other.fault.at
}

impl Found<'_, '_> {
    /// Whether the case sends requests at the same time.
    const fn is_at_once(&self) -> bool {
        is_at_once(self.case)
    }

    /// Whether it is the message itself that is wrong, whatever it answers.
    fn is_about_the_message(&self) -> bool {
        self.denied.is_none() && (self.fault.clause.starts_with("http.") || self.fault.clause.starts_with("json."))
            || matches!(self.check, NO_SERVER_ERROR | FRAMING | ANSWERED | JSON)
    }
}
