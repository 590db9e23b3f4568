//! [`Arrival`]: an answer while it comes, held to the limits at every step, so that nothing from outside decides what it costs.

use crate::decode::{self, Undecoded};
use crate::exchange::{Answer, TransportError};
use crate::settings::Limits;
use hyper::header::HeaderMap;

/// How much of an answer has come.
#[derive(Debug)]
pub struct Arrival {
    limits: Limits,
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Arrival {
    /// Nothing has come yet.
    pub fn new(limits: &Limits) -> Self {
        Self { limits: *limits, status: None, headers: Vec::new(), body: Vec::new() }
    }

    /// Whether a status line and header fields have come.
    pub fn begun(&self) -> bool {
        self.status.is_some()
    }

    /// Status line and header fields have come.
    ///
    /// # Errors
    /// They are larger than the limit.
    pub fn head(&mut self, status: u16, fields: &HeaderMap) -> Result<(), TransportError> {
        self.status = Some(status);
        let size: usize = fields.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > self.limits.head {
            return Err(TransportError::TooLarge(format!("{size} bytes of header fields; the limit is {}", self.limits.head)));
        }
        let latin = |bytes: &[u8]| bytes.iter().map(|&byte| char::from(byte)).collect();
        self.headers = fields.iter().map(|(name, value)| (name.as_str().to_owned(), latin(value.as_bytes()))).collect();
        Ok(())
    }

    /// More content has come.
    ///
    /// # Errors
    /// There is more of it than the limit.
    pub fn chunk(&mut self, chunk: &[u8]) -> Result<(), TransportError> {
        if self.body.len() + chunk.len() > self.limits.body {
            return Err(TransportError::TooLarge(format!("more than {} bytes of content", self.limits.body)));
        }
        self.body.extend_from_slice(chunk);
        Ok(())
    }

    /// The end has come: the whole answer, its content codings taken off.
    ///
    /// # Errors
    /// The content is not in its coding, in one that is not known, or too large without it.
    pub fn finish(&mut self) -> Result<Answer, TransportError> {
        let status = self.status.unwrap_or_default();
        let headers = std::mem::take(&mut self.headers);
        let mut body = std::mem::take(&mut self.body);
        let fields: Vec<&str> = headers.iter().filter(|(name, _)| name == "content-encoding").map(|(_, value)| value.as_str()).collect();
        let codings = decode::codings(&fields);
        // The fields of an answer to HEAD, or of a 304, tell of content that does not come.
        if !codings.is_empty() && !body.is_empty() {
            body = decode::decode(body, &codings, self.limits.codings, self.limits.body).map_err(|error| match error {
                Undecoded::TooLarge(why) => TransportError::TooLarge(format!("status {status}, then {why}")),
                Undecoded::Broken(why) => TransportError::Broken(format!("status {status}, but {why}")),
                Undecoded::Unknown(why) => TransportError::Unreadable(format!("status {status}, but {why}")),
            })?;
        }
        Ok(Answer { status, headers, body })
    }

    /// The time limit has passed.
    pub fn timed_out(&self) -> TransportError {
        let what = match self.status {
            None => "no status line and header fields".to_owned(),
            Some(status) => format!("status {status} and {} bytes of content", self.body.len()),
        };
        TransportError::TimedOut(format!("within {:?} came {what}", self.limits.request))
    }

    /// The content broke off, for this reason.
    pub fn cut(&self, why: &str) -> TransportError {
        let status = self.status.unwrap_or_default();
        TransportError::Broken(format!("status {status}, then {} bytes of content, then: {why}", self.body.len()))
    }
}
