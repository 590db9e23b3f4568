//! `json`: JSON content is JSON, in UTF-8, and names each member once.

use crate::check::{Check, Kind};
use crate::judge::{Fault, JsonFault, Judged};
use specproof_contract::notation::pointer_token;

pub const CHECK: Check = Check {
    id: "json",
    rule: "JSON content parses as one JSON text in UTF-8, without a byte order mark and without duplicate member names.",
    source: "RFC 8259, sections 2, 4 and 8.1",
    manual: "Text before or after the value, NaN, comments, lone surrogates and bytes that are not UTF-8 are findings, as are two members of \
             one name in an object: what a reader makes of them is left to chance.",
    kind: Kind::Answer(judge),
};

fn judge(judged: &Judged<'_>) -> Vec<Fault> {
    let Some(answered) = judged.answer else { return Vec::new() };
    let fault = |fault: &JsonFault| match fault {
        JsonFault::Malformed(why) => Fault::new("json.well-formed", "one JSON text", format!("{why}; {}", answered.line())),
        JsonFault::NotUtf8(at) => Fault::new("json.utf-8", "JSON in UTF-8", format!("byte {at} is not UTF-8; {}", answered.line())),
        JsonFault::ByteOrderMark => Fault::new("json.utf-8", "no byte order mark before the JSON text", answered.line()),
        JsonFault::Duplicate(place, name) => {
            Fault::new("json.unique-names", "each member name once in an object", format!("`{name}` twice; {}", answered.line()))
                .at(format!("{place}/{}", pointer_token(name)))
        }
    };
    answered.json_faults.iter().map(fault).collect()
}
