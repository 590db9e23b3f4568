//! Requests that were made up from the document: a documented refusal of one is no fault, and nothing that passed.

use super::attempt::{Attempt, End};
use super::ledger::Ledger;
use crate::arazzo::Sent;
use crate::case::{Case, Expectation, Trial};
use crate::judge::Class;
use specproof_contract::model::Api;

/// Statuses that say that the request itself was found wrong, not what it is about or who asks.
const INVALID: [u16; 5] = [400, 413, 414, 415, 422];

/// Whether this answer calls a request wrong which the document calls right.
pub fn calls_wrong(sent: &Sent<'_>) -> bool {
    sent.answered.as_ref().is_some_and(|answered| INVALID.contains(&answered.answer.status))
}

/// Whether what was asked for was granted.
pub fn is_granted(sent: &Sent<'_>) -> bool {
    sent.answered.as_ref().is_some_and(|answered| answered.class == Class::Grant)
}

/// Why a case that found nothing wrong has not shown anything right either: what it asked for was refused, and its request was a guess.
pub fn not_exercised(case: &Case, sent: &[Sent<'_>]) -> Option<String> {
    if !matches!(case.trial, Trial::Variant { .. } | Trial::Many { .. }) {
        return None;
    }
    let guesses: Vec<&Sent<'_>> = sent.iter().filter(|sent| matches!(sent.expect, Expectation::Guessed { .. })).collect();
    let refused = |sent: &&&Sent<'_>| sent.answered.as_ref().is_some_and(|answered| (300..500).contains(&answered.answer.status));
    let first = guesses.iter().find(refused).filter(|_| !guesses.iter().any(|sent| is_granted(sent)))?;
    Some(format!("not exercised: {}", refusal(first)))
}

/// How a made-up request was refused, in words.
pub fn refusal(sent: &Sent<'_>) -> String {
    let operation = format!("{} {}", sent.operation.method.as_str(), sent.operation.path);
    let Some(answered) = &sent.answered else { return format!("{operation} was not answered") };
    let documented = if answered.response.is_some() { "as documented" } else { "which the document does not list" };
    format!("{operation} answered {}, {documented}, to a request that was made up from the document", answered.answer.status)
}

/// Takes back what refusals seem to have shown where nothing was ever granted: an operation that refuses everything refuses what is wrong, too.
pub fn take_back(api: &Api, cases: &[&Case], attempts: &mut [Attempt<'_>], ledger: &Ledger<'_>) {
    if api.document.is_some() {
        return;
    }
    for (case, attempt) in cases.iter().zip(attempts) {
        let refused = matches!(case.trial, Trial::Variant { expect: Expectation::Refused { .. }, .. });
        if refused && attempt.passed() && case.operation.as_ref().is_some_and(|operation| !ledger.granting.contains(operation.as_str())) {
            attempt.untried();
            attempt.end = End::Skipped("not exercised: this operation granted nothing in this run, so that a refusal says nothing".into());
        }
    }
}
