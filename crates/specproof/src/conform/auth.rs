//! Credentials for the security schemes of the documents: from flags, the environment, the file of settings, files of their own, and flows.

use crate::options::{Options, Origin};
use crate::output;
use specproof_conform::Settings;
use specproof_conform::report::text::escape;
use specproof_conform::settings::TokenFlow;
use specproof_contract::Contract;
use specproof_contract::model::{Api, ParameterLocation, SecurityKind, SecurityScheme};

/// Where a credential comes from.
enum Source {
    /// It was given.
    Given(String),
    /// A flow gives it.
    Flow(TokenFlow),
}

/// A credential, for one API where its name says so, from this layer.
struct Told {
    /// Scheme, or API and scheme.
    name: String,
    text: String,
    said: String,
    rank: u8,
}

/// Fills in the credentials; everything that is wrong with them.
pub fn credentials(contract: &Contract, options: &Options, settings: &mut Settings) -> Vec<String> {
    let mut wrong = Vec::new();
    for (flag, suits) in BY_KIND {
        if let Some(given) = options.all(flag).last()
            && let Err(why) = by_kind(contract, flag, *suits, &given.text, settings)
        {
            wrong.push(format!("{}: {why}", given.named()));
        }
    }
    let mut told: Vec<Told> = Vec::new();
    let known: Vec<String> = contract
        .apis
        .iter()
        .flat_map(|api| api.security_schemes.iter().flat_map(|scheme| [scheme.name.clone(), format!("{}.{}", api.name, scheme.name)]))
        .collect();
    for given in options.all("auth") {
        let (name, text) = given.text.split_once('=').unwrap_or((&given.text, ""));
        // What is nothing like a scheme's name may be the credential itself, with its name forgotten.
        let is_name = specproof_contract::nearest(name, known.iter().map(String::as_str)).is_some() || is_plainly_a_name(name, text);
        told.push(Told {
            name: name.to_owned(),
            text: text.to_owned(),
            said: if is_name { format!("{} {name}", given.named()) } else { given.named() },
            rank: given.origin.rank(),
        });
    }
    let rank = Origin::Environment(String::new()).rank();
    strangers(contract);
    for (api, scheme) in contract.apis.iter().flat_map(|api| api.security_schemes.iter().map(move |scheme| (api, scheme))) {
        let variable = variable(&scheme.name);
        if let Some(text) = std::env::var(&variable).ok().filter(|text| !text.is_empty()) {
            told.push(Told { name: format!("{}.{}", api.name, scheme.name), text, said: variable, rank });
        }
    }
    told.sort_by_key(|told| told.rank);
    for told in &told {
        if let Err(why) = add(contract, told, settings) {
            wrong.push(format!("{}: {why}", told.said));
        }
    }
    wrong
}

/// Warns of variables that give a credential for no scheme; they may be somebody else's.
fn strangers(contract: &Contract) {
    let known: Vec<String> = contract.apis.iter().flat_map(|api| &api.security_schemes).map(|scheme| variable(&scheme.name)).collect();
    let mut set: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    set.sort();
    let there = if known.is_empty() {
        "no document declares one".to_owned()
    } else {
        format!("there are {}", names(known.iter().map(String::as_str)))
    };
    for name in set.iter().filter(|name| name.starts_with("SPECPROOF_AUTH_") && !known.contains(name)) {
        output::note(&format!("warning: {} is set, and has no effect: no security scheme is called so; {there}", escape(name)));
    }
}

/// Whether what stands before the `=` can be no credential whose own padding that sign is: short, plain, and with a value behind it.
fn is_plainly_a_name(name: &str, text: &str) -> bool {
    let is_plain = name.len() <= 24 && name.chars().all(|ch| ch.is_ascii_alphabetic() || "._-".contains(ch));
    is_plain && text.chars().any(|ch| ch != '=')
}

/// Whether a flag speaks of a scheme.
type Suits = fn(&SecurityScheme) -> bool;

/// The flags that speak of a kind of scheme instead of one by name.
const BY_KIND: &[(&str, Suits)] = &[
    ("bearer", |scheme| match &scheme.kind {
        SecurityKind::Http { scheme } => scheme == "bearer",
        SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => true,
        _ => false,
    }),
    ("basic", |scheme| matches!(&scheme.kind, SecurityKind::Http { scheme } if scheme == "basic")),
    ("api-key", |scheme| matches!(&scheme.kind, SecurityKind::ApiKey { .. })),
];

/// One credential for every scheme of a kind; where the documents have none, as a header field for every request.
fn by_kind(contract: &Contract, flag: &str, suits: Suits, text: &str, settings: &mut Settings) -> Result<(), String> {
    let mut found: Vec<(&Api, &SecurityScheme)> = Vec::new();
    for api in &contract.apis {
        found.extend(api.security_schemes.iter().filter(|scheme| suits(scheme)).map(|scheme| (api, scheme)));
    }
    let several = contract.apis.iter().find(|api| found.iter().filter(|(own, _)| own.name == api.name).count() > 1);
    if let (Some(api), "api-key") = (several, flag) {
        let names = names(found.iter().filter(|(own, _)| own.name == api.name).map(|(_, scheme)| scheme.name.as_str()));
        return Err(format!("{} has several keys ({names}): give each with --auth SCHEME=…", api.name));
    }
    for (api, scheme) in &found {
        let source = source(api, scheme, text)?;
        set(api, scheme, source, settings);
    }
    if !found.is_empty() {
        return Ok(());
    }
    if flag == "api-key" {
        return Err("no document declares a key (apiKey): give the header field itself with --header".into());
    }
    let Source::Given(bare) = read(text)? else { return Err("no document declares a scheme that a flow could serve".into()) };
    bare_of_scheme(flag, &bare)?;
    output::note(&format!(
        "warning: no document declares a {flag} scheme: --{flag} goes with every request, as the header field Authorization"
    ));
    let value = if flag == "bearer" {
        format!("Bearer {bare}")
    } else {
        format!("Basic {}", base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bare))
    };
    settings.headers.push(("Authorization".into(), value));
    Ok(())
}

fn add(contract: &Contract, told: &Told, settings: &mut Settings) -> Result<(), String> {
    let all = || contract.apis.iter().flat_map(|api| api.security_schemes.iter().map(move |scheme| (api, scheme)));
    let mut found: Vec<(&Api, &SecurityScheme)> = all().filter(|(_, scheme)| scheme.name == told.name).collect();
    if found.is_empty() {
        found = all().filter(|(api, scheme)| told.name == format!("{}.{}", api.name, scheme.name)).collect();
    }
    if found.is_empty() {
        let known = names(all().map(|(_, scheme)| scheme.name.as_str()));
        return Err(if known.is_empty() {
            "no document declares a security scheme: give the header field itself with --header".to_owned()
        } else {
            format!("there is no security scheme of that name; write SCHEME=VALUE, and for SCHEME one of {known}")
        });
    }
    for (api, scheme) in found {
        let source = source(api, scheme, &told.text)?;
        set(api, scheme, source, settings);
    }
    Ok(())
}

fn set(api: &Api, scheme: &SecurityScheme, source: Source, settings: &mut Settings) {
    let (api, scheme) = (api.name.clone(), scheme.name.clone());
    match source {
        Source::Given(value) => {
            settings.tokens.entry(api.clone()).or_default().remove(&scheme);
            settings.credentials.entry(api).or_default().insert(scheme, value);
        }
        Source::Flow(flow) => {
            settings.credentials.entry(api.clone()).or_default().remove(&scheme);
            settings.tokens.entry(api).or_default().insert(scheme, flow);
        }
    }
}

/// `@FILE`, `flow:WORKFLOW.OUTPUT`, or the value itself; held against what the scheme and the flows ask for.
fn source(api: &Api, scheme: &SecurityScheme, text: &str) -> Result<Source, String> {
    let source = read(text)?;
    match &source {
        Source::Given(value) => {
            let basic = matches!(&scheme.kind, SecurityKind::Http { scheme } if scheme == "basic");
            let in_header = !matches!(&scheme.kind, SecurityKind::ApiKey { location: ParameterLocation::Query, .. });
            if basic && !value.contains(':') {
                return Err(format!("`{}` is basic authentication: write USER:PASSWORD", scheme.name));
            }
            match &scheme.kind {
                SecurityKind::Http { scheme } => bare_of_scheme(scheme, value)?,
                SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => bare_of_scheme("bearer", value)?,
                _ => {}
            }
            if in_header && value.chars().any(char::is_control) {
                return Err("it holds a line break or another control character, which no header field can".into());
            }
            if scheme.kind == SecurityKind::MutualTls {
                return Err(format!("`{}` is a client certificate: give it with --cert and --key", scheme.name));
            }
        }
        Source::Flow(flow) => {
            let Some(workflow) = api.workflows.iter().find(|own| own.id == flow.workflow) else {
                let known = names(api.workflows.iter().map(|own| own.id.as_str()));
                let known = if known.is_empty() { "give one with --arazzo FILE".to_owned() } else { format!("there are {known}") };
                return Err(format!("{} has no flow `{}`; {known}", api.name, flow.workflow));
            };
            if !workflow.outputs.iter().any(|(name, _)| *name == flow.output) {
                let known = names(workflow.outputs.iter().map(|(name, _)| name.as_str()));
                return Err(format!("the flow `{}` has no output `{}`; it has: {known}", flow.workflow, flow.output));
            }
        }
    }
    Ok(source)
}

/// A credential is given without the name of its scheme, which the run puts before it (RFC 9110, section 11.4).
fn bare_of_scheme(scheme: &str, value: &str) -> Result<(), String> {
    match value.split_once(' ') {
        Some((word, _)) if word.eq_ignore_ascii_case(scheme) => {
            Err(format!("the run itself writes the word {scheme} before the credential: give only what stands behind it"))
        }
        _ => Ok(()),
    }
}

fn read(text: &str) -> Result<Source, String> {
    if let Some(flow) = text.strip_prefix("flow:") {
        let (workflow, output) = flow.split_once('.').ok_or("write flow:WORKFLOW.OUTPUT")?;
        return Ok(Source::Flow(TokenFlow { workflow: workflow.to_owned(), output: output.to_owned() }));
    }
    let value = literal(text)?;
    if value.is_empty() { Err("it is empty".into()) } else { Ok(Source::Given(value)) }
}

/// The value itself, or the content of the file that it names after an `@`, without the line break at its end.
///
/// # Errors
/// Why the file cannot be read.
pub fn literal(text: &str) -> Result<String, String> {
    let Some(file) = text.strip_prefix('@') else { return Ok(text.to_owned()) };
    let content = specproof_contract::file::read_text(file.as_ref()).map_err(|error| format!("{file}: cannot be read: {error}"))?;
    Ok(content.trim_end_matches(['\r', '\n']).to_owned())
}

fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = all.collect();
    all.dedup();
    all.join(", ")
}

/// The variable of the environment that gives a scheme's credential.
fn variable(scheme: &str) -> String {
    let upper = |ch: char| if ch.is_ascii_alphanumeric() { ch.to_ascii_uppercase() } else { '_' };
    format!("SPECPROOF_AUTH_{}", scheme.chars().map(upper).collect::<String>())
}
