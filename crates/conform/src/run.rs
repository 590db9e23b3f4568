//! [`Run`]: everything a run found out, as plain data. Every report is a pure function of it, and nothing in it is a secret.

mod access;
mod coverage;

use crate::masked::Masked;
use crate::shared::{Shared, reading};
pub use access::Access;
pub use coverage::{Covered, CoveredMember, Latency, OperationRun};
use serde::{Deserialize, Serialize};
use std::io::BufRead;

/// The version of [`Run`] that this tool writes and reads.
pub const FORMAT: u32 = 1;

/// A finished run. Only what is named `*_ms`, `started` and `latency` differs between two runs with one seed against one deployment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Version of this structure; raised when a member changes its meaning.
    pub format: u32,
    /// Version of the tool.
    pub version: String,
    /// The seed of the plan.
    pub seed: u64,
    /// Seconds since 1970 at the start.
    pub started: u64,
    /// Milliseconds from start to end.
    pub took_ms: u64,
    /// The verdict over all APIs.
    pub verdict: Verdict,
    /// One entry per API that was selected, in the order of the contract.
    pub apis: Vec<ApiRun>,
    /// Which part of the plan this is, as `2/4`; none when it is the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The filters that left something out of the plan, as they were given: `--only webitel.*`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub narrowed: Vec<String>,
    /// Why the run ended before its time, where somebody ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aborted: Option<Masked>,
    /// What the gate makes of the findings, where it was told to make something of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
}

impl Run {
    /// Reads a run as `--report json` writes it.
    ///
    /// # Errors
    /// It cannot be read, or is something else.
    pub fn read(from: impl BufRead) -> Result<Self, serde_json::Error> {
        reading(|| serde_json::from_reader(from))
    }

    /// Whether it is a part of a plan, and other parts have something to check.
    pub fn has_other_parts(&self) -> bool {
        let elsewhere = |outcome: &Outcome| matches!(outcome, Outcome::Skip(why) if crate::shard::is_elsewhere(why));
        self.shard.is_some() && self.apis.iter().flat_map(|api| &api.cases).any(|case| elsewhere(&case.outcome))
    }

    /// Reads only which version of this structure it is, which later versions have as well; `None` where it has none.
    ///
    /// # Errors
    /// It cannot be read, or is no JSON object.
    pub fn read_format(from: impl BufRead) -> Result<Option<u64>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Version {
            format: Option<serde_json::Value>,
        }
        let version: Version = serde_json::from_reader(from)?;
        Ok(version.format.and_then(|format| format.as_u64()))
    }
}

/// What a gate decided: which findings count, which are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Whether it lets the deployment through.
    pub passes: bool,
    /// The exit code of a process that ends with this.
    pub exit: u8,
    /// Which findings count: `any`, `sample` (against what is stated or shown by a sample), `must` or `never`.
    pub fail_on: String,
    /// Findings that count and are not known.
    pub new: u64,
    /// Findings that the baseline knows.
    pub known: u64,
    /// Findings that do not count.
    pub below: u64,
    /// What is wrong with the baseline, each with its line: entries that are fixed, expired, or about another fault now.
    pub stale: Vec<String>,
}

/// The verdict; its exit code is part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything selected was checked or skipped with a reason, and what was checked passed: exit 0.
    Conforms,
    /// At least one finding: exit 1.
    DoesNotConform,
    /// The target could not be reached, or the run was aborted: exit 3.
    Aborted,
    /// Nothing was checked: exit 4.
    NothingChecked,
}

impl Verdict {
    /// The verdict over these results.
    pub fn over(apis: &[ApiRun]) -> Self {
        let mut outcomes = apis.iter().flat_map(|api| &api.cases).map(|case| &case.outcome);
        if outcomes.clone().any(|outcome| matches!(outcome, Outcome::Fail(_))) {
            Self::DoesNotConform
        } else if outcomes.any(|outcome| matches!(outcome, Outcome::Error(_))) {
            Self::Aborted
        } else if !apis.iter().any(|api| api.cases.iter().any(|case| case.outcome == Outcome::Pass))
            || apis.iter().any(ApiRun::is_unchecked)
        {
            Self::NothingChecked
        } else {
            Self::Conforms
        }
    }

    /// The exit code of a process that ends with this verdict.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Conforms => 0,
            Self::DoesNotConform => 1,
            Self::Aborted => 3,
            Self::NothingChecked => 4,
        }
    }
}

/// What was found out about one API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApiRun {
    /// API name.
    pub name: String,
    /// `info.title`.
    pub title: String,
    /// Base URL of the deployment, without userinfo.
    pub target: Masked,
    /// File name of the source document.
    pub document: Option<String>,
    /// Requests that were sent.
    pub requests: u64,
    /// Answers that granted what was asked for, of a document without a register: where there is none, its target is something else, or refuses all.
    #[serde(default)]
    pub grants: Option<u64>,
    /// Of a document without a register: what became of the requests that came with a credential because their operation asks for one.
    #[serde(default)]
    pub access: Option<Access>,
    /// Every clause with its state.
    pub clauses: Vec<ClauseState>,
    /// Every case of the plan, in the order of the plan.
    pub cases: Vec<CaseResult>,
    /// Which readings of open clauses this deployment follows.
    pub observations: Vec<Observation>,
    /// Documented items (operation, status, media type) and whether they were exercised.
    pub coverage: Vec<Covered>,
    /// What the run made and could not remove, in the order of the plan.
    #[serde(default)]
    pub left_behind: Vec<LeftBehind>,
    /// Every documented operation, in the order of the contract.
    #[serde(default)]
    pub operations: Vec<OperationRun>,
    /// Every documented parameter and member of content, and whether it was sent or answered.
    #[serde(default)]
    pub members: Vec<CoveredMember>,
    /// Of a part of a plan: what the checks over the whole run compare with the other parts, in the order of the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<RunNote>,
}

/// What an exchange has shown that the whole run must agree with: of all notes of a check that are of the same, each has the same `whose`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunNote {
    /// What it is of: a digest, so that nothing secret is in it.
    pub of: String,
    /// Whose that is: likewise.
    pub whose: String,
    /// `whose` in words, secrets masked.
    pub told: Masked,
    /// The value that it is about, secrets masked; empty where there is none.
    pub value: Masked,
    /// Id of the case.
    pub case: String,
    /// The finding that it is when another part has shown otherwise before; what was expected and received is still to be told.
    pub finding: Finding,
}

impl ApiRun {
    /// Whether nothing of it passed, here or, for all that is known here, in another part of the plan.
    fn is_unchecked(&self) -> bool {
        let elsewhere = |outcome: &Outcome| matches!(outcome, Outcome::Skip(why) if crate::shard::is_elsewhere(why));
        // A part of a run may be refusals only; the whole is not.
        let whole = !self.cases.iter().any(|case| elsewhere(&case.outcome));
        let only_refused = whole && (self.grants == Some(0) || self.access.is_some_and(Access::is_denied));
        only_refused || !self.cases.iter().any(|case| case.outcome == Outcome::Pass || elsewhere(&case.outcome))
    }
}

/// A clause and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClauseState {
    /// Clause id.
    pub id: String,
    /// `must`, `sample` or `open`.
    pub force: String,
    /// What it says.
    pub says: String,
    /// Document and lines, or standard and section: `002_….txt:135`, `RFC 9110, 15.6`.
    pub source: String,
    /// File, line and column in the register: `specs/webitel/clauses.yaml:12:5`; `None` for clauses that are built in.
    pub place: Option<String>,
    /// What became of it.
    pub state: State,
    /// Ids of the cases that checked it; findings included.
    pub cases: Vec<Shared>,
    /// Why it was not checked.
    pub reason: Option<String>,
}

/// State of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Checked, and nothing was found.
    Pass,
    /// At least one finding.
    Fail,
    /// Not checked; the reason says why.
    NotChecked,
}

/// A case and its outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseResult {
    /// Case id.
    pub id: Shared,
    /// Check id.
    pub check: Shared,
    /// Operation id.
    pub operation: Option<Shared>,
    /// Clauses it checks.
    pub clauses: Vec<Shared>,
    /// What was tried.
    pub what: Shared,
    /// Its outcome.
    pub outcome: Outcome,
    /// Requests it sent.
    pub requests: u64,
    /// Milliseconds from the start of the run to its first request; 0 when it sent none.
    #[serde(default)]
    pub started_ms: u64,
    /// Milliseconds it took.
    pub took_ms: u64,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All that it asks for held.
    Pass,
    /// It does not hold; at least one finding, in order.
    Fail(Vec<Finding>),
    /// It was not tried, for this reason.
    Skip(Masked),
    /// It could not be tried to its end, for this reason: neither right nor wrong.
    Error(Masked),
}

impl Outcome {
    /// Whether a baseline knows all that was found.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Fail(findings) if !findings.is_empty() && findings.iter().all(|finding| finding.known.is_some()))
    }

    /// Whether all that was found passed when it was tried again: a failure all the same.
    pub fn is_flaky(&self) -> bool {
        matches!(self, Self::Fail(findings) if !findings.is_empty() && findings.iter().all(|finding| finding.flaky))
    }
}

/// What is wrong, in the five things a reader needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the check that found it, which need not be the case's own.
    pub check: String,
    /// Clause id, such as `webitel.logout.deletes-the-token`: the most specific of those that are broken.
    pub clause: String,
    /// Document and lines, or standard and section.
    pub source: String,
    /// Every clause that the same thing breaks, `clause` first.
    #[serde(default)]
    pub clauses: Vec<Cited>,
    /// File, line and column of the spec element: `specs/webitel/openapi.yaml:40:9`.
    pub place: Option<String>,
    /// JSON pointer into the answer, or the name of a header, where the fault is in one spot.
    pub at: Option<Masked>,
    /// All that would be right.
    pub expected: Masked,
    /// What came.
    pub received: Masked,
    /// A command that repeats the request, secrets masked.
    pub curl: Masked,
    /// Passed when it was tried again: still a failure.
    pub flaky: bool,
    /// Stable across runs, machines and values: 16 hex digits over case, check, clause and place in the answer.
    pub fingerprint: String,
    /// The exchange, secrets masked; absent when no request was at fault.
    pub exchange: Option<MaskedExchange>,
    /// Why it is tolerated, by whom and until when, where a baseline knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
}

/// A clause and where it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Clause id.
    pub id: String,
    /// Document and lines, or standard and section.
    pub source: String,
}

impl Finding {
    /// The further clauses that the same thing breaks.
    pub fn also(&self) -> impl Iterator<Item = &Cited> {
        self.clauses.iter().filter(|cited| cited.id != self.clause)
    }

    /// Whether it breaks this clause, first or also.
    pub fn breaks(&self, clause: &str) -> bool {
        self.clause == clause || self.clauses.iter().any(|cited| cited.id == clause)
    }
}

/// An exchange after masking, as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MaskedExchange {
    /// Method.
    pub method: String,
    /// URL.
    pub url: Masked,
    /// Request header fields.
    pub request_headers: Vec<(Masked, Masked)>,
    /// Request content as text; bytes that are not UTF-8 as `\xNN`.
    pub request_body: Option<Masked>,
    /// Status; `None` when no whole answer came.
    pub status: Option<u16>,
    /// Answer header fields, but `Date`.
    pub answer_headers: Vec<(Masked, Masked)>,
    /// Answer content as text, cut to a limit that the text states.
    pub answer_body: Option<Masked>,
    /// Milliseconds from the start of the run to the sending.
    pub started_ms: u64,
    /// Milliseconds to the last byte.
    pub took_ms: u64,
}

/// A reading that this deployment was seen to follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Clause id.
    pub clause: String,
    /// Reading id.
    pub reading: String,
    /// What the reading says.
    pub says: String,
    /// How many answers followed it.
    pub times: u64,
}

/// Something that the run made and could not remove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftBehind {
    /// Id of the operation that made it.
    pub operation: String,
    /// Its URL where it is known, else the URL that made it.
    pub at: Masked,
    /// Why it is still there.
    pub reason: Masked,
    /// A command that would remove it, secrets masked; `None` where the document has none.
    pub curl: Option<Masked>,
}
