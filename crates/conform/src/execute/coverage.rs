//! Which documented answers came, each with its reason where it did not.

use super::ledger::Ledger;
use crate::run::{CaseResult, Covered, Outcome};
use specproof_contract::model::Api;
use std::collections::HashMap;

/// Why an answer of an operation that was called did not come.
pub const NOT_ANSWERED_SO: &str = "no request of this run was answered so";

/// Why operations were not called: of each the reason of the first of its cases that was not tried.
pub struct Idle<'r>(HashMap<&'r str, &'r str>);

impl<'r> Idle<'r> {
    /// From what became of the cases.
    pub fn of(results: &'r [CaseResult]) -> Self {
        let mut all = HashMap::new();
        for result in results {
            if let (Some(operation), Outcome::Skip(why) | Outcome::Error(why)) = (&result.operation, &result.outcome) {
                all.entry(operation.as_str()).or_insert(why.as_str());
            }
        }
        Self(all)
    }

    /// Why no request of the run reached the operation.
    pub fn why(&self, operation: &str) -> String {
        self.0.get(operation).copied().unwrap_or("no case of this run calls the operation").to_owned()
    }
}

/// Which other reading of the same clause the deployment was seen to follow.
fn other_reading(api: &Api, ledger: &Ledger<'_>, reading: &str) -> Option<String> {
    let (clause, own) = reading.split_once('/')?;
    let followed = api
        .clause(clause)?
        .readings
        .iter()
        .find(|other| other.id != own && ledger.readings.contains_key(&format!("{clause}/{}", other.id)))?;
    Some(format!("this deployment follows another reading, {} ({})", followed.id, followed.says))
}

/// Every documented answer, whether it came, and why not.
pub fn answers(api: &Api, idle: &Idle<'_>, ledger: &Ledger<'_>) -> Vec<Covered> {
    let mut all = Vec::new();
    for operation in &api.operations {
        let none_ran = idle.why(&operation.id);
        let reached = ledger.reached(&operation.id);
        for response in &operation.responses {
            let media = response.content.iter().map(|media| Some(media.name.as_str()));
            let media: Vec<Option<&str>> = if response.content.is_empty() { vec![None] } else { media.collect() };
            for media_type in media {
                let item = (operation.id.as_str(), response.status, media_type);
                let times = ledger.covered.get(&item).copied().unwrap_or(0);
                let reason = (times == 0).then(|| {
                    if let Some(other) = response.reading.as_deref().and_then(|reading| other_reading(api, ledger, reading)) {
                        other
                    } else if ledger.unread.contains(&item) {
                        "came, but content of this type cannot be judged".to_owned()
                    } else if reached {
                        NOT_ANSWERED_SO.to_owned()
                    } else {
                        none_ran.clone()
                    }
                });
                let (status, media_type) = (response.status.to_string(), media_type.map(str::to_owned));
                all.push(Covered { operation: operation.id.clone(), status, media_type, times, reason });
            }
        }
    }
    all
}
