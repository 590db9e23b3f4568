//! From what holds to the settings of a run: all that is wrong at once, and no value shown that may be a secret.

use super::auth::{credentials, literal};
use super::connection::{base, connections};
use super::sources;
use crate::inputs::{self, assignment};
use crate::options::{Options, Origin, SAME, shard, target};
use crate::specs::Loaded;
use crate::value::rate;
use crate::{Failure, built_in, ci, output};
use specproof_conform::report::text::escape;
use specproof_conform::settings::{Limits, is_of};
use specproof_conform::shard::Shard;
use specproof_conform::snapshot::{Mode, Store};
use specproof_conform::{Settings, limits};
use specproof_contract::Contract;
use std::collections::BTreeMap;

/// Settings for what was loaded; `everything` holds the APIs that are not selected too, whose inputs may be given all the same.
pub fn settings(options: &Options, loaded: &Loaded, everything: &Contract, embedded: bool) -> Result<Settings, Failure> {
    let mut wrong = Vec::new();
    let mut settings = Settings { only: options.texts("only"), ..Settings::default() };
    (settings.include, settings.exclude) = (options.texts("include"), options.texts("exclude"));
    settings.seed = options.number("seed").unwrap_or_default();
    settings.jobs = options.number("jobs").unwrap_or(settings.jobs);
    settings.shard = options.one("shard").and_then(|text| shard(text).ok()).map(|(index, of)| Shard { index, of });
    settings.allow_destructive = options.on("allow-destructive");
    settings.limits = sources(options).bounds(settings.limits)?.run;
    wrong.extend(own_flags(options, &mut settings));
    wrong.extend(single_limits(options, everything, &mut settings));
    settings.targets = targets(loaded, everything, options).unwrap_or_else(|more| {
        wrong.extend(more);
        BTreeMap::new()
    });
    wrong.extend(identities(everything, options, &mut settings));
    let mode = match (ci::is_ci() || std::env::var("INSTA_UPDATE").as_deref() == Ok("no"), options.on("accept")) {
        (true, _) => Mode::Check,
        (false, true) => Mode::Accept,
        (false, false) => Mode::Pending,
    };
    // What any deployment answers cannot change what is reviewed about the contract; only the reference deployment can.
    let own = options.path("snapshots");
    if options.on("accept") && own.is_none() && !(embedded && loaded.folder.is_some()) {
        wrong.push(
            "--accept: there are no snapshots that this run could accept; name the folder of this deployment's own with --snapshots DIR"
                .to_owned(),
        );
    }
    let contract_mode = if embedded && own.is_none() { mode } else { Mode::Check };
    settings.snapshots = Store {
        contract: loaded.folder.clone().map(|folder| (folder, contract_mode)),
        built_in: if loaded.built_in { built_in::snapshots() } else { BTreeMap::new() },
        own: own.map(|folder| (folder, mode)),
    };
    if wrong.is_empty() { Ok(settings) } else { Err(Failure::asked(wrong)) }
}

/// Who the run is, and how it reaches the targets that the settings name: inputs, credentials, header fields, connections. Returns all that is wrong.
pub fn identities(everything: &Contract, options: &Options, settings: &mut Settings) -> Vec<String> {
    let mut wrong = Vec::new();
    for text in options.texts("header") {
        let Some((name, value)) = text.split_once(':') else { continue };
        match literal(value.trim()) {
            Ok(value) => settings.headers.push((name.trim().to_owned(), value)),
            Err(why) => wrong.push(format!("--header {}: {why}", name.trim())),
        }
    }
    settings.inputs = inputs(everything, options).unwrap_or_else(|more| {
        wrong.extend(more);
        BTreeMap::new()
    });
    wrong.extend(connections(options, settings));
    wrong.extend(credentials(everything, options, settings));
    wrong
}

/// Limits that have a flag of their own: of that flag and of `--limit` the one that the higher layer gives.
fn own_flags(options: &Options, settings: &mut Settings) -> Vec<String> {
    for (name, limit) in SAME {
        let Some(own) = options.all(name).last() else { continue };
        if options.same_limit(own).is_some_and(|other| other.origin.rank() > own.origin.rank()) {
            continue;
        }
        match *limit {
            "request" => settings.limits.request = options.time(name).unwrap_or(settings.limits.request),
            "run" => settings.limits.run = options.time(name).unwrap_or(settings.limits.run),
            "rate" => settings.limits.rate = options.one(name).and_then(|text| rate(text).ok()),
            "connect" => settings.limits.connect = options.time(name).unwrap_or(settings.limits.connect),
            _ => settings.limits.requests = options.number(name),
        }
    }
    options.told_twice()
}

/// Limits of single operations.
fn single_limits(options: &Options, everything: &Contract, settings: &mut Settings) -> Vec<String> {
    let mut wrong = Vec::new();
    for given in options.all("operation-limit") {
        let Some((key, value)) = given.text.split_once('=') else { continue };
        let Some((pattern, name)) = key.rsplit_once('.') else {
            wrong.push(format!("{} {}: write GLOB.NAME=VALUE, as in login.request=30s", given.named(), given.text));
            continue;
        };
        let (pattern, own) = (pattern.trim(), format!("{}={}", name.trim(), value.trim()));
        let mut operations = everything.apis.iter().flat_map(|api| api.operations.iter().map(move |own| (&api.name, &own.id)));
        if !operations.any(|(api, id)| is_of(pattern, api, id)) {
            wrong.push(format!("{} {pattern}: no operation has such an id: `specproof list operations` shows them", given.named()));
        }
        match limits::set_single(&mut Limits::default(), &own) {
            Ok(()) => settings.single.push((pattern.to_owned(), own)),
            Err(why) => wrong.push(format!("{} {pattern}: {why}", given.named())),
        }
    }
    wrong
}

/// Inputs of all layers: those of the file, those of the file of inputs, those of the environment, those of flags.
fn inputs(everything: &Contract, options: &Options) -> Result<inputs::Inputs, Vec<String>> {
    let (mut low, mut high, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for given in options.all("input") {
        match assignment(&given.text) {
            Ok(input) if given.origin == Origin::Flag => high.push(input),
            Ok(input) => low.push(input),
            Err(why) => wrong.push(format!("{}: {why} (what was given is not shown, since it may hold a secret)", given.named())),
        }
    }
    let gathered = inputs::gather(everything, &low, options.path("inputs-file").as_deref(), &high);
    match gathered {
        Ok(inputs) if wrong.is_empty() => Ok(inputs),
        Ok(_) => Err(wrong),
        Err(more) => Err(wrong.into_iter().chain(more).collect()),
    }
}

/// Each API's base URL: `NAME=URL` for one, a bare URL for all the others; of several layers, the highest that says anything about it.
fn targets(loaded: &Loaded, everything: &Contract, options: &Options) -> Result<BTreeMap<String, String>, Vec<String>> {
    let contract = &loaded.contract;
    let brought = loaded.folder.is_none() && !loaded.built_in;
    let (mut targets, mut wrong) = (BTreeMap::new(), Vec::new());
    let all: Vec<_> = options.all("target").map(|given| (given, target(&given.text))).collect();
    for (given, (name, _)) in &all {
        let known = |name: &str| contract.apis.iter().any(|api| api.name == name);
        match name {
            // A file names targets for all that may be selected; a flag for what is.
            Some(name) if !known(name) && given.origin == Origin::Flag => {
                wrong.push(format!("--target {name}=URL: no API that is selected is called `{name}`"));
            }
            Some(name) if !everything.apis.iter().any(|api| api.name == *name) => {
                let all: Vec<&str> = everything.apis.iter().map(|api| api.name.as_str()).collect();
                let why = format!("{} {name}: no API has this name, so it has no effect; there are {}", given.named(), all.join(", "));
                output::note(&format!("warning: {}", escape(&why)));
            }
            _ => {}
        }
        let same =
            |other: &(&crate::options::Given, (Option<&str>, &str))| other.0.origin.rank() == given.origin.rank() && other.1.0 == *name;
        if all.iter().filter(|other| same(other)).count() > 1 {
            wrong.push(match name {
                Some(name) => format!("{}: the target of {name} is given twice", given.named()),
                None => format!("{}: a URL for every API can be given once; use NAME=URL for each", given.named()),
            });
        }
    }
    for api in &contract.apis {
        let own = all.iter().filter(|(_, (name, _))| name.is_none_or(|name| name == api.name));
        match own.max_by_key(|(given, (name, _))| (given.origin.rank(), name.is_some())) {
            Some((_, (_, url))) => {
                let base = if brought { base(api, url) } else { url.trim_end_matches('/').to_owned() };
                targets.insert(api.name.clone(), base);
            }
            None if all.is_empty() => {}
            None => wrong.push(format!("{} has no target: give --target {}=URL, or --api for the others", api.name, api.name)),
        }
    }
    wrong.dedup();
    if wrong.is_empty() { Ok(targets) } else { Err(wrong) }
}
