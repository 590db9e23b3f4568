//! Answers of the generated types, as they go over the wire.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};
use specproof_models::support::{Error, Json};

/// An answer with a body of a generated type.
pub fn typed(status: StatusCode, body: &impl Json) -> Response<Body> {
    value(status, &body.encode())
}

/// A grant, or a refusal where its members break the rules of their types.
pub fn granted<T: Json>(grant: Result<T, Error>) -> Response<Body> {
    match grant {
        Ok(grant) => typed(StatusCode::OK, &grant),
        Err(error) => refused(StatusCode::CONFLICT, &format!("Nothing can be issued: {}", error.rule())),
    }
}

/// A refusal whose body no document describes.
pub fn refused(status: StatusCode, why: &str) -> Response<Body> {
    value(status, &json!({ "error": why }))
}

/// An answer with this body as `application/json`.
pub fn value(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
