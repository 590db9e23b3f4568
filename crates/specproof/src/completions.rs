//! `specproof completions`: what a shell needs to complete commands and flags.

use crate::{Failure, Home, output};
use clap_complete::Shell;

/// Flags of `completions`.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  specproof completions bash > ~/.local/share/bash-completion/completions/specproof\n  specproof completions fish > ~/.config/fish/completions/specproof.fish"
)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args, home: &Home) -> Result<u8, Failure> {
    let mut command = (home.command)();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    output::print(&String::from_utf8_lossy(&script)).map_err(|error| Failure::machine(error.to_string()))?;
    Ok(0)
}
