//! `no-server-error`: no answer to any request is 5xx.

use crate::check::{Check, Kind};
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "no-server-error",
    rule: "No answer to any request is 5xx.",
    source: "RFC 9110, section 15.6: 5xx says that the server is at fault",
    manual: "Whatever is sent, valid or not, a status from 500 on is a finding: the server says itself that it failed. An answer with \
             Retry-After is no answer yet; the run waits and asks again.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    match judged.answer {
        Some(answered) if answered.answer.status >= 500 => {
            vec![Fault::new("http.no-server-error", "any status below 500", answered.line())]
        }
        _ => Vec::new(),
    }
}
