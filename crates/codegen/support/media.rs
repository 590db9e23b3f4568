//! Bodies: media types are matched, and bytes become values and values bytes.

use super::{
    Error, Json, Part, Shape, Value, from_octets, octets, preview, read_form, read_multipart, scalar, text, write_form, write_multipart,
};

/// How a body of one media type is read and written.
#[derive(Debug, Clone, Copy)]
pub enum Codec {
    /// JSON (RFC 8259).
    Json,
    /// UTF-8 text of a scalar.
    Text(Shape),
    /// Any bytes.
    Bytes,
    /// `application/x-www-form-urlencoded`.
    Form(&'static [Part], Shape),
    /// `multipart/form-data` and its kin.
    Multipart(&'static [Part], Shape),
}

/// One entry of `content`.
#[derive(Debug, Clone, Copy)]
pub struct Media {
    /// Media type or range, as documented.
    pub name: &'static str,
    /// How it is read and written.
    pub codec: Codec,
}

/// A media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How closely a documented media type or range takes a content type: 0 not at all, 4 literally.
pub fn closeness(documented: &str, content_type: &str) -> u8 {
    let (own, other) = (essence(documented), essence(content_type));
    if own == other {
        // Parameters tell entries of the same type apart.
        return if documented.replace(' ', "").eq_ignore_ascii_case(&content_type.replace(' ', "")) { 4 } else { 3 };
    }
    let (top, sub) = own.split_once('/').unwrap_or((&own, ""));
    match (top, sub) {
        ("*", _) => 1,
        (_, "*") if other.split('/').next() == Some(top) => 2,
        _ => 0,
    }
}

/// The entry of `content` for this content type; without one, the only entry, or the first.
pub fn choose(content: &[Media], content_type: Option<&str>) -> Result<usize, Error> {
    let Some(content_type) = content_type else { return Ok(0) };
    let best = (0..content.len()).rev().max_by_key(|&at| closeness(content[at].name, content_type));
    best.filter(|&at| closeness(content[at].name, content_type) > 0).ok_or_else(|| {
        let known: Vec<&str> = content.iter().map(|media| media.name).collect();
        Error::new("content", format!("the content type must be one of {}", known.join(", "))).found(format!("{content_type:?}"))
    })
}

impl Media {
    /// Reads a body.
    pub fn read<T: Json>(&self, content_type: Option<&str>, body: &[u8]) -> Result<T, Error> {
        match self.codec {
            Codec::Json => {
                let value: Value = serde_json::from_slice(body).map_err(|error| not_json(body, &error))?;
                T::decode(&value)
            }
            Codec::Text(shape) => {
                let text = std::str::from_utf8(body).map_err(|_| Error::new("content", "the body must be text in UTF-8"))?;
                T::decode(&scalar(text, shape)).or_else(|error| T::decode(&Value::from(text)).map_err(|_| error))
            }
            Codec::Bytes => T::decode(&from_octets(body)),
            Codec::Form(parts, shape) => T::decode(&read_form(parts, shape, body)?),
            Codec::Multipart(parts, shape) => T::decode(&read_multipart(parts, shape, content_type.unwrap_or_default(), body)?),
        }
    }

    /// Writes a body: its content type and its bytes.
    pub fn write<T: Json>(&self, value: &T) -> (String, Vec<u8>) {
        let value = value.encode();
        let name = if self.name.contains('*') { self.fallback() } else { self.name };
        let body = match self.codec {
            Codec::Json => value.to_string().into_bytes(),
            Codec::Text(_) => text(&value).into_bytes(),
            Codec::Bytes => octets(&value),
            Codec::Form(parts, shape) => write_form(parts, shape, &value).into_bytes(),
            Codec::Multipart(parts, _) => {
                let (boundary, body) = write_multipart(parts, &value);
                return (format!("{name}; boundary={boundary}"), body);
            }
        };
        (name.to_owned(), body)
    }

    fn fallback(&self) -> &'static str {
        match self.codec {
            Codec::Json => "application/json",
            Codec::Text(_) => "text/plain; charset=utf-8",
            Codec::Bytes => "application/octet-stream",
            Codec::Form(..) => "application/x-www-form-urlencoded",
            Codec::Multipart(..) => "multipart/form-data",
        }
    }
}

fn not_json(body: &[u8], error: &serde_json::Error) -> Error {
    if body.is_empty() {
        return Error::new("content", "the body must be JSON, but it is empty");
    }
    let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
    Error::new("content", format!("the body must be JSON: {error}; it begins with {}", preview(&Value::from(start))))
}
