//! [`Attempt`]: one case tried once, judged.

use super::World;
use super::merge;
use super::trial::{Done, trial};
use super::{cleanup, guessed, secrets};
use crate::arazzo::{Ended, Sent};
use crate::case::{Case, Trial};
use crate::check::Kind;
use crate::checks::{CHECKS, SNAPSHOT};
use crate::exchange::{TransportError, in_vain};
use crate::judge::{Fault, Judged, Schemas};
use crate::run::LeftBehind;
use crate::snapshot;
use std::time::{Duration, Instant};

/// So many faults of one case are told.
const FAULTS: usize = 100;

/// What came of trying a case.
pub struct Attempt<'a> {
    /// Every request in order; when the case has ended, only where a fault is told of one.
    pub sent: Vec<Sent<'a>>,
    /// From the start of the run to the first request.
    pub started: Duration,
    /// What does not hold: check id, index of the request, fault.
    pub faults: Vec<(&'static str, Option<usize>, Fault)>,
    /// Clauses of steps that were put to the test.
    pub checked: Vec<String>,
    /// The case's own clauses were put to the test.
    pub tried: bool,
    /// How it ended.
    pub end: End,
    /// When it was tried again, it passed.
    pub flaky: bool,
    /// What it made and could not remove.
    pub left: Vec<LeftBehind>,
    /// Requests, those of further tries included.
    pub requests: u64,
    /// Time it took, further tries included.
    pub took: Duration,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// At its end, whatever was found.
    Done,
    /// Not tried, for this reason.
    Skipped(String),
    /// Not tried to its end, for this reason.
    Error(String),
}

impl Attempt<'_> {
    /// A case that was not tried.
    pub fn without(end: End) -> Self {
        Self {
            sent: vec![],
            started: Duration::ZERO,
            faults: vec![],
            checked: vec![],
            tried: false,
            end,
            flaky: false,
            left: vec![],
            requests: 0,
            took: Duration::ZERO,
        }
    }

    /// Takes back that anything was put to the test.
    pub fn untried(&mut self) {
        self.checked.clear();
        self.tried = false;
    }

    /// Whether everything held.
    pub fn passed(&self) -> bool {
        self.end == End::Done && self.faults.is_empty()
    }
}

/// Tries a case that failed again: what then passes is flaky, and a failure all the same.
pub async fn again<'a>(world: World<'a>, schemas: &'a Schemas<'a>, case: &'a Case, first: &mut Attempt<'a>) {
    for _ in 0..world.settings.limits.retries {
        // Waiting out the time limit once more tells nothing new.
        if world.sender.over().is_some() || first.sent.iter().any(|sent| in_vain(&sent.exchange.answer, sent.exchange.took)) {
            break;
        }
        let again = once(world, schemas, case).await;
        first.requests += again.requests;
        first.took += again.took;
        first.left.extend(again.left.iter().cloned());
        if again.passed() {
            first.flaky = true;
            break;
        }
    }
}

/// Tries a case, and once more where a token of a flow had ended in the meantime, which is nobody's fault.
pub async fn first<'a>(world: World<'a>, schemas: &'a Schemas<'a>, case: &'a Case) -> Attempt<'a> {
    let first = once(world, schemas, case).await;
    if !refused_stale_token(&world, schemas, &first) {
        return first;
    }
    let mut second = once(world, schemas, case).await;
    second.requests += first.requests;
    second.left.extend(first.left);
    second
}

/// Whether a token of a flow was refused that was sent as it is, and is so old that it may have ended.
fn refused_stale_token(world: &World<'_>, schemas: &Schemas<'_>, attempt: &Attempt<'_>) -> bool {
    let api = &schemas.api.name;
    let refused = attempt.sent.iter().filter(|sent| sent.answered.as_ref().is_some_and(|answered| answered.answer.status == 401));
    let credentials = refused.flat_map(|sent| &sent.draft.parameters).filter_map(|own| Some((own.scheme.as_ref()?, own.value.as_str()?)));
    let mut any = false;
    for (scheme, value) in credentials {
        any |= world.tokens.give_up(api, scheme, value);
    }
    any
}

/// Tries a case once.
async fn once<'a>(world: World<'a>, schemas: &'a Schemas<'a>, case: &'a Case) -> Attempt<'a> {
    let began = Instant::now();
    let Done { sent, faults, checked, ended } = trial(world, schemas, case).await;
    let mut attempt = Attempt::without(match ended {
        Ended::Done | Ended::Failed | Ended::Ready(..) => End::Done,
        Ended::Error(why) => End::Error(why),
        Ended::Skipped(why) => End::Skipped(why),
        Ended::Stopped(stop) => End::Error(stop.to_string()),
    });
    attempt.requests = u64::try_from(sent.len()).unwrap_or(u64::MAX);
    let flow = case.check;
    let (of_requests, others): (Vec<_>, Vec<_>) = faults.into_iter().partition(|step| step.sent.is_some());
    let mut found: Vec<(&'static str, Option<usize>, Fault)> = others.into_iter().map(|step| (flow, None, step.fault)).collect();
    for (index, sent) in sent.iter().enumerate() {
        world.observer.on_the_wire(&case.id, &sent.operation.id, &sent.exchange);
        secrets::learn_request(world.mask, schemas.api, sent.operation, &sent.draft, sent.step.is_some());
        if let Some(answered) = &sent.answered {
            secrets::learn_answer(world.mask, schemas, sent.operation, answered);
        }
        if let Err(error) = &sent.exchange.answer
            && attempt.end == End::Done
            && !matches!(error, TransportError::Broken(_) | TransportError::TimedOut(_))
        {
            attempt.end = End::Error(error.to_string());
        }
        let judged = judged(schemas, case, sent);
        let of_flow = of_requests.iter().filter(|step| step.sent == Some(index));
        let mut own: Vec<merge::Found> = of_flow.map(|step| (flow, step.fault.clone())).collect();
        for row in CHECKS {
            if let Kind::Answer(judge) = row.kind {
                own.extend(judge(&judged).into_iter().map(|fault| (row.id, fault)));
            }
        }
        found.extend(merge::merged(&judged, own).into_iter().map(|(check, fault)| (check, Some(index), fault)));
    }
    for (check, index, fault) in found {
        // One thing is told once: the same clause at the same place of a case, however many requests show it.
        let told = |(_, _, own): &(_, _, Fault)| own.clause == fault.clause && own.at == fault.at;
        if attempt.faults.len() < FAULTS && !attempt.faults.iter().any(told) {
            attempt.faults.push((check, index, fault));
        }
    }
    if attempt.passed()
        && let Trial::Flow { workflow } = &case.trial
        && let Err(why) = compare(world, schemas, case, workflow, &sent, &mut attempt)
    {
        attempt.end = End::Error(why);
    }
    if attempt.passed()
        && let Some(why) = guessed::not_exercised(case, &sent)
    {
        attempt.end = End::Skipped(why);
    }
    attempt.left = cleanup::clean_up(&world, schemas.api, &sent).await;
    if attempt.end == End::Done && !matches!(case.trial, Trial::Flow { .. } | Trial::Lifecycle(_)) {
        attempt.tried = true;
    }
    attempt.checked = checked;
    attempt.started = sent.first().map_or(Duration::ZERO, |sent| sent.exchange.started);
    attempt.sent = sent;
    attempt.took = began.elapsed();
    attempt
}

/// A request as the checks see it.
pub fn judged<'j>(schemas: &'j Schemas<'j>, case: &'j Case, sent: &'j Sent<'j>) -> Judged<'j> {
    Judged {
        api: schemas.api,
        schemas,
        operation: sent.operation,
        case,
        expect: &sent.expect,
        clauses: &sent.clauses,
        draft: &sent.draft,
        exchange: &sent.exchange,
        answer: sent.answered.as_ref(),
        now: sent.now,
        readings: &sent.readings,
        step: sent.step,
    }
}

/// Holds a flow that passed against the snapshots that are kept of it.
fn compare<'a>(
    world: World<'a>,
    schemas: &'a Schemas<'a>,
    case: &Case,
    workflow: &str,
    sent: &[Sent<'a>],
    attempt: &mut Attempt<'a>,
) -> Result<(), String> {
    let api = schemas.api;
    let Some(workflow) = api.workflows.iter().find(|own| own.id == *workflow) else { return Ok(()) };
    let mut steps: Vec<snapshot::Taken<'_>> = Vec::new();
    for sent in sent {
        let Some(step) = sent.step else { continue };
        steps.retain(|taken| taken.step.id != step.id);
        steps.push(snapshot::Taken { step, operation: sent.operation, exchange: &sent.exchange });
    }
    let now = sent.last().map_or(0, |sent| sent.now);
    let flow = snapshot::Flow { api, workflow, case: &case.id, steps: &steps };
    let lens = snapshot::Lens {
        mask: &|text| world.mask.text(text),
        holds: &|schema, value| schemas.check_answer(schema, value, now).is_valid(),
        now: u64::try_from(now / 1000).unwrap_or(0),
    };
    let faults = snapshot::check(&world.settings.snapshots, &flow, lens)?;
    let last = sent.len().checked_sub(1);
    attempt.faults.extend(faults.into_iter().map(|fault| (SNAPSHOT, last, fault)));
    Ok(())
}
