//! Which documented answers came, each with its reason where it did not.

use super::summary::Tally;
use crate::run::{CaseResult, Covered, Outcome};
use specproof_contract::model::Api;

/// Why an answer of an operation that was called did not come.
pub const NOT_ANSWERED_SO: &str = "no request of this run was answered so";

/// Why no request of the run reached an operation.
pub fn why_not_called(results: &[CaseResult], operation: &str) -> String {
    let of_operation = results.iter().filter(|result| result.operation.as_deref() == Some(operation));
    let reason = of_operation.into_iter().find_map(|result| match &result.outcome {
        Outcome::Skip(why) | Outcome::Error(why) => Some(why.clone()),
        _ => None,
    });
    reason.unwrap_or_else(|| "no case of this run calls the operation".to_owned())
}

/// Which other reading of the same clause the deployment was seen to follow.
fn other_reading(api: &Api, tally: &Tally, reading: &str) -> Option<String> {
    let (clause, own) = reading.split_once('/')?;
    let followed = api
        .clause(clause)?
        .readings
        .iter()
        .find(|other| other.id != own && tally.readings.contains_key(&format!("{clause}/{}", other.id)))?;
    Some(format!("this deployment follows another reading, {} ({})", followed.id, followed.says))
}

/// Every documented answer, whether it came, and why not.
pub fn answers(api: &Api, results: &[CaseResult], tally: &Tally) -> Vec<Covered> {
    let mut all = Vec::new();
    for operation in &api.operations {
        let none_ran = why_not_called(results, &operation.id);
        for response in &operation.responses {
            let media = response.content.iter().map(|media| Some(media.name.clone()));
            let media: Vec<Option<String>> = if response.content.is_empty() { vec![None] } else { media.collect() };
            for media_type in media {
                let item = (operation.id.clone(), response.status.to_string(), media_type.clone());
                let times = tally.covered.get(&item).copied().unwrap_or(0);
                let reached = tally.covered.keys().any(|(own, _, _)| *own == operation.id);
                let reason = (times == 0).then(|| {
                    if let Some(other) = response.reading.as_deref().and_then(|reading| other_reading(api, tally, reading)) {
                        other
                    } else if tally.unread.contains(&item) {
                        "came, but content of this type cannot be judged".to_owned()
                    } else if reached {
                        NOT_ANSWERED_SO.to_owned()
                    } else {
                        none_ran.clone()
                    }
                });
                all.push(Covered { operation: operation.id.clone(), status: response.status.to_string(), media_type, times, reason });
            }
        }
    }
    all
}
