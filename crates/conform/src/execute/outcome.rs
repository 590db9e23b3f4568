//! Small questions about a request that was answered.

use crate::arazzo::Sent;
use crate::judge::{Answered, Class};
use specproof_contract::model::Api;

/// Whether it was granted.
pub fn granted(api: &Api, sent: &Sent<'_>) -> bool {
    sent.exchange.answer.as_ref().is_ok_and(|answer| Answered::new(api, sent.operation, answer, sent.now).class == Class::Grant)
}
