//! [`Exchange`]: one request as it was sent and what came back, byte for byte.

use serde::Serialize;
use std::time::Duration;

/// A request, complete as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Method token.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Header fields in order, names in the case they are sent in.
    pub headers: Vec<(String, String)>,
    /// Content; `None` sends none.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// Whether it has to say that it has no content: its method leads to expect some (RFC 9110, 8.6), and servers refuse it otherwise.
    pub fn says_empty(&self) -> bool {
        let expects = ["POST", "PUT", "PATCH"].contains(&self.method.as_str());
        let said = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        expects && !said && self.body.as_ref().is_none_or(Vec::is_empty)
    }
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Header fields in order of arrival, names in lower case, values as Latin-1 text.
    pub headers: Vec<(String, String)>,
    /// Content after transfer coding and content codings were taken off.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header field; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum TransportError {
    /// No connection could be made: refused, unresolved, unroutable.
    Unreachable(String),
    /// TLS could not be agreed on.
    Tls(String),
    /// The time limit passed; the text says which limit and what had arrived.
    TimedOut(String),
    /// The connection ended, or what came is not HTTP, before the answer was whole.
    Broken(String),
    /// The answer is larger than the limit.
    TooLarge(String),
    /// The content is in a coding that cannot be taken off: nothing is known about it.
    Unreadable(String),
    /// The request cannot go over HTTP/1.1 as it is; nothing was sent.
    Unsendable(String),
}

impl std::fmt::Display for TransportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "no connection: {why}"),
            Self::Tls(why) => write!(f, "no TLS connection: {why}"),
            Self::TimedOut(why) => write!(f, "no whole answer in time: {why}"),
            Self::Broken(why) => write!(f, "no whole answer: {why}"),
            Self::TooLarge(why) => write!(f, "the answer is over the limit: {why}"),
            Self::Unreadable(why) => write!(f, "the answer cannot be read: {why}"),
            Self::Unsendable(why) => write!(f, "the request cannot be sent: {why}"),
        }
    }
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub answer: Result<Answer, TransportError>,
    /// From the start of the run to the sending of the request.
    pub started: Duration,
    /// From sending to the last byte, or to the error.
    pub took: Duration,
}

/// Whether a request waited in vain: for the whole time limit, or for a second and more until the connection broke.
pub fn in_vain(answer: &Result<Answer, TransportError>, took: Duration) -> bool {
    match answer {
        Err(TransportError::TimedOut(_)) => true,
        Err(_) => took >= Duration::from_secs(1),
        Ok(_) => false,
    }
}
