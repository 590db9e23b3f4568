//! Requests, responses and their parts.

use super::{Docs, Presence, Type};
use specproof_contract::model::{ParameterLocation, Style};

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// HTTP method.
    pub method: &'static str,
    /// Path template.
    pub path: String,
    /// Parameters in the document's order.
    pub parameters: Vec<Parameter>,
    /// The body.
    pub body: Option<RequestBody>,
}

/// A parameter, or a header field of a response.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Field name.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Docs.
    pub docs: Docs,
    /// `deprecated`.
    pub deprecated: bool,
    /// Where it stands.
    pub location: ParameterLocation,
    /// [`Presence::Required`] or [`Presence::Optional`].
    pub presence: Presence,
    /// Type of the value.
    pub ty: Type,
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub reserved: bool,
    /// What stands behind the text.
    pub shape: Shape,
}

/// What kind of value stands behind a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// A number or boolean where the text is one, else a string.
    Scalar,
    /// A JSON document.
    Json,
    /// An array.
    List(Box<Shape>),
    /// An object: its members, and the shape of all others.
    Object(Vec<(String, Shape)>, Box<Shape>),
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Field name.
    pub name: String,
    /// Docs.
    pub docs: Docs,
    /// [`Presence::Required`] or [`Presence::Optional`].
    pub presence: Presence,
    /// Type of the body.
    pub ty: Type,
    /// The one media type; `None` where the type is a [`Body`].
    pub media: Option<Media>,
}

/// One entry of `content`.
#[derive(Debug, Clone)]
pub struct Media {
    /// Media type or range.
    pub name: String,
    /// How it is read and written.
    pub codec: Codec,
}

/// How a body is read and written.
#[derive(Debug, Clone)]
pub enum Codec {
    /// JSON.
    Json,
    /// Text.
    Text(Shape),
    /// Bytes.
    Bytes,
    /// A form.
    Form(Vec<Part>, Shape),
    /// A multipart body.
    Multipart(Vec<Part>, Shape),
}

/// How a member of a form or multipart body is written.
#[derive(Debug, Clone)]
pub struct Part {
    /// Name of the member.
    pub name: String,
    /// `contentType`, or the default for its type; empty for plain text.
    pub content_type: String,
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// What stands behind the text.
    pub shape: Shape,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Response {
    /// Variants from the most specific status to the least.
    pub variants: Vec<ResponseVariant>,
}

/// The answer for one status, range, or all others.
#[derive(Debug, Clone)]
pub struct ResponseVariant {
    /// Variant name.
    pub name: String,
    /// `200`, `4XX`, `default`.
    pub status: String,
    /// Docs.
    pub docs: Docs,
    /// Whether the variant holds the status.
    pub holds_status: bool,
    /// Type of the header fields.
    pub headers: Option<Type>,
    /// Type of the body with its media type, `None` where the type is a [`Body`].
    pub body: Option<(Type, Option<Media>)>,
}

/// A body of several media types.
#[derive(Debug, Clone)]
pub struct Body {
    /// Variant name, type and media type of each.
    pub variants: Vec<(String, Type, Media)>,
}

/// Header fields of a response.
#[derive(Debug, Clone)]
pub struct Headers {
    /// The fields.
    pub fields: Vec<Parameter>,
}
