//! [`Proof`]: how a suite did against deployments that keep the contract and deployments that do not, as plain data.

use serde::Serialize;
use specproof_conform::check::{Check, Kind};
use specproof_conform::checks::CHECKS;
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
    /// Cases of the plan that are not skipped.
    pub cases: usize,
    /// Runs against deployments that keep the contract: each finding in them is a false alarm.
    pub honest: Vec<Honest>,
    /// Deployments that break it, and what became of each.
    pub broken: Vec<Broken>,
    /// What no deployment can break, because the specification allows it.
    pub loose: Vec<Loose>,
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

/// Something that a deployment may do: a place where the specification promises less than it could.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Loose {
    /// `file:line:column` of the place.
    pub place: String,
    /// What it would do.
    pub says: String,
    /// Why that is allowed.
    pub why: String,
    /// The fault that is none.
    pub id: String,
}

/// Where a broken deployment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A flaw with a name, in the deployment itself.
    Flaw,
    /// A fault derived from the contract, in a proxy before the deployment.
    Fault,
    /// An answer that is as documented, and not as it was when its snapshot was reviewed.
    Change,
}

/// What became of a broken deployment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Found out.
    Killed {
        /// Ids of the checks whose cases failed, and of those that made the findings, in the order of the table.
        checks: Vec<String>,
        /// Clauses that the findings name.
        clauses: Vec<String>,
        /// One of them is a clause that is broken.
        rightly: bool,
        /// Requests that were sent.
        requests: u64,
    },
    /// Not found out, although requests met it.
    Survived {
        /// How many exchanges of the honest run it would have changed, counted up to ten; `None` for a flaw in the deployment itself.
        met: Option<usize>,
        /// What of the specification explains it; `None` where the suite should have found it.
        why: Option<String>,
    },
    /// Not run, because no request of the suite meets it.
    Unmet {
        /// What explains it; `None` where the suite should have sent such a request.
        why: Option<String>,
    },
    /// It could not be run.
    NotRun {
        /// Why.
        why: String,
    },
}

impl ApiProof {
    /// Deployments that the kill rate is about: not those for which the specification gives the suite no occasion.
    pub fn counted(&self) -> impl Iterator<Item = &Broken> + Clone {
        self.broken.iter().filter(|broken| !matches!(broken.fate, Fate::Unmet { why: Some(_) }))
    }

    /// Findings in runs against deployments that keep the contract.
    pub fn alarms(&self) -> usize {
        self.honest.iter().map(|honest| honest.alarms.len()).sum()
    }
}

impl Broken {
    /// Found out.
    pub const fn killed(&self) -> bool {
        matches!(self.fate, Fate::Killed { .. })
    }

    /// Not found out, and nothing explains it.
    pub const fn is_unexplained(&self) -> bool {
        matches!(self.fate, Fate::Survived { why: None, .. } | Fate::Unmet { why: None } | Fate::NotRun { .. })
    }
}

/// What a check found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Power {
    /// Check id.
    pub check: String,
    /// Broken deployments that it found out.
    pub kills: usize,
    /// Of these, how many no check of another kind of request found out.
    pub alone: usize,
}

impl Proof {
    /// Everything that breaks the contract was found out, but for what the specification explains, and nothing else was.
    pub fn holds(&self) -> bool {
        self.apis
            .iter()
            .all(|api| api.alarms() == 0 && api.broken.iter().any(Broken::killed) && !api.broken.iter().any(Broken::is_unexplained))
    }

    /// Every check of the table with what it found out, in the order of the table.
    pub fn power(&self) -> Vec<Power> {
        let plans = |id: &str| CHECKS.iter().any(|check| check.id == id && matches!(check.kind, Kind::Plan(_) | Kind::Derive(_)));
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for broken in self.apis.iter().flat_map(|api| &api.broken) {
            let Fate::Killed { checks, .. } = &broken.fate else { continue };
            for check in checks {
                let of_its_kind = checks.iter().filter(|own| plans(own) == plans(check)).count();
                let (kills, alone) = counts.entry(check).or_default();
                *kills += 1;
                *alone += usize::from(of_its_kind == 1);
            }
        }
        let of = |check: &Check| {
            let (kills, alone) = counts.get(check.id).copied().unwrap_or_default();
            Power { check: check.id.to_owned(), kills, alone }
        };
        CHECKS.iter().map(of).collect()
    }
}
