//! What passed between the suite and an honest deployment, case by case.

use crate::fault::{Effect, Fault};
use crate::meet::{self, Moment};
use crate::message::{Asked, Reply};
use crate::rights::Rights;
use crate::upstream;
use crate::verdict::{Verdict, verdict};
use serde_json::Value;
use specproof_conform::{Exchange, Observer};
use specproof_contract::model::Api;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// After so many exchanges of one kind a fault is known well enough.
const ENOUGH: usize = 10;
/// Exchanges with more bytes of content are not kept.
const KEPT: usize = 64 << 10;

/// A request, its answer and what that was to the contract.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Id of the case that sent it.
    pub case: String,
    /// Operation id.
    pub operation: String,
    /// Nothing documents a request of this method to this path: it was sent in place of the operation's.
    pub elsewhere: bool,
    /// The request.
    pub asked: Asked,
    /// The answer.
    pub reply: Reply,
    /// Its JSON; `Null` where there is none.
    pub value: Value,
    /// What it was.
    pub verdict: Verdict,
    /// When it was sent, from the start of the run.
    pub started: Duration,
    /// When the answer was whole, from the start of the run.
    pub ended: Duration,
    /// What the rest of the recording tells about it.
    pub beside: Beside,
}

/// What the exchanges around one tell about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    /// Another request of the operation was under way at the same time and had the same verdict.
    pub overlaps: bool,
    /// As before, with the other verdict.
    pub crosses: bool,
    /// The same request was granted earlier in the case.
    pub granted_before: bool,
    /// The case asked later for what this deleted, and did not find it.
    pub is_gone_after: bool,
    /// The case asked later for what this created, and found it.
    pub is_found_after: bool,
}

/// Everything that passed, in the order of sending.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The exchanges.
    pub exchanges: Vec<Recorded>,
}

/// Records a run.
pub struct Tape<'a> {
    api: &'a Api,
    found: Mutex<Vec<Recorded>>,
}

impl<'a> Tape<'a> {
    /// For a run of this API.
    pub const fn new(api: &'a Api) -> Self {
        Self { api, found: Mutex::new(Vec::new()) }
    }

    /// The recording.
    pub fn take(self) -> Recording {
        let mut exchanges = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        exchanges.sort_by_key(|own| own.started);
        let mut recording = Recording { exchanges };
        recording.look_around();
        recording
    }
}

impl Observer for Tape<'_> {
    fn on_the_wire(&self, case: &str, meant: &str, exchange: &Exchange) {
        let (Ok(answer), Some(asked)) = (&exchange.answer, Asked::of(&exchange.request)) else { return };
        let operation = crate::route::find(self.api, asked.parts.method.as_str(), asked.parts.uri.path());
        let elsewhere = operation.is_none();
        let Some(operation) = operation.or_else(|| self.api.operation(meant)).filter(|_| asked.body.len() + answer.body.len() <= KEPT)
        else {
            return;
        };
        let reply = upstream::reply(answer);
        let own = Recorded {
            case: case.to_owned(),
            operation: operation.id.clone(),
            elsewhere,
            verdict: verdict(self.api, operation, &reply),
            value: reply.value(),
            asked,
            reply,
            started: exchange.started,
            ended: exchange.started + exchange.took,
            beside: Beside::default(),
        };
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(own);
    }
}

impl Recording {
    /// The first answer of an operation that grants, or refuses.
    pub fn first(&self, operation: &str, granted: bool) -> Option<&Recorded> {
        self.exchanges
            .iter()
            .find(|own| own.operation == operation && !own.elsewhere && own.verdict.granted == granted && own.verdict.valid)
    }

    /// Ids of the cases that call an operation.
    pub fn cases_of(&self, operation: &str) -> BTreeSet<String> {
        self.exchanges.iter().filter(|own| own.operation == operation).map(|own| own.case.clone()).collect()
    }

    fn look_around(&mut self) {
        let mut by_case: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, own) in self.exchanges.iter().enumerate() {
            by_case.entry(own.case.as_str()).or_default().push(at);
        }
        let mut beside = vec![Beside::default(); self.exchanges.len()];
        for all in by_case.values() {
            for (nth, &at) in all.iter().enumerate() {
                let (own, earlier, later) = (&self.exchanges[at], &all[..nth], &all[nth + 1..]);
                let same = |other: &&Recorded| other.operation == own.operation;
                let mut under_way = all
                    .iter()
                    .map(|&other| &self.exchanges[other])
                    .filter(same)
                    .filter(|other| !std::ptr::eq(*other, own) && other.started < own.ended && own.started < other.ended);
                let path = own.asked.parts.uri.path();
                beside[at] = Beside {
                    overlaps: under_way.clone().any(|other| other.verdict.granted == own.verdict.granted),
                    crosses: under_way.any(|other| other.verdict.granted != own.verdict.granted),
                    granted_before: earlier
                        .iter()
                        .map(|&other| &self.exchanges[other])
                        .any(|other| same(&other) && other.verdict.granted && other.asked.is_like(&own.asked)),
                    is_gone_after: own.verdict.granted
                        && own.asked.parts.method == axum::http::Method::DELETE
                        && later
                            .iter()
                            .map(|&other| &self.exchanges[other])
                            .any(|other| other.asked.parts.uri.path() == path && !other.verdict.granted),
                    is_found_after: own.verdict.granted
                        && own.asked.parts.method == axum::http::Method::POST
                        && later.iter().map(|&other| &self.exchanges[other]).any(|other| {
                            let below = other.asked.parts.uri.path().strip_prefix(path).and_then(|rest| rest.strip_prefix('/'));
                            other.verdict.granted && below.is_some_and(|id| own.names(id))
                        }),
                };
            }
        }
        for (own, beside) in self.exchanges.iter_mut().zip(beside) {
            own.beside = beside;
        }
    }
}

impl Recorded {
    /// Whether the answer holds this id, as a text or a number.
    fn names(&self, id: &str) -> bool {
        fn within(value: &Value, id: &str) -> bool {
            match value {
                Value::String(text) => text == id,
                Value::Number(number) => number.to_string() == id,
                Value::Array(items) => items.iter().any(|item| within(item, id)),
                Value::Object(members) => members.values().any(|member| within(member, id)),
                _ => false,
            }
        }
        within(&self.value, id.split('/').next().unwrap_or(id))
    }
}

/// How a fault shows, judged by what passed between the suite and an honest deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    /// So many exchanges, counted up to ten, would have been different, and against the contract.
    pub breaks: usize,
    /// So many would have been different, and as documented all the same: the specification is loose there.
    pub loose: usize,
    /// The answer that it changes was seen.
    pub seen: bool,
    /// No credential that was seen is of a form in which it could be taken for another in this way.
    pub void: bool,
    /// The cases in which something would have been different.
    pub cases: BTreeSet<String>,
}

/// Judges every fault by a recording, in the order of the faults.
pub fn met(api: &Api, faults: &[Fault], recording: &Recording) -> Vec<Met> {
    let mut rights = Rights::from(api, recording);
    let mut of_operation: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, fault) in faults.iter().enumerate() {
        of_operation.entry(fault.operation.as_str()).or_default().push(at);
    }
    let mut all = vec![Met::default(); faults.len()];
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut asked = HashSet::new();
    for own in &recording.exchanges {
        let Some(operation) = api.operation(&own.operation) else { continue };
        let (number, refusals) = counts.entry(own.operation.as_str()).or_default();
        let moment = Moment {
            number: *number,
            refusals: *refusals,
            overlaps: own.beside.overlaps || own.beside.crosses,
            repeated: !asked.insert(own.asked.fingerprint()),
            rights: &rights,
        };
        for &at in of_operation.get(own.operation.as_str()).into_iter().flatten() {
            let (fault, met) = (&faults[at], &mut all[at]);
            met.seen |= match &fault.effect {
                Effect::Bend(bent) => own.verdict.response == Some(bent.response),
                _ => true,
            };
            if !meet::changes(api, operation, fault, own, &moment) {
                continue;
            }
            if met.breaks < ENOUGH && met.loose < ENOUGH {
                let breaks = meet::breaks(api, operation, fault, own, recording);
                met.breaks += usize::from(breaks);
                met.loose += usize::from(!breaks);
            }
            met.cases.insert(own.case.clone());
        }
        if own.elsewhere {
            continue;
        }
        *number += 1;
        *refusals += u64::from(!own.verdict.granted);
        if own.verdict.granted {
            rights.learn(&own.operation, &own.reply);
        }
    }
    for (fault, met) in faults.iter().zip(&mut all) {
        met.void = matches!(&fault.effect, Effect::Careless(spot, likeness) if !rights.can(spot, *likeness));
    }
    all
}
