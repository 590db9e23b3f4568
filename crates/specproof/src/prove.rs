//! `specproof prove`: how good is the suite? It is run against what keeps the contract and against what breaks it, one promise at a time.

use crate::conform::{base, identities};
use crate::failure::Failure;
use crate::inputs::{made_up, names};
use crate::options::{self, Options, Shape, Taken};
use crate::{Home, built_in, output, specs};
use specproof_conform::Settings;
use specproof_conform::snapshot::Mode;
use specproof_contract::Contract;
use specproof_contract::file::{self, Kind};
use specproof_contract::load_document;
use specproof_contract::model::{Api, Operation, SecurityKind, StepTarget};
use specproof_prove::evidence::Subject;
use specproof_prove::matrix::{self, Ground, Named, Starting, prove};
use specproof_prove::proof::{ApiProof, Loose, Proof};
use specproof_prove::running::Running;
use specproof_prove::{markdown, mock, render};
use specproof_reference as reference;
use specproof_reference::proven::{PROVEN, Proven, SAMPLES};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Flags of `prove`.
#[derive(clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// An API to prove; all when left out
    #[arg(long = "api", value_name = "NAME")]
    apis: Vec<String>,
    #[command(flatten)]
    specs: specs::Sources,
    /// A deployment that keeps the contract, before which faults are put; the reference deployment when left out, for other documents a mock
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    #[command(flatten)]
    identity: Taken<Identity>,
    /// Only flaws and faults whose id contains this
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Only operations whose id contains this: for large documents
    #[arg(long = "operation", value_name = "TEXT")]
    operations: Vec<String>,
    /// Only the deployment's own named flaws, none that are derived from the contract
    #[arg(long)]
    named: bool,
    /// End each run at the first finding that names what is broken: the matrix then shows only who was first
    #[arg(long)]
    fast: bool,
    /// Leave the kill matrix out
    #[arg(short, long)]
    quiet: bool,
    /// Name every loose place of the specification
    #[arg(short, long)]
    verbose: bool,
    /// How many deployments are run against at once; as many as there are processors when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
    /// The seed of the plan
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,
    /// How many seeds the honest deployment is run against with, counted from the first
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// Only the deployments that keep the contract: are there false alarms?
    #[arg(long, conflicts_with_all = ["only", "named", "fast"])]
    honest: bool,
    /// How many requests each run may send: the most telling checks are kept
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Everything that was found out, as json or markdown, to a file; repeatable
    #[arg(long = "report", value_name = "NAME=FILE", value_parser = Wanted::parse)]
    reports: Vec<Wanted>,
}

/// A report that is asked for.
#[derive(Debug, Clone)]
struct Wanted {
    write: fn(&Proof) -> Result<String, String>,
    file: PathBuf,
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write json=FILE or markdown=FILE")?;
        let write: fn(&Proof) -> Result<String, String> = match name {
            "json" => |proof| serde_json::to_string_pretty(proof).map(|text| text + "\n").map_err(|error| error.to_string()),
            "markdown" => |proof| Ok(markdown::page(proof)),
            _ => return Err(format!("there is no report `{name}`; there are json and markdown")),
        };
        Ok(Self { write, file: file.into() })
    }
}

/// Who the runs are, and how they reach the deployment of `--target`.
struct Identity;

impl Shape for Identity {
    fn augment(command: clap::Command) -> clap::Command {
        options::augment(command, &["Inputs and identities", "Connections"])
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  proven: everything that breaks the contract is found out, but for what the specification explains, and nothing else is
  1  not proven: there are unexplained survivors or false alarms
  2  asked wrongly, or a spec is broken
  3  a deployment cannot be started or reached";

/// Proves.
pub fn run(args: Args, home: &Home) -> Result<u8, Failure> {
    let mut loaded = specs::load(&args.specs, home)?;
    let all: Vec<String> = loaded.contract.apis.iter().map(|api| api.name.clone()).collect();
    if let Some(unknown) = args.apis.iter().find(|name| !all.contains(name)) {
        return Err(Failure::usage(format!("there is no API `{unknown}`; there are {}", all.join(", "))));
    }
    if !args.apis.is_empty() {
        loaded.contract.apis.retain(|api| args.apis.contains(&api.name));
    }
    bound(&mut loaded.contract.apis, &args.operations)?;
    let ground = From { own: loaded.is_own(), settings: settings(&args, &loaded.contract.apis, &loaded)? };
    let unanswerable = if args.target.is_some() || ground.own { Vec::new() } else { leave_out_unanswerable(&mut loaded.contract) };
    let mut named: Vec<_> = if args.target.is_some() { Vec::new() } else { variants(&loaded.contract.apis, ground.own) };
    named.retain(|variant| variant.honest || !args.honest);
    let processors = std::thread::available_parallelism().map_or(2, Into::into);
    let options = matrix::Options {
        jobs: args.jobs.map_or(processors, usize::from),
        seeds: args.seeds,
        only: args.only.clone(),
        derive: !args.named && !args.honest,
        fast: args.fast,
    };
    let shown = std::io::stderr().is_terminal();
    let progress = |api: &str, done: usize, of: usize| {
        if shown {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{api}: {done} of {of}");
        }
    };
    let proof = prove(&loaded.contract, &ground.settings, &ground, &named, &options, &progress);
    if shown {
        let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
    }
    let mut proof = proof.map_err(Failure::machine)?;
    let taken = |text: &&String| proof.apis.iter().flat_map(|api| &api.broken).any(|broken| broken.id.contains(text.as_str()));
    let nothing: Vec<&String> = args.only.iter().filter(|text| !taken(text)).collect();
    if !nothing.is_empty() {
        let told = |text: &&String| {
            format!("--only {text} takes no flaw and no fault: ids are those of the matrix, which a run without --only prints")
        };
        return Err(Failure::asked(nothing.iter().map(told)));
    }
    for (api, loose) in unanswerable {
        proof.apis.iter_mut().filter(|own| own.name == api).for_each(|own| own.loose.push(loose.clone()));
    }
    if let Some(specs) = home.specs.as_deref().filter(|_| ground.own && is_whole(&args)) {
        let idle: Vec<String> = proof.power().into_iter().filter(|own| own.kills == 0).map(|own| own.check).collect();
        proof.apis.extend(occasions(specs, &idle, &options)?);
    }
    for wanted in &args.reports {
        let text = (wanted.write)(&proof).map_err(Failure::machine)?;
        output::write_whole(&wanted.file, &text).map_err(Failure::machine)?;
    }
    let detail = render::Detail { matrix: !args.quiet && !args.honest, places: args.verbose };
    output::print(&render::text(&proof, detail)).map_err(|error| Failure::machine(error.to_string()))?;
    let holds = if args.honest { proof.apis.iter().all(|api| api.alarms() == 0) } else { proof.holds() };
    Ok(u8::from(!holds))
}

/// Whether everything about the specs is to be proven, with all checks.
fn is_whole(args: &Args) -> bool {
    let bounded = !args.apis.is_empty() || !args.only.is_empty() || !args.operations.is_empty() || args.max_requests.is_some();
    !bounded && !args.named && !args.honest && args.target.is_none()
}

/// Proofs over the sample documents for checks that the specs give no occasion to: only of the faults that show what these checks are good for.
fn occasions(specs: &Path, idle: &[String], options: &matrix::Options) -> Result<Vec<ApiProof>, Failure> {
    let mut all = Vec::new();
    for sample in SAMPLES {
        let Some(file) = specs.parent().map(|root| root.join(sample)) else { continue };
        if !matches!(file::kind(&file), Ok(Some(Kind::File))) {
            continue;
        }
        let loaded = load_document(&file, &specproof_contract::Options::default()).map_err(|problems| Failure::refused(&problems))?;
        let about = |row: &&Proven| idle.contains(&row.check.to_owned()) && loaded.contract.apis.iter().any(|api| api.name == row.api);
        let only: Vec<String> = PROVEN
            .iter()
            .filter(about)
            .filter_map(|row| match row.subject {
                Subject::Fault(id) => Some(id.to_owned()),
                _ => None,
            })
            .collect();
        if only.is_empty() {
            continue;
        }
        let loaded = specs::Loaded { contract: loaded.contract, folder: None, built_in: false };
        let settings = made_up_settings(Settings::default(), &loaded.contract.apis, false);
        let ground = From { own: false, settings };
        let options = matrix::Options { only, derive: true, ..options.clone() };
        let proof = prove(&loaded.contract, &ground.settings, &ground, &[], &options, &|_, _, _| {}).map_err(Failure::machine)?;
        all.extend(proof.apis);
    }
    Ok(all)
}

/// Takes out what nobody could serve as it is documented; returns it as loose places of the specification, each with its API.
fn leave_out_unanswerable(contract: &mut Contract) -> Vec<(String, Loose)> {
    let mut all = Vec::new();
    for api in &mut contract.apis {
        for (operation, place) in mock::unanswerable(api) {
            let file = contract.files.get(place.file.0 as usize).map_or("?", |file| file.path.as_str());
            let loose = Loose {
                place: format!("{file}:{}:{}", place.line, place.column),
                says: format!("`{operation}` is left out: no answer of it can be made"),
                why: "no value was found that keeps the schema of its success".into(),
                id: format!("{}.{operation}.unanswerable", api.name),
            };
            all.push((api.name.clone(), loose));
            leave_out(api, &|own| own.id != operation);
        }
    }
    contract.apis.retain(|api| !api.operations.is_empty());
    all
}

/// Leaves only operations whose id contains one of these, and the flows that call no other.
fn bound(apis: &mut Vec<Api>, wanted: &[String]) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    for api in apis.iter_mut() {
        leave_out(api, &|operation| wanted.iter().any(|part| operation.id.contains(part.as_str())));
    }
    apis.retain(|api| !api.operations.is_empty());
    if apis.is_empty() { Err(Failure::usage(format!("no operation has an id with {} in it", wanted.join(" or ")))) } else { Ok(()) }
}

/// Keeps these operations, and the flows that call no other.
fn leave_out(api: &mut Api, keeps: &dyn Fn(&Operation) -> bool) {
    api.operations.retain(|operation| keeps(operation));
    let left: Vec<String> = api.operations.iter().map(|operation| operation.id.clone()).collect();
    let called = |target: &StepTarget| !matches!(target, StepTarget::Operation(id) if !left.contains(id));
    api.workflows.retain(|workflow| workflow.steps.iter().all(|step| called(&step.target)));
}

/// What is told to every run: the inputs that were given, those of the reference deployment, or made-up ones for a mock.
fn settings(args: &Args, apis: &[Api], loaded: &specs::Loaded) -> Result<Settings, Failure> {
    let mut settings = Settings { seed: args.seed, ..Settings::default() };
    settings.limits.requests = args.max_requests;
    settings.targets = args.target.iter().flat_map(|url| apis.iter().map(|api| (api.name.clone(), begins(api, url, loaded)))).collect();
    let options = Options::of_flags(args.identity.given())?;
    settings.limits.connect = options.time("connect-timeout").unwrap_or(settings.limits.connect);
    let wrong = identities(&loaded.contract, &options, &mut settings);
    if !wrong.is_empty() {
        return Err(Failure::asked(wrong));
    }
    settings.snapshots.contract = loaded.folder.clone().map(|folder| (folder, Mode::Check));
    if loaded.built_in {
        settings.snapshots.built_in = built_in::snapshots();
    }
    if args.target.is_some() {
        return Ok(settings);
    }
    Ok(made_up_settings(settings, apis, loaded.is_own()))
}

/// Where the deployment's paths begin: of a document that was brought along as `conform` takes it.
fn begins(api: &Api, url: &str, loaded: &specs::Loaded) -> String {
    let brought = loaded.folder.is_none() && !loaded.built_in;
    if brought { base(api, url) } else { url.trim_end_matches('/').to_owned() }
}

/// Settings for deployments that are started here: the inputs of the reference deployment, and what a mock takes from whoever asks.
fn made_up_settings(mut settings: Settings, apis: &[Api], own_specs: bool) -> Settings {
    settings.allow_destructive = true;
    for api in apis {
        let own = settings.inputs.entry(api.name.clone()).or_default();
        for (name, value) in reference::inputs(&api.name).iter().filter(|_| own_specs) {
            own.entry((*name).to_owned()).or_insert_with(|| (*value).into());
        }
        let credentials = settings.credentials.entry(api.name.clone()).or_default();
        for scheme in api.security_schemes.iter() {
            let basic = matches!(&scheme.kind, SecurityKind::Http { scheme } if scheme.eq_ignore_ascii_case("basic"));
            let made_up = if basic { "made-up-user:Made-Up.Pa55word" } else { "Made-Up.Credential.0f3a9c" };
            credentials.entry(scheme.name.clone()).or_insert_with(|| made_up.to_owned());
        }
        for name in names(api) {
            own.entry(name.to_owned()).or_insert_with(|| made_up(api, name));
        }
    }
    settings
}

/// The variants that the reference deployment has of these APIs.
fn variants(apis: &[Api], own: bool) -> Vec<Named<'static>> {
    let served = |api: &str| own && apis.iter().any(|own| own.name == api);
    let all = reference::FLAWS.iter().map(|variant| (variant, false)).chain(reference::READINGS.iter().map(|variant| (variant, true)));
    all.filter(|(variant, _)| served(variant.api))
        .map(|(variant, honest)| Named { id: variant.id, api: variant.api, clause: variant.clause, says: variant.says, honest })
        .collect()
}

/// Where deployments come from: a URL, the reference deployment, or a mock.
struct From {
    own: bool,
    settings: Settings,
}

impl Ground for From {
    fn start<'a>(&'a self, api: &'a Api, variant: Option<&'a str>) -> Starting<'a> {
        Box::pin(async move {
            if let Some(url) = self.settings.targets.get(&api.name) {
                return Ok(Running::guarded(url.clone(), ()));
            }
            if self.own && reference::APIS.contains(&api.name.as_str()) {
                let deployment = reference::start(&[api.name.as_str()], variant).await.map_err(|error| error.to_string())?;
                return Ok(Running::guarded(deployment.url(), deployment));
            }
            let inputs = self.settings.inputs.get(&api.name).cloned().unwrap_or_default();
            let credentials = self.settings.credentials.get(&api.name).cloned().unwrap_or_default();
            mock::serve(Arc::new(api.clone()), &inputs, &credentials).await.map_err(|error| error.to_string())
        })
    }
}
