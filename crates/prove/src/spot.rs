//! A place in a request: a member of its body or a parameter.

use crate::message::Asked;
use serde::Serialize;
use serde_json::{Map, Value};
use specproof_contract::model::ParameterLocation;

/// A place in a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Spot {
    /// A member of the body, by the names that lead to it.
    Member(Vec<String>),
    /// A header field, by its name in lower case.
    Header(String),
    /// A query parameter.
    Query(String),
    /// What follows the name of the scheme in the header field `Authorization` (RFC 9110, 11.4).
    Authorization,
}

impl Spot {
    /// The spot of a parameter; none for those in a path or a cookie.
    pub fn parameter(location: ParameterLocation, name: &str) -> Option<Self> {
        match location {
            ParameterLocation::Header => Some(Self::Header(name.to_ascii_lowercase())),
            ParameterLocation::Query => Some(Self::Query(name.to_owned())),
            ParameterLocation::Path | ParameterLocation::Cookie => None,
        }
    }

    /// In words, for ids: the member's path, or the parameter's name.
    pub fn spelt(&self) -> String {
        match self {
            Self::Member(path) => path.join("."),
            Self::Header(name) | Self::Query(name) => name.clone(),
            Self::Authorization => "authorization".to_owned(),
        }
    }

    /// What a request has there.
    pub fn of(&self, asked: &Asked) -> Option<Value> {
        match self {
            Self::Member(path) => {
                let body: Value = serde_json::from_slice(&asked.body).ok()?;
                path.iter().try_fold(&body, |value, name| value.get(name)).cloned()
            }
            Self::Header(name) => asked.header(name).map(|text| Value::String(text.to_owned())),
            Self::Authorization => {
                let (_, credential) = asked.header("authorization")?.split_once(' ')?;
                Some(Value::String(credential.to_owned()))
            }
            Self::Query(name) => query(asked).find(|(own, _)| own == name).map(|(_, value)| Value::String(value.to_owned())),
        }
    }

    /// The string that a request has there.
    pub fn text(&self, asked: &Asked) -> Option<String> {
        match self.of(asked)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Puts a string there; the parents of a member are made where they are missing.
    pub fn put(&self, asked: &mut Asked, text: &str) {
        match self {
            Self::Member(path) => asked.edit(|body| put(body, path, text)),
            Self::Header(name) => asked.set_header(name, text),
            Self::Authorization => {
                let scheme = asked.header("authorization").and_then(|own| own.split_once(' ')).map_or("Bearer", |(scheme, _)| scheme);
                let field = format!("{scheme} {text}");
                asked.set_header("authorization", &field);
            }
            Self::Query(name) => {
                let others: Vec<_> = query(asked).filter(|(own, _)| own != name).map(|(own, value)| format!("{own}={value}")).collect();
                let all = others.iter().cloned().chain([format!("{name}={text}")]).collect::<Vec<_>>().join("&");
                let target = format!("{}?{all}", asked.parts.uri.path());
                if let Ok(uri) = target.parse() {
                    asked.parts.uri = uri;
                }
            }
        }
    }
}

fn put(object: &mut Map<String, Value>, path: &[String], text: &str) {
    match path {
        [] => {}
        [last] => {
            object.insert(last.clone(), Value::String(text.to_owned()));
        }
        [first, rest @ ..] => {
            if let Value::Object(inner) = object.entry(first.clone()).or_insert_with(|| Value::Object(Map::new())) {
                put(inner, rest, text);
            }
        }
    }
}

/// Name and value of the query parameters, as they were sent.
fn query(asked: &Asked) -> impl Iterator<Item = (&str, &str)> {
    asked.parts.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='))
}
