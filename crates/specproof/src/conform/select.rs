//! Which APIs and checks a run is about. A filter that takes nothing is a mistake, never an empty run.

use super::asked;
use crate::inputs::{made_up, names};
use crate::{Failure, output};
use specproof_conform::{Plan, Settings, plan};
use specproof_contract::{Contract, nearest};
use specproof_reference as reference;

/// Leaves only the APIs that are asked for.
pub fn select(contract: &mut Contract, apis: &[String], embedded: bool) -> Result<(), Failure> {
    let all: Vec<String> = contract.apis.iter().map(|api| api.name.clone()).collect();
    let meant =
        |name: &str| nearest(name, all.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let unknown = apis.iter().filter(|name| !all.contains(name));
    let unknown: Vec<String> =
        unknown.map(|name| format!("there is no API `{name}`; {}there are {}", meant(name), all.join(", "))).collect();
    if !unknown.is_empty() {
        return Err(Failure::asked(unknown));
    }
    if !apis.is_empty() {
        contract.apis.retain(|api| apis.contains(&api.name));
    }
    if embedded {
        let served = |name: &str| reference::APIS.contains(&name);
        let strange: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).filter(|name| !served(name)).collect();
        if !strange.is_empty() && (!apis.is_empty() || strange.len() == contract.apis.len()) {
            return Err(Failure::usage(format!("the embedded deployment does not serve {}: give --target URL", strange.join(", "))));
        }
        for name in strange {
            output::note(&format!("note: {name} is left out: the embedded deployment does not serve it; give --target URL"));
        }
        contract.apis.retain(|api| served(&api.name));
    }
    Ok(())
}

/// Refuses a filter that takes nothing, and leaves out the APIs that no filter takes anything of.
pub fn heed_filters(contract: &mut Contract, settings: &Settings) -> Result<(), Failure> {
    let mut kept: Vec<String> = Vec::new();
    let mut wrong = Vec::new();
    if settings.only.is_empty() {
        return Ok(());
    }
    let whole = planned(contract, &Settings { only: Vec::new(), shard: None, ..settings.clone() })?.cases;
    for pattern in &settings.only {
        let taken: Vec<&str> =
            whole.iter().filter(|case| specproof_conform::plan::takes(pattern, case)).map(|case| case.api.as_str()).collect();
        if taken.is_empty() {
            let ids = whole.iter().flat_map(|case| case.clauses.iter().map(String::as_str).chain([case.id.as_str(), case.check]));
            let mut below = contract.apis.iter().map(|api| format!("{}.{pattern}", api.name));
            let below = below.find(|whole_id| whole.iter().any(|case| specproof_conform::plan::takes(whole_id, case)));
            let meant = match below {
                Some(below) => format!("ids begin with the name of the API: --only '{below}' takes some; "),
                None => nearest(pattern, ids).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default(),
            };
            wrong.push(format!("--only {pattern} takes no check: {meant}--list shows what there is"));
        }
        kept.extend(taken.into_iter().map(str::to_owned));
    }
    if !wrong.is_empty() {
        return Err(Failure::asked(wrong));
    }
    contract.apis.retain(|api| kept.contains(&api.name));
    Ok(())
}

/// The plan with inputs made up where they are missing, since nothing is sent.
pub fn planned(contract: &Contract, settings: &Settings) -> Result<Plan, Failure> {
    let mut settings = settings.clone();
    for api in &contract.apis {
        settings.targets.entry(api.name.clone()).or_insert_with(|| "http://127.0.0.1".to_owned());
        let own = settings.inputs.entry(api.name.clone()).or_default();
        for name in names(api) {
            own.entry(name.to_owned()).or_insert_with(|| made_up(api, name));
        }
    }
    settings.targets.retain(|name, _| contract.apis.iter().any(|api| api.name == *name));
    plan(contract, &settings).map_err(|wrong| asked(&wrong))
}
