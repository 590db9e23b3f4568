//! From a [`Fault`] to the [`Finding`] that leaves the run, cited and masked.

use super::World;
use super::attempt::Attempt;
use crate::case::Case;
use crate::curl;
use crate::exchange::Exchange;
use crate::judge::Fault;
use crate::run::{Cited, Finding, MaskedExchange};
use specproof_contract::model::{Api, Clause, Place, Source};

/// The longest text of what was expected or received, in characters.
pub const LONGEST: usize = 600;
/// The longest body, and the longest header field, that is kept, in characters.
const LONGEST_BODY: usize = 4096;

/// Makes the finding.
pub fn finding(
    world: &World<'_>,
    api: &Api,
    case: &Case,
    attempt: &Attempt<'_>,
    check: &str,
    sent: Option<usize>,
    fault: &Fault,
) -> Finding {
    let mask = |text: &str, most| world.mask.beginning(text, most);
    let sent = sent.and_then(|index| attempt.sent.get(index));
    let exchange = sent.map(|sent| &sent.exchange);
    // What no element of the document says by itself is at the operation.
    let operation = sent.map(|sent| sent.operation).or_else(|| api.operation(case.operation.as_deref()?));
    let spoken = fault.place.or_else(|| operation.map(|own| own.place));
    let at = fault.at.as_deref().map(|at| if at.is_empty() { "the whole body".into() } else { mask(at, LONGEST) });
    let spot = fault.at.as_deref().unwrap_or_default().split('/').map(|part| {
        // The index of an item is chance.
        if part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty() { "*" } else { part }
    });
    let spot = spot.collect::<Vec<_>>().join("/");
    let cited =
        |id: &String| Cited { id: id.clone(), source: api.clause(id).map_or_else(|| "no clause of the register".to_owned(), source) };
    Finding {
        check: check.to_owned(),
        clause: fault.clause.clone(),
        source: cited(&fault.clause).source,
        clauses: std::iter::once(&fault.clause).chain(&fault.also).map(cited).collect(),
        place: spoken.map(|spoken| place(world, spoken)),
        at,
        expected: mask(&fault.expected, LONGEST),
        received: mask(&fault.received, LONGEST),
        curl: exchange.map(|exchange| curl::command(&exchange.request, world.mask)).unwrap_or_default(),
        flaky: attempt.flaky,
        fingerprint: fingerprint(&[&case.id, check, &fault.clause, &spot]),
        exchange: exchange.map(|exchange| masked(world, exchange)),
        known: None,
    }
}

/// Where a clause is said: document and lines, or standard and section.
pub fn source(clause: &Clause) -> String {
    match &clause.source {
        Source::Document { document, lines, .. } => {
            let lines: Vec<String> = lines
                .iter()
                .map(|range| if range.first == range.last { range.first.to_string() } else { format!("{}-{}", range.first, range.last) })
                .collect();
            format!("{document}:{}", lines.join(","))
        }
        Source::Silence { document } => format!("{document} (silent)"),
        Source::Standard { name, section } => format!("{name}, {section}"),
    }
}

/// `file:line:column`
pub fn place(world: &World<'_>, place: Place) -> String {
    let file = world.contract.files.get(place.file.0 as usize).map_or("?", |file| file.path.as_str());
    format!("{file}:{}:{}", place.line, place.column)
}

/// The exchange as it may be shown.
pub fn masked(world: &World<'_>, exchange: &Exchange) -> MaskedExchange {
    let field = |text: &str| world.mask.beginning(text, LONGEST_BODY);
    let fields = |fields: &[(String, String)]| fields.iter().map(|(name, value)| (field(name), field(value))).collect();
    let body = |bytes: &[u8]| world.mask.readable(bytes, LONGEST_BODY);
    let answer = exchange.answer.as_ref().ok();
    // When an answer was made tells nothing about it, and would make two runs differ that are the same.
    let timeless =
        |answer: &crate::exchange::Answer| fields(&answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect::<Vec<_>>());
    MaskedExchange {
        method: exchange.request.method.clone(),
        url: world.mask.text(&exchange.request.url),
        request_headers: fields(&exchange.request.headers),
        request_body: exchange.request.body.as_deref().map(body),
        status: answer.map(|answer| answer.status),
        answer_headers: answer.map(timeless).unwrap_or_default(),
        answer_body: answer.map(|answer| body(&answer.body)),
        started_ms: u64::try_from(exchange.started.as_millis()).unwrap_or(u64::MAX),
        took_ms: u64::try_from(exchange.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// FNV-1a over the parts, each ended by a byte that is in none of them.
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
