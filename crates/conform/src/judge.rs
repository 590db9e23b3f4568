//! What a check sees of an exchange or of a run, and the [`Fault`]s it returns.

use crate::case::{Case, Expectation};
use crate::exchange::Exchange;
use specproof_contract::model::{Api, Operation};

/// An exchange as the checks of every answer see it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The API.
    pub api: &'a Api,
    /// The operation that was called; `None` when none is documented for it.
    pub operation: Option<&'a Operation>,
    /// The case that sent it.
    pub case: &'a Case,
    /// What must come of it.
    pub expect: &'a Expectation,
    /// Request and answer.
    pub exchange: &'a Exchange,
}

/// A run as the checks over the whole of it see it.
#[derive(Debug, Clone, Copy)]
pub struct Whole<'a> {
    /// The API.
    pub api: &'a Api,
    /// Every exchange with the operation it called, in the order of the plan.
    pub exchanges: &'a [(&'a Operation, &'a Exchange)],
}

/// Something that does not hold, before masking and citing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The clause that is broken.
    pub clause: String,
    /// Where in the answer.
    pub at: Option<String>,
    /// All that would be right.
    pub expected: String,
    /// What came.
    pub received: String,
}
