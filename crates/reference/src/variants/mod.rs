//! Variants: the honest deployment with one thing changed. A flaw breaks exactly one clause; a reading takes an open clause in another right way.
//!
//! The honest code knows nothing of them. A variant stands before it, and changes a request on its way in or an answer on its way out.

mod flaws;
mod readings;

pub use flaws::FLAWS;
pub use readings::READINGS;

use crate::deployment::Served;
use crate::request;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response};
use axum::middleware::{Next, from_fn_with_state};
use serde_json::Value;
use specproof_prove::gate::Gate;
use specproof_prove::message::{Asked, Reply};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A deployment that does one thing otherwise than the honest one.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// `<api>.<what it does>`, stable.
    pub id: &'static str,
    /// API that it is a variant of.
    pub api: &'static str,
    /// The one clause that it breaks, or the open clause that it reads in another right way.
    pub clause: &'static str,
    /// What it does, for people.
    pub says: &'static str,
    bend: Bend,
}

impl Variant {
    const fn on_the_way_in(api: &'static str, row: Row, change: fn(&mut Asked, &Bent) -> Option<Reply>) -> Self {
        Self { id: row.0, api, clause: row.1, says: row.2, bend: Bend::In(change) }
    }

    const fn on_the_way_out(api: &'static str, row: Row, change: fn(&Asked, &mut Reply, &Bent)) -> Self {
        Self { id: row.0, api, clause: row.1, says: row.2, bend: Bend::Out(change) }
    }

    const fn met(api: &'static str, row: Row, path: &'static str, meet: fn(Reply, Reply) -> Reply) -> Self {
        Self { id: row.0, api, clause: row.1, says: row.2, bend: Bend::Met(path, meet) }
    }
}

/// Id, clause, and what it does.
type Row = (&'static str, &'static str, &'static str);

/// Where a variant bends the honest deployment.
#[derive(Debug, Clone, Copy)]
enum Bend {
    /// On the way in: the request is changed, or answered at once.
    In(fn(&mut Asked, &Bent) -> Option<Reply>),
    /// On the way out: the answer is changed.
    Out(fn(&Asked, &mut Reply, &Bent)),
    /// Both.
    Both(fn(&mut Asked, &Bent) -> Option<Reply>, fn(&Asked, &mut Reply, &Bent)),
    /// Of two grants of this path that are under way at the same time each gets what is made of its own answer and the other's.
    Met(&'static str, fn(Reply, Reply) -> Reply),
}

/// What a variant can reach.
struct Bent {
    variant: &'static Variant,
    served: Arc<Served>,
    count: AtomicU64,
    memory: Mutex<HashMap<String, Value>>,
    gate: Gate,
}

impl Bent {
    /// True on every `n`-th call.
    fn every(&self, n: u64) -> bool {
        self.count.fetch_add(1, Ordering::Relaxed) % n == n - 1
    }

    /// What the variant remembers from one request to the next.
    fn memory(&self) -> MutexGuard<'_, HashMap<String, Value>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts a variant before the honest deployment.
pub fn put_before(honest: Router, variant: &'static Variant, served: Arc<Served>) -> Router {
    let bent = Bent { variant, served, count: AtomicU64::new(0), memory: Mutex::default(), gate: Gate::default() };
    honest.layer(from_fn_with_state(Arc::new(bent), bend))
}

async fn bend(State(bent): State<Arc<Bent>>, request: Request<Body>, next: Next) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = request::whole(body).await else {
        return next.run(Request::from_parts(parts, Body::empty())).await;
    };
    let mut asked = Asked { parts, body };
    if let Bend::In(change) | Bend::Both(change, _) = bent.variant.bend
        && let Some(reply) = change(&mut asked, &bent)
    {
        return reply.into_response();
    }
    let passed_on = Asked { parts: asked.parts.clone(), body: asked.body.clone() };
    let _place = bent.gate.enter();
    let (parts, body) = next.run(passed_on.into_request()).await.into_parts();
    let mut reply = Reply::from_parts(parts, request::whole(body).await.unwrap_or_default());
    match bent.variant.bend {
        Bend::In(_) => {}
        Bend::Out(change) | Bend::Both(_, change) => change(&asked, &mut reply, &bent),
        Bend::Met(path, meet) if asked.is(path) && reply.status.is_success() => {
            let other = bent.gate.swap(reply.clone()).await;
            reply = meet(reply, other);
        }
        Bend::Met(..) => {}
    }
    reply.into_response()
}
