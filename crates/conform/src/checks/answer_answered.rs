//! `answered`: every request gets an answer in time.

use crate::check::{Check, Kind};
use crate::exchange::TransportError;
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "answered",
    rule: "Every request gets a whole answer within the time limit.",
    source: "RFC 9110, section 9: a server responds to each request",
    manual: "A request that was sent and is not answered within `--timeout` is a finding; how much of an answer had come is told. A \
             connection that cannot be made at all is no finding but an error: the target is not there.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    match &judged.exchange.answer {
        Err(error @ TransportError::TimedOut(_)) => {
            vec![Fault::new("http.answered", "a whole answer within the time limit", error.to_string())]
        }
        _ => Vec::new(),
    }
}
