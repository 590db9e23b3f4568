//! `specproof`: the commands over the specs that are built in, or over those that a flag names.

use clap::{CommandFactory, Parser};
use specproof::{Command, Home};
use std::process::ExitCode;

/// Proves, clause by clause, whether a live deployment does what its documents say.
#[derive(Parser)]
#[command(name = "specproof", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// The first things to try.
const EXAMPLES: &str = "\
Begin with:
  specproof conform                                          the built-in deployment: what a verdict looks like
  specproof conform --spec openapi.yaml --target URL         any OpenAPI document against a deployment of it
  specproof explain status                                   what a check does, and why
  specproof conform --help                                   every flag, by subject";

fn main() -> ExitCode {
    specproof::face(|cli: Cli| cli.command.run(&Home { specs: None, command: Cli::command }))
}
