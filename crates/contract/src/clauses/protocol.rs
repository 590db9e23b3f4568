//! What HTTP, JSON and OpenAPI themselves ask of every deployment: one visible table for all APIs.

use crate::model::{Clause, Force, Source};
use crate::shape::Version;

/// A rule of a standard: id, standard, section, what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtocolClause {
    /// Stable dotted id.
    pub id: &'static str,
    /// Such as `RFC 9110`.
    pub standard: &'static str,
    /// Section of it.
    pub section: &'static str,
    /// What it asks, in our own words.
    pub says: &'static str,
}

const fn clause(id: &'static str, standard: &'static str, section: &'static str, says: &'static str) -> ProtocolClause {
    ProtocolClause { id, standard, section, says }
}

/// What the rules of OpenAPI are cited from; documents of 3.1 are told the sections of 3.1.
const OPENAPI: &str = "OpenAPI 3.0.3";

/// The table, appended to the clauses of every API.
pub static PROTOCOL: &[ProtocolClause] = &[
    clause("http.answered", "RFC 9110", "3.4", "Every request gets an answer, and a whole one."),
    clause("http.no-server-error", "RFC 9110", "15.6", "No answer to any request is 5xx: that would say that the server itself failed."),
    clause(
        "http.framing",
        "RFC 9112",
        "6",
        "An answer is a whole HTTP message, and its body has the length that its header fields announce.",
    ),
    clause(
        "http.content-type",
        "RFC 9110",
        "8.3",
        "An answer with a body names the media type that its content is of, in one Content-Type field of valid syntax.",
    ),
    clause("http.media-types", "RFC 9110", "8.3.1", "A media type is the same in any case, and may carry parameters such as charset."),
    clause("http.header-names", "RFC 9110", "5.1", "The name of a header field is the same in any case."),
    clause("http.repeatable", "RFC 9110", "3.3", "Each request stands for itself: a valid one is granted again, whatever came before it."),
    clause("http.created", "RFC 9110", "9.3.3", "What a request has made, and named with 201 or a link, can be read under that name."),
    clause("http.stored", "RFC 9110", "9.3.4", "After a success of PUT or PATCH, what it was sent to is not as it was before."),
    clause("http.deleted", "RFC 9110", "9.3.5", "What was deleted is not there any more, where the document says how that is answered."),
    clause("http.concurrent", "RFC 9112", "9.3", "Requests at the same time get each its own answer."),
    clause("json.well-formed", "RFC 8259", "2", "A JSON body is one JSON value, and nothing else."),
    clause("json.utf-8", "RFC 8259", "8.1", "A JSON body is UTF-8, without a byte order mark."),
    clause("json.unique-names", "RFC 8259", "4", "The names within a JSON object are unique."),
    clause(
        "json.order",
        "RFC 8259",
        "4",
        "A JSON value is the same in any order of members, with any white space between tokens and with any escapes.",
    ),
    clause("openapi.responses", OPENAPI, "4.7.16", "An answer is one that the operation documents."),
    clause("openapi.content", OPENAPI, "4.7.17", "The body of an answer is of a media type that the response documents."),
    clause("openapi.schema", OPENAPI, "4.7.14", "The body of an answer is valid against the schema of its media type."),
    clause(
        "openapi.headers",
        OPENAPI,
        "4.7.21",
        "The header fields that the response documents are there where required, and valid against their schemas.",
    ),
    clause(
        "openapi.security",
        OPENAPI,
        "4.7.30",
        "An operation that asks for credentials refuses a request without them, or with wrong ones.",
    ),
    clause("arazzo.criteria", "Arazzo 1.0.1", "4.6.11", "A step of a flow does what its criteria ask for."),
    clause("snapshot.reviewed", "--snapshots DIR", "reviewed", "A flow shows what the reviewed snapshot of this deployment shows."),
];

/// What methods promise about state: a register of an API says itself what its requests change, and is held to that alone.
const WITHOUT_REGISTER: [&str; 3] = ["http.created", "http.stored", "http.deleted"];

/// The objects of OpenAPI have the same numbers in both versions, one chapter later in 3.1.
fn source(own: &ProtocolClause, version: Version) -> Source {
    let (name, section) = match own.section.strip_prefix("4.7.") {
        Some(object) if own.standard == OPENAPI && version >= Version::V3_1 => ("OpenAPI 3.1.1", format!("4.8.{object}")),
        _ => (own.standard, own.section.to_owned()),
    };
    Source::Standard { name: name.to_owned(), section }
}

/// The table as clauses of an API, which may have a register of its own, under the sections of the version that its document is written in.
pub(crate) fn clauses(has_register: bool, version: Version) -> impl Iterator<Item = Clause> {
    let holds = move |own: &&ProtocolClause| !has_register || !WITHOUT_REGISTER.contains(&own.id);
    PROTOCOL.iter().filter(holds).map(move |own| Clause {
        id: own.id.to_owned(),
        source: source(own, version),
        force: Force::Must,
        says: own.says.to_owned(),
        readings: Vec::new(),
        consistent: false,
        unchecked: None,
        place: None,
    })
}
