//! A deployment that keeps the contract and is not as it was when its snapshots were reviewed: what only snapshots find out.

use crate::fault::{Bend, Effect, Fault, How, When};
use crate::proof::Fate;
use crate::recording::Recording;
use crate::suite::{Suite, findings};
use specproof_conform::Run;
use specproof_conform::run::Finding;
use specproof_conform::snapshot::{Mode, Store};
use specproof_contract::model::Api;
use std::path::PathBuf;

/// The check that finds it out.
const CHECK: &str = "snapshot";

/// The change's id.
pub fn id(api: &Api) -> String {
    format!("{}.changed", api.name)
}

/// An answer of a flow with a member more than before; `None` where no flow gets a JSON object.
pub fn fault(api: &Api, recording: &Recording) -> Option<Fault> {
    let in_flow = |case: &str| case.strip_prefix(api.name.as_str()).is_some_and(|rest| rest.starts_with(".flow."));
    let own = recording.exchanges.iter().find(|own| own.verdict.granted && own.value.is_object() && in_flow(&own.case))?;
    let operation = api.operation(&own.operation)?;
    Some(Fault {
        id: id(api),
        api: api.name.clone(),
        operation: operation.id.clone(),
        clauses: operation.clauses.clone(),
        place: operation.place,
        says: "An answer has a member that it did not have when its snapshot was reviewed".to_owned(),
        when: When::Always,
        effect: Effect::Bend(Box::new(Bend { response: own.verdict.response?, how: How::Extra(Vec::new()) })),
    })
}

/// Takes snapshots of the honest deployment, then compares both with them; `None` where the honest one does not repeat itself.
///
/// # Errors
/// A snapshot could not be written, or the settings make no sense.
pub async fn tried(suite: &Suite<'_>, api: &Api, honest: &str, changed: &str) -> Result<Option<Fate>, String> {
    let Some(run) = compared(suite, api, honest, changed).await? else { return Ok(None) };
    let requests = run.apis.iter().map(|api| api.requests).sum();
    let found = findings(&run).find(|(_, finding)| finding.check == CHECK);
    Ok(Some(match found {
        None => Fate::Survived { met: None, why: None },
        Some((_, finding)) => {
            let checks = vec!["flow".to_owned(), CHECK.to_owned()];
            Fate::Killed { checks, clauses: vec![finding.clause.clone()], rightly: true, requests }
        }
    }))
}

/// As [`tried`], the finding itself with its case.
///
/// # Errors
/// As there.
pub async fn found(suite: &Suite<'_>, api: &Api, honest: &str, changed: &str) -> Result<Option<(String, Finding)>, String> {
    let run = compared(suite, api, honest, changed).await?;
    let first = run.as_ref().and_then(|run| findings(run).find(|(_, finding)| finding.check == CHECK));
    Ok(first.map(|(case, finding)| (case.id.to_string(), finding.clone())))
}

async fn compared(suite: &Suite<'_>, api: &Api, honest: &str, changed: &str) -> Result<Option<Run>, String> {
    let folder = Folder::new(&api.name)?;
    let store = |mode| Store { own: Some((folder.0.clone(), mode)), ..Store::default() };
    suite.flows(honest, &store(Mode::Accept)).await?;
    let same = suite.flows(honest, &store(Mode::Check)).await?;
    if findings(&same).any(|(_, finding)| finding.check == CHECK) {
        return Ok(None);
    }
    suite.flows(changed, &store(Mode::Check)).await.map(Some)
}

/// A folder that goes when this does.
struct Folder(PathBuf);

impl Folder {
    fn new(api: &str) -> Result<Self, String> {
        let name = format!("specproof-{}-{}", std::process::id(), specproof_conform::snapshot::safe(api));
        let folder = std::env::temp_dir().join(name);
        let made = specproof_contract::fail::point("file.folder").and_then(|()| std::fs::create_dir_all(&folder));
        made.map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
