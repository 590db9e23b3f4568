//! What of a document was exercised: answers, operations with their times, parameters and members.

use serde::{Deserialize, Serialize};

/// A documented item and whether it was exercised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// Operation id.
    pub operation: String,
    /// `200`, `4XX`, `default`.
    pub status: String,
    /// Media type; `None` for an answer without documented content.
    pub media_type: Option<String>,
    /// How many answers matched it.
    pub times: u64,
    /// Why it was not exercised.
    pub reason: Option<String>,
}

/// A documented operation and how it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRun {
    /// Operation id.
    pub id: String,
    /// Method token.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Requests that were sent to it; those of further tries are not counted.
    pub requests: u64,
    /// How long its answers took; `None` when there was none.
    pub latency: Option<Latency>,
    /// Why nothing was sent to it.
    pub reason: Option<String>,
}

/// How long the answers of an operation took, from sending to the last byte, in microseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latency {
    /// Whole answers.
    pub answers: u64,
    /// The shortest.
    pub min_us: u64,
    /// Half of them took no longer.
    pub p50_us: u64,
    /// 95 of 100 took no longer.
    pub p95_us: u64,
    /// 99 of 100 took no longer.
    pub p99_us: u64,
    /// The longest.
    pub max_us: u64,
    /// How many took longer than the bound before and no longer than this one: `[bound in microseconds, answers]`, rising, none empty.
    pub buckets: Vec<(u64, u64)>,
}

/// A documented parameter or member of content, and whether it was exercised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoveredMember {
    /// Operation id.
    pub operation: String,
    /// `request`, or the documented status of the answer: `200`, `4XX`, `default`.
    pub of: String,
    /// Media type of the content; `None` for parameters and header fields.
    pub media_type: Option<String>,
    /// `query page`, `path id`, `header X-Trace`, or the way to a member of content, items as `*`: `/users/*/name`.
    pub member: String,
    /// Whether its schema requires it where it stands.
    pub required: bool,
    /// How many requests or answers held it.
    pub times: u64,
    /// Why it was not exercised.
    pub reason: Option<String>,
}
