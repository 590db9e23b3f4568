//! Messages as they go over the wire, and the table of operations.

use super::Error;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query, percent-encoded, without scheme and host; relative to the server's URL.
    pub target: String,
    /// Header fields in order, `Content-Type` and `Cookie` included.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header fields in order, `Content-Type` included.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

/// One operation of one API, for those that decode without knowing its types.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Name of the API.
    pub api: &'static str,
    /// Id of the operation.
    pub operation_id: &'static str,
    /// Method.
    pub method: &'static str,
    /// Path template.
    pub path: &'static str,
    /// Decodes a request into its type and forgets it.
    pub decode_request: fn(&Request) -> Result<(), Error>,
    /// Decodes a response, given as status, header fields and body, into its type and forgets it.
    pub decode_response: DecodeResponse,
}

/// Decodes a response that is given as status, header fields and body.
pub type DecodeResponse = fn(u16, &[(String, String)], &[u8]) -> Result<(), Error>;

/// The first field of this name, compared without case.
pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// All fields of this name joined by `, ` (RFC 9110, section 5.3).
pub fn joined(headers: &[(String, String)], name: &str) -> Option<String> {
    let values: Vec<&str> = headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect();
    if values.is_empty() { None } else { Some(values.join(", ")) }
}
