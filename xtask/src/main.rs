//! `cargo xtask <command>`: the commands of `specproof` over this repository's specs, and `docs`, which only this repository has.

mod docs;

use clap::{CommandFactory, Parser, Subcommand};
use specproof::Home;
use std::path::{Path, PathBuf};
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
    #[command(flatten)]
    Common(Box<specproof::Command>),
    /// Write the generated pages: TRACE.md of each API, the tables of checks and commands
    Docs(docs::Args),
}

fn main() -> ExitCode {
    let root = root();
    let home = Home { specs: root.as_ref().map(|root| root.join("specs")), command: Cli::command };
    specproof::face(|cli: Cli| match cli.command {
        Command::Common(command) => command.run(&home),
        Command::Docs(args) => docs::run(&args, root.as_deref(), &home),
    })
}

/// The repository's root: cargo names this crate's folder when it runs it; a bare binary looks upwards for `specs`.
fn root() -> Option<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    if let Some(root) = own.as_deref().and_then(Path::parent).filter(|root| root.join("specs").is_dir()) {
        return Some(root.to_owned());
    }
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|folder| folder.join("specs").is_dir() && folder.join("Cargo.toml").is_file()).map(Path::to_owned)
}
