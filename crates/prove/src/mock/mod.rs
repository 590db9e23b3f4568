//! A deployment served straight from a contract, for any OpenAPI document.
//!
//! A request that the specification allows is granted, with an answer sampled from the schema; one that it does not allow gets the documented refusal.
//! Where Arazzo flows tell who may log in, what a later request takes from an earlier answer, and what ends with a request, the mock keeps to it. What
//! is posted to a collection can be read, changed and deleted below it, and is not found afterwards.
//! What only prose tells it cannot know.

mod accept;
mod answer;
mod resources;
mod state;

use crate::message::{Asked, Reply};
use crate::running::Running;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use serde_json::{Value, json};
use specproof_contract::model::{Api, Operation, Place, StatusPattern};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Requests above this many bytes are refused.
const LIMIT: usize = 8 << 20;

/// Why a request is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The clause that says so, where one does.
    clause: Option<String>,
    /// The status that HTTP gives to this, where the specification documents no other.
    status: u16,
}

impl Refusal {
    fn because(clause: Option<&str>, status: u16) -> Self {
        Self { clause: clause.map(str::to_owned), status }
    }
}

/// Serves an API on a free port. `inputs` are the values of the named inputs, which tell who may log in; `credentials` are the right ones by security
/// scheme (`user:password` for basic): any other is refused, and for a scheme that is not among them any will do.
///
/// # Errors
/// No port is free, or none may be taken.
pub async fn serve(api: Arc<Api>, inputs: &BTreeMap<String, Value>, credentials: &BTreeMap<String, String>) -> std::io::Result<Running> {
    let state = Mutex::new(state::State::new(&api, inputs));
    let resources = Mutex::new(resources::Resources::new(&api));
    let credentials = credentials.clone();
    let mock = Mock { api, credentials, state, resources, number: AtomicU64::new(0), samples: Mutex::default() };
    Running::serve(Router::new().fallback(handle).with_state(Arc::new(mock))).await
}

/// Operations of which no granting answer can be made that keeps its own schema, each with the place of its responses: nobody could serve them.
pub fn unanswerable(api: &Api) -> Vec<(String, Place)> {
    let failing = api.operations.iter().filter(|operation| answer::granted(api, operation).is_none());
    failing.map(|operation| (operation.id.clone(), operation.place)).collect()
}

struct Mock {
    api: Arc<Api>,
    credentials: BTreeMap<String, String>,
    state: Mutex<state::State>,
    resources: Mutex<resources::Resources>,
    number: AtomicU64,
    samples: Mutex<BTreeMap<String, Option<Reply>>>,
}

async fn handle(State(mock): State<Arc<Mock>>, request: Request<Body>) -> Response<Body> {
    let Some(asked) = Asked::read(request, LIMIT).await else {
        return Reply::json(413, &json!({"error": "The body is too large"})).into_response();
    };
    mock.reply(&asked).into_response()
}

impl Mock {
    fn reply(&self, asked: &Asked) -> Reply {
        let path = asked.parts.uri.path();
        let Some(operation) = crate::route::find(&self.api, asked.parts.method.as_str(), path) else {
            let known = self.api.operations.iter().any(|operation| crate::route::variables(&operation.path, path).is_some());
            return if known {
                Reply::json(405, &json!({"error": "Not with this method"}))
            } else {
                Reply::json(404, &json!({"error": "There is nothing here"}))
            };
        };
        let asks = accept::accept(&self.api, operation, asked, &self.credentials);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut resources = self.resources.lock().unwrap_or_else(PoisonError::into_inner);
        let exists = |()| if resources.is_missing(operation, path) { Err(Refusal::because(None, 404)) } else { Ok(()) };
        match asks.and_then(|()| state.admit(&self.api, operation, asked)).and_then(exists) {
            Ok(()) => {
                let number = self.number.fetch_add(1, Ordering::Relaxed);
                let reply = self.granted(operation, asked, number, &resources);
                state.granted(operation, asked, &reply);
                resources.granted(operation, asked, &reply);
                reply
            }
            Err(refusal) => answer::refused(&self.api, operation, &refusal),
        }
    }

    /// A grant: sampled once per operation, then made this request's own.
    fn granted(&self, operation: &Operation, asked: &Asked, number: u64, resources: &resources::Resources) -> Reply {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let sample = samples.entry(operation.id.clone()).or_insert_with(|| answer::granted(&self.api, operation));
        match sample {
            Some(sample) => answer::own(&self.api, operation, sample, asked, number, resources),
            None => Reply::json(501, &json!({"error": "No answer can be sampled from the specification"})),
        }
    }
}

/// The index of the response that a grant is sent as: the first success with a status of its own, else the first range or default.
fn success(operation: &Operation) -> Option<usize> {
    let exact = |pattern: StatusPattern| matches!(pattern, StatusPattern::Exact(status) if (200..300).contains(&status));
    let wide = |pattern: StatusPattern| matches!(pattern, StatusPattern::Range(2) | StatusPattern::Default);
    let find = |wanted: &dyn Fn(StatusPattern) -> bool| {
        operation.responses.iter().position(|response| !response.refusal && wanted(response.status))
    };
    find(&exact).or_else(|| find(&wide)).or_else(|| find(&|pattern| matches!(pattern, StatusPattern::Exact(status) if status < 400)))
}
