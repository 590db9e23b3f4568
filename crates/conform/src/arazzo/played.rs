//! What a workflow did, as data.

use crate::case::Expectation;
use crate::draft::Draft;
use crate::exchange::Exchange;
use crate::judge::{Answered, Fault};
use crate::send::Stop;
use serde_json::{Map, Value};
use specproof_contract::model::{Operation, Step};
use std::time::{SystemTime, UNIX_EPOCH};

/// A request that was sent, with what is known about it.
#[derive(Debug, Clone)]
pub struct Sent<'a> {
    /// The operation that was called.
    pub operation: &'a Operation,
    /// The request before serialisation.
    pub draft: Draft,
    /// Request and answer.
    pub exchange: Exchange,
    /// The answer, matched with what is documented; `None` when there is no whole answer.
    pub answered: Option<Answered<'a>>,
    /// When the answer came, in milliseconds since 1970.
    pub now: i64,
    /// What must come of it.
    pub expect: Expectation,
    /// Clauses of the step or case.
    pub clauses: Vec<String>,
    /// The step that sent it, of a flow.
    pub step: Option<&'a Step>,
    /// Readings that the step's criteria saw.
    pub readings: Vec<String>,
}

/// What a workflow did.
pub struct Played<'a> {
    /// Every request in order.
    pub sent: Vec<Sent<'a>>,
    /// What did not hold.
    pub faults: Vec<StepFault>,
    /// Clauses of the steps that ran and of their criteria.
    pub checked: Vec<String>,
    /// Outputs of the workflow, where it came to its end.
    pub outputs: Map<String, Value>,
    /// How it ended.
    pub ended: Ended<'a>,
}

/// How a workflow ended.
pub enum Ended<'a> {
    /// At its end, or where an action ended it.
    Done,
    /// A step did not succeed; its faults say why.
    Failed,
    /// It was not tried, for this reason.
    Skipped(String),
    /// It could not be run to its end.
    Error(String),
    /// The run is over.
    Stopped(Stop),
    /// It stopped before its last request, which was asked for.
    Ready(Box<Draft>, &'a Operation),
}

/// A fault of a step.
#[derive(Debug, Clone)]
pub struct StepFault {
    /// Index of the request in [`Played::sent`].
    pub sent: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// Milliseconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0)
}
