//! `no-server-error`: no answer to any request is 5xx.

use crate::check::{Check, Kind};
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "no-server-error",
    rule: "No answer to any request is 5xx.",
    source: "RFC 9110, section 15.6: 5xx says that the server is at fault",
    manual: "Whatever is sent, valid or not, a status from 500 on is a finding: the server says itself that it failed. An answer with \
             Retry-After is no answer yet; the run waits and asks again. 501 is right where a method was tried that nothing documents.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Ok(answer) = &judged.exchange.answer else { return Vec::new() };
    // 501 is the answer to a method that a server does not know (RFC 9110, section 15.6.2).
    let other_method = judged.draft.elsewhere.as_ref().is_some_and(|elsewhere| elsewhere.method.is_some());
    if answer.status < 500 || (answer.status == 501 && other_method) {
        return Vec::new();
    }
    vec![Fault::new("http.no-server-error", "any status below 500", crate::judge::line(answer))]
}
