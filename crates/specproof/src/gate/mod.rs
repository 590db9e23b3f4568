//! What makes an exit code of a verdict: which findings count, and which a baseline knows.

pub mod baseline;
mod likeness;

use crate::options::{Given, Options};
use crate::value::{date, today};
use crate::{Failure, output};
use baseline::{Baseline, Entry};
use specproof_conform::Run;
use specproof_conform::report::text::escape;
use specproof_conform::run::{Finding, Gate, Outcome, Verdict};
use std::path::PathBuf;

/// Days that a new entry of a baseline is tolerated, unless told otherwise.
const DAYS: i64 = 30;

/// The owner of an entry that nobody has taken in charge.
const NOBODY: &str = "nobody yet";
/// The reason of an entry that nobody has looked at.
const NO_REASON: &str = "not looked into yet";

/// What the options say about the gate.
pub struct Gatekeeper {
    fail_on: String,
    file: Option<PathBuf>,
    baseline: Option<Baseline>,
    update: bool,
    owner: String,
    reason: String,
    expires: Option<i64>,
    today: i64,
}

impl Gatekeeper {
    /// Reads the baseline, so that what is wrong with it is told before anything is sent.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn of(options: &Options) -> Result<Self, Failure> {
        let (file, update) = (options.path("baseline"), options.on("update-baseline"));
        if update && file.is_none() {
            return Err(Failure::usage("--update-baseline writes the file of --baseline FILE: name it"));
        }
        let baseline = match &file {
            Some(file) if update && !is_there(file)? => Some(Baseline::default()),
            Some(file) => {
                let named = options.all("baseline").last().map(Given::named).unwrap_or_default();
                Some(baseline::read(file, &named).map_err(Failure::asked)?)
            }
            None => None,
        };
        let today = today();
        let expires = options.one("expires").and_then(|text| date(text).ok());
        if let Some(day) = expires.filter(|day| *day < today) {
            let (day, today) = (crate::value::day(day), crate::value::day(today));
            return Err(Failure::usage(format!(
                "--expires {day}: that day is over (today is {today}, UTC): name one until which it is tolerated"
            )));
        }
        let text = |name: &str, otherwise: &str| options.one(name).unwrap_or(otherwise).to_owned();
        Ok(Self {
            fail_on: text("fail-on", "any"),
            file,
            baseline,
            update,
            owner: text("owner", NOBODY),
            reason: text("reason", NO_REASON),
            expires,
            today,
        })
    }

    /// Whether there is anything to decide.
    pub fn is_asked(&self) -> bool {
        self.baseline.is_some() || self.fail_on != "any"
    }

    /// Judges a run, and says in it what was decided; the exit code.
    ///
    /// # Errors
    /// The baseline cannot be written.
    pub fn judge(&self, run: &mut Run) -> Result<u8, Failure> {
        let whole = run.narrowed.is_empty() && run.shard.is_none();
        if let (true, Some(file), Some(old)) = (self.update, &self.file, &self.baseline) {
            let new = self.updated(old, run, whole);
            output::write_whole(file, &baseline::text(&new)).map_err(Failure::machine)?;
            let renewed = new.entries.iter().filter(|entry| old.entries.iter().any(|old| is_renewed(old, entry))).count();
            let renewed = if renewed > 0 { format!(", {renewed} of them with a new owner, reason or day") } else { String::new() };
            output::note(&format!("wrote {}: {} known{renewed}", file.display(), new.entries.len()));
            return Ok(self.decide(run, &baseline::read(file, "--baseline").map_err(Failure::asked)?, whole));
        }
        match &self.baseline {
            Some(baseline) => Ok(self.decide(run, baseline, whole)),
            None if self.fail_on == "any" => Ok(run.verdict.exit_code()),
            None => Ok(self.decide(run, &Baseline::default(), whole)),
        }
    }

    fn decide(&self, run: &mut Run, baseline: &Baseline, whole: bool) -> u8 {
        let file = self.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        let mut gate = Gate { passes: true, exit: 0, fail_on: self.fail_on.clone(), new: 0, known: 0, below: 0, stale: Vec::new() };
        for api in &mut run.apis {
            let forces: Vec<(String, String)> = api.clauses.iter().map(|clause| (clause.id.clone(), clause.force.clone())).collect();
            let force = |clause: &str| forces.iter().find(|(id, _)| id == clause).map_or("must", |(_, force)| force.as_str());
            for case in &mut api.cases {
                let Outcome::Fail(findings) = &mut case.outcome else { continue };
                for finding in findings {
                    finding.known = None;
                    match baseline.entries.iter().find(|entry| entry.fingerprint == finding.fingerprint) {
                        Some(entry) if entry.expires < self.today => gate.new += 1,
                        Some(entry) if !entry.is_about(finding) => {
                            gate.new += 1;
                            gate.stale.push(format!(
                                "{file}:{}: {} fails in another way than the one that is known: it was {:?}, now it is {:?}",
                                entry.line,
                                case.id,
                                entry.received,
                                likeness::of(finding)
                            ));
                        }
                        Some(entry) => {
                            gate.known += 1;
                            finding.known = Some(format!("{} ({}, until {})", entry.reason, entry.owner, crate::value::day(entry.expires)));
                        }
                        None if counts(&self.fail_on, force(&finding.clause)) => gate.new += 1,
                        None => gate.below += 1,
                    }
                }
            }
        }
        for entry in &baseline.entries {
            let remove = format!("remove the entry at {file}:{}", entry.line);
            let what = format!("{} [{}] {}", entry.case, entry.check, entry.clause);
            if is_fixed(run, entry, whole) {
                gate.stale.push(format!("{file}:{}: is fixed, or not tried any more: {what}; {remove}", entry.line));
            } else if entry.expires < self.today {
                let day = crate::value::day(entry.expires);
                gate.stale.push(format!(
                    "{file}:{}: has expired on {day}: {what}; mend it, or agree on a later day with {}, or {remove}",
                    entry.line, entry.owner
                ));
            }
        }
        gate.passes = gate.new == 0 && gate.stale.is_empty();
        gate.exit = match (gate.passes, run.verdict) {
            (_, verdict @ (Verdict::Aborted | Verdict::NothingChecked)) if gate.new == 0 => verdict.exit_code(),
            (false, _) => 1,
            // Findings that do not count say nothing about what could not be tried.
            (true, Verdict::DoesNotConform) if has_errors(run) => Verdict::Aborted.exit_code(),
            (true, _) => 0,
        };
        gate.passes = gate.exit == 0;
        gate.stale.iter().for_each(|line| output::note(&format!("error: {}", escape(line))));
        let exit = gate.exit;
        run.gate = Some(gate);
        exit
    }

    /// The baseline with what this run found: entries keep their words unless [`Self::renew`] gives them others, those that are fixed go.
    fn updated(&self, old: &Baseline, run: &Run, whole: bool) -> Baseline {
        let mut entries: Vec<Entry> = Vec::new();
        let found: Vec<(&str, &Finding)> = found(run).collect();
        for entry in old.entries.iter().filter(|entry| !is_fixed(run, entry, whole)) {
            let mut entry = entry.clone();
            if let Some((_, finding)) = found.iter().find(|(_, finding)| finding.fingerprint == entry.fingerprint) {
                if !entry.is_about(finding) {
                    entry.received = Some(likeness::of(finding));
                }
                self.renew(&mut entry);
            }
            entries.push(entry);
        }
        for (case, finding) in found {
            if !entries.iter().any(|entry| entry.fingerprint == finding.fingerprint) {
                entries.push(Entry {
                    fingerprint: finding.fingerprint.clone(),
                    case: case.to_owned(),
                    check: finding.check.clone(),
                    clause: finding.clause.clone(),
                    received: Some(likeness::of(finding)),
                    reason: self.reason.clone(),
                    owner: self.owner.clone(),
                    expires: self.expires.unwrap_or(self.today + DAYS),
                    line: 0,
                });
            }
        }
        Baseline { entries }
    }

    /// What is given takes the place of what nobody has decided yet; what has expired is tolerated anew, by whom and why is given.
    fn renew(&self, entry: &mut Entry) {
        let has_expired = entry.expires < self.today;
        let is_open = entry.owner == NOBODY || entry.reason == NO_REASON;
        if self.owner != NOBODY && (has_expired || entry.owner == NOBODY) {
            entry.owner.clone_from(&self.owner);
        }
        if self.reason != NO_REASON && (has_expired || entry.reason == NO_REASON) {
            entry.reason.clone_from(&self.reason);
        }
        if has_expired {
            entry.expires = self.expires.unwrap_or(self.today + DAYS);
        } else if is_open {
            entry.expires = self.expires.unwrap_or(entry.expires);
        }
    }
}

/// Every finding with the id of its case.
fn found(run: &Run) -> impl Iterator<Item = (&str, &Finding)> {
    run.apis.iter().flat_map(|api| &api.cases).flat_map(|case| match &case.outcome {
        Outcome::Fail(findings) => findings.iter().map(|finding| (case.id.as_str(), finding)).collect::<Vec<_>>(),
        _ => Vec::new(),
    })
}

fn is_there(path: &std::path::Path) -> Result<bool, Failure> {
    let kind = specproof_contract::file::kind(path);
    kind.map(|kind| kind.is_some()).map_err(|error| Failure::machine(format!("{}: cannot be looked at: {error}", path.display())))
}

/// Whether a finding against a clause of this force makes the exit code 1.
fn counts(fail_on: &str, force: &str) -> bool {
    match fail_on {
        "never" => false,
        "must" => force == "must",
        "sample" => force == "must" || force == "sample",
        _ => true,
    }
}

/// Whether what an entry is about was tried, and did not come about; or, when nothing was left out of the plan, is tried no more.
fn is_fixed(run: &Run, entry: &Entry, whole: bool) -> bool {
    let case = run.apis.iter().flat_map(|api| &api.cases).find(|case| case.id == entry.case);
    match case.map(|case| &case.outcome) {
        Some(Outcome::Pass) => true,
        Some(Outcome::Fail(findings)) => !findings.iter().any(|finding| finding.fingerprint == entry.fingerprint),
        Some(Outcome::Skip(_) | Outcome::Error(_)) => false,
        None => whole,
    }
}

fn has_errors(run: &Run) -> bool {
    run.apis.iter().flat_map(|api| &api.cases).any(|case| matches!(case.outcome, Outcome::Error(_)))
}

/// Whether the entry is the old one, in other words or until another day.
fn is_renewed(old: &Entry, entry: &Entry) -> bool {
    old.fingerprint == entry.fingerprint && (&old.owner, &old.reason, old.expires) != (&entry.owner, &entry.reason, entry.expires)
}
