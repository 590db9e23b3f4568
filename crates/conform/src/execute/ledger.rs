//! [`Ledger`]: what the exchanges of an API have shown, counted when a case ends, so that the exchanges themselves need not be kept.

use super::absence::Common;
use super::attempt::{Attempt, judged};
use super::latency::Times;
use super::members::Counts;
use super::secrets::granted_clauses;
use crate::arazzo::Sent;
use crate::case::{Case, Expectation};
use crate::check::Kind;
use crate::checks::CHECKS;
use crate::draft::Draft;
use crate::judge::{Answered, Class, Content, Note, Schemas};
use crate::run::Access;
use crate::security;
use specproof_contract::model::{Operation, StatusPattern};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Operation, status, media type.
pub type Item<'a> = (&'a str, StatusPattern, Option<&'a str>);

/// A note of a check over the whole run: its check, what it belongs to, and whose it is.
type Key = (&'static str, String, String);

/// What was counted.
pub struct Ledger<'a> {
    schemas: &'a Schemas<'a>,
    /// Cases, by their index, by the clause that their exchanges put to the test.
    pub checked: BTreeMap<String, Vec<u32>>,
    /// Answers by reading.
    pub readings: BTreeMap<String, u64>,
    /// Answers by operation, response and media type.
    pub covered: BTreeMap<Item<'a>, u64>,
    /// Answers whose content could not be read for want of a reader, likewise.
    pub unread: BTreeSet<Item<'a>>,
    /// Parameters and members that were sent and answered.
    pub members: Counts<'a>,
    /// How long the answers took.
    pub times: Times<'a>,
    /// Ids of operations that granted something.
    pub granting: BTreeSet<&'a str>,
    /// Answers that granted what was asked for.
    pub grants: u64,
    /// What became of requests with a credential that their operation asks for.
    pub access: Access,
    granted: HashSet<u64>,
    /// What every granted request had.
    pub common: Common<'a>,
    /// Of each note the first in the order of the plan, with the exchange that shows it.
    noted: BTreeMap<Key, Noted<'a>>,
}

/// A note and the exchange that shows it.
pub struct Noted<'a> {
    /// The check whose note it is.
    pub check: &'static str,
    /// The note.
    pub note: Note,
    /// Index of the case, and of the exchange within it.
    pub place: (usize, usize),
    /// The exchange.
    pub sent: Sent<'a>,
}

impl<'a> Ledger<'a> {
    /// Of an API of which nothing was sent yet.
    pub fn of(schemas: &'a Schemas<'a>) -> Self {
        Self {
            schemas,
            checked: BTreeMap::new(),
            readings: BTreeMap::new(),
            covered: BTreeMap::new(),
            unread: BTreeSet::new(),
            members: Counts::default(),
            times: Times::default(),
            granting: BTreeSet::new(),
            grants: 0,
            access: Access { asked: 0, denied: 0 },
            granted: HashSet::new(),
            common: Common::default(),
            noted: BTreeMap::new(),
        }
    }

    /// Counts what a case sent; the exchanges go unless a fault is told of one.
    pub fn take(&mut self, index: usize, case: &'a Case, attempt: &mut Attempt<'a>) {
        let mut checked: BTreeSet<&str> = BTreeSet::new();
        for (at, sent) in attempt.sent.iter().enumerate() {
            self.members.count(sent);
            self.times.count(sent);
            if let Some(answered) = &sent.answered {
                self.answer(sent, answered, &mut checked);
            }
            self.note((index, at), case, sent);
        }
        for clause in checked {
            self.check(clause, index);
        }
        if attempt.faults.is_empty() {
            attempt.sent = Vec::new();
        }
    }

    /// The case has put the clause to the test.
    pub fn check(&mut self, clause: &str, index: usize) {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        match self.checked.get_mut(clause) {
            Some(cases) => cases.push(index),
            None => {
                self.checked.insert(clause.to_owned(), vec![index]);
            }
        }
    }

    fn answer<'s>(&mut self, sent: &'s Sent<'a>, answered: &'s Answered<'a>, checked: &mut BTreeSet<&'s str>) {
        checked.extend(shown(sent, answered));
        if answered.class == Class::Grant {
            checked.extend(granted_clauses(self.schemas, sent.operation, &sent.draft));
            self.granting.insert(&sent.operation.id);
            self.granted.insert(digest(&sent.draft));
            self.common.count(sent);
            self.grants += 1;
        }
        if security::asks(sent.operation) && !matches!(sent.expect, Expectation::Refused { .. } | Expectation::Open) {
            self.access.asked += 1;
            self.access.denied += u64::from(matches!(answered.answer.status, 401 | 403));
        }
        for reading in answered.readings().into_iter().chain(sent.readings.iter().map(String::as_str)) {
            *self.readings.entry(reading.to_owned()).or_default() += 1;
            checked.extend(reading.split('/').next());
        }
        let Some(response) = answered.response else { return };
        let media = match answered.content {
            Content::Documented(media) => Some(media.name.as_str()),
            // Where any type or none will do, an answer without content counts as that.
            Content::None => response.content.iter().find(|media| media.name == "*/*").map(|media| media.name.as_str()),
            Content::Other => return,
        };
        let item = (sent.operation.id.as_str(), response.status, media);
        if answered.unread && answered.json_faults.is_empty() {
            self.unread.insert(item);
        } else {
            *self.covered.entry(item).or_default() += 1;
        }
    }

    /// What the checks over the whole run note of an exchange.
    fn note(&mut self, place: (usize, usize), case: &'a Case, sent: &Sent<'a>) {
        for row in CHECKS {
            let Kind::Run { note, .. } = row.kind else { continue };
            for note in note(&judged(self.schemas, case, sent)) {
                let key = (row.id, note.of.clone(), note.whose.clone());
                if self.noted.get(&key).is_none_or(|first| place < first.place) {
                    self.noted.insert(key, Noted { check: row.id, note, place, sent: slim(sent) });
                }
            }
        }
    }

    /// The first notes of everybody about everything, in the order of the plan.
    pub fn notes(&mut self) -> Vec<Noted<'a>> {
        let mut all: Vec<Noted<'a>> = std::mem::take(&mut self.noted).into_values().collect();
        all.sort_by_key(|noted| noted.place);
        all
    }

    /// Whether any request to this operation was granted.
    pub fn grants(&self, operation: &Operation) -> bool {
        self.granting.contains(operation.id.as_str())
    }

    /// Whether the very same request was granted.
    pub fn granted(&self, draft: &Draft) -> bool {
        self.granted.contains(&digest(draft))
    }

    /// Whether any documented answer of this operation came.
    pub fn reached(&self, operation: &str) -> bool {
        let from = (operation, StatusPattern::Exact(0), None);
        self.covered.range(from..).next().is_some_and(|((own, _, _), _)| *own == operation)
    }
}

/// An exchange without what is only needed while it is judged.
fn slim<'a>(sent: &Sent<'a>) -> Sent<'a> {
    let mut sent = sent.clone();
    if let Some(answered) = &mut sent.answered {
        answered.json = None;
        answered.outcome.matched = Vec::new();
        answered.answer.body = Vec::new();
    }
    sent
}

/// Stands for the draft: equal drafts have equal ones.
fn digest(draft: &Draft) -> u64 {
    let mut hasher = DefaultHasher::new();
    draft.hash(&mut hasher);
    hasher.finish()
}

/// Clauses that an answer has put to the test.
fn shown<'a>(sent: &Sent<'a>, answered: &Answered<'a>) -> Vec<&'a str> {
    let mut all: Vec<&'a str> = answered.clauses();
    // One refusal has many reasons: which of them this one was for, the request knows.
    if let Some(response) = answered.response.filter(|_| answered.class == Class::Refusal) {
        let several = response.clauses.len() > 1;
        all.retain(|clause| !(several && response.clauses.iter().any(|own| own == clause)) || sent.clauses.iter().any(|own| own == clause));
    }
    // A grant that keeps the schema keeps each member that the sample of it shows.
    if let (Content::Documented(media), Class::Grant) = (answered.content, answered.class) {
        all.extend(media.examples.iter().flat_map(|example| &example.clauses).map(String::as_str));
    }
    all.extend(["http.answered", "http.framing", "http.no-server-error", "openapi.responses"]);
    if answered.content != Content::None {
        all.extend(["http.content-type", "openapi.content"]);
    }
    if answered.json.is_some() {
        all.extend(["json.well-formed", "json.utf-8", "json.unique-names"]);
    }
    if !answered.outcome.matched.is_empty() {
        all.push("openapi.schema");
    }
    if answered.response.is_some_and(|response| !response.headers.is_empty()) {
        all.push("openapi.headers");
    }
    if sent.step.is_some_and(|step| !step.success_criteria.is_empty()) {
        all.push("arazzo.criteria");
    }
    all
}
