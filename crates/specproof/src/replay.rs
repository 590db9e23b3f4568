//! `specproof replay`: only what failed in a run that was kept, and of that what the filters take, against the same targets, with the same seed.

use crate::conform::{Again, EXIT_CODES, Failed, perform};
use crate::options::{self, Options, Taken};
use crate::{Failure, Home, runs};
use clap::{Arg, Command};
use specproof_conform::run::Outcome;
use std::path::PathBuf;

/// The arguments of `replay`.
pub type Args = Taken<Shape>;

/// A file, and every flag of a run.
pub struct Shape;

impl options::Shape for Shape {
    fn augment(command: Command) -> Command {
        let file = Arg::new("file").value_name("FILE.json").required(true).help("A run, as --report json=FILE writes it");
        let exit_codes = EXIT_CODES.split_once("Exit codes:").map_or("", |(_, codes)| codes);
        let more = format!(
            "Inputs are given again, since no secret is kept in a run. Targets and seed are those of the run, unless given.\nFilters take their part of what failed; where nothing is left, that is an error.\n\nExample:\n  \
             specproof replay run.json --inputs-file accounts --verbose\n\nExit codes:{exit_codes}"
        );
        options::augment(command.arg(file), &[]).after_help(more)
    }
}

/// Runs again what failed or could not be tried.
pub fn run(args: &Args, home: &Home) -> Result<u8, Failure> {
    let file = PathBuf::from(args.text("file").unwrap_or_default());
    let run = runs::read(&file).map_err(Failure::usage)?;
    let mut again = Again { file: file.display().to_string(), seed: run.seed, apis: Vec::new() };
    for api in &run.apis {
        let failed = api.cases.iter().filter(|case| matches!(case.outcome, Outcome::Fail(_) | Outcome::Error(_)));
        let cases: Vec<String> = failed.map(|case| case.id.to_string()).collect();
        if !cases.is_empty() {
            again.apis.push(Failed { name: api.name.clone(), target: api.target.to_string(), cases });
        }
    }
    if again.apis.is_empty() {
        crate::output::note(&format!("{}: nothing failed, so there is nothing to try again", file.display()));
        return Ok(4);
    }
    perform(Options::resolve(args.given())?, home, Some(&again))
}
