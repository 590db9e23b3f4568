//! `specproof report`: any report of a run that was kept, and of several runs merged into one.

use crate::conform::EXIT_CODES;
use crate::gate::Gatekeeper;
use crate::options::{self, Options, Taken, shown};
use crate::reports::{Reports, Tone};
use crate::{Failure, runs};
use clap::{Arg, ArgAction, Command};
use specproof_conform::merge::merge;

/// The arguments of `report`.
pub type Args = Taken<Shape>;

/// Files, formats, and the flags of gate and terminal.
pub struct Shape;

impl options::Shape for Shape {
    fn augment(command: Command) -> Command {
        let files = Arg::new("files")
            .value_name("FILE.json")
            .required(true)
            .num_args(1..)
            .help("Runs, as --report json=FILE writes them; - is the standard input");
        let forms = Arg::new("as")
            .long("as")
            .value_name("NAME[=FILE]")
            .action(ArgAction::Append)
            .help("A report, to a file or to the standard output; repeatable; the terminal's when left out");
        let exit_codes = EXIT_CODES.split_once("Exit codes:").map_or("", |(_, codes)| codes);
        let more = format!(
            "Several files are merged into the run that the whole would have been: the parts of one plan (--shard K/N), or runs of\n\
             different APIs. A part that is missing is an error, exit 3.\n\nExamples:\n  specproof report run.json --as html=report.html --as junit=junit.xml\n  \
             specproof report part-*.json --as terminal --baseline known.toml\n\nExit codes:{exit_codes}"
        );
        options::augment(command.arg(files).arg(forms), &["Gate", "Terminal", "Configuration"]).after_help(more)
    }
}

/// Reports.
pub fn run(args: &Args) -> Result<u8, Failure> {
    let options = Options::resolve(args.given())?;
    if shown(&options)? {
        return Ok(0);
    }
    let tone = Tone::of(&options);
    let reports = Reports::new(&args.texts("as"))?;
    let gatekeeper = Gatekeeper::of(&options)?;
    let mut run = merge(runs::read_all(&args.paths("files"))?).map_err(Failure::asked)?;
    let code = match (&run.gate, gatekeeper.is_asked()) {
        // What was decided when the run was made stands, unless this command is to decide.
        (Some(gate), false) => gate.exit,
        _ => gatekeeper.judge(&mut run)?,
    };
    reports.deliver(&run, &tone, code)
}
