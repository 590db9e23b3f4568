//! What HTTP, JSON and OpenAPI themselves ask of every deployment: one visible table for all APIs.

use crate::model::{Clause, Force, Source};

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

/// The table, appended to the clauses of every API.
pub static PROTOCOL: &[ProtocolClause] = &[
    clause("http.no-server-error", "RFC 9110", "15.6", "No answer to any request is 5xx: that would say that the server itself failed."),
    clause("http.answered", "RFC 9110", "3.4", "Every request is answered."),
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
        "An answer with a body names its media type, in one Content-Type field of valid syntax.",
    ),
    clause("http.header-fields", "RFC 9110", "5", "Header fields are of valid syntax, and their names are the same in any case."),
    clause("http.no-body", "RFC 9110", "6.4.1", "Answers to HEAD, and answers with 1xx, 204 or 304, have no body."),
    clause("http.status-code", "RFC 9110", "15", "A status is a number from 100 to 599 and means what its class means."),
    clause(
        "http.stateless",
        "RFC 9110",
        "3.3",
        "Each request stands for itself: a valid one is granted again, and beside others, and each answer belongs to its own request.",
    ),
    clause("json.well-formed", "RFC 8259", "2", "A JSON body is one JSON value, and nothing else."),
    clause("json.utf-8", "RFC 8259", "8.1", "A JSON body is UTF-8, without a byte order mark."),
    clause("json.unique-members", "RFC 8259", "4", "The names within a JSON object are unique."),
    clause("json.media-type", "RFC 8259", "11", "A JSON body is sent as application/json, or as a type that ends in +json."),
    clause("openapi.status-documented", "OpenAPI 3.0.3", "4.7.16", "An answer has a status that the operation documents."),
    clause(
        "openapi.media-type-documented",
        "OpenAPI 3.0.3",
        "4.7.17",
        "The body of an answer is of a media type that the response documents.",
    ),
    clause("openapi.body-schema", "OpenAPI 3.0.3", "4.7.14", "The body of an answer is valid against the schema of its media type."),
    clause(
        "openapi.headers",
        "OpenAPI 3.0.3",
        "4.7.21",
        "The header fields that the response documents are there where required, and valid against their schemas.",
    ),
    clause(
        "openapi.security",
        "OpenAPI 3.0.3",
        "4.7.30",
        "An operation that asks for credentials refuses a request without them, or with wrong ones.",
    ),
    clause(
        "openapi.request-schema",
        "OpenAPI 3.0.3",
        "4.7.10",
        "A request that is valid against the document is granted or refused, never failed.",
    ),
    clause("arazzo.criteria", "Arazzo 1.0.1", "4.6.5", "The success criteria of each step of a flow hold."),
];

/// The table as clauses of an API.
pub(crate) fn clauses() -> impl Iterator<Item = Clause> {
    PROTOCOL.iter().map(|own| Clause {
        id: own.id.to_owned(),
        source: Source::Standard { name: own.standard.to_owned(), section: own.section.to_owned() },
        force: Force::Must,
        says: own.says.to_owned(),
        readings: Vec::new(),
        consistent: false,
        unchecked: None,
        place: None,
    })
}
