//! `specproof conform`: plans, sends, judges, reports; without a target, against the embedded reference deployment.

mod args;
mod settings;

use crate::failure::Failure;
use crate::inputs::{made_up, names, variable};
use crate::progress::Progress;
use crate::{Home, ci, output, specs};
pub use args::Args;
use args::Wanted;
use specproof_conform::report::{Detail, FORMATS, Style};
use specproof_conform::{Plan, Run, Settings, Usage, plan};
use specproof_contract::Contract;
use specproof_reference as reference;
use std::sync::atomic::Ordering;

/// Runs it.
pub fn run(args: Args, home: &Home) -> Result<u8, Failure> {
    check_environment(&args)?;
    let reports = reports(&args)?;
    let mut loaded = specs::load(&args.specs, home)?;
    let embedded = args.targets.is_empty();
    let everything = loaded.contract.clone();
    select(&mut loaded.contract, &args, embedded)?;
    let mut settings = settings::settings(&args, &loaded, &everything, embedded)?;
    heed_filters(&mut loaded.contract, &settings)?;
    if args.list {
        return list(&loaded.contract, &settings);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| Failure::machine(error.to_string()))?;
    // The contract may hold fewer APIs than targets were named for.
    settings.targets.retain(|name, _| loaded.contract.apis.iter().any(|api| api.name == *name));
    runtime.block_on(async {
        let deployment = if embedded { Some(start(&loaded.contract, &mut settings).await?) } else { None };
        let progress = Progress::new(args.quiet);
        let cancel = progress.cancel();
        // An interrupt ends the run, whose report says so; a second one ends the process.
        let interrupted = tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() && !cancel.swap(true, Ordering::Relaxed) {}
            std::process::exit(130);
        });
        let run = specproof_conform::run(&loaded.contract, &settings, &progress).await;
        interrupted.abort();
        progress.clear();
        if let Some(deployment) = deployment {
            deployment.stop().await;
        }
        deliver(&args, &reports, &run.map_err(|wrong| asked(&wrong))?)
    })
}

/// Refuses a filter that takes nothing, and leaves out the APIs that no filter takes anything of.
fn heed_filters(contract: &mut Contract, settings: &Settings) -> Result<(), Failure> {
    let mut kept: Vec<String> = Vec::new();
    let mut wrong = Vec::new();
    for pattern in &settings.only {
        let mut planned = planned(contract, &Settings { only: vec![pattern.clone()], ..settings.clone() })?.cases;
        if planned.is_empty() {
            wrong.push(format!("--only {pattern} takes no check: --list shows what there is"));
        }
        kept.extend(planned.drain(..).map(|case| case.api));
    }
    if !wrong.is_empty() {
        return Err(Failure::asked(wrong));
    }
    contract.apis.retain(|api| settings.only.is_empty() || kept.contains(&api.name));
    Ok(())
}

/// The plan with inputs made up where they are missing, since nothing is sent.
fn planned(contract: &Contract, settings: &Settings) -> Result<Plan, Failure> {
    let mut settings = settings.clone();
    for api in &contract.apis {
        settings.targets.entry(api.name.clone()).or_insert_with(|| "http://127.0.0.1".to_owned());
        let own = settings.inputs.entry(api.name.clone()).or_default();
        for name in names(api) {
            own.entry(name.to_owned()).or_insert_with(|| made_up(api, name));
        }
    }
    plan(contract, &settings).map_err(|wrong| asked(&wrong))
}

/// What was asked wrongly, with every way to give what is missing.
fn asked(wrong: &[Usage]) -> Failure {
    Failure::asked(wrong.iter().map(|usage| match &usage.input {
        Some((api, name)) => {
            let variable = variable(api, name);
            format!("{}\n  give it as --input {api}.{name}=VALUE, as {variable} in the environment,\n  or as a line {api}.{name}=VALUE of --inputs-file FILE", usage.message)
        }
        None => format!("{}\n  {}", usage.message, usage.help),
    }))
}

/// Prints the plan: id, clauses and what is tried of each case.
fn list(contract: &Contract, settings: &Settings) -> Result<u8, Failure> {
    let planned = planned(contract, settings)?;
    // The digest of each file stands for all that it says: whoever changes a spec changes the plan.
    let mut text: String = contract.files.iter().map(|file| format!("# {} {}\n", file.path, file.digest)).collect();
    for case in &planned.cases {
        let skipped = planned.skipped.get(&case.id).map(|reason| format!("\tskipped: {reason}")).unwrap_or_default();
        text.push_str(&format!("{}\t{}\t{}{skipped}\n", case.id, case.clauses.join(" "), case.what));
    }
    output::print(&text).map_err(|error| Failure::machine(error.to_string()))?;
    Ok(if planned.cases.is_empty() { 4 } else { 0 })
}

/// Refuses what would make a verdict untrue.
fn check_environment(args: &Args) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    if ci::is_on("INSTA_FORCE_PASS") {
        wrong.push("INSTA_FORCE_PASS is set, which would let different snapshots pass: unset it".to_owned());
    }
    if args.accept && ci::is_ci() {
        wrong.push("--accept in CI: snapshots are reviewed by people; in CI nothing is written".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::asked(wrong)) }
}

/// The reports that are asked for; the terminal's as well, when nothing else takes the standard output.
fn reports(args: &Args) -> Result<Vec<Wanted>, Failure> {
    let mut reports = args.reports.clone();
    let streamed: Vec<&str> = reports.iter().filter(|wanted| wanted.file.is_none()).map(|wanted| wanted.format.id).collect();
    match streamed.as_slice() {
        [] => reports.extend(FORMATS.first().map(|format| Wanted { format, file: None })),
        [_] => {}
        several => {
            return Err(Failure::usage(format!(
                "{} all go to the standard output: give files, as in --report {}=FILE",
                several.join(" and "),
                several[1]
            )));
        }
    }
    let mut files: Vec<_> = reports.iter().filter_map(|wanted| wanted.file.as_ref()).collect();
    files.sort();
    match files.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Failure::usage(format!("two reports go to {}", pair[0].display()))),
        None => Ok(reports),
    }
}

/// Leaves only the APIs that are asked for.
fn select(contract: &mut Contract, args: &Args, embedded: bool) -> Result<(), Failure> {
    let all: Vec<String> = contract.apis.iter().map(|api| api.name.clone()).collect();
    let unknown: Vec<String> = args
        .apis
        .iter()
        .filter(|name| !all.contains(name))
        .map(|name| format!("there is no API `{name}`; there are {}", all.join(", ")))
        .collect();
    if !unknown.is_empty() {
        return Err(Failure::asked(unknown));
    }
    if !args.apis.is_empty() {
        contract.apis.retain(|api| args.apis.contains(&api.name));
    }
    if embedded {
        let served = |name: &str| reference::APIS.contains(&name);
        let strange: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).filter(|name| !served(name)).collect();
        if !strange.is_empty() && (!args.apis.is_empty() || strange.len() == contract.apis.len()) {
            return Err(Failure::usage(format!("the embedded deployment does not serve {}: give --target URL", strange.join(", "))));
        }
        for name in strange {
            output::note(&format!("note: {name} is left out: the embedded deployment does not serve it; give --target URL"));
        }
        contract.apis.retain(|api| served(&api.name));
    }
    Ok(())
}

/// Starts the embedded deployment and fills in its URL and its accounts where nothing else was given.
async fn start(contract: &Contract, settings: &mut Settings) -> Result<reference::Deployment, Failure> {
    let apis: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
    let deployment = reference::start(&apis, None).await.map_err(|why| Failure::machine(why.to_string()))?;
    for api in &contract.apis {
        settings.targets.insert(api.name.clone(), deployment.url());
        let own = settings.inputs.entry(api.name.clone()).or_default();
        for (name, value) in reference::inputs(&api.name) {
            own.entry((*name).to_owned()).or_insert_with(|| (*value).into());
        }
    }
    Ok(deployment)
}

/// Writes every report; the exit code is the verdict's, but never 0 when a report could not be written.
fn deliver(args: &Args, reports: &[Wanted], run: &Run) -> Result<u8, Failure> {
    let colour = match args.color.as_str() {
        "always" => true,
        "never" => false,
        _ => output::is_terminal() && ci::wants_colour(),
    };
    let detail = if args.quiet {
        Detail::Quiet
    } else if args.verbose {
        Detail::Verbose
    } else {
        Detail::Normal
    };
    let mut code = run.verdict.exit_code();
    for wanted in reports {
        let style = Style { colour: colour && wanted.file.is_none(), detail, ..Style::default() };
        let text = (wanted.format.write)(run, &style);
        let written = match &wanted.file {
            Some(file) => output::write_whole(file, &text),
            None => output::print(&text).map_err(|error| format!("the report cannot be written: {error}")),
        };
        if let Err(message) = written {
            output::note(&format!("error: {message}"));
            code = if code == 0 { 3 } else { code };
        }
    }
    Ok(code)
}
