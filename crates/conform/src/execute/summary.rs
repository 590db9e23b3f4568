//! From the attempts of an API to its part of the [`Run`]: results, clauses, observations, coverage.

use super::World;
use super::attempt::{Attempt, End, judged};
use super::charge;
use super::finding::{finding, place, source};
use super::secrets::granted_clauses;
use super::{coverage, guessed, latency, members};
use crate::arazzo::Sent;
use crate::case::Case;
use crate::check::Kind;
use crate::checks::CHECKS;
use crate::judge::{Answered, Class, Content, Judged, Schemas, Whole};
use crate::run::{ApiRun, CaseResult, ClauseState, Observation, Outcome, State};
use specproof_contract::model::{Api, Clause, Force, Source};
use std::collections::{BTreeMap, BTreeSet};

/// The case's result while the run goes on: findings of the whole run are still to come.
pub fn outcome_only(world: &World<'_>, api: &Api, case: &Case, attempt: &Attempt<'_>) -> CaseResult {
    let findings: Vec<_> =
        attempt.faults.iter().map(|(check, sent, fault)| finding(world, api, case, attempt, check, *sent, fault)).collect();
    let outcome = match &attempt.end {
        _ if !findings.is_empty() => Outcome::Fail(findings),
        End::Done => Outcome::Pass,
        End::Skipped(why) => Outcome::Skip(world.mask.text(why)),
        End::Error(why) => Outcome::Error(world.mask.text(why)),
    };
    CaseResult {
        id: case.id.clone(),
        check: case.check.to_owned(),
        operation: case.operation.clone(),
        clauses: case.clauses.clone(),
        what: case.what.clone(),
        outcome,
        requests: attempt.requests,
        started_ms: attempt.sent.first().map_or(0, |sent| u64::try_from(sent.exchange.started.as_millis()).unwrap_or(u64::MAX)),
        took_ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// Everything that was found out about an API.
pub fn api<'a>(world: &World<'a>, schemas: &Schemas<'a>, mut attempts: Vec<Attempt<'a>>) -> ApiRun {
    let api = schemas.api;
    let cases: Vec<&Case> = world.plan.cases.iter().filter(|case| case.api == api.name).collect();
    over_the_run(schemas, &cases, &mut attempts);
    charge::settle(schemas, &cases, &mut attempts);
    guessed::take_back(api, &cases, &mut attempts);

    let mut tally = Tally::default();
    for (case, attempt) in cases.iter().zip(&attempts) {
        tally.count(schemas, case, attempt);
    }
    let results: Vec<CaseResult> = cases.iter().zip(&attempts).map(|(case, attempt)| outcome_only(world, api, case, attempt)).collect();
    ApiRun {
        name: api.name.clone(),
        title: api.title.clone(),
        target: world.mask.text(world.base(api)),
        document: api.document.clone(),
        requests: attempts.iter().map(|attempt| attempt.requests).sum(),
        clauses: clauses(world, api, &results, &tally),
        observations: observations(api, &tally),
        coverage: coverage::answers(api, &results, &tally),
        grants: guessed::grants(api, &attempts),
        left_behind: attempts.iter().flat_map(|attempt| attempt.left.iter().cloned()).collect(),
        operations: latency::operations(api, &results, &attempts),
        members: members::members(api, &results, &attempts),
        cases: results,
    }
}

/// The checks that look at the whole run; each finding goes to the case whose request it is about.
fn over_the_run<'a>(schemas: &Schemas<'a>, cases: &[&'a Case], attempts: &mut [Attempt<'a>]) {
    let mut found = Vec::new();
    {
        let all: Vec<(usize, usize)> =
            attempts.iter().enumerate().flat_map(|(case, attempt)| (0..attempt.sent.len()).map(move |sent| (case, sent))).collect();
        let exchanges: Vec<Judged<'_>> = all.iter().map(|&(case, sent)| judged(schemas, cases[case], &attempts[case].sent[sent])).collect();
        for row in CHECKS {
            if let Kind::Run(judge) = row.kind {
                for fault in judge(&Whole { api: schemas.api, exchanges: &exchanges }) {
                    let Some(&(case, sent)) = fault.exchange.and_then(|index| all.get(index)) else { continue };
                    found.push((case, (row.id, Some(sent), fault)));
                }
            }
        }
    }
    for (case, (check, sent, fault)) in found {
        let own = &mut attempts[case].faults;
        if !own.iter().any(|(_, _, other)| other.clause == fault.clause && other.at == fault.at) {
            own.push((check, sent, fault));
        }
    }
}

/// What the exchanges of an API have shown.
#[derive(Default)]
pub(super) struct Tally {
    /// Cases by the clause that they put to the test.
    checked: BTreeMap<String, BTreeSet<String>>,
    /// Answers by reading.
    pub readings: BTreeMap<String, u64>,
    /// Answers by operation, response and media type.
    pub covered: BTreeMap<(String, String, Option<String>), u64>,
    /// Answers whose content could not be read for want of a reader, likewise.
    pub unread: BTreeSet<(String, String, Option<String>)>,
}

impl Tally {
    fn count(&mut self, schemas: &Schemas<'_>, case: &Case, attempt: &Attempt<'_>) {
        let mut checked: BTreeSet<String> = attempt.checked.iter().cloned().collect();
        for sent in &attempt.sent {
            let Some(answered) = &sent.answered else { continue };
            checked.extend(shown(sent, answered));
            if answered.class == Class::Grant {
                checked.extend(granted_clauses(schemas, sent.operation, &sent.draft));
            }
            for reading in answered.readings().into_iter().chain(sent.readings.iter().map(String::as_str)) {
                *self.readings.entry(reading.to_owned()).or_default() += 1;
                checked.extend(reading.split('/').next().map(str::to_owned));
            }
            if let Some(response) = answered.response {
                let media = match answered.content {
                    Content::Documented(media) => Some(media.name.clone()),
                    // Where any type or none will do, an answer without content counts as that.
                    Content::None => response.content.iter().find(|media| media.name == "*/*").map(|media| media.name.clone()),
                    Content::Other => continue,
                };
                let item = (sent.operation.id.clone(), response.status.to_string(), media);
                if answered.unread && answered.json_faults.is_empty() {
                    self.unread.insert(item);
                } else {
                    *self.covered.entry(item).or_default() += 1;
                }
            }
        }
        for clause in checked {
            self.checked.entry(clause).or_default().insert(case.id.clone());
        }
    }
}

/// Clauses that an answer has put to the test.
fn shown(sent: &Sent<'_>, answered: &Answered<'_>) -> Vec<String> {
    let mut all: Vec<&str> = answered.clauses();
    // One refusal has many reasons: which of them this one was for, the request knows.
    if let Some(response) = answered.response.filter(|_| answered.class == Class::Refusal) {
        let several = response.clauses.len() > 1;
        all.retain(|clause| !(several && response.clauses.iter().any(|own| own == clause)) || sent.clauses.iter().any(|own| own == clause));
    }
    // A grant that keeps the schema keeps each member that the sample of it shows.
    if let (Content::Documented(media), Class::Grant) = (answered.content, answered.class) {
        all.extend(media.examples.iter().flat_map(|example| &example.clauses).map(String::as_str));
    }
    all.extend(["http.answered", "http.framing", "http.no-server-error", "openapi.responses"]);
    if answered.content != Content::None {
        all.extend(["http.content-type", "openapi.content"]);
    }
    if answered.json.is_some() {
        all.extend(["json.well-formed", "json.utf-8", "json.unique-names"]);
    }
    if !answered.outcome.matched.is_empty() {
        all.push("openapi.schema");
    }
    if answered.response.is_some_and(|response| !response.headers.is_empty()) {
        all.push("openapi.headers");
    }
    if sent.step.is_some_and(|step| !step.success_criteria.is_empty()) {
        all.push("arazzo.criteria");
    }
    all.into_iter().map(str::to_owned).collect()
}

fn clauses(world: &World<'_>, api: &Api, results: &[CaseResult], tally: &Tally) -> Vec<ClauseState> {
    let failed: BTreeMap<&str, BTreeSet<&str>> = results.iter().fold(BTreeMap::new(), |mut failed, result| {
        if let Outcome::Fail(findings) = &result.outcome {
            for finding in findings {
                for clause in &finding.clauses {
                    failed.entry(clause.id.as_str()).or_insert_with(BTreeSet::new).insert(&result.id);
                }
            }
        }
        failed
    });
    let order: BTreeMap<&str, usize> = results.iter().enumerate().map(|(at, result)| (result.id.as_str(), at)).collect();
    let state = |clause: &Clause| {
        let mut cases: BTreeSet<&str> = failed.get(clause.id.as_str()).cloned().unwrap_or_default();
        let failed = !cases.is_empty();
        cases.extend(tally.checked.get(&clause.id).into_iter().flatten().map(String::as_str));
        let mut cases: Vec<String> = cases.into_iter().map(str::to_owned).collect();
        cases.sort_by_key(|id| order.get(id.as_str()).copied());
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
    reason.unwrap_or_else(|| {
        if results.iter().any(|result| of_clause(&result)) {
            "no answer came to what it is about".into()
        } else {
            "no case of this run is about it".into()
        }
    })
}

fn observations(api: &Api, tally: &Tally) -> Vec<Observation> {
    let mut all = Vec::new();
    for clause in &api.clauses {
        for reading in &clause.readings {
            if let Some(times) = tally.readings.get(&format!("{}/{}", clause.id, reading.id)) {
                all.push(Observation { clause: clause.id.clone(), reading: reading.id.clone(), says: reading.says.clone(), times: *times });
            }
        }
    }
    all
}
