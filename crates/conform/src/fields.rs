//! Header fields as they are sent.

use crate::exchange::{Request, TransportError};
use hyper::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};

/// Why a header field cannot be sent.
///
/// # Errors
/// The reason, without the value.
pub fn check_field(name: &str, value: &str) -> Result<(), String> {
    field(name, value).map(drop)
}

/// A header field.
///
/// # Errors
/// The reason why it cannot be sent, without the value.
pub fn field(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let known = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("{name:?} is no header field name (RFC 9110, 5.1)"))?;
    let value =
        HeaderValue::from_bytes(value.as_bytes()).map_err(|_| format!("the value of `{name}` holds control characters (RFC 9110, 5.5)"))?;
    Ok((known, value))
}

/// Adds the fields of a request.
///
/// # Errors
/// One of them cannot be sent.
pub fn header_map(request: &Request, map: &mut HeaderMap) -> Result<(), TransportError> {
    for (name, value) in &request.headers {
        let (name, value) = field(name, value).map_err(TransportError::Unsendable)?;
        map.append(name, value);
    }
    if request.says_empty() {
        map.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(())
}
