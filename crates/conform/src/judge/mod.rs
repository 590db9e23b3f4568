//! What a check sees of an exchange or of a run, and the [`Fault`]s it returns.

mod answered;
mod json;
mod media;
mod note;
mod schema;

pub use answered::{Answered, Class, Content, line};
pub use json::{JsonFault, JsonText};
pub use media::{best, matches};
pub use note::{Compared, Differing, Note, broken};
pub use schema::{Schemas, carries, required_of_grant};

use crate::case::{Case, Expectation};
use crate::draft::Draft;
use crate::exchange::Exchange;
use specproof_contract::model::{Api, Expect, Operation, Place, Step};

/// An exchange as the checks of every answer see it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The API.
    pub api: &'a Api,
    /// Its validators.
    pub schemas: &'a Schemas<'a>,
    /// The operation that was called.
    pub operation: &'a Operation,
    /// The case that sent it.
    pub case: &'a Case,
    /// What must come of it.
    pub expect: &'a Expectation,
    /// Clauses of the step or case that sent it; the first is charged where nothing narrower is known.
    pub clauses: &'a [String],
    /// The request before serialisation.
    pub draft: &'a Draft,
    /// Request and answer.
    pub exchange: &'a Exchange,
    /// The answer, matched with what is documented; `None` when there is no whole answer.
    pub answer: Option<&'a Answered<'a>>,
    /// When the answer came, in milliseconds since 1970.
    pub now: i64,
    /// Readings that the step's criteria saw.
    pub readings: &'a [String],
    /// The step that sent it, of a flow.
    pub step: Option<&'a Step>,
}

/// Something that does not hold, before masking and citing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The clause that is broken.
    pub clause: String,
    /// Further clauses that the same thing breaks.
    pub also: Vec<String>,
    /// Where in the answer.
    pub at: Option<String>,
    /// All that would be right.
    pub expected: String,
    /// What came.
    pub received: String,
    /// The spec element that says so.
    pub place: Option<Place>,
}

impl Fault {
    /// A fault of the answer as a whole.
    pub fn new(clause: impl Into<String>, expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self { clause: clause.into(), also: Vec::new(), at: None, expected: expected.into(), received: received.into(), place: None }
    }

    /// At this place in the answer.
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.at = Some(place.into());
        self
    }

    /// Breaks these clauses, too.
    pub fn also<S: AsRef<str>>(mut self, clauses: impl IntoIterator<Item = S>) -> Self {
        for clause in clauses {
            let clause = clause.as_ref();
            if clause != self.clause && self.also.iter().all(|own| own != clause) {
                self.also.push(clause.to_owned());
            }
        }
        self
    }

    /// Said at this place in the specs.
    pub fn said(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

impl<'a> Judged<'a> {
    /// Whether the case or the step asks for a grant.
    pub fn wants_grant(&self) -> bool {
        *self.expect == Expectation::Granted || self.step.is_some_and(|step| step.expect == Some(Expect::Granted))
    }

    /// The clause that says that this request is refused, where the case or the step asks for a refusal.
    pub fn refusing_clause(&self) -> Option<&'a String> {
        match (self.expect, self.step) {
            (Expectation::Refused { clause, .. }, _) => Some(clause),
            (_, Some(step)) if step.expect == Some(Expect::Refused) => step.clauses.first(),
            _ => None,
        }
    }

    /// The clause to charge: the narrowest of these that there is, else the operation's first, else this one of the standards.
    pub fn charge<'c>(&'c self, narrow: impl IntoIterator<Item = &'c String>, standard: &'c str) -> &'c str {
        let registered = |clause: &&String| self.api.clause(clause).is_some();
        narrow.into_iter().chain(&self.operation.clauses).find(registered).map_or(standard, String::as_str)
    }
}
