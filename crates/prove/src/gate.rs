//! Answers that go to the wrong caller: what a shared buffer or a missing lock does when two requests are served at the same time.

use crate::message::Reply;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// How long an answer waits for another one to be swapped with, while other requests are under way.
const PATIENCE: Duration = Duration::from_millis(20);
/// How long every request takes, so that requests sent together are under way together.
const WORK: Duration = Duration::from_millis(1);

/// Where answers meet.
#[derive(Default)]
pub struct Gate {
    inside: AtomicUsize,
    waiting: Mutex<Option<Waiting>>,
}

struct Waiting {
    reply: Reply,
    others: oneshot::Sender<Reply>,
}

/// A request under way; it leaves when this is dropped.
pub struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gate {
    /// Counts a request as under way.
    pub fn enter(&self) -> Place<'_> {
        self.inside.fetch_add(1, Ordering::Relaxed);
        Place(&self.inside)
    }

    /// Whether more than one request is under way.
    pub fn is_busy(&self) -> bool {
        self.inside.load(Ordering::Relaxed) > 1
    }

    /// Another request's answer, when there is one at the same time; else its own.
    pub async fn swap(&self, own: Reply) -> Reply {
        self.swap_if(own, |_, _| true).await
    }

    /// As [`Gate::swap`], with an answer that fits this one.
    pub async fn swap_if(&self, own: Reply, fits: impl Fn(&Reply, &Reply) -> bool) -> Reply {
        tokio::time::sleep(WORK).await;
        let (others, coming) = oneshot::channel();
        let met = self.waiting().take_if(|waiting| fits(&waiting.reply, &own));
        if let Some(met) = met {
            return match met.others.send(own) {
                Ok(()) => met.reply,
                Err(own) => own,
            };
        }
        if !self.is_busy() || self.waiting().is_some() {
            return own;
        }
        *self.waiting() = Some(Waiting { reply: own.clone(), others });
        match tokio::time::timeout(PATIENCE, coming).await {
            Ok(Ok(other)) => other,
            _ => {
                self.waiting().take();
                own
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
