//! What generated types share. This file tree is emitted beside the types, so that they depend on `serde` and `serde_json` alone.

pub use serde_json::Value;

/// Members whose names are not fixed.
pub type Map<T> = std::collections::BTreeMap<String, T>;

mod base64;
mod binary;
mod bounded;
mod carrier;
mod choice;
mod date;
mod error;
mod form;
mod format;
mod http;
mod json;
mod kinds;
mod media;
mod member;
mod multipart;
mod number;
mod pattern;
mod request;
mod response;
mod rules;
mod secret;
mod style;
mod uuid;

pub use base64::*;
pub use binary::*;
pub use bounded::*;
pub use carrier::*;
pub use choice::*;
pub use date::*;
pub use error::*;
pub use form::*;
pub use format::*;
pub use http::*;
pub use json::*;
pub use kinds::*;
pub use media::*;
pub use member::*;
pub use multipart::*;
pub use number::*;
pub use pattern::*;
pub use request::*;
pub use response::*;
pub use rules::*;
pub use secret::*;
pub use style::*;
pub use uuid::*;
