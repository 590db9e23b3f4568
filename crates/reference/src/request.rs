//! Reading a request's JSON body: bounded, whole, and never with a panic.

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use std::pin::Pin;

/// Bodies above this many bytes are refused with 413.
pub const LIMIT: usize = 1 << 20;
/// What is read, and thrown away, of a body above the limit, so that its sender gets to hear the answer.
const PATIENCE: usize = 64 << 20;

/// Why a request is refused before anybody looks at what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// 400, 413 or 415.
    pub status: StatusCode,
    /// For people.
    pub says: &'static str,
}

/// The JSON value that a request carries. Of a member that is given twice the last one counts (RFC 8259, section 4, leaves that open).
pub async fn json(headers: &HeaderMap, body: Body) -> Result<Value, Malformed> {
    let bytes = whole(body).await?;
    if !is_json(headers) {
        return Err(Malformed { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, says: "The body must be sent as application/json" });
    }
    serde_json::from_slice(&bytes).map_err(|_| Malformed { status: StatusCode::BAD_REQUEST, says: "The body is not JSON" })
}

/// Reads a body to its end.
pub async fn whole(mut body: Body) -> Result<Vec<u8>, Malformed> {
    let (mut bytes, mut read) = (Vec::new(), 0);
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Malformed { status: StatusCode::BAD_REQUEST, says: "The body is not whole" })?;
        let Ok(data) = frame.into_data() else { continue };
        read += data.len();
        if read <= LIMIT {
            bytes.extend_from_slice(&data);
        } else if read > PATIENCE {
            break;
        }
    }
    if read > LIMIT { Err(Malformed { status: StatusCode::PAYLOAD_TOO_LARGE, says: "The body is too large" }) } else { Ok(bytes) }
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
