//! The commands of this repository: `cargo xtask <command>`. One file per command; only this crate prints or exits.

mod ci;
mod codegen;
mod conform;
mod docs;
mod failure;
mod inputs;
mod output;
mod progress;
mod prove;
mod serve;
mod specs;
mod value;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Proves, clause by clause, whether a live deployment does what its documents say.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every check against a deployment and report the verdict
    Conform(Box<conform::Args>),
    /// Write typed Rust models for an OpenAPI document
    Codegen(codegen::Args),
    /// Serve the embedded reference deployment, honest or with one flaw
    Serve(serve::Args),
    /// Run the checks against everything that breaks the contract, one promise at a time, and expect each to be found out
    Prove(prove::Args),
    /// Write the generated pages: TRACE.md of each API, the tables of checks and commands
    Docs(docs::Args),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match cli.command {
        Command::Conform(args) => conform::run(*args),
        Command::Codegen(args) => codegen::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Prove(args) => prove::run(args),
        Command::Docs(args) => docs::run(&args),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}
