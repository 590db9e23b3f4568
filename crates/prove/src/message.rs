//! A request and an answer, held whole so that anything about them can be changed.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Map, Value};

/// A request that was read to its end.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Method, path and version, header fields.
    pub parts: Parts,
    /// Content.
    pub body: Vec<u8>,
}

impl Asked {
    /// A request of a run, with its path below the deployment's base; `None` where it is no HTTP.
    pub fn of(request: &specproof_conform::Request) -> Option<Self> {
        let after = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
        let target = after.find('/').map_or("/", |at| &after[at..]);
        let mut own = Request::builder().method(request.method.as_str()).uri(target);
        for (name, value) in &request.headers {
            own = own.header(name, value);
        }
        let (parts, ()) = own.body(()).ok()?.into_parts();
        Some(Self { parts, body: request.body.clone().unwrap_or_default() })
    }

    /// A hash of method, target, content and every header field that could prove an identity.
    pub fn fingerprint(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (self.parts.method.as_str(), self.parts.uri.path(), self.parts.uri.query(), &self.body).hash(&mut hasher);
        for (name, value) in self.parts.headers.iter().filter(|(name, _)| *name == "authorization" || name.as_str().starts_with("x-")) {
            (name.as_str(), value.as_bytes()).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Whether it asks for the same, as the same.
    pub fn is_like(&self, other: &Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }

    /// Whether it is for this path.
    pub fn is(&self, path: &str) -> bool {
        self.parts.uri.path() == path
    }

    /// The value of a header field, where it is sent once and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// Sends this header field instead.
    pub fn set_header(&mut self, name: &str, value: &str) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            self.parts.headers.insert(name, value);
        }
    }

    /// The JSON body, where it is an object.
    pub fn object(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(&self.body).ok()
    }

    /// A member of the JSON body.
    pub fn member(&self, name: &str) -> Option<Value> {
        self.object()?.remove(name)
    }

    /// A member of the JSON body that is a string.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.member(name)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Changes the JSON body, where it is an object.
    pub fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        edit(&mut self.body, change);
    }

    /// Sends this member instead, or besides.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.edit(|body| {
            body.insert(name.to_owned(), value.into());
        });
    }

    /// Reads a request to its end; `None` when it breaks off or is larger than `limit` bytes.
    pub async fn read(request: Request<Body>, limit: usize) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, limit).await.ok()?.to_vec();
        Some(Self { parts, body })
    }

    /// The request, to be passed on.
    pub fn into_request(self) -> Request<Body> {
        let mut request = Request::from_parts(self.parts, Body::from(self.body));
        request.headers_mut().remove(header::CONTENT_LENGTH);
        request
    }
}

/// An answer before it is sent.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Header fields; the length is added when it is sent.
    pub headers: HeaderMap,
    /// Content.
    pub body: Vec<u8>,
    /// Only so many bytes of the content are sent before the connection ends, although the length of all of them was promised; with 0 there is no
    /// answer at all.
    pub cut: Option<usize>,
}

impl Reply {
    /// An answer with this JSON value.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        let mut reply = Self { status: StatusCode::OK, headers, body: body.to_string().into_bytes(), cut: None };
        reply.set_status(status);
        reply
    }

    /// A success without content.
    pub fn empty() -> Self {
        Self { status: StatusCode::OK, headers: HeaderMap::new(), body: Vec::new(), cut: None }
    }

    /// No answer: the connection ends.
    pub fn none() -> Self {
        Self { cut: Some(0), ..Self::empty() }
    }

    /// Another status.
    pub fn set_status(&mut self, status: u16) {
        self.status = StatusCode::from_u16(status).unwrap_or(self.status);
    }

    /// Another content type; an empty one sends none.
    pub fn set_type(&mut self, value: &str) {
        self.headers.remove(header::CONTENT_TYPE);
        if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(value)) {
            self.headers.insert(header::CONTENT_TYPE, value);
        }
    }

    /// Its content type as sent; empty where it has none.
    pub fn kind(&self) -> &str {
        self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The JSON body; `Null` where there is none.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Changes the JSON body, where it is an object.
    pub fn edit(&mut self, change: impl FnOnce(&mut Map<String, Value>)) {
        edit(&mut self.body, change);
    }

    /// Changes the body as text.
    pub fn rewrite(&mut self, change: impl FnOnce(&str) -> String) {
        self.body = change(&String::from_utf8_lossy(&self.body)).into_bytes();
    }

    /// Takes an answer of the honest deployment, its body already read.
    pub fn from_parts(parts: axum::http::response::Parts, body: Vec<u8>) -> Self {
        let mut headers = parts.headers;
        headers.remove(header::CONTENT_LENGTH);
        Self { status: parts.status, headers, body, cut: None }
    }

    /// The answer, to be sent.
    pub fn into_response(self) -> Response<Body> {
        let length = self.body.len();
        let body = match self.cut {
            Some(cut) => Body::new(crate::cut::CutShort::new(self.body, cut)),
            None => Body::from(self.body),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if self.cut.is_some() {
            // With a length of nothing the answer would be whole.
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length.max(1)));
        }
        response
    }
}

fn edit(body: &mut Vec<u8>, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Ok(mut object) = serde_json::from_slice::<Map<String, Value>>(body) {
        change(&mut object);
        *body = Value::Object(object).to_string().into_bytes();
    }
}
