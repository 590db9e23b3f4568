//! The commands: one file per command. Only this crate and `xtask`, its other face, print or exit.

mod built_in;
pub mod ci;
pub mod codegen;
pub mod conform;
pub mod failure;
pub mod gate;
pub mod inputs;
pub mod options;
pub mod output;
mod progress;
pub mod prove;
pub mod reports;
pub mod serve;
pub mod specs;
mod value;

pub use failure::Failure;
use std::path::PathBuf;
use std::process::ExitCode;

/// What a face of the commands brings along.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// The folder of specs when no flag names one; the specs that are built in when there is none.
    pub specs: Option<PathBuf>,
}

/// The commands that every face has.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Run every check against a deployment and report the verdict
    Conform(Box<conform::Args>),
    /// Write typed Rust models for an OpenAPI document
    Codegen(codegen::Args),
    /// Serve the embedded reference deployment, honest or with one flaw
    Serve(serve::Args),
    /// Run the checks against everything that breaks the contract, one promise at a time, and expect each to be found out
    Prove(prove::Args),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Why it ended before it had a verdict.
    pub fn run(self, home: &Home) -> Result<u8, Failure> {
        match self {
            Self::Conform(args) => conform::run(*args, home),
            Self::Codegen(args) => codegen::run(&args),
            Self::Serve(args) => serve::run(args),
            Self::Prove(args) => prove::run(args, home),
        }
    }
}

/// Reads the command line, does what it says, and tells what went wrong: the whole of a `main`.
pub fn face<P: clap::Parser>(run: impl FnOnce(P) -> Result<u8, Failure>) -> ExitCode {
    let done = match P::try_parse() {
        Ok(parsed) => run(parsed),
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}
