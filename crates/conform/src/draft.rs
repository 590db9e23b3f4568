//! [`Draft`]: a request before it is serialised, so that a change can still see its parts.

use crate::case::HeaderCase;
use crate::exchange::Request;
use serde_json::Value;
use specproof_contract::model::ParameterLocation;

/// A request to an operation, before serialisation.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Draft {
    /// Parameters in the order in which they are sent.
    pub parameters: Vec<DraftParameter>,
    /// `Content-Type`; `None` sends none.
    pub content_type: Option<String>,
    /// Content.
    pub body: DraftBody,
    /// Case of the header names; `None` capitalises each word.
    pub header_case: Option<HeaderCase>,
    /// Sent to where nothing is documented: with another method, or below the path.
    pub elsewhere: Option<Elsewhere>,
}

/// Where a request goes that no operation is documented for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Elsewhere {
    /// Another method; `None` leaves the operation's.
    pub method: Option<String>,
    /// What follows the operation's path.
    pub below: String,
}

/// A parameter or a credential.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct DraftParameter {
    /// Where it goes.
    pub location: ParameterLocation,
    /// Its name.
    pub name: String,
    /// Its value before serialisation.
    pub value: Value,
    /// The security scheme that asks for it; the value is then the bare credential, without `Bearer` or `Basic` and its coding.
    pub scheme: Option<String>,
}

/// Content before serialisation.
#[derive(Debug, Clone, PartialEq, Hash)]
pub enum DraftBody {
    /// No content at all.
    None,
    /// A JSON value, written compactly with its members in order.
    Json(Value),
    /// The members of a form, url-encoded or multipart as the content type says.
    Form(Vec<(String, Value)>),
    /// These bytes.
    Raw(Vec<u8>),
}

/// What a change can need to know besides the request that it changes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The same request of the second account.
    pub second: Option<&'a Draft>,
    /// The same request in another session of the same flow.
    pub other: Option<&'a Draft>,
}

impl Draft {
    /// The value of a parameter; header names are compared without case.
    pub fn parameter(&self, location: ParameterLocation, name: &str) -> Option<&Value> {
        self.parameters.iter().find(|own| own.is(location, name)).map(|own| &own.value)
    }

    /// What is asked for, in words: the operation, or the request itself where it goes elsewhere, since something else may answer there.
    pub fn asks_for(&self, api: &str, operation: &str, request: &Request) -> String {
        match self.elsewhere {
            None => format!("`{api}.{operation}`"),
            Some(_) => format!("{} {}", request.method, request.url),
        }
    }

    /// Sets a parameter, or adds it at the end.
    pub fn set_parameter(&mut self, location: ParameterLocation, name: &str, value: Value) {
        match self.parameters.iter_mut().find(|own| own.is(location, name)) {
            Some(own) => own.value = value,
            None => self.parameters.push(DraftParameter { location, name: name.to_owned(), value, scheme: None }),
        }
    }
}

impl DraftParameter {
    /// Whether it is this parameter; header names are compared without case.
    pub fn is(&self, location: ParameterLocation, name: &str) -> bool {
        self.location == location
            && if location == ParameterLocation::Header { self.name.eq_ignore_ascii_case(name) } else { self.name == name }
    }
}
