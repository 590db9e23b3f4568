//! `framing`: an answer is a whole HTTP message.

use crate::check::{Check, Kind};
use crate::exchange::{Answer, TransportError};
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "framing",
    rule: "An answer is a well-formed HTTP message of the length that it states.",
    source: "RFC 9112, sections 2.2, 6 and 8",
    manual: "A connection that ends or is reset before the answer is whole, a body shorter than its Content-Length, chunks that are broken \
             or without an end, and bytes that are no HTTP are findings; so are a content that is not in the coding that Content-Encoding states, a transfer \
             coding other than chunked, and a Content-Length beside one. A request that fails on a connection that was used before is tried \
             once on a new one first, since a server may close an idle connection at any time.",
    kind: Kind::Answer(judge),
};

const RIGHT: &str = "no Transfer-Encoding but `chunked`, applied once, and no Content-Length beside it (RFC 9112, 6.1 and 6.2)";

/// A transfer coding that was not asked for, or a length beside it: whoever stands between may read another message than we did.
fn transfer(answer: &Answer) -> Option<String> {
    let fields: Vec<&str> = answer.headers.iter().filter(|(name, _)| name == "transfer-encoding").map(|(_, value)| value.trim()).collect();
    match fields.as_slice() {
        [] => None,
        [one] if one.eq_ignore_ascii_case("chunked") && answer.header("content-length").is_none() => None,
        all => {
            let length = answer.header("content-length").map(|length| format!(" and Content-Length: {length}")).unwrap_or_default();
            Some(format!("Transfer-Encoding: {}{length}", all.join(", ")))
        }
    }
}

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    match &judged.exchange.answer {
        Err(error @ TransportError::Broken(_)) => {
            vec![Fault::new("http.framing", "an HTTP message that is whole and as long as it says", error.to_string())]
        }
        Ok(answer) => transfer(answer).map(|sent| vec![Fault::new("http.framing", RIGHT, sent)]).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}
