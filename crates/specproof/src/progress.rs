//! Progress on the error stream: findings as they happen, and a line that counts; only where people look on.

use specproof_conform::Observer;
use specproof_conform::report::text::{cut, duration, escape};
use specproof_conform::run::{CaseResult, Outcome};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How often the line is drawn at most, and how long a run is silent before the first.
const INTERVAL: Duration = Duration::from_millis(100);
const QUIET_START: Duration = Duration::from_millis(500);

/// Draws a line on a terminal; elsewhere nothing.
pub struct Progress {
    state: Option<Mutex<State>>,
    cancelled: Arc<AtomicBool>,
}

struct State {
    started: Instant,
    drawn: Option<Instant>,
    planned: usize,
    ended: usize,
    findings: usize,
    requests: u64,
}

impl Progress {
    /// Silent when asked to be, and where the error stream is not a terminal.
    pub fn new(quiet: bool) -> Self {
        let shows = !quiet && std::io::stderr().is_terminal();
        let state = State { started: Instant::now(), drawn: None, planned: 0, ended: 0, findings: 0, requests: 0 };
        Self { state: shows.then(|| Mutex::new(state)), cancelled: Arc::default() }
    }

    /// What ends the run when it is set.
    pub fn cancel(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if let Some(state) = &self.state
            && state.lock().is_ok_and(|state| state.drawn.is_some())
        {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

impl Observer for Progress {
    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn planned(&self, cases: usize) {
        if let Some(state) = &self.state
            && let Ok(mut state) = state.lock()
        {
            state.planned = cases;
        }
    }

    fn ended(&self, _api: &str, result: &CaseResult) {
        let Some(Ok(mut state)) = self.state.as_ref().map(Mutex::lock) else { return };
        state.ended += 1;
        state.requests += result.requests;
        let mut stream = std::io::stderr().lock();
        if let Outcome::Fail(findings) = &result.outcome {
            state.findings += findings.len();
            if let Some(first) = findings.first() {
                let _ = writeln!(stream, "\r\u{1b}[K✗ {}: {}", escape(&result.id), cut(&escape(&first.clause), 60));
            }
        }
        let now = Instant::now();
        if now - state.started < QUIET_START || state.drawn.is_some_and(|drawn| now - drawn < INTERVAL) {
            return;
        }
        state.drawn = Some(now);
        let spent = duration(u64::try_from((now - state.started).as_millis()).unwrap_or(u64::MAX));
        let line = format!("{}/{} checks, {} requests, {} findings, {spent}", state.ended, state.planned, state.requests, state.findings);
        let _ = write!(stream, "\r\u{1b}[K{line}");
        let _ = stream.flush();
    }
}
