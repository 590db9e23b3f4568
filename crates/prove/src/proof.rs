//! [`Proof`]: how a suite did against deployments that keep the contract and deployments that do not, as plain data.

use serde::Serialize;
use std::collections::BTreeMap;

/// What was found out about the suite.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Proof {
    /// One entry per API, in the order of the contract.
    pub apis: Vec<ApiProof>,
    /// Milliseconds from start to end.
    pub took_ms: u64,
}

/// What was found out with one API.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ApiProof {
    /// API name.
    pub name: String,
    /// Runs against deployments that keep the contract: each finding in them is a false alarm.
    pub honest: Vec<Honest>,
    /// Deployments that break it, and what became of each.
    pub broken: Vec<Broken>,
    /// Ids of the checks that made a case or a finding in any run.
    pub checks: Vec<String>,
}

/// A run against a deployment that keeps the contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Honest {
    /// Which one: `as it is`, `behind the proxy`, the id of a reading.
    pub what: String,
    /// Seed of the run.
    pub seed: u64,
    /// Requests that were sent.
    pub requests: u64,
    /// `<case> <clause>: <expected>, not <received>` of each finding, and why a case could not be tried to its end.
    pub alarms: Vec<String>,
}

/// A deployment that breaks a promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Broken {
    /// Flaw or fault id.
    pub id: String,
    /// Where it comes from.
    pub source: Source,
    /// The clauses of which a finding must name one.
    pub clauses: Vec<String>,
    /// What it does.
    pub says: String,
    /// `file:line:column` of what the specification promises there.
    pub place: Option<String>,
    /// What became of it.
    pub fate: Fate,
}

/// Where a broken deployment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A flaw with a name, in the deployment itself.
    Flaw,
    /// A fault derived from the contract, in a proxy before the deployment.
    Fault,
}

/// What became of a broken deployment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Found out.
    Killed {
        /// Check ids, each once, in the order of the run.
        checks: Vec<String>,
        /// Clauses that the findings name.
        clauses: Vec<String>,
        /// One of them is a clause that is broken.
        rightly: bool,
        /// Requests that the run sent.
        requests: u64,
    },
    /// Not found out, although requests met it.
    Survived {
        /// How many exchanges of the honest run it would have changed, counted up to ten; `None` for a flaw in the deployment itself.
        met: Option<usize>,
    },
    /// Not found out, because no request of the suite meets it; it was not run.
    NeverMet,
    /// No fault: what it does, the specification allows.
    Allowed,
    /// It could not be run.
    NotRun {
        /// Why.
        why: String,
    },
}

impl ApiProof {
    /// Deployments of one source that count: all that break the contract.
    pub fn counted(&self, source: Source) -> impl Iterator<Item = &Broken> {
        self.broken.iter().filter(move |broken| broken.source == source && broken.fate != Fate::Allowed)
    }

    /// Findings in runs against deployments that keep the contract.
    pub fn alarms(&self) -> usize {
        self.honest.iter().map(|honest| honest.alarms.len()).sum()
    }

    /// For each check how many broken deployments it found out, and how many of these no other check did.
    pub fn power(&self) -> Vec<(&str, usize, usize)> {
        let mut power: BTreeMap<&str, (usize, usize)> = self.checks.iter().map(|check| (check.as_str(), (0, 0))).collect();
        for broken in &self.broken {
            let Fate::Killed { checks, .. } = &broken.fate else { continue };
            for check in checks {
                let (kills, alone) = power.entry(check).or_default();
                *kills += 1;
                *alone += usize::from(checks.len() == 1);
            }
        }
        power.into_iter().map(|(check, (kills, alone))| (check, kills, alone)).collect()
    }
}

impl Broken {
    /// Found out.
    pub const fn killed(&self) -> bool {
        matches!(self.fate, Fate::Killed { .. })
    }
}

impl Proof {
    /// Everything that breaks the contract was found out, and nothing else was.
    pub fn holds(&self) -> bool {
        self.apis.iter().all(|api| {
            api.alarms() == 0 && !api.broken.is_empty() && api.broken.iter().all(|broken| broken.killed() || broken.fate == Fate::Allowed)
        })
    }
}
