//! A proxy before a conforming deployment: it records what passes, or breaks one promise.

use crate::bend::{Frozen, bend};
use crate::fault::{Effect, Fault};
use crate::gate::Gate;
use crate::meet::meets;
use crate::message::{Asked, Reply};
use crate::recording::{Recorded, Recording, Right, Rights};
use crate::running::Running;
use crate::upstream::Upstream;
use crate::verdict::verdict;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use serde_json::json;
use specproof_contract::model::{Api, Operation};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests above this many bytes are passed on as if they had no content.
const LIMIT: usize = 64 << 20;
/// Bodies above this many bytes are not kept in a recording.
const KEPT: usize = 64 << 10;
/// For so many others is done what one asked for, at most.
const OTHERS: usize = 20;

/// Passes everything on unchanged, and writes it down.
///
/// # Errors
/// No port is free, or none may be taken.
pub async fn record(api: Arc<Api>, upstream: Upstream) -> std::io::Result<(Running, Tape)> {
    let tape = Tape::default();
    let state = Recorder { api, upstream, tape: tape.clone() };
    let app = Router::new().fallback(recorded).with_state(state);
    Ok((Running::serve(app).await?, tape))
}

/// What a recording proxy has written down so far.
#[derive(Clone, Default)]
pub struct Tape(Arc<Mutex<Recording>>);

impl Tape {
    /// Takes the recording out.
    pub fn take(&self) -> Recording {
        std::mem::take(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Recording> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone)]
struct Recorder {
    api: Arc<Api>,
    upstream: Upstream,
    tape: Tape,
}

async fn recorded(State(state): State<Recorder>, request: Request<Body>) -> Response<Body> {
    let Some(asked) = Asked::read(request, LIMIT).await else { return Reply::none().into_response() };
    let reply = state.upstream.ask(&asked).await;
    if let Some(operation) = operation(&state.api, &asked)
        && asked.body.len() + reply.body.len() <= KEPT
    {
        let verdict = verdict(&state.api, operation, &reply);
        let own = Recorded { operation: operation.id.clone(), asked, reply: reply.clone(), verdict };
        state.tape.lock().exchanges.push(own);
    }
    reply.into_response()
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
    let (number, frozen, gate) = (AtomicU64::new(0), Frozen::default(), Gate::default());
    let state = Breaker { api, upstream, fault, recording, rights, number, frozen, gate };
    Running::serve(Router::new().fallback(broken).with_state(Arc::new(state))).await
}

struct Breaker {
    api: Arc<Api>,
    upstream: Upstream,
    fault: Fault,
    recording: Arc<Recording>,
    rights: Mutex<Rights>,
    number: AtomicU64,
    frozen: Frozen,
    gate: Gate,
}

async fn broken(State(state): State<Arc<Breaker>>, request: Request<Body>) -> Response<Body> {
    let Some(asked) = Asked::read(request, LIMIT).await else { return Reply::none().into_response() };
    let reply = match operation(&state.api, &asked) {
        Some(operation) if operation.id == state.fault.operation => {
            let number = state.number.fetch_add(1, Ordering::Relaxed);
            if meets(&state.api, operation, &state.fault.when, &asked, number) {
                state.affect(operation, asked).await
            } else {
                state.ask(operation, &asked).await
            }
        }
        Some(operation) => state.ask(operation, &asked).await,
        None => state.upstream.ask(&asked).await,
    };
    reply.into_response()
}

impl Breaker {
    fn rights(&self) -> MutexGuard<'_, Rights> {
        self.rights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes a request on, and learns from the answer.
    async fn ask(&self, operation: &Operation, asked: &Asked) -> Reply {
        let reply = self.upstream.ask(asked).await;
        if verdict(&self.api, operation, &reply).granted {
            self.rights().learn(&operation.id, &reply);
        }
        reply
    }

    async fn affect(&self, operation: &Operation, mut asked: Asked) -> Reply {
        let granted = |reply: &Reply| verdict(&self.api, operation, reply).granted;
        match &self.fault.effect {
            Effect::Refuse => self.earlier(operation, false),
            Effect::Crash(status) => Reply::json(*status, &json!({"error": "Internal error"})),
            Effect::HangUp => Reply::none(),
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
                let _place = self.gate.enter();
                let reply = self.ask(operation, &asked).await;
                if granted(&reply) { self.gate.swap(reply).await } else { reply }
            }
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
