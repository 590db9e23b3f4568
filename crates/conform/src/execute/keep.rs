//! What a run holds in memory of the answers that it has judged: all of it, up to a bound that no ordinary run reaches.

use crate::arazzo::Sent;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that the kept answers may take together, as far as they can be told.
const MOST: usize = 64 << 20;
/// Beyond that, so much of the content of each is kept, which is more than any report shows.
const ENOUGH: usize = 64 << 10;
/// And so many of the schemas that it keeps.
const MATCHES: usize = 1000;

/// Counts what is kept.
#[derive(Debug, Default)]
pub struct Kept(AtomicUsize);

impl Kept {
    /// Takes in answers that were judged; of those that come when the bound is reached only the beginning stays. The checks over the whole
    /// run then see less of them; what was found in them already stays.
    pub fn take(&self, sent: &mut [Sent<'_>]) {
        for sent in sent {
            let Some(answered) = &mut sent.answered else { continue };
            // A JSON value takes several times its text.
            let size = answered.answer.body.len() * if answered.json.is_some() { 8 } else { 2 } + answered.outcome.matched.len() * 64;
            if self.0.fetch_add(size, Ordering::Relaxed) + size <= MOST || answered.answer.body.len() <= 1024 {
                continue;
            }
            self.0.fetch_sub(size, Ordering::Relaxed);
            answered.json = None;
            answered.outcome.matched.truncate(MATCHES);
            for body in [Some(&mut answered.answer.body), sent.exchange.answer.as_mut().ok().map(|answer| &mut answer.body)] {
                let Some(body) = body else { continue };
                body.truncate(ENOUGH);
                body.shrink_to_fit();
            }
        }
    }
}
