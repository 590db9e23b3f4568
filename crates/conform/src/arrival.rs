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
        let latin = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => text.to_owned(),
            _ => bytes.iter().map(|&byte| char::from(byte)).collect(),
        };
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
        within(&body, &self.limits).map_err(|why| TransportError::TooLarge(format!("status {status}, then {why}")))?;
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

/// Whether content that looks like JSON can be read within the limits; counted before anything is made of it.
fn within(body: &[u8], limits: &Limits) -> Result<(), String> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if !matches!(text.iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'{' | b'[')) {
        return Ok(());
    }
    let (mut values, mut depth, mut quoted, mut escaped) = (1_usize, 0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => {
                (values, depth) = (values + 1, depth + 1);
                if depth > limits.depth {
                    return Err(format!("JSON nested more than {} levels deep", limits.depth));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if values > limits.values {
            return Err(format!("more than {} values in its JSON", limits.values));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_counted_before_it_is_read() {
        let limits = Limits { values: 5, depth: 3, ..Limits::default() };
        for (body, part) in [
            (r#"{"a": [1, 2], "b": "[[[[,,,,,,,\"[[["}"#, None),
            ("plain, text, with, many, commas, in, it", None),
            ("[[[[]]]]", Some("3 levels")),
            (r#"{"a":{"b":{"c":{}}}}"#, Some("3 levels")),
            ("\u{feff} [[[[", Some("3 levels")),
            ("[1,2,3,4,5,6]", Some("5 values")),
            ("[],[],[],[],[]", Some("5 values")),
            ("", None),
        ] {
            let got = within(body.as_bytes(), &limits);
            assert_eq!(got.is_err(), part.is_some(), "{body}: {got:?}");
            assert!(part.is_none_or(|part| got.unwrap_err().contains(part)), "{body}");
        }
    }
}
