//! [`Note`]: what an exchange shows that the whole run must agree with.

use super::Fault;
use crate::check::Kind;
use crate::checks::CHECKS;
use specproof_contract::model::Place;
use std::collections::BTreeMap;

/// What an exchange shows of something that is the same throughout a run: of all notes of a check that are of the same, each has the same `whose`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is of: an open clause, say, or a clause and a value.
    pub of: String,
    /// Whose that is: the reading that is followed, or the user to whom the value was given.
    pub whose: String,
    /// `whose` in words.
    pub told: String,
    /// The value that it is about, where there is one.
    pub value: String,
    /// The clause that is broken where notes differ.
    pub clause: String,
    /// Further clauses that are broken then.
    pub also: Vec<String>,
    /// Where in the answer.
    pub at: Option<String>,
    /// The spec element that says so.
    pub place: Option<Place>,
}

impl Note {
    /// The fault, with what was expected and what was received.
    pub fn fault(&self, (expected, received): (String, String)) -> Fault {
        let mut fault = Fault::new(&self.clause, expected, received).also(&self.also);
        (fault.at, fault.place) = (self.at.clone(), self.place);
        fault
    }
}

/// A note as it is compared: its check, what it is of, whose that is, that in words, and the value.
pub type Compared<'n> = (&'n str, &'n str, &'n str, &'n str, &'n str);

/// A note that is not the same as the first of what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Its index in the order of the run.
    pub at: usize,
    /// The index of the first.
    pub first: usize,
    /// What was expected, and what was received.
    pub told: (String, String),
}

/// The notes that are not the same as the first of what they are of.
pub fn broken<'n>(notes: impl IntoIterator<Item = Compared<'n>>) -> Vec<Differing> {
    let mut firsts: BTreeMap<(&str, &str), (usize, &str, &str)> = BTreeMap::new();
    let mut broken = Vec::new();
    for (at, (check, of, whose, told, value)) in notes.into_iter().enumerate() {
        let &mut (first, other, before) = firsts.entry((check, of)).or_insert((at, whose, told));
        let row = CHECKS.iter().find(|row| row.id == check).map(|row| row.kind);
        if let Some(Kind::Run { told: text, .. }) = row.filter(|_| other != whose) {
            broken.push(Differing { at, first, told: text(before, told, value) });
        }
    }
    broken
}
