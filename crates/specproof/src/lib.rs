//! The commands: one file per command. Only this crate and `xtask`, its other face, print or exit.

mod built_in;
pub mod ci;
pub mod codegen;
#[cfg(feature = "completions")]
pub mod completions;
pub mod conform;
pub mod diff;
pub mod elements;
pub mod explain;
pub mod failure;
pub mod gate;
pub mod inputs;
pub mod list;
pub mod options;
pub mod output;
mod progress;
pub mod prove;
pub mod replay;
pub mod report;
pub mod reports;
mod runs;
pub mod serve;
pub mod specs;
mod value;

pub use failure::Failure;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

/// What a face of the commands brings along.
#[derive(Debug, Clone)]
pub struct Home {
    /// The folder of specs when no flag names one; the specs that are built in when there is none.
    pub specs: Option<PathBuf>,
    /// All that can be typed.
    pub command: fn() -> clap::Command,
}

/// The commands that every face has.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Run every check against a deployment and report the verdict
    Conform(Box<conform::Args>),
    /// List APIs, operations, checks, clauses, flows or flaws
    List(list::Args),
    /// Tell what an id means: its rule, where it is said, how it is tried, what would be right, what proves it
    Explain(explain::Args),
    /// Write any report of a run that was kept, or of several merged into one
    Report(report::Args),
    /// Tell what got better or worse from one run to another
    Diff(diff::Args),
    /// Run again only what failed in a run that was kept
    Replay(Box<replay::Args>),
    /// Write typed Rust models for an OpenAPI document
    Codegen(codegen::Args),
    /// Serve the embedded reference deployment, honest or with one flaw
    Serve(serve::Args),
    /// Run the checks against everything that breaks the contract, one promise at a time, and expect each to be found out
    Prove(Box<prove::Args>),
    /// Print a script that completes commands and flags in a shell
    #[cfg(feature = "completions")]
    Completions(completions::Args),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// Why it ended before it had a verdict.
    pub fn run(self, home: &Home) -> Result<u8, Failure> {
        match self {
            Self::Conform(args) => conform::run(*args, home),
            Self::List(args) => list::run(&args, home),
            Self::Explain(args) => explain::run(&args, home),
            Self::Report(args) => report::run(&args),
            Self::Diff(args) => diff::run(&args),
            Self::Replay(args) => replay::run(&args, home),
            Self::Codegen(args) => codegen::run(&args),
            Self::Serve(args) => serve::run(args),
            Self::Prove(args) => prove::run(*args, home),
            #[cfg(feature = "completions")]
            Self::Completions(args) => completions::run(&args, home),
        }
    }
}

/// What was typed to come here: `specproof`, or `cargo xtask`.
static PROGRAM: OnceLock<String> = OnceLock::new();

/// The text with the commands in it as this face of them is called.
pub fn typed(text: &str) -> String {
    match PROGRAM.get().filter(|program| *program != "specproof") {
        Some(program) => {
            COMMANDS.iter().fold(text.to_owned(), |text, own| text.replace(&format!("specproof {own}"), &format!("{program} {own}")))
        }
        None => text.to_owned(),
    }
}

/// Every command that a message may name.
const COMMANDS: &[&str] = &["conform", "list", "explain", "report", "diff", "replay", "codegen", "serve", "prove", "completions"];

/// The command line with examples that can be typed as they stand.
fn as_typed(command: clap::Command) -> clap::Command {
    let help = |help: Option<&clap::builder::StyledStr>| help.map(|help| typed(&help.to_string()));
    let (short, long) = (help(command.get_after_help()), help(command.get_after_long_help()));
    let command = short.into_iter().fold(command, clap::Command::after_help);
    let command = long.into_iter().fold(command, clap::Command::after_long_help);
    command.mut_subcommands(as_typed)
}

/// Reads the command line, does what it says, and tells what went wrong: the whole of a `main`.
pub fn face<P: clap::Parser>(run: impl FnOnce(P) -> Result<u8, Failure>) -> ExitCode {
    let command = P::command();
    let _ = PROGRAM.set(command.get_bin_name().unwrap_or(command.get_name()).to_owned());
    let parsed = as_typed(command).try_get_matches().and_then(|matches| P::from_arg_matches(&matches));
    let done = match parsed {
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
