//! [`Case`]: one thing that is tried, as plain data, known before the first request is sent.

mod change;

pub use change::{BodyFault, Change, CredentialPlace, HeaderCase, WrongCredential};

use crate::shared::Shared;
use serde::Serialize;

/// One thing that is tried. A plan is a list of these, in a stable order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// Unique and stable: `<api>.<operation>.<check>[.<variant>]`, or `<api>.flow.<workflow>`; what `--only` matches.
    pub id: Shared,
    /// Id of the check in the table of checks.
    pub check: &'static str,
    /// API name.
    pub api: Shared,
    /// Operation id; `None` for flows over several.
    pub operation: Option<Shared>,
    /// Clauses that this case checks; a failure is charged to the first unless the finding knows better.
    pub clauses: Vec<String>,
    /// What is tried, in one line for people.
    pub what: Shared,
    /// Inputs without which it is skipped.
    pub needs: Vec<String>,
    /// What is sent and what must come of it.
    pub trial: Trial,
    /// The trial changes state on the target that other cases of this API could meet: such cases run one after the other.
    pub stateful: bool,
    /// It leaves nothing behind, but what others are granted at the same time would change what it shows: it runs when no other case of its API does.
    pub alone: bool,
    /// How much it tells: 0 is kept longest when the number of requests is bounded.
    pub priority: u8,
}

/// What a case does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Trial {
    /// Runs an Arazzo workflow; its criteria judge.
    Flow {
        /// `workflowId`.
        workflow: String,
    },
    /// Runs the seed flow of the operation up to its last request, changes that request, sends it.
    Variant {
        /// `workflowId` of the seed flow; `None` when the seed request is sampled from the contract.
        seed: Option<String>,
        /// What is changed, applied in order.
        changes: Vec<Change>,
        /// What must come of it.
        expect: Expectation,
        /// After a refusal the unchanged request is sent too, and must be granted: a refused request changes nothing.
        then_unchanged: bool,
    },
    /// Sends each of these variants so many times; all at once where `concurrent`.
    Many {
        /// `workflowId` of the seed flow.
        seed: Option<String>,
        /// Changes and what must come of each.
        variants: Vec<(Vec<Change>, Expectation)>,
        /// How often each.
        times: u32,
        /// All at once, over several connections; else one after the other over one.
        concurrent: bool,
    },
    /// Makes something, reads, replaces and removes it.
    Lifecycle(Lifecycle),
    /// Runs the seed flow for several callers up to its last request, then sends the last requests in another order: each ends only its own.
    ///
    /// Left open: runs of one account whose last requests are equal are one session, of which only the first is ended; and where in the first
    /// round the oldest run of an account is refused and the newest granted, a new run replaces the old one, and only the newest is asked for.
    Interleaved {
        /// `workflowId` of the seed flow.
        seed: String,
        /// Whose run each is, in the order in which they begin.
        accounts: Vec<Account>,
        /// Indexes into `accounts`: the order of the last requests, once per round; the first round ends the oldest first.
        rounds: Vec<Vec<usize>>,
        /// The runs begin all at the same time, else one after the other.
        at_once: bool,
    },
    /// Runs the seed flow up to its last request, sends requests of other operations that must be refused, and then the last request, which
    /// must be granted: what is refused changes nothing.
    Between {
        /// `workflowId` of the seed flow.
        seed: String,
        /// What is sent in between, in order.
        refused: Vec<Refusal>,
    },
}

/// A request of an operation that must be refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// Operation id.
    pub operation: String,
    /// `workflowId` of that operation's own seed flow, which has one step; `None` when its seed request is sampled from the contract.
    pub seed: Option<String>,
    /// What is changed in it.
    pub changes: Vec<Change>,
    /// What must come of it.
    pub expect: Expectation,
}

/// The life of one thing that the case's operation makes, for a document without a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lifecycle {
    /// `workflowId` of the seed flow of what makes it; `None` when its request is sampled.
    pub seed: Option<String>,
    /// Path of the item.
    pub item: String,
    /// Operation that reads it.
    pub read: Option<String>,
    /// Operation that replaces or changes it.
    pub replace: Option<String>,
    /// Operation that removes it.
    pub remove: Option<String>,
}

/// Whose inputs a run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Account {
    /// `<name>`.
    First,
    /// `second_<name>`.
    Second,
}

/// What must come of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Expectation {
    /// A grant: a documented success whose body does not match a refusal.
    Granted,
    /// A refusal. Where the operation documents an answer (response or schema) that carries `clause`, and `exact` is set, it is that answer.
    Refused {
        /// The clause that says so.
        clause: String,
        /// The value is of the right kind, only wrong: the documented answer for exactly this is asked for.
        exact: bool,
    },
    /// Nothing is said about it: granted or refused are both right; only the rules of every answer hold (never 5xx).
    Open,
    /// A request made up from the document, valid as far as its schemas tell: a grant shows that it is; a refusal shows nothing, and the case then
    /// counts as not exercised.
    Guessed {
        /// What is changed in it is the document's own word, such as a listed value: refused as invalid (400, 413, 414, 415, 422), while the request
        /// without the change is granted, it is no guess any more, and must be granted.
        firm: bool,
    },
}
