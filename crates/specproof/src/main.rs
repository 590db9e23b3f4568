//! `specproof`: the commands over the specs that are built in, or over those that a flag names.

use clap::{CommandFactory, Parser};
use specproof::{Command, Home};
use std::process::ExitCode;

/// Proves, clause by clause, whether a live deployment does what its documents say.
#[derive(Parser)]
#[command(name = "specproof", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    specproof::face(|cli: Cli| cli.command.run(&Home { specs: None, command: Cli::command }))
}
