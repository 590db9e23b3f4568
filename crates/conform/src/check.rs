//! [`Check`]: a row of the visible table; each check is one file under `checks/`.

use crate::case::Case;
use specproof_contract::model::Api;

/// A check: its name, its manual and how it comes into a plan or a judgement.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Kebab-case; the third part of a case id.
    pub id: &'static str,
    /// One line: what must hold.
    pub rule: &'static str,
    /// Where that comes from: an RFC section, the OpenAPI or JSON Schema specification, or the kind of clause that justifies it.
    pub source: &'static str,
    /// The manual page: how it is tried, what would be right, why it matters. Markdown, a few sentences.
    pub manual: &'static str,
    /// How it works.
    pub kind: Kind,
}

/// The kinds of check.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Adds cases to the plan of an API, in a stable order, from the contract and the seed alone.
    Plan(fn(&Api, u64) -> Vec<Case>),
    /// Adds cases to the plan of an operation, from its known-valid request and what can be varied in it.
    Derive(fn(&mut crate::planner::Planner<'_>)),
    /// Looks at every exchange that any case makes.
    Answer(fn(&crate::judge::Judged<'_>) -> Vec<crate::judge::Fault>),
    /// Looks at the whole run when all cases have ended: what exchanges show of the same thing is the same.
    Run {
        /// What an exchange shows.
        note: fn(&crate::judge::Judged<'_>) -> Vec<crate::judge::Note>,
        /// What is expected and what is received, from the first note in words, the one that differs in words, and the value that they are of.
        told: fn(&str, &str, &str) -> (String, String),
    },
    /// Compares what a flow that passed has shown with the snapshots that are kept of it.
    Snapshot,
}
