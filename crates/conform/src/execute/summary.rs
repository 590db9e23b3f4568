//! From the attempts of an API to its part of the [`Run`]: results, clauses, observations, coverage.

use super::World;
use super::attempt::{Attempt, End};
use super::charge;
use super::coverage::Idle;
use super::finding::{LONGEST, finding, place, source};
use super::group::Ran;
use super::ledger::{Ledger, Noted};
use super::{coverage, guessed, latency, members};
use crate::case::Case;
use crate::judge::{Differing, Schemas, broken};
use crate::run::{ApiRun, CaseResult, ClauseState, Observation, Outcome, RunNote, State};
use hmac_sha256::Hash;
use specproof_contract::model::{Api, Clause, Force, Source};
use std::collections::HashMap;

/// The case's result while the run goes on: findings of the whole run are still to come.
pub fn outcome_only(world: &World<'_>, api: &Api, case: &Case, attempt: &Attempt<'_>) -> CaseResult {
    let findings: Vec<_> =
        attempt.faults.iter().map(|(check, sent, fault)| finding(world, api, case, attempt, check, *sent, fault)).collect();
    let outcome = match &attempt.end {
        _ if !findings.is_empty() => Outcome::Fail(findings),
        End::Done => Outcome::Pass,
        End::Skipped(why) => Outcome::Skip(world.mask.beginning(why, LONGEST)),
        End::Error(why) => Outcome::Error(world.mask.beginning(why, LONGEST)),
    };
    CaseResult {
        id: case.id.clone(),
        check: world.pool.get(case.check),
        operation: case.operation.clone(),
        clauses: case.clauses.iter().map(|clause| world.pool.get(clause)).collect(),
        what: case.what.clone(),
        outcome,
        requests: attempt.requests,
        started_ms: u64::try_from(attempt.started.as_millis()).unwrap_or(u64::MAX),
        took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// Everything that was found out about an API.
pub fn api<'a>(world: &World<'a>, schemas: &Schemas<'a>, (mut attempts, mut ledger): Ran<'a>) -> ApiRun {
    let api = schemas.api;
    let cases: Vec<&Case> = world.plan.cases.iter().filter(|case| case.api == api.name).collect();
    let notes = over_the_run(&cases, ledger.notes(), &mut attempts);
    charge::settle(schemas, &cases, &mut attempts, &ledger);
    guessed::take_back(api, &cases, &mut attempts, &ledger);
    for (index, (case, attempt)) in cases.iter().zip(&attempts).enumerate() {
        let own = attempt.tried.then_some(&case.clauses).into_iter().flatten();
        attempt.checked.iter().chain(own).for_each(|clause| ledger.check(clause, index));
    }
    // Other parts of the plan may hold what differs.
    let notes =
        if world.settings.shard.is_some() { notes.iter().map(|noted| shared(world, api, &cases, noted)).collect() } else { Vec::new() };
    let left_behind = attempts.iter().flat_map(|attempt| attempt.left.iter().cloned()).collect();
    let requests = attempts.iter().map(|attempt| attempt.requests).sum();
    let results: Vec<CaseResult> = cases.iter().zip(attempts).map(|(case, attempt)| outcome_only(world, api, case, &attempt)).collect();
    let idle = Idle::of(&results);
    ApiRun {
        name: api.name.clone(),
        title: api.title.clone(),
        target: world.mask.text(world.base(api)),
        document: api.document.clone(),
        requests,
        clauses: clauses(world, api, &results, &mut ledger),
        observations: observations(api, &ledger),
        coverage: coverage::answers(api, &idle, &ledger),
        // A register's flows tell that.
        grants: api.document.is_none().then_some(ledger.grants),
        access: api.document.is_none().then_some(ledger.access),
        left_behind,
        operations: latency::operations(api, &idle, &mut ledger.times),
        members: members::members(api, &idle, &ledger.members),
        notes,
        cases: results,
    }
}

/// The checks that look at the whole run; each finding goes to the case whose request it is about. Returns the notes that they compared.
fn over_the_run<'a>(cases: &[&Case], notes: Vec<Noted<'a>>, attempts: &mut [Attempt<'a>]) -> Vec<Noted<'a>> {
    let compared = notes
        .iter()
        .map(|Noted { check, note, .. }| (*check, note.of.as_str(), note.whose.as_str(), note.told.as_str(), note.value.as_str()));
    let differing = broken(compared);
    for Differing { at, told, .. } in &differing {
        let Noted { check, note, place: (case, _), sent } = &notes[*at];
        let own = &mut attempts[*case];
        if !own.faults.iter().any(|(_, _, other)| other.clause == note.clause && other.at == note.at) {
            let beside = Some(charge::CONCURRENT).filter(|_| only_at_once(cases, &notes, &differing, &note.clause));
            own.faults.push((check, Some(own.sent.len()), note.fault(told.clone()).also(beside)));
            own.sent.push(sent.clone());
        }
    }
    notes
}

/// Whether all that breaks a clause was under way at the same time as what it is compared with, and a case meant it to be.
fn only_at_once(cases: &[&Case], notes: &[Noted<'_>], differing: &[Differing], clause: &str) -> bool {
    let mut pairs = differing.iter().map(|own| (&notes[own.first], &notes[own.at])).filter(|(_, own)| own.note.clause == clause);
    let under_way = |one: &Noted<'_>, other: &Noted<'_>| {
        let ended = one.sent.exchange.started + one.sent.exchange.took;
        one.sent.exchange.started <= other.sent.exchange.started && other.sent.exchange.started < ended
    };
    let meant = |one: &Noted<'_>, other: &Noted<'_>| one.place.0 == other.place.0 && charge::is_at_once(cases[one.place.0]);
    pairs.clone().all(|(one, other)| under_way(one, other) || under_way(other, one)) && pairs.any(|(one, other)| meant(one, other))
}

/// A note as other parts of the plan compare it: nothing in it is a secret.
fn shared(world: &World<'_>, api: &Api, cases: &[&Case], noted: &Noted<'_>) -> RunNote {
    let Noted { check, note, place: (case, _), sent } = noted;
    let mut attempt = Attempt::without(End::Done);
    attempt.sent.push(sent.clone());
    let fault = note.fault(Default::default());
    RunNote {
        of: secret_digest(&note.of),
        whose: secret_digest(&note.whose),
        told: world.mask.text(&note.told),
        value: world.mask.text(&note.value),
        case: cases[*case].id.to_string(),
        finding: finding(world, api, cases[*case], &attempt, check, Some(0), &fault),
    }
}

/// Equal for equal texts, and tells nothing of them.
fn secret_digest(text: &str) -> String {
    Hash::hash(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn clauses(world: &World<'_>, api: &Api, results: &[CaseResult], ledger: &mut Ledger<'_>) -> Vec<ClauseState> {
    // The cases with a finding against it, by their index.
    let mut failed: HashMap<&str, Vec<u32>> = HashMap::new();
    for (at, result) in results.iter().enumerate() {
        if let Outcome::Fail(findings) = &result.outcome {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            findings.iter().flat_map(|finding| &finding.clauses).for_each(|clause| failed.entry(&clause.id).or_default().push(at));
        }
    }
    let mut state = |clause: &Clause| {
        let mut cases = ledger.checked.remove(&clause.id).unwrap_or_default();
        let own = failed.get(clause.id.as_str());
        let failed = own.is_some();
        cases.extend(own.into_iter().flatten());
        cases.sort_unstable();
        cases.dedup();
        let cases: Vec<_> = cases.iter().map(|at| results[*at as usize].id.clone()).collect();
        let state = match (failed, cases.is_empty()) {
            (true, _) => State::Fail,
            (false, false) => State::Pass,
            (false, true) => State::NotChecked,
        };
        let reason = (state == State::NotChecked).then(|| clause.unchecked.clone().unwrap_or_else(|| unchecked(&clause.id, results)));
        ClauseState {
            id: clause.id.clone(),
            force: match clause.force {
                Force::Must => "must",
                Force::Sample => "sample",
                Force::Open => "open",
            }
            .to_owned(),
            says: clause.says.clone(),
            source: source(clause),
            place: clause.place.map(|own| place(world, own)),
            state,
            cases,
            reason,
        }
    };
    // A standard's rule that nothing in this API or run is about says nothing about the deployment.
    let idle = |state: &ClauseState, clause: &Clause| state.state == State::NotChecked && matches!(clause.source, Source::Standard { .. });
    api.clauses
        .iter()
        .map(|clause| (state(clause), clause))
        .filter(|(state, clause)| !idle(state, clause))
        .map(|(state, _)| state)
        .collect()
}

/// Why no case put a clause to the test.
pub fn unchecked(clause: &str, results: &[CaseResult]) -> String {
    let of_clause = |result: &&CaseResult| result.clauses.iter().any(|own| own == clause);
    let reason = results.iter().filter(of_clause).find_map(|result| match &result.outcome {
        Outcome::Skip(why) | Outcome::Error(why) => Some(format!("{}: {why}", result.id)),
        _ => None,
    });
    let failed = |result: &CaseResult| matches!(result.outcome, Outcome::Fail(_));
    reason.unwrap_or_else(|| {
        let why = if results.iter().any(|result| of_clause(&result) && failed(result)) {
            "the cases about it fail for what else they found"
        } else if results.iter().any(|result| of_clause(&result)) {
            "no answer came to what it is about"
        } else if results.iter().any(failed) {
            "what would tell of it failed before: see the findings"
        } else {
            "no case of this run is about it"
        };
        why.into()
    })
}

fn observations(api: &Api, ledger: &Ledger<'_>) -> Vec<Observation> {
    let mut all = Vec::new();
    for clause in &api.clauses {
        for reading in &clause.readings {
            if let Some(times) = ledger.readings.get(&format!("{}/{}", clause.id, reading.id)) {
                all.push(Observation { clause: clause.id.clone(), reading: reading.id.clone(), says: reading.says.clone(), times: *times });
            }
        }
    }
    all
}
