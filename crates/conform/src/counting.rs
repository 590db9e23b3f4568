//! [`Counting`]: counts the connections that are made, so that it is known whether one was used again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

/// Counts the connections that are made, which tells whether a request was the first on its own.
#[derive(Debug, Clone)]
pub struct Counting(pub Arc<AtomicU64>);

#[derive(Debug, Clone)]
pub struct Counted<S> {
    connect: S,
    count: Arc<AtomicU64>,
}

impl<S> tower_layer::Layer<S> for Counting {
    type Service = Counted<S>;

    fn layer(&self, connect: S) -> Counted<S> {
        Counted { connect, count: self.0.clone() }
    }
}

impl<R, S: tower_service::Service<R>> tower_service::Service<R> for Counted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connect.poll_ready(cx)
    }

    fn call(&mut self, target: R) -> S::Future {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.connect.call(target)
    }
}
