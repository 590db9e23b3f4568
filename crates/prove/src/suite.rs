//! The suite that is put to the test: one plan, of which any cases can be run against any deployment.

use crate::proof::{Fate, Honest};
use crate::upstream::Upstream;
use specproof_conform::checks::CHECKS;
use specproof_conform::run::{CaseResult, Finding, Outcome};
use specproof_conform::snapshot::Store;
use specproof_conform::{Observer, Plan, Run, Settings, plan, run_planned};
use specproof_contract::Contract;
use specproof_contract::model::Api;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long an answer of a broken deployment is waited for, at most.
const PATIENCE: Duration = Duration::from_secs(3);

/// A plan for one API and how it is run.
pub struct Suite<'a> {
    contract: &'a Contract,
    api: &'a Api,
    settings: Settings,
    plan: Plan,
}

/// When a run ends.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    /// With its last case.
    Last,
    /// With the first finding that names one of these clauses.
    First(&'a [String]),
}

/// What runs against a broken deployment have found.
#[derive(Debug, Default)]
pub struct Seen {
    checks: BTreeSet<String>,
    clauses: Vec<String>,
    requests: u64,
    error: Option<String>,
}

impl<'a> Suite<'a> {
    /// Plans everything that an ordinary run with these settings would try; its targets are not looked at.
    ///
    /// # Errors
    /// What the settings lack.
    pub fn new(contract: &'a Contract, api: &'a Api, settings: &Settings) -> Result<Self, String> {
        let mut settings = settings.clone();
        settings.targets = [(api.name.clone(), "http://127.0.0.1".to_owned())].into();
        let plan = planned(contract, &settings)?;
        Ok(Self { contract, api, settings, plan })
    }

    /// The seed of the plan.
    pub const fn seed(&self) -> u64 {
        self.settings.seed
    }

    /// How many cases are tried.
    pub fn cases(&self) -> usize {
        self.plan.cases.len() - self.plan.skipped.len()
    }

    /// Why a fault may be missed: the number of requests is bounded.
    pub fn is_bounded(&self) -> Option<String> {
        self.settings.limits.requests.map(|most| format!("the plan is bounded to {most} requests"))
    }

    /// Where a proxy passes on to.
    ///
    /// # Errors
    /// What is wrong with the TLS settings.
    pub fn upstream(&self, url: &str) -> Result<Upstream, String> {
        Upstream::new(url, &self.settings)
    }

    /// Ids of the cases that check a clause.
    pub fn cases_about(&self, clause: &str) -> BTreeSet<String> {
        let about = self.plan.cases.iter().filter(|case| case.clauses.iter().any(|own| own == clause));
        about.map(|case| case.id.to_string()).collect()
    }

    /// Ids of the cases of a check.
    pub fn cases_of(&self, check: &str) -> BTreeSet<String> {
        self.plan.cases.iter().filter(|case| case.check == check).map(|case| case.id.to_string()).collect()
    }

    /// Runs everything against a deployment that keeps the contract.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub async fn honest(&self, what: &str, url: &str, seed: u64, observer: &dyn Observer) -> Result<Honest, String> {
        let settings = self.told(url, seed);
        let run = if seed == self.settings.seed {
            self.run(&self.plan, &settings, observer).await?
        } else {
            self.run(&planned(self.contract, &settings)?, &settings, observer).await?
        };
        Ok(honest(what, seed, &run))
    }

    /// Runs these cases, all when `None`, for an observer.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub async fn observed(&self, url: &str, cases: Option<&BTreeSet<String>>, observer: &dyn Observer) -> Result<(), String> {
        let plan = some(&self.plan, |id| cases.is_none_or(|cases| cases.contains(id)));
        self.run(&plan, &self.told(url, self.settings.seed), observer).await.map(drop)
    }

    /// Runs flows with the deployment's own snapshots.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub async fn flows(&self, url: &str, snapshots: &Store) -> Result<Run, String> {
        let settings = Settings { snapshots: snapshots.clone(), ..self.told(url, self.settings.seed) };
        let flows = self.cases_of("flow");
        self.run(&some(&self.plan, |id| flows.contains(id)), &settings, &()).await
    }

    /// Runs these cases (all when `None`) against a broken deployment. What fails is not tried again: it fails either way.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub async fn hunt(&self, url: &str, cases: Option<&BTreeSet<String>>, ending: Ending<'_>) -> Result<Seen, String> {
        let mut settings = self.told(url, self.settings.seed);
        settings.limits.retries = 0;
        settings.limits.request = settings.limits.request.min(PATIENCE);
        let first = First { ending, found: AtomicBool::new(false) };
        let run = match cases {
            Some(cases) => self.run(&self.these(cases), &settings, &first).await?,
            None => self.run(&self.plan, &settings, &first).await?,
        };
        Ok(Seen::of(&run))
    }

    /// The findings that are made by a check, or by the cases of a check, in the order of the plan, each with its case; of all cases or these.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub async fn findings_of(&self, url: &str, check: &str, cases: Option<&BTreeSet<String>>) -> Result<Vec<(String, Finding)>, String> {
        let mut settings = self.told(url, self.settings.seed);
        settings.limits.retries = 0;
        settings.limits.request = settings.limits.request.min(PATIENCE);
        let run = match cases {
            Some(cases) => self.run(&self.these(cases), &settings, &()).await?,
            None => self.run(&self.plan, &settings, &()).await?,
        };
        let made = findings(&run).filter(|(case, finding)| case.check == check || finding.check == check);
        Ok(made.map(|(case, finding)| (case.id.to_string(), finding.clone())).collect())
    }

    /// These cases, and those that show whether valid requests are granted at all: where none is, a refusal tells nothing.
    fn these(&self, cases: &BTreeSet<String>) -> Plan {
        let anchors = self.cases_of("granted-minimal");
        some(&self.plan, |id| cases.contains(id) || anchors.contains(id))
    }

    fn told(&self, url: &str, seed: u64) -> Settings {
        let targets = [(self.api.name.clone(), url.to_owned())].into();
        let mut settings = Settings { targets, seed, ..self.settings.clone() };
        // What runs here is not reached through somebody else.
        settings.route.proxy = settings.route.proxy.filter(|_| !url.starts_with("http://127.0.0.1:"));
        settings
    }

    async fn run(&self, plan: &Plan, settings: &Settings, observer: &dyn Observer) -> Result<Run, String> {
        let run = run_planned(self.contract, plan, settings, observer).await;
        run.map_err(|usages| usages.into_iter().map(|usage| usage.message).collect::<Vec<_>>().join("; "))
    }
}

fn planned(contract: &Contract, settings: &Settings) -> Result<Plan, String> {
    plan(contract, settings).map_err(|usages| {
        let told = |usage: specproof_conform::Usage| format!("{}: {}", usage.message, usage.help);
        usages.into_iter().map(told).collect::<Vec<_>>().join("; ")
    })
}

fn some(plan: &Plan, wanted: impl Fn(&str) -> bool) -> Plan {
    Plan {
        cases: plan.cases.iter().filter(|case| wanted(&case.id)).cloned().collect(),
        skipped: plan.skipped.iter().filter(|(id, _)| wanted(id)).map(|(id, why)| (id.clone(), why.clone())).collect(),
    }
}

fn honest(what: &str, seed: u64, run: &Run) -> Honest {
    let findings = findings(run)
        .map(|(case, finding)| format!("{} {}: expected {}, received {}", case.id, finding.clause, finding.expected, finding.received));
    let errors = cases(run).filter_map(|case| match &case.outcome {
        Outcome::Error(why) => Some(format!("{}: {why}", case.id)),
        _ => None,
    });
    let requests = run.apis.iter().map(|api| api.requests).sum();
    Honest { what: what.to_owned(), seed, requests, alarms: findings.chain(errors).collect() }
}

impl Seen {
    fn of(run: &Run) -> Self {
        let mut seen = Self { requests: run.apis.iter().map(|api| api.requests).sum(), ..Self::default() };
        for (case, finding) in findings(run) {
            seen.checks.extend([case.check.to_string(), finding.check.clone()]);
            for clause in named(finding) {
                if !seen.clauses.contains(clause) {
                    seen.clauses.push(clause.clone());
                }
            }
        }
        seen.error = cases(run).find_map(|case| match &case.outcome {
            Outcome::Error(why) => Some(why.to_string()),
            _ => None,
        });
        seen
    }

    /// Whether a finding names one of these clauses.
    pub fn names(&self, clauses: &[String]) -> bool {
        self.clauses.iter().any(|own| clauses.contains(own))
    }

    /// What further runs have found.
    pub fn add(&mut self, more: Self) {
        self.checks.extend(more.checks);
        let new: Vec<_> = more.clauses.into_iter().filter(|clause| !self.clauses.contains(clause)).collect();
        self.clauses.extend(new);
        self.requests += more.requests;
        self.error = self.error.take().or(more.error);
    }

    /// What became of the deployment.
    pub fn fate(self, clauses: &[String], met: Option<usize>) -> Fate {
        match self.error {
            _ if !self.checks.is_empty() => {
                let rightly = self.names(clauses);
                let checks = CHECKS.iter().filter(|check| self.checks.contains(check.id)).map(|check| check.id.to_owned()).collect();
                Fate::Killed { checks, clauses: self.clauses, rightly, requests: self.requests }
            }
            Some(why) if self.requests == 0 => Fate::NotRun { why },
            _ => Fate::Survived { met, why: None },
        }
    }
}

/// Ends a run at its first finding of a clause, where that is asked for.
struct First<'a> {
    ending: Ending<'a>,
    found: AtomicBool,
}

impl Observer for First<'_> {
    fn ended(&self, _api: &str, result: &CaseResult) {
        if let (Ending::First(clauses), Outcome::Fail(findings)) = (self.ending, &result.outcome)
            && findings.iter().flat_map(named).any(|clause| clauses.contains(clause))
        {
            self.found.store(true, Ordering::Relaxed);
        }
    }

    fn cancelled(&self) -> bool {
        self.found.load(Ordering::Relaxed)
    }
}

/// The clauses that a finding names.
fn named(finding: &Finding) -> impl Iterator<Item = &String> {
    finding.clauses.iter().map(|clause| &clause.id)
}

fn cases(run: &Run) -> impl Iterator<Item = &CaseResult> {
    run.apis.iter().flat_map(|api| &api.cases)
}

/// Every finding of a run, with the case that made it.
pub fn findings(run: &Run) -> impl Iterator<Item = (&CaseResult, &Finding)> {
    cases(run).flat_map(|case| {
        let findings = match &case.outcome {
            Outcome::Fail(findings) => findings.as_slice(),
            _ => &[],
        };
        findings.iter().map(move |finding| (case, finding))
    })
}
