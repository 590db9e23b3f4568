//! What of a run is tried again: what failed in it, of that what the filters take.

use super::{Again, heed_filters, planned};
use crate::Failure;
use crate::options::Options;
use specproof_conform::Settings;
use specproof_contract::Contract;
use std::collections::HashSet;

/// The APIs to try again, which are those of the run that `--api` takes.
///
/// # Errors
/// The specs do not have one of them, or none is left.
pub fn apis(again: &Again, contract: &Contract, options: &Options) -> Result<Vec<String>, Failure> {
    let asked = options.texts("api");
    let known = |name: &String| contract.apis.iter().any(|api| api.name == *name);
    let left: Vec<&String> = again.apis.iter().map(|failed| &failed.name).filter(|name| asked.is_empty() || asked.contains(name)).collect();
    let strange: Vec<&str> = left.iter().filter(|name| !known(name)).map(|name| name.as_str()).collect();
    if !strange.is_empty() {
        return Err(Failure::usage(format!(
            "{} is a run of {}, which these specs do not hold: give what that run was given, --spec FILE or --specs DIR",
            again.file,
            strange.join(", ")
        )));
    }
    if left.is_empty() {
        return Err(Failure::usage(format!("{}: nothing failed in {}, so nothing is left to try again", again.file, asked.join(", "))));
    }
    Ok(left.into_iter().cloned().collect())
}

/// Leaves of what failed only what the filters take.
///
/// # Errors
/// A check that failed is not in the plan at all, a filter takes nothing, or nothing is left.
pub fn heed(again: &Again, contract: &mut Contract, settings: &mut Settings) -> Result<(), Failure> {
    let ids = |contract: &Contract, settings: &Settings| -> Result<HashSet<String>, Failure> {
        Ok(planned(contract, settings)?.cases.into_iter().map(|case| case.id.to_string()).collect())
    };
    let unfiltered = Settings { only: Vec::new(), include: Vec::new(), exclude: Vec::new(), shard: None, ..settings.clone() };
    let all = ids(contract, &unfiltered)?;
    let known = |name: &str| contract.apis.iter().any(|api| api.name == name);
    let failed: Vec<String> =
        again.apis.iter().filter(|failed| known(&failed.name)).flat_map(|failed| failed.cases.iter().cloned()).collect();
    let gone: Vec<String> = failed.iter().filter(|id| !all.contains(*id)).cloned().collect();
    if !gone.is_empty() {
        let told = |id: String| format!("{}: {id} failed, and is not in this plan: give the specs, seed and flags of that run", again.file);
        return Err(Failure::asked(gone.into_iter().map(told)));
    }
    let filters = [("only", &settings.only), ("include", &settings.include), ("exclude", &settings.exclude)];
    let filters = filters.into_iter().flat_map(|(name, texts)| texts.iter().map(move |text| format!("--{name} {text}")));
    let filters: Vec<String> = filters.collect();
    heed_filters(contract, settings)?;
    let taken = ids(contract, &Settings { shard: None, ..settings.clone() })?;
    settings.only = failed.iter().filter(|id| taken.contains(*id)).cloned().collect();
    if settings.only.is_empty() {
        return Err(Failure::usage(format!(
            "{}: nothing is left to try again: of the {} checks that failed, {} takes none",
            again.file,
            failed.len(),
            filters.join(" with ")
        )));
    }
    contract
        .apis
        .retain(|api| again.apis.iter().any(|failed| failed.name == api.name && failed.cases.iter().any(|id| settings.only.contains(id))));
    Ok(())
}
