//! `specproof report`: any report of a run that was kept, and of several runs merged into one.

use crate::conform::EXIT_CODES;
use crate::gate::Gatekeeper;
use crate::options::{self, Options, Taken, shard, shown};
use crate::reports::{Reports, Tone};
use crate::{Failure, output, runs};
use clap::{Arg, ArgAction, Command};
use specproof_conform::Run;
use specproof_conform::merge::merge;
use specproof_conform::report::text::escape;
use specproof_conform::run::Verdict;
use std::collections::{BTreeMap, BTreeSet};

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
             different APIs. Whatever was found, exit 3 says that a part is missing, be it because only one was given.\n\nExamples:\n  specproof report run.json --as html=report.html --as junit=junit.xml\n  \
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
    let runs = runs::read_all(&args.paths("files"))?;
    let missing = missing(&runs);
    let mut run = merge(runs).map_err(Failure::asked)?;
    if missing.is_some() {
        run.aborted = Some("parts of the plan are missing".into());
        run.verdict = Verdict::Aborted;
    }
    let mut code = match (&run.gate, gatekeeper.is_asked()) {
        // What was decided when the run was made stands, unless this command is to decide.
        (Some(gate), false) => gate.exit,
        _ => gatekeeper.judge(&mut run)?,
    };
    // Findings of some parts are no verdict over the whole, and no gate may take them for one.
    if let Some(missing) = missing {
        code = Verdict::Aborted.exit_code();
        run.gate.iter_mut().for_each(|gate| (gate.passes, gate.exit) = (false, code));
        output::note(&format!("error: {}", escape(&missing)));
    }
    reports.deliver(&run, &tone, code)
}

/// The parts of the plan that are not among the runs, told in one sentence.
fn missing(runs: &[(String, Run)]) -> Option<String> {
    let mut parts: BTreeMap<(&str, u32), BTreeSet<u32>> = BTreeMap::new();
    for (_, run) in runs {
        let Some((index, of)) = run.shard.as_deref().and_then(|text| shard(text).ok()) else { continue };
        for api in &run.apis {
            parts.entry((api.name.as_str(), of)).or_default().insert(index);
        }
    }
    let mut absent: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for ((api, of), there) in parts {
        let names: Vec<String> = (1..=of).filter(|index| !there.contains(index)).map(|index| format!("{index}/{of}")).collect();
        if !names.is_empty() {
            absent.entry(names.join(", ")).or_default().push(api);
        }
    }
    let each: Vec<String> = absent.iter().map(|(names, apis)| format!("part {names} of {} is missing", apis.join(", "))).collect();
    (!each.is_empty()).then(|| format!("{}: give the runs of all parts", each.join("; ")))
}
