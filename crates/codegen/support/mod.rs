//! What generated types share. This file tree is emitted beside the types, so that they depend on `serde` and `serde_json` alone.

pub use serde_json::Value;

/// Members whose names are not fixed.
pub type Map<T> = std::collections::BTreeMap<String, T>;

mod binary;
mod bounded;
mod choice;
mod error;
mod form;
mod http;
mod json;
mod media;
mod member;
mod message;
mod multipart;
mod number;
mod pattern;
mod rules;
mod secret;
mod style;

pub use binary::*;
pub use bounded::*;
pub use choice::*;
pub use error::*;
pub use form::*;
pub use http::*;
pub use json::*;
pub use media::*;
pub use member::*;
pub use message::*;
pub use multipart::*;
pub use number::*;
pub use pattern::*;
pub use rules::*;
pub use secret::*;
pub use style::*;
