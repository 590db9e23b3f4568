//! What proves a check: a broken deployment, and the finding that the check makes of it.

use crate::change;
use crate::fault;
use crate::matrix::Ground;
use crate::proxy;
use crate::recording::Tape;
use crate::running::Running;
use crate::suite::Suite;
use specproof_conform::run::Finding;
use specproof_contract::model::Api;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A broken deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// The variant of this id that the ground can start.
    Flaw(&'a str),
    /// The derived fault of this id.
    Fault(&'a str),
    /// An answer that is not as it was when its snapshot was reviewed.
    Change,
}

/// The first finding that a check makes of a broken deployment, with the case that shows it and what is wrong in words; `None` when it makes none.
/// Checks that plan cases have only their own to make it with, checks of answers have the flows, then all.
///
/// # Errors
/// The deployment could not be started, there is no such fault, or the settings make no sense.
pub async fn finding(
    suite: &Suite<'_>,
    api: &Arc<Api>,
    ground: &dyn Ground,
    check: &str,
    subject: Subject<'_>,
) -> Result<Option<(String, Finding)>, String> {
    let own = suite.cases_of(check);
    let tries = if own.is_empty() { vec![Some(suite.cases_of("flow")), None] } else { vec![Some(own)] };
    for cases in tries {
        let found = match subject {
            Subject::Flaw(id) => {
                let broken = ground.start(api, Some(id)).await?;
                suite.findings_of(&broken.url, check, cases.as_ref()).await?
            }
            Subject::Fault(id) => {
                let broken = breaking(suite, api, ground, id, cases.as_ref()).await?;
                suite.findings_of(&broken.url, check, cases.as_ref()).await?
            }
            Subject::Change => return changed(suite, api, ground).await,
        };
        if let Some(first) = found.into_iter().next() {
            return Ok(Some(first));
        }
    }
    Ok(None)
}

async fn breaking(
    suite: &Suite<'_>,
    api: &Arc<Api>,
    ground: &dyn Ground,
    id: &str,
    cases: Option<&BTreeSet<String>>,
) -> Result<Running, String> {
    let fault = fault::list(api).into_iter().find(|fault| fault.id == id).ok_or_else(|| format!("there is no fault `{id}`"))?;
    let honest = ground.start(api, None).await?;
    let tape = Tape::new(api);
    suite.observed(&honest.url, cases, &tape).await?;
    let honest = ground.start(api, None).await?;
    let broken = proxy::breaking(Arc::clone(api), suite.upstream(&honest.url)?, fault, Arc::new(tape.take())).await;
    let broken = broken.map_err(|error| error.to_string())?;
    Ok(Running::guarded(broken.url.clone(), (broken, honest)))
}

async fn changed(suite: &Suite<'_>, api: &Arc<Api>, ground: &dyn Ground) -> Result<Option<(String, Finding)>, String> {
    let honest = ground.start(api, None).await?;
    let tape = Tape::new(api);
    suite.observed(&honest.url, Some(&suite.cases_of("flow")), &tape).await?;
    let recording = Arc::new(tape.take());
    let Some(fault) = change::fault(api, &recording) else { return Ok(None) };
    let broken = proxy::breaking(Arc::clone(api), suite.upstream(&honest.url)?, fault, recording).await;
    let broken = broken.map_err(|error| error.to_string())?;
    change::found(suite, api, &honest.url, &broken.url).await
}
