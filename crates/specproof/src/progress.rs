//! What happens, on the error stream while it happens: findings always, a line that counts where people look on, exchanges when asked for.

use crate::output;
use crate::reports::Tone;
use specproof_conform::Observer;
use specproof_conform::report::Detail;
use specproof_conform::report::text::{duration, escape};
use specproof_conform::run::{CaseResult, MaskedExchange, Outcome};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How often the line is drawn at most, and how long a run is silent before the first.
const INTERVAL: Duration = Duration::from_millis(100);
const QUIET_START: Duration = Duration::from_millis(500);
/// How often a run tells that it goes on, where nobody sees the line.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Columns of the line, one less than the narrowest usual terminal has: a line that wraps could not be taken away again.
const COLUMNS: usize = 79;

/// Tells what happens.
pub struct Progress {
    state: Mutex<State>,
    terminal: bool,
    tone: Tone,
    cancelled: Arc<AtomicBool>,
}

struct State {
    started: Instant,
    told: Instant,
    drawn: bool,
    planned: usize,
    ended: usize,
    findings: usize,
    requests: u64,
}

impl Progress {
    /// For a run that begins now.
    pub fn new(tone: &Tone) -> Self {
        let now = Instant::now();
        let state = State { started: now, told: now, drawn: false, planned: 0, ended: 0, findings: 0, requests: 0 };
        Self { state: Mutex::new(state), terminal: output::is_error_terminal(), tone: *tone, cancelled: Arc::default() }
    }

    /// What ends the run when it is set.
    pub fn cancel(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if let Ok(mut state) = self.state.lock() {
            state.wipe();
        }
    }

    fn is_quiet(&self) -> bool {
        self.tone.detail == Detail::Quiet
    }

    /// A line that stays.
    fn tell(&self, state: &mut State, line: &str) {
        state.wipe();
        output::note(line);
    }
}

impl State {
    fn wipe(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
    }

    fn counts(&self) -> String {
        let spent = self.started.elapsed();
        let rate = self.requests as f64 / spent.as_secs_f64().max(0.001);
        let ms = u64::try_from(spent.as_millis()).unwrap_or(u64::MAX);
        format!(
            "{}/{} checks, {} requests ({rate:.0}/s), {} findings, {}",
            self.ended,
            self.planned,
            self.requests,
            self.findings,
            duration(ms)
        )
    }
}

impl Observer for Progress {
    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn planned(&self, cases: usize) {
        if let Ok(mut state) = self.state.lock() {
            state.planned = cases;
        }
    }

    fn watches(&self) -> bool {
        self.tone.detail == Detail::Verbose
    }

    fn exchanged(&self, case: &str, exchange: &MaskedExchange) {
        let Ok(mut state) = self.state.lock() else { return };
        let status = exchange.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let line = format!("{} {} -> {status} ({} ms) {}", escape(&exchange.method), escape(&exchange.url), exchange.took_ms, escape(case));
        self.tell(&mut state, &line);
    }

    fn ended(&self, _api: &str, result: &CaseResult) {
        let Ok(mut state) = self.state.lock() else { return };
        state.ended += 1;
        state.requests += result.requests;
        if let Outcome::Fail(findings) = &result.outcome {
            state.findings += findings.len();
            if !self.is_quiet() {
                for finding in findings {
                    let (red, plain) = if self.tone.colour_of_errors { ("\u{1b}[31m", "\u{1b}[0m") } else { ("", "") };
                    let line = format!("{red}FAIL{plain} {} [{}] {}", escape(&result.id), escape(&finding.check), escape(&finding.clause));
                    self.tell(&mut state, &line);
                }
            }
        }
        if self.is_quiet() {
            return;
        }
        let now = Instant::now();
        if self.terminal {
            if now - state.started < QUIET_START || (state.drawn && now - state.told < INTERVAL) {
                return;
            }
            let line = fitting(&format!("{}  {}", state.counts(), escape(&result.id)));
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{line}");
            let _ = std::io::stderr().flush();
            state.drawn = true;
            state.told = now;
        } else if now - state.told >= HEARTBEAT {
            state.told = now;
            output::note(&state.counts());
        }
    }
}

/// The text in one line of a terminal.
fn fitting(text: &str) -> String {
    match text.char_indices().nth(COLUMNS) {
        Some(_) => text.chars().take(COLUMNS - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_never_wraps() {
        for length in [0, 1, COLUMNS - 1, COLUMNS, COLUMNS + 1, 300] {
            let line = fitting(&"é".repeat(length));
            assert_eq!(line.chars().count(), length.min(COLUMNS), "{line}");
            assert_eq!(line.ends_with('…'), length > COLUMNS, "what is left out shows: {line}");
        }
    }
}
