//! Why a command ended before it had a verdict: the message, and the exit code that goes with it.

use crate::output;
use specproof_conform::report::text::escape_lines;
use std::process::ExitCode;

/// A command that could not do its work.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    messages: Vec<String>,
}

impl Failure {
    /// The command was asked wrongly, or a spec is broken: exit 2. All that is wrong at once.
    pub fn asked(messages: impl IntoIterator<Item = String>) -> Self {
        Self { code: 2, messages: messages.into_iter().collect() }
    }

    /// One thing that was asked wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::asked([message.into()])
    }

    /// The machine would not do it: a file that cannot be written, a port that is taken. Exit 3.
    pub fn machine(message: impl Into<String>) -> Self {
        Self { code: 3, messages: vec![message.into()] }
    }

    /// Tells it on the error stream.
    pub fn report(&self) -> ExitCode {
        for message in &self.messages {
            let lead = if message.contains(": error[") { "" } else { "error: " };
            output::note(&format!("{lead}{}", escape_lines(message)));
        }
        ExitCode::from(self.code)
    }
}
