//! From flags, environment and files to the settings of a run: all that is wrong at once, and no value shown that may be a secret.

use super::Args;
use crate::{built_in, ci};
use crate::failure::Failure;
use crate::inputs::{self, assignment};
use crate::specs::Loaded;
use specproof_conform::Settings;
use specproof_conform::snapshot::{Mode, Store};
use specproof_contract::Contract;
use std::collections::BTreeMap;

/// Settings for what was loaded; `everything` holds the APIs that are not selected too, whose inputs may be given all the same.
pub fn settings(args: &Args, loaded: &Loaded, everything: &Contract, embedded: bool) -> Result<Settings, Failure> {
    let mut wrong = Vec::new();
    let mut settings = Settings { only: args.only.clone(), seed: args.seed, ..Settings::default() };
    let hidden = "what was given is not shown, since it may hold a secret";
    for text in &args.headers {
        match text.split_once(':') {
            Some((name, value)) => settings.headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None => wrong.push(format!("--header: write NAME: VALUE ({hidden})")),
        }
    }
    let mut given = Vec::new();
    for text in &args.inputs {
        match assignment(text) {
            Ok(input) => given.push(input),
            Err(why) => wrong.push(format!("--input: {why} ({hidden})")),
        }
    }
    settings.jobs = usize::from(args.jobs);
    settings.allow_destructive = args.allow_destructive;
    settings.limits.request = args.timeout;
    settings.limits.run = args.max_time;
    settings.limits.requests = args.max_requests;
    settings.limits.rate = args.rate;
    settings.limits = args.specs.bounds(settings.limits)?.run;
    settings.tls.insecure = args.insecure;
    if let Some(file) = &args.cacert {
        match std::fs::read(file) {
            Ok(pem) => settings.tls.ca = Some(pem),
            Err(error) => wrong.push(format!("--cacert {}: cannot be read: {error}", file.display())),
        }
    }
    settings.targets = targets(&loaded.contract, &args.targets).unwrap_or_else(|more| {
        wrong.extend(more);
        BTreeMap::new()
    });
    settings.inputs = inputs::gather(everything, &given, args.inputs_file.as_deref()).unwrap_or_else(|more| {
        wrong.extend(more);
        BTreeMap::new()
    });
    for text in &args.credentials {
        let Ok((api, scheme, value)) = assignment(text) else {
            wrong.push(format!("--credential: write API.SCHEME=VALUE ({hidden})"));
            continue;
        };
        let own = loaded.contract.apis.iter().find(|own| own.name == api);
        if own.is_some_and(|own| own.security_schemes.iter().any(|own| own.name == scheme)) {
            settings.credentials.entry(api).or_default().insert(scheme, value);
        } else {
            wrong.push(format!("--credential {api}.{scheme}: no API that is selected has such a security scheme"));
        }
    }
    let mode = match (ci::is_ci() || std::env::var("INSTA_UPDATE").as_deref() == Ok("no"), args.accept) {
        (true, _) => Mode::Check,
        (false, true) => Mode::Accept,
        (false, false) => Mode::Pending,
    };
    // What any deployment answers cannot change what is reviewed about the contract; only the reference deployment can.
    let contract_mode = if embedded && args.snapshots.is_none() { mode } else { Mode::Check };
    settings.snapshots = Store {
        contract: loaded.folder.clone().map(|folder| (folder, contract_mode)),
        built_in: if loaded.built_in { built_in::snapshots() } else { BTreeMap::new() },
        own: args.snapshots.clone().map(|folder| (folder, mode)),
    };
    if wrong.is_empty() { Ok(settings) } else { Err(Failure::asked(wrong)) }
}

/// Each API's base URL: `NAME=URL` for one, a bare URL for all the others.
fn targets(contract: &Contract, given: &[String]) -> Result<BTreeMap<String, String>, Vec<String>> {
    let (mut named, mut general, mut wrong) = (BTreeMap::new(), None, Vec::new());
    for text in given {
        let (name, url) = match text.split_once('=') {
            Some((name, url)) if !name.contains(['/', ':', '?']) => (Some(name), url),
            _ => (None, text.as_str()),
        };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            wrong.push(format!("--target {url}: a URL begins with http:// or https://"));
        }
        let url = url.trim_end_matches('/').to_owned();
        match name {
            Some(name) if contract.apis.iter().any(|api| api.name == name) => drop(named.insert(name.to_owned(), url)),
            Some(name) => wrong.push(format!("--target {name}={url}: no API that is selected is called `{name}`")),
            None if general.is_some() => {
                wrong.push("--target URL stands for every API and can be given once; use NAME=URL for each".to_owned())
            }
            None => general = Some(url),
        }
    }
    for api in &contract.apis {
        if let (false, Some(url)) = (named.contains_key(&api.name), &general) {
            named.insert(api.name.clone(), url.clone());
        } else if !named.contains_key(&api.name) && !given.is_empty() {
            wrong.push(format!("{} has no target: give --target {}=URL, or --api for the others", api.name, api.name));
        }
    }
    if wrong.is_empty() { Ok(named) } else { Err(wrong) }
}
