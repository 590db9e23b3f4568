//! [`Tally`]: how many of what, counted once for every format.

use super::text::{count, thousands};
use crate::Run;
use crate::run::{ApiRun, Finding, Gate, Outcome, State, Verdict};
use std::collections::HashMap;
use std::hash::Hash;

/// Numbers of a run or of one of its APIs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases that passed.
    pub passed: u64,
    /// Cases with at least one finding.
    pub failed: u64,
    /// Of these, cases whose findings all passed when they were tried again.
    pub flaky: u64,
    /// Of the failed ones, cases whose findings a baseline knows.
    pub known: u64,
    /// Cases that were not tried.
    pub skipped: u64,
    /// Cases that could not be tried to their end.
    pub errors: u64,
    /// Findings.
    pub findings: u64,
    /// Clauses that hold.
    pub clauses_passed: u64,
    /// Clauses that are broken.
    pub clauses_failed: u64,
    /// Clauses that were not checked.
    pub clauses_not_checked: u64,
    /// Documented answers that were seen.
    pub exercised: u64,
    /// Documented answers, seen or not.
    pub documented: u64,
    /// Requests.
    pub requests: u64,
}

impl Tally {
    /// Of one API.
    pub fn of_api(api: &ApiRun) -> Self {
        let mut tally = Self { requests: api.requests, documented: api.coverage.len() as u64, ..Self::default() };
        for case in &api.cases {
            match &case.outcome {
                Outcome::Pass => tally.passed += 1,
                Outcome::Fail(findings) => {
                    tally.failed += 1;
                    tally.known += u64::from(case.outcome.is_known());
                    tally.flaky += u64::from(case.outcome.is_flaky());
                    tally.findings += findings.len() as u64;
                }
                Outcome::Skip(_) => tally.skipped += 1,
                Outcome::Error(_) => tally.errors += 1,
            }
        }
        for clause in &api.clauses {
            match clause.state {
                State::Pass => tally.clauses_passed += 1,
                State::Fail => tally.clauses_failed += 1,
                State::NotChecked => tally.clauses_not_checked += 1,
            }
        }
        tally.exercised = api.coverage.iter().filter(|covered| covered.times > 0).count() as u64;
        tally
    }

    /// Of a whole run.
    pub fn of(run: &Run) -> Self {
        run.apis.iter().map(Self::of_api).fold(Self::default(), |a, b| Self {
            passed: a.passed + b.passed,
            failed: a.failed + b.failed,
            flaky: a.flaky + b.flaky,
            known: a.known + b.known,
            skipped: a.skipped + b.skipped,
            errors: a.errors + b.errors,
            findings: a.findings + b.findings,
            clauses_passed: a.clauses_passed + b.clauses_passed,
            clauses_failed: a.clauses_failed + b.clauses_failed,
            clauses_not_checked: a.clauses_not_checked + b.clauses_not_checked,
            exercised: a.exercised + b.exercised,
            documented: a.documented + b.documented,
            requests: a.requests + b.requests,
        })
    }

    /// Cases, whatever their outcome.
    pub const fn cases(&self) -> u64 {
        self.passed + self.failed + self.skipped + self.errors
    }

    /// Clauses, whatever their state.
    pub const fn clauses(&self) -> u64 {
        self.clauses_passed + self.clauses_failed + self.clauses_not_checked
    }
}

/// The verdict in words that stand at the beginning of a line.
pub const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conforms => "CONFORMS",
        Verdict::DoesNotConform => "DOES NOT CONFORM",
        Verdict::Aborted => "ABORTED",
        Verdict::NothingChecked => "NOTHING CHECKED",
    }
}

/// Whether the run is let through: by the gate where there is one, else by the verdict.
pub fn is_good(run: &Run) -> bool {
    run.gate.as_ref().map_or(run.verdict == Verdict::Conforms, |gate| gate.passes)
}

/// The last word about a run in one line: what the gate decided where there is one, else the verdict.
pub fn last_word(run: &Run) -> String {
    let Some(gate) = &run.gate else { return verdict(run.verdict).to_owned() };
    let passes = if gate.passes { "GATE PASSES" } else { "GATE DOES NOT PASS" };
    format!("{passes}: {}", gate_counts(gate))
}

/// What the gate made of the findings, in one sentence.
pub fn gate(gate: &Gate) -> String {
    let passes = if gate.passes { "lets it through" } else { "does not let it through" };
    format!("the gate {passes}: {}", gate_counts(gate))
}

fn gate_counts(gate: &Gate) -> String {
    let mut text = format!("{}, {} known", count(gate.new, "new finding"), thousands(gate.known));
    if gate.below > 0 {
        text.push_str(&format!(", {} that do not count (--fail-on {})", thousands(gate.below), gate.fail_on));
    }
    if !gate.stale.is_empty() {
        text.push_str(&format!(", {} in the baseline to mend", count(gate.stale.len() as u64, "entry").replace("entrys", "entries")));
    }
    text
}

/// The further clauses that a finding breaks, behind its own: `; also a (x:1), b (x:2)`, or nothing.
pub fn also(finding: &Finding) -> String {
    let all: Vec<String> = finding.also().map(|cited| format!("{} ({})", cited.id, cited.source)).collect();
    if all.is_empty() { String::new() } else { format!("; also {}", all.join(", ")) }
}

/// Every finding of an API with the id of the case that made it, in the order of the plan.
pub fn findings(api: &ApiRun) -> impl Iterator<Item = (&str, &Finding)> {
    api.cases.iter().flat_map(|case| {
        let findings = if let Outcome::Fail(findings) = &case.outcome { findings.as_slice() } else { &[] };
        findings.iter().map(|finding| (case.id.as_str(), finding))
    })
}

/// Reasons, each with the ids of the cases it holds for, in order of first use; `pick` gives a case's reason.
pub fn by_reason<'a>(api: &'a ApiRun, pick: impl Fn(&'a Outcome) -> Option<&'a str>) -> Vec<(&'a str, Vec<&'a str>)> {
    grouped(api.cases.iter().filter_map(|case| Some((pick(&case.outcome)?, case.id.as_str()))))
}

/// Items by key, in order of the first of each.
pub fn grouped<K: Copy + Eq + Hash, V>(items: impl IntoIterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    let mut index: HashMap<K, usize> = HashMap::new();
    for (key, item) in items {
        let at = *index.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}
