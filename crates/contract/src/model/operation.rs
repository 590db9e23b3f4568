//! [`Operation`]: method, path, what goes in and every answer that is documented.

use super::{Place, SchemaId, Server};
use serde::Serialize;
use serde_json::Value;

/// An Operation Object with its path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// `operationId`, or one made from method and path (`getPetsPetId`) where it is absent; unique within the API.
    pub id: String,
    /// Whether the document gave the id.
    pub id_is_given: bool,
    /// HTTP method.
    pub method: Method,
    /// Path template as written: `/pets/{petId}`.
    pub path: String,
    /// `tags`.
    pub tags: Vec<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Parameters of the path item and of the operation, the operation's winning; in order.
    pub parameters: Vec<Parameter>,
    /// `requestBody`.
    pub request_body: Option<RequestBody>,
    /// Responses: exact statuses, then ranges, then default, each ascending.
    pub responses: Vec<Response>,
    /// Alternatives, any one of which suffices, each a set that is needed together; empty = none is asked for.
    pub security: Vec<Vec<SecurityRequirement>>,
    /// `servers` of the operation or its path item, where they replace the API's.
    pub servers: Vec<Server>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// The methods that OpenAPI knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
}

impl Method {
    /// As it goes over the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// A name of [`super::SecurityScheme`] with the scopes asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SecurityRequirement {
    /// Key under `components.securitySchemes`.
    pub scheme: String,
    /// Scopes or roles.
    pub scopes: Vec<String>,
}

/// A Parameter Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// As sent; header names as written.
    pub name: String,
    /// Where it goes.
    pub location: ParameterLocation,
    /// `required`; always true in a path.
    pub required: bool,
    /// `style`, the location's default filled in.
    pub style: Style,
    /// `explode`, the style's default filled in.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `allowEmptyValue`.
    pub allow_empty_value: bool,
    /// `schema`; `None` when `content` is used instead.
    pub schema: Option<SchemaId>,
    /// The one entry of `content`.
    pub content: Option<MediaType>,
    /// `example`, `examples`.
    pub examples: Vec<Example>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// `x-refused`, see `refused` of a schema.
    pub refused: Vec<super::Refused>,
    /// `x-credential`, see `credential` of a schema.
    pub credential: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// `in` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterLocation {
    /// In the path template.
    Path,
    /// In the query string.
    Query,
    /// A header field.
    Header,
    /// A cookie.
    Cookie,
}

/// `style` of a parameter, header or encoded property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Style {
    /// `;name=value`
    Matrix,
    /// `.value`
    Label,
    /// `name=value`
    Form,
    /// `value`
    Simple,
    /// `a%20b`
    SpaceDelimited,
    /// `a|b`
    PipeDelimited,
    /// `name[key]=value`
    DeepObject,
}

/// A Request Body Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestBody {
    /// `required`.
    pub required: bool,
    /// `content`, in order.
    pub content: Vec<MediaType>,
    /// `description`.
    pub description: Option<String>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A Media Type Object with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MediaType {
    /// Media type or range as written: `application/json`, `text/*`, `application/json; charset=utf-8`.
    pub name: String,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `example`, `examples`.
    pub examples: Vec<Example>,
    /// `encoding` by property name.
    pub encoding: Vec<(String, Encoding)>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// An Encoding Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Encoding {
    /// `contentType`.
    pub content_type: Option<String>,
    /// `headers`.
    pub headers: Vec<Header>,
    /// `style`.
    pub style: Option<Style>,
    /// `explode`.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub allow_reserved: bool,
}

/// A Response Object with its status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// Status, range or default.
    pub status: StatusPattern,
    /// `description`.
    pub description: String,
    /// `headers`.
    pub headers: Vec<Header>,
    /// `content`, in order; empty = no body is documented.
    pub content: Vec<MediaType>,
    /// `links`.
    pub links: Vec<Link>,
    /// `x-refusal: true`.
    pub refusal: bool,
    /// `x-reading`.
    pub reading: Option<String>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// The key of a response. Ordered from the most specific to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusPattern {
    /// One status, 100 to 599.
    Exact(u16),
    /// A class: `Range(4)` is `4XX`.
    Range(u8),
    /// Every status that nothing else names.
    Default,
}

impl StatusPattern {
    /// Whether it takes this status.
    pub fn matches(self, status: u16) -> bool {
        match self {
            Self::Exact(own) => own == status,
            Self::Range(class) => status / 100 == u16::from(class),
            Self::Default => true,
        }
    }
}

impl std::fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A Header Object with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Header {
    /// As written; compared without case.
    pub name: String,
    /// `required`.
    pub required: bool,
    /// `explode`.
    pub explode: bool,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// The one entry of `content`.
    pub content: Option<MediaType>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `example`, `examples`.
    pub examples: Vec<Example>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A Link Object with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// Its key.
    pub name: String,
    /// Id of the operation it leads to, whether the document named it by `operationId` or `operationRef`.
    pub operation: String,
    /// Parameter name (qualified or not) to value or runtime expression.
    pub parameters: Vec<(String, Value)>,
    /// `requestBody`.
    pub request_body: Option<Value>,
    /// Where it stands.
    pub place: Place,
}

/// An example of a schema, a media type, a parameter or a header.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// Its key under `examples`; `None` for `example`.
    pub name: Option<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// What it shows.
    pub value: ExampleValue,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// The value of an example.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExampleValue {
    /// `value` or `example`.
    Value(Value),
    /// `externalValue`, read from a file below the document's folder.
    Bytes {
        /// As written.
        path: String,
        /// The file's content.
        bytes: Vec<u8>,
    },
    /// `externalValue` that lies outside the folder or on the network: never read.
    Elsewhere {
        /// As written.
        url: String,
    },
}
