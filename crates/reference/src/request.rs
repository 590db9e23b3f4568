//! Reading a request into its generated type: bounded, whole, and never with a panic.

use axum::body::{Body, HttpBody};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use specproof_models::support;
use std::pin::Pin;

/// Bodies above this many bytes are refused with 413.
pub const LIMIT: usize = 1 << 20;
/// What is read, and thrown away, of a body above the limit, so that its sender gets to hear the answer.
const PATIENCE: usize = 64 << 20;

/// Why a request is refused before anybody looks at what it asks for. It repeats no value of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// 400, 413 or 415.
    pub status: StatusCode,
    /// For people.
    pub says: String,
}

impl Malformed {
    fn new(status: StatusCode, says: impl Into<String>) -> Self {
        Self { status, says: says.into() }
    }
}

/// A request of this type, with a JSON body. Of a member that is given twice the last one counts (RFC 8259, section 4, leaves that open).
pub async fn json<T>(request: Request<Body>, decode: fn(&support::Request) -> Result<T, support::Error>) -> Result<T, Malformed> {
    let (parts, body) = request.into_parts();
    let body = whole(body).await?;
    if !is_json(&parts.headers) {
        return Err(Malformed::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be sent as application/json"));
    }
    // A +json type is JSON too, which the typed reader, told of application/json alone, need not know.
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    typed(&parts, headers, body, decode)
}

/// A request of this type, without a body.
pub fn bare<T>(parts: &Parts, decode: fn(&support::Request) -> Result<T, support::Error>) -> Result<T, Malformed> {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let headers = parts.headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect();
    typed(parts, headers, Vec::new(), decode)
}

fn typed<T>(
    parts: &Parts,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    decode: fn(&support::Request) -> Result<T, support::Error>,
) -> Result<T, Malformed> {
    let request = support::Request { method: parts.method.to_string(), target: parts.uri.path().to_owned(), headers, body };
    decode(&request).map_err(|error| {
        let place = if error.pointer().is_empty() { "The request" } else { error.pointer() };
        Malformed::new(StatusCode::BAD_REQUEST, format!("{place} is not valid ({})", error.rule()))
    })
}

/// Reads a body to its end.
pub async fn whole(mut body: Body) -> Result<Vec<u8>, Malformed> {
    let (mut bytes, mut read) = (Vec::new(), 0);
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Malformed::new(StatusCode::BAD_REQUEST, "The body is not whole"))?;
        let Ok(data) = frame.into_data() else { continue };
        read += data.len();
        if read <= LIMIT {
            bytes.extend_from_slice(&data);
        } else if read > PATIENCE {
            break;
        }
    }
    if read > LIMIT { Err(Malformed::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large")) } else { Ok(bytes) }
}

/// Whether the content type is `application/json` or a `+json` type; parameters are allowed (RFC 8259, section 11; RFC 6839, section 3.1).
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_as(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().expect("a header value"))])
    }

    #[test]
    fn json_types_are_told_by_their_name() {
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json", "application/json;v=1"] {
            assert!(is_json(&sent_as(good)), "{good}");
        }
        for bad in ["text/plain", "application/jsonp", "text/json", "", "application/x-www-form-urlencoded"] {
            assert!(!is_json(&sent_as(bad)), "{bad}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
