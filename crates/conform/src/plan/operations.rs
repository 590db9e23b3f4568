//! Which operations a case calls, which of them are selected, and which may not be called.

use super::{Usage, glob};
use crate::case::{Case, Change, Trial};
use crate::security;
use crate::seed;
use crate::settings::Settings;
use crate::wire;
use specproof_contract::Contract;
use specproof_contract::model::{Api, Operation, ParameterLocation, SecurityKind, StepTarget, Workflow};

/// The operations that a case calls.
pub fn operations<'a>(api: &'a Api, case: &'a Case) -> Vec<&'a str> {
    let workflow = |id: &str| api.workflows.iter().find(|workflow| workflow.id == id);
    let of = |workflow: Option<&'a Workflow>| {
        let steps = workflow.map(|workflow| workflow.steps.as_slice()).unwrap_or_default();
        let called = steps.iter().filter_map(|step| match &step.target {
            StepTarget::Operation(id) => Some(id.as_str()),
            StepTarget::Workflow(_) => None,
        });
        called.collect::<Vec<_>>()
    };
    let mut all = match &case.trial {
        Trial::Flow { workflow: id } => of(workflow(id)),
        Trial::Interleaved { seed, .. } => of(workflow(seed)),
        Trial::Lifecycle(life) => of(life.seed.as_deref().and_then(workflow)),
        Trial::Between { seed, refused } => {
            let mut called = of(workflow(seed));
            called.extend(refused.iter().filter_map(|refusal| api.operation(&refusal.operation)).map(|operation| operation.id.as_str()));
            called
        }
        Trial::Variant { seed, .. } | Trial::Many { seed, .. } => of(seed.as_deref().and_then(workflow)),
    };
    all.extend(case.operation.as_deref());
    all
}

/// Whether a pattern takes an operation: its id, one of its tags, its path, or `METHOD path`.
fn names(pattern: &str, operation: &Operation) -> bool {
    glob(pattern, &operation.id)
        || operation.tags.iter().any(|tag| glob(pattern, tag))
        || glob(pattern, &operation.path)
        || glob(pattern, &format!("{} {}", operation.method.as_str(), operation.path))
        || pattern.eq_ignore_ascii_case(operation.method.as_str())
}

/// Whether `--include` and `--exclude` leave a case: its own operation counts, of a flow over several each of them.
pub fn selects(api: &Api, case: &Case, settings: &Settings) -> bool {
    let own: Vec<&Operation> = match case.operation.as_deref() {
        Some(id) => api.operation(id).into_iter().collect(),
        None => operations(api, case).into_iter().filter_map(|id| api.operation(id)).collect(),
    };
    let taken = |patterns: &[String], operation: &Operation| patterns.iter().any(|pattern| names(pattern, operation));
    (settings.include.is_empty() || own.iter().any(|operation| taken(&settings.include, operation)))
        && !own.iter().any(|operation| taken(&settings.exclude, operation))
}

/// Patterns that take no operation.
pub fn unmatched(contract: &Contract, settings: &Settings) -> Vec<Usage> {
    let selected = || contract.apis.iter().filter(|api| settings.targets.contains_key(&api.name)).flat_map(|api| &api.operations);
    let wrong = |flag: &str, pattern: &String| Usage {
        message: format!("{flag} {pattern} matches no operation"),
        help: "it is compared with the ids, tags, paths and methods of the operations; * stands for any text".into(),
        input: None,
    };
    let of = |flag: &'static str, patterns: &[String]| {
        let unused = patterns.iter().filter(|pattern| !selected().any(|operation| names(pattern, operation)));
        unused.map(|pattern| wrong(flag, pattern)).collect::<Vec<_>>()
    };
    [of("--include", &settings.include), of("--exclude", &settings.exclude)].concat()
}

/// Why a case may not be tried: a credential is missing, it could destroy something, or an operation is not served by the target.
pub fn reason(api: &Api, case: &Case, settings: &Settings) -> Option<String> {
    let given = |scheme: &str| {
        let of_flow = || settings.tokens.get(&api.name).is_some_and(|own| own.contains_key(scheme)).then(String::new);
        settings.credentials.get(&api.name).and_then(|own| own.get(scheme)).cloned().or_else(of_flow)
    };
    for id in operations(api, case) {
        let Some(operation) = api.operation(id) else { continue };
        if let Some(server) = wire::elsewhere(api, operation) {
            return Some(format!("the document says that another server answers it, {server}"));
        }
        if let Some(missing) = security::missing(api, operation, settings, &given) {
            return Some(missing);
        }
        if settings.allow_destructive {
            continue;
        }
        // What a life removes or changes it has made itself, and so has what begins with it.
        let life = matches!(&case.trial, Trial::Lifecycle(_));
        if let Some(reason) = seed::destroys(api, operation).filter(|_| !life) {
            return Some(format!("{reason} (--allow-destructive)"));
        }
        let writes = matches!(operation.method.as_str(), "DELETE" | "PUT" | "PATCH");
        if writes && case.operation.as_deref() == Some(id) && renames(case) {
            return Some("it names something else than what this run made, which could be there (--allow-destructive)".into());
        }
    }
    let strange = || {
        changes(case).iter().any(|change| {
        matches!(change, Change::Elsewhere { method: Some(method), .. } if matches!(method.as_str(), "PUT" | "PATCH" | "DELETE"))
    })
    };
    if api.document.is_none() && !settings.allow_destructive && strange() {
        return Some("a method that is not documented here could change what this run did not make (--allow-destructive)".into());
    }
    speaks_digest(api, case)
}

/// Why digest authentication stands in the way.
fn speaks_digest(api: &Api, case: &Case) -> Option<String> {
    let operation = case.operation.as_deref().and_then(|id| api.operation(id))?;
    let digest = |name: &str| {
        let scheme = api.security_schemes.iter().find(|scheme| scheme.name == name);
        scheme.is_some_and(|scheme| matches!(&scheme.kind, SecurityKind::Http { scheme } if scheme == "digest"))
    };
    let only_digest = security::asks(operation) && operation.security.iter().all(|all| all.iter().any(|one| digest(&one.scheme)));
    only_digest.then(|| "needs digest authentication (RFC 7616), which is not spoken".into())
}

fn changes(case: &Case) -> Vec<&Change> {
    match &case.trial {
        Trial::Variant { changes, .. } => changes.iter().collect(),
        Trial::Many { variants, .. } => variants.iter().flat_map(|(changes, _)| changes).collect(),
        Trial::Flow { .. } | Trial::Interleaved { .. } | Trial::Between { .. } | Trial::Lifecycle(_) => Vec::new(),
    }
}

/// Whether a case puts another name into the path.
fn renames(case: &Case) -> bool {
    changes(case)
        .iter()
        .any(|change| matches!(change, Change::SetParameter { location: ParameterLocation::Path, .. } | Change::Elsewhere { .. }))
}
