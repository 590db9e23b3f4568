//! `framing`: an answer is a whole HTTP message.

use crate::check::{Check, Kind};
use crate::exchange::TransportError;
use crate::judge::{Fault, Judged};

pub const CHECK: Check = Check {
    id: "framing",
    rule: "An answer is a well-formed HTTP message of the length that it states.",
    source: "RFC 9112, sections 2.2, 6 and 8",
    manual: "A connection that ends or is reset before the answer is whole, a body shorter than its Content-Length, chunks that are broken \
             or without an end, and bytes that are no HTTP are findings. A request that fails on a connection that was used before is tried \
             once on a new one first, since a server may close an idle connection at any time.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    match &judged.exchange.answer {
        Err(error @ TransportError::Broken(_)) => {
            vec![Fault::new("http.framing", "an HTTP message that is whole and as long as it says", error.to_string())]
        }
        _ => Vec::new(),
    }
}
