//! A proxy before a conforming deployment: it passes everything on, or breaks one promise.

use crate::bend::{Frozen, bend};
use crate::fault::{Effect, Fault, When};
use crate::gate::Gate;
use crate::meet::{Moment, meets};
use crate::message::{Asked, Reply};
use crate::recording::Recording;
use crate::rights::{Right, Rights};
use crate::running::Running;
use crate::upstream::Upstream;
use crate::verdict::verdict;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use serde_json::json;
use specproof_contract::model::{Api, Operation};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests above this many bytes are passed on as if they had no content.
const LIMIT: usize = 64 << 20;
/// For so many others is done what one asked for, at most.
const OTHERS: usize = 20;

/// Passes everything on unchanged.
///
/// # Errors
/// No port is free, or none may be taken.
pub async fn transparent(upstream: Upstream) -> std::io::Result<Running> {
    Running::serve(Router::new().fallback(passed_on).with_state(upstream)).await
}

async fn passed_on(State(upstream): State<Upstream>, request: Request<Body>) -> Response<Body> {
    let Some(asked) = Asked::read(request, LIMIT).await else { return Reply::none().into_response() };
    upstream.ask(&asked).await.into_response()
}

fn operation<'a>(api: &'a Api, asked: &Asked) -> Option<&'a Operation> {
    crate::route::find(api, asked.parts.method.as_str(), asked.parts.uri.path())
}

/// Breaks one promise, and keeps all others as the deployment behind it does.
///
/// # Errors
/// No port is free, or none may be taken.
pub async fn breaking(api: Arc<Api>, upstream: Upstream, fault: Fault, recording: Arc<Recording>) -> std::io::Result<Running> {
    let rights = Mutex::new(Rights::from(&api, &recording));
    let breaker =
        Breaker { api, upstream, fault, recording, rights, frozen: Frozen::default(), gate: Gate::default(), past: Mutex::default() };
    Running::serve(Router::new().fallback(broken).with_state(Arc::new(breaker))).await
}

struct Breaker {
    api: Arc<Api>,
    upstream: Upstream,
    fault: Fault,
    recording: Arc<Recording>,
    rights: Mutex<Rights>,
    frozen: Frozen,
    gate: Gate,
    past: Mutex<Past>,
}

/// What the operation was asked before.
#[derive(Default)]
struct Past {
    number: u64,
    refusals: u64,
    asked: HashSet<u64>,
    /// Requests that were granted, and whether they were granted once more when they should not have been.
    granted: HashMap<u64, bool>,
}

async fn broken(State(state): State<Arc<Breaker>>, request: Request<Body>) -> Response<Body> {
    let Some(asked) = Asked::read(request, LIMIT).await else { return Reply::none().into_response() };
    let reply = match operation(&state.api, &asked) {
        Some(operation) if operation.id == state.fault.operation => {
            let _place = state.gate.enter();
            if state.meets(operation, &asked) { state.affect(operation, asked).await } else { state.ask(operation, &asked).await }
        }
        Some(operation) => state.ask(operation, &asked).await,
        None if state.is_near(&asked) => Reply::json(500, &json!({"error": "Internal error"})),
        None => state.upstream.ask(&asked).await,
    };
    reply.into_response()
}

impl Breaker {
    fn rights(&self) -> MutexGuard<'_, Rights> {
        self.rights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn meets(&self, operation: &Operation, asked: &Asked) -> bool {
        let rights = self.rights();
        let mut past = self.past();
        let repeated = !past.asked.insert(asked.fingerprint());
        let moment = Moment { number: past.number, refusals: past.refusals, overlaps: self.gate.is_busy(), repeated, rights: &rights };
        past.number += 1;
        meets(&self.api, operation, &self.fault.when, asked, &moment)
    }

    /// Whether a request that nothing documents is what the fault is about.
    fn is_near(&self, asked: &Asked) -> bool {
        let path = asked.parts.uri.path();
        matches!(self.fault.when, When::Elsewhere)
            && self.api.operation(&self.fault.operation).is_some_and(|operation| crate::route::is_near(&operation.path, path))
    }

    /// Passes a request on, and learns from the answer.
    async fn ask(&self, operation: &Operation, asked: &Asked) -> Reply {
        let reply = self.upstream.ask(asked).await;
        if verdict(&self.api, operation, &reply).granted {
            self.rights().learn(&operation.id, &reply);
        } else if operation.id == self.fault.operation {
            self.past().refusals += 1;
        }
        reply
    }

    async fn affect(&self, operation: &Operation, mut asked: Asked) -> Reply {
        let granted = |reply: &Reply| verdict(&self.api, operation, reply).granted;
        match &self.fault.effect {
            Effect::Refuse => self.earlier(operation, false),
            Effect::Crash(status) => Reply::json(*status, &json!({"error": "Internal error"})),
            Effect::HangUp => Reply::none(),
            Effect::Never => std::future::pending().await,
            Effect::Tell(spot) => {
                let mut reply = self.ask(operation, &asked).await;
                if let Some(text) = spot.text(&asked).filter(|_| granted(&reply)) {
                    reply.edit(|body| drop(body.insert("received".to_owned(), text.into())));
                }
                reply
            }
            Effect::Grant => {
                let reply = self.ask(operation, &asked).await;
                if granted(&reply) { reply } else { self.earlier(operation, true) }
            }
            Effect::Careless(spot, likeness) => {
                let meant = self.rights().meant(&asked, spot, *likeness);
                if let Some(right) = meant {
                    spot.put(&mut asked, &right);
                }
                self.ask(operation, &asked).await
            }
            Effect::Bend(bent) => {
                let mut reply = self.ask(operation, &asked).await;
                if verdict(&self.api, operation, &reply).response == Some(bent.response) {
                    bend(&mut reply, &bent.how, &self.frozen);
                }
                reply
            }
            Effect::Replay => {
                let reply = self.ask(operation, &asked).await;
                if granted(&reply) { self.earlier(operation, true) } else { reply }
            }
            Effect::Swallow => {
                let held = self.rights().held(&asked);
                if held { self.earlier(operation, true) } else { self.ask(operation, &asked).await }
            }
            Effect::Swap => {
                let reply = self.ask(operation, &asked).await;
                if granted(&reply) { self.gate.swap(reply).await } else { reply }
            }
            Effect::Cross => {
                let reply = self.ask(operation, &asked).await;
                self.gate.swap_if(reply, |one, other| granted(one) != granted(other)).await
            }
            Effect::Leak => {
                let mut reply = self.ask(operation, &asked).await;
                if let Some(grant) = self.recording.first(&operation.id, true).filter(|_| !granted(&reply)) {
                    reply.body.clone_from(&grant.reply.body);
                    reply.set_type(grant.reply.kind());
                }
                reply
            }
            Effect::Late => {
                let reply = self.ask(operation, &asked).await;
                if granted(&reply) {
                    self.past().granted.insert(asked.fingerprint(), false);
                    return reply;
                }
                let late = self.past().granted.get_mut(&asked.fingerprint()).is_some_and(|done| !std::mem::replace(done, true));
                if late { self.earlier(operation, true) } else { reply }
            }
            Effect::Forget => self.earlier(operation, true),
            Effect::OthersToo => {
                let reply = self.ask(operation, &asked).await;
                if granted(&reply) {
                    let others = self.rights().of_others(&asked);
                    for right in others.iter().rev().take(OTHERS) {
                        self.upstream.ask(&with(&asked, right)).await;
                    }
                }
                reply
            }
            Effect::Nevertheless => {
                let reply = self.ask(operation, &asked).await;
                let right = if granted(&reply) { None } else { self.rights().half_held(&asked).cloned() };
                if let Some(right) = right {
                    self.upstream.ask(&with(&asked, &right)).await;
                }
                reply
            }
        }
    }

    /// An answer that was seen before, when nothing was broken.
    fn earlier(&self, operation: &Operation, granted: bool) -> Reply {
        match self.recording.first(&operation.id, granted) {
            Some(own) => own.reply.clone(),
            None if granted => Reply::json(200, &json!({})),
            None => Reply::json(400, &json!({"error": "Refused"})),
        }
    }
}

fn with(asked: &Asked, right: &Right) -> Asked {
    let mut other = asked.clone();
    for (spot, text) in right {
        spot.put(&mut other, text);
    }
    other
}
