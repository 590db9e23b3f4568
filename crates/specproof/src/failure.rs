//! Why a command ended before it had a verdict: the message, and the exit code that goes with it.

use crate::{ci, output, typed};
use specproof_conform::report::text::escape_lines;
use specproof_contract::Problem;
use specproof_contract::render::{self, Colour};
use std::io::IsTerminal;
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
        Self { code: 2, messages: messages.into_iter().map(|message| told(&message)).collect() }
    }

    /// One thing that was asked wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::asked([message.into()])
    }

    /// The machine would not do it: a file that cannot be written, a port that is taken. Exit 3.
    pub fn machine(message: impl Into<String>) -> Self {
        Self { code: 3, messages: vec![told(&message.into())] }
    }

    /// A document is refused: every problem with its line, in rustc's form.
    pub fn refused(problems: &[Problem]) -> Self {
        let colour = if std::io::stderr().is_terminal() && ci::wants_colour() { Colour::Ansi } else { Colour::Plain };
        Self { code: 2, messages: vec![render::text(problems, colour)] }
    }

    /// Tells it on the error stream.
    pub fn report(&self) -> ExitCode {
        for message in &self.messages {
            output::note(message.trim_end());
        }
        ExitCode::from(self.code)
    }
}

fn told(message: &str) -> String {
    format!("error: {}", escape_lines(&typed(message)))
}
