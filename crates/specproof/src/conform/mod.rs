//! `specproof conform`: plans, sends, judges, reports; without a target, against the embedded reference deployment.

mod again;
mod args;
mod auth;
mod connection;
mod select;
mod settings;
mod snapshots;

use crate::gate::Gatekeeper;
use crate::inputs::variable;
use crate::options::{Given, Options, Origin, shown};
use crate::progress::Progress;
use crate::reports::{Reports, Tone};
use crate::specs::{Loaded, Sources};
use crate::{Failure, Home, ci, output, specs};
pub use args::{Args, EXIT_CODES};
pub use connection::base;
use select::heed_filters;
pub use select::{planned, select};
pub use settings::identities;
use specproof_conform::report::text::escape;
use specproof_conform::run::Verdict;
use specproof_conform::{Run, Settings, Usage};
use specproof_contract::Contract;
use specproof_contract::fail::point;
use specproof_reference as reference;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Runs it.
pub fn run(args: Args, home: &Home) -> Result<u8, Failure> {
    perform(Options::resolve(args.given())?, home, None)
}

/// A run that is tried again: only what failed in it, with the seed and the targets that it had.
pub struct Again {
    /// What its file is called.
    pub file: String,
    /// The seed.
    pub seed: u64,
    /// APIs in which something failed.
    pub apis: Vec<Failed>,
}

/// What failed in one API.
pub struct Failed {
    /// The API.
    pub name: String,
    /// Where it was.
    pub target: String,
    /// The ids of the cases.
    pub cases: Vec<String>,
}

/// Runs what the options say.
pub fn perform(options: Options, home: &Home, again: Option<&Again>) -> Result<u8, Failure> {
    if shown(&options)? {
        return Ok(0);
    }
    check(&options)?;
    let tone = Tone::of(&options);
    let reports = Reports::of(&options)?;
    let gatekeeper = Gatekeeper::of(&options)?;
    let mut loaded = specs::load(&sources(&options), home)?;
    // Findings point at lines of files as an editor or a reviewer sees them from here.
    let folder = loaded.folder.clone().or_else(|| sources(&options).spec.as_deref().and_then(Path::parent).map(Path::to_owned));
    if let Some(folder) = folder.filter(|folder| folder.is_relative()) {
        loaded.contract.files.iter_mut().for_each(|file| file.path = folder.join(&file.path).display().to_string());
    }
    let embedded = options.all("target").next().is_none() && again.is_none();
    let apis = match again {
        Some(again) => again::apis(again, &loaded.contract, &options)?,
        None => options.texts("api"),
    };
    if embedded && !loaded.is_own() && !options.on("list") {
        return Err(Failure::usage("--target URL is missing: say where the deployment of this document is, or print its plan with --list"));
    }
    // Of those that are not selected inputs may be given all the same.
    let everything = (loaded.contract.apis.len() > 1).then(|| loaded.contract.clone());
    // A plan needs no deployment.
    select(&mut loaded.contract, &apis, embedded && !options.on("list"))?;
    let mut settings = settings::settings(&options, &loaded, everything.as_ref().unwrap_or(&loaded.contract), embedded)?;
    if let Some(again) = again {
        // What a file says held for that run, too, unless a flag said otherwise then.
        if !options.all("seed").any(|given| matches!(given.origin, Origin::Flag | Origin::Environment(_))) {
            settings.seed = again.seed;
        }
        for failed in again.apis.iter().filter(|failed| apis.contains(&failed.name)) {
            settings.targets.entry(failed.name.clone()).or_insert_with(|| failed.target.clone());
        }
        again::heed(again, &mut loaded.contract, &mut settings)?;
    } else {
        heed_filters(&mut loaded.contract, &settings)?;
    }
    let is_plain = settings.targets.values().all(|url| url.to_ascii_lowercase().starts_with("http://"));
    if is_plain && !options.on("list") && options.all("cacert").any(|given| given.origin == Origin::Flag) {
        return Err(Failure::usage("--cacert: no target is reached over https://, so there is no certificate to hold against it"));
    }
    if options.on("list") {
        return list(&loaded.contract, &settings);
    }
    let unwritable: Vec<String> = reports.unwritable().into_iter().chain(snapshots::unwritable(&settings.snapshots)).collect();
    if !unwritable.is_empty() {
        return Err(Failure::asked(unwritable));
    }
    let store = settings.snapshots.clone();
    // The contract may hold fewer APIs than targets were named for.
    settings.targets.retain(|name, _| loaded.contract.apis.iter().any(|api| api.name == *name));
    let tried = settings.only.len();
    let mut run = send(&loaded, settings, embedded, &tone)?;
    run.narrowed = narrowed(&options, again.map(|_| tried));
    let mut code = gatekeeper.judge(&mut run)?;
    // Other parts have what there is to check; whether anything was, all of them together show.
    if run.verdict == Verdict::NothingChecked && run.has_other_parts() {
        code = 0;
    }
    let code = reports.deliver(&run, &tone, code)?;
    if embedded && ci::is_ci() {
        output::note("note: no --target was given: this is the verdict over the embedded reference deployment, not over yours");
    }
    if store.own.is_some() && loaded.contract.apis.iter().all(|api| api.workflows.is_empty()) {
        output::note(
            "note: --snapshots: nothing was kept or compared: snapshots are of flows, and these specs have none; --arazzo FILE gives some",
        );
    }
    match snapshots::tell(&store) {
        Err(failure) if code == 0 => Err(failure),
        Err(failure) => {
            failure.report();
            Ok(code)
        }
        Ok(()) => Ok(code),
    }
}

/// The filters that left something out of the plan; `again` counts the checks that are tried once more.
fn narrowed(options: &Options, again: Option<usize>) -> Vec<String> {
    let filter = |name: &'static str| options.texts(name).into_iter().map(move |text| format!("--{name} {text}"));
    let again = again.map(|count| format!("replay of {count} checks"));
    again.into_iter().chain(["api", "only", "include", "exclude"].into_iter().flat_map(filter)).collect()
}

/// Which specs the options name.
pub fn sources(options: &Options) -> Sources {
    Sources { specs: options.path("specs"), spec: options.path("spec"), arazzo: options.path("arazzo"), limits: options.texts("limit") }
}

/// Sends everything; an interrupt ends the run, which says so.
fn send(loaded: &Loaded, mut settings: Settings, embedded: bool, tone: &Tone) -> Result<Run, Failure> {
    // One thread sends and judges: handing each answer from thread to thread costs more than reading it does. The embedded deployment has its own.
    let client = runtime(tokio::runtime::Builder::new_current_thread())?;
    let embedded = if embedded { Some(Embedded::start(&loaded.contract, &mut settings)?) } else { None };
    let run = client.block_on(async {
        let progress = Progress::new(tone);
        let cancel = progress.cancel();
        let interrupted = tokio::spawn(async move {
            loop {
                stopped().await;
                // A second signal ends the process: nothing that is being written is left half.
                if cancel.swap(true, Ordering::Relaxed) {
                    std::process::exit(130);
                }
                output::note("stopping: what was found until now is reported; once more ends at once");
            }
        });
        let run = specproof_conform::run(&loaded.contract, &settings, &progress).await;
        interrupted.abort();
        progress.clear();
        run
    });
    embedded.into_iter().for_each(Embedded::stop);
    let mut run = run.map_err(|wrong| asked(&wrong))?;
    if run.aborted.is_some() {
        run.aborted = Some("interrupted before its end".into());
        run.verdict = Verdict::Aborted;
    }
    Ok(run)
}

/// What runs tasks.
///
/// # Errors
/// The system gives no threads.
pub fn runtime(mut builder: tokio::runtime::Builder) -> Result<tokio::runtime::Runtime, Failure> {
    let made = point("spawn.runtime").and_then(|()| builder.enable_all().build());
    made.map_err(|error| Failure::machine(format!("no tasks can be run: {error}")))
}

/// Waits for the signal that ends a process politely.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What was asked wrongly, with every way to give what is missing.
pub fn asked(wrong: &[Usage]) -> Failure {
    let apis: BTreeSet<&String> = wrong.iter().filter_map(|usage| Some(&usage.input.as_ref()?.0)).collect();
    let names = apis.iter().map(|api| api.as_str()).collect::<Vec<_>>().join(", ");
    let several = (apis.len() > 1).then(|| format!("inputs of several APIs are missing ({names}): --api NAME checks only one of them"));
    let each = wrong.iter().map(|usage| match &usage.input {
        Some((api, name)) => {
            let variable = variable(api, name);
            format!(
                "{}\n  give it as --input {api}.{name}=VALUE, as {variable} in the environment,\n  as a line {api}.{name}=VALUE of --inputs-file FILE, or below [inputs.{api}] in specproof.toml",
                usage.message
            )
        }
        None => format!("{}\n  {}", usage.message, usage.help),
    });
    Failure::asked(each.chain(several))
}

/// Prints the plan: id, clauses and what is tried of each case.
fn list(contract: &Contract, settings: &Settings) -> Result<u8, Failure> {
    let planned = planned(contract, settings)?;
    // The digest of each file stands for all that it says: whoever changes a spec changes the plan.
    let mut text: String = contract.files.iter().map(|file| format!("# {} {}\n", file.path, file.digest)).collect();
    for case in &planned.cases {
        let skipped = planned.skipped.get(case.id.as_str()).map(|reason| format!("\tskipped: {reason}")).unwrap_or_default();
        let told = format!("{}\t{}\t{}{skipped}", case.id, case.clauses.join(" "), case.what);
        text.push_str(&told.split('\t').map(escape).collect::<Vec<_>>().join("\t"));
        text.push('\n');
    }
    output::print(&text).map_err(|error| Failure::machine(error.to_string()))?;
    Ok(if planned.cases.is_empty() { 4 } else { 0 })
}

/// Refuses what contradicts itself, and what would make a verdict untrue.
fn check(options: &Options) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    if ci::is_on("INSTA_FORCE_PASS") {
        wrong.push("INSTA_FORCE_PASS is set, which would let different snapshots pass: unset it".to_owned());
    }
    for (flag, what) in [("accept", "snapshots are reviewed by people"), ("update-baseline", "what is tolerated is decided by people")] {
        if options.on(flag) && ci::is_ci() {
            wrong.push(format!("--{flag} in CI: {what}; in CI nothing is written"));
        }
    }
    for (one, other) in [("specs", "spec"), ("quiet", "verbose")] {
        let on = |name| options.one(name).is_some_and(|text| text != "false");
        if on(one) && on(other) {
            let named = |name| options.all(name).last().map(Given::named).unwrap_or_default();
            wrong.push(format!("{} and {} contradict each other: give one of them", named(one), named(other)));
        }
    }
    for flag in ["owner", "reason", "expires"] {
        if options.one(flag).is_some() && !options.on("update-baseline") {
            wrong.push(format!("--{flag} says something about what --update-baseline writes, and that is not given"));
        }
    }
    for flag in ["report", "update-baseline", "accept"] {
        let is_typed = options.all(flag).any(|given| given.origin == Origin::Flag && given.text != "false");
        if options.on("list") && is_typed {
            wrong.push(format!("--list prints the plan and runs nothing, so --{flag} would have no effect: give one of them"));
        }
    }
    // A file may trust certificates that a flag does without for once.
    if let (Some(any), Some(own)) = (options.all("insecure").last().filter(|given| given.text == "true"), options.all("cacert").last())
        && any.origin.rank() <= own.origin.rank()
    {
        wrong.push(format!("{} takes any certificate, so {} would have no effect: give one of them", any.named(), own.named()));
    }
    if options.one("key").is_some() && options.one("cert").is_none() {
        wrong.push("--key FILE is the key of the certificate of --cert FILE: give that too".to_owned());
    }
    if options.one("arazzo").is_some() && options.one("spec").is_none() {
        wrong.push("--arazzo FILE holds flows over the document of --spec FILE: give that too".to_owned());
    }
    if !options.on("list") {
        wrong.extend(options.unset.iter().map(|why| format!("{why}: set it, or write ${{NAME:-otherwise}}")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::asked(wrong)) }
}

/// The embedded reference deployment, on threads of its own.
struct Embedded {
    runtime: tokio::runtime::Runtime,
    deployment: reference::Deployment,
}

impl Embedded {
    /// Starts it, and fills in its URL and its accounts where nothing else was given.
    fn start(contract: &Contract, settings: &mut Settings) -> Result<Self, Failure> {
        let apis: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
        let runtime = runtime(tokio::runtime::Builder::new_multi_thread())?;
        point("net.serve").map_err(|error| Failure::machine(error.to_string()))?;
        let deployment = runtime.block_on(reference::start(&apis, None)).map_err(|why| Failure::machine(why.to_string()))?;
        for api in &contract.apis {
            settings.targets.insert(api.name.clone(), deployment.url());
            let own = settings.inputs.entry(api.name.clone()).or_default();
            for (name, value) in reference::inputs(&api.name) {
                own.entry((*name).to_owned()).or_insert_with(|| (*value).into());
            }
        }
        Ok(Self { runtime, deployment })
    }

    fn stop(self) {
        self.runtime.block_on(self.deployment.stop());
    }
}
