//! Requests of one operation: `request!` says what goes where.

use super::{Carrier, Error, Json, Parameter, Request, Shape, Style, Value, header, joined, pairs, unpercent};

impl Parameter {
    /// A parameter that is neither exploded nor keeps reserved characters.
    pub const fn new(name: &'static str, style: Style, shape: Shape) -> Self {
        Self { name, style, explode: false, reserved: false, shape }
    }

    /// With `explode`.
    #[must_use]
    pub const fn explode(mut self) -> Self {
        self.explode = true;
        self
    }

    /// With `allowReserved`.
    #[must_use]
    pub const fn reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// The same parameter where numbers are taken for strings.
    const fn textual(mut self) -> Self {
        match self.shape {
            Shape::Scalar => self.shape = Shape::Text,
            Shape::List(Shape::Scalar) => self.shape = Shape::List(&Shape::Text),
            _ => {}
        }
        self
    }
}

/// Where in a request a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header field.
    Header,
    /// A cookie.
    Cookie,
}

/// A request that is being written.
pub struct RequestWriter {
    method: &'static str,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    body: Vec<u8>,
}

impl RequestWriter {
    /// Begins with method and path template.
    pub fn new(method: &'static str, template: &str) -> Self {
        let path = template.split('#').next().unwrap_or_default().to_owned();
        Self { method, path, query: Vec::new(), headers: Vec::new(), cookies: Vec::new(), body: Vec::new() }
    }

    /// Writes a parameter.
    pub fn required<T: Json>(&mut self, location: Location, parameter: &Parameter, value: &T) {
        let value = value.encode();
        match location {
            Location::Path => self.path = self.path.replace(&format!("{{{}}}", parameter.name), &parameter.segment(&value, false)),
            Location::Query => self.query.extend(parameter.pairs(&value)),
            Location::Header => self.headers.push((parameter.name.to_owned(), parameter.segment(&value, true))),
            Location::Cookie => self.cookies.extend(parameter.pairs(&value)),
        }
    }

    /// Writes a parameter where there is a value.
    pub fn optional<T: Json>(&mut self, location: Location, parameter: &Parameter, value: &Option<T>) {
        if let Some(value) = value {
            self.required(location, parameter, value);
        }
    }

    /// Writes the body.
    pub fn required_body<T, C: Carrier<T>>(&mut self, carrier: &C, value: &T) {
        let (content_type, body) = carrier.write(value);
        self.headers.push(("Content-Type".to_owned(), content_type));
        self.body = body;
    }

    /// Writes the body where there is one.
    pub fn optional_body<T, C: Carrier<T>>(&mut self, carrier: &C, value: &Option<T>) {
        if let Some(value) = value {
            self.required_body(carrier, value);
        }
    }

    /// The request.
    pub fn done(mut self) -> Request {
        let join = |pairs: &[(String, String)], with: &str| {
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(with)
        };
        if !self.cookies.is_empty() {
            self.headers.push(("Cookie".to_owned(), join(&self.cookies, "; ")));
        }
        let mut target = self.path;
        if !self.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&join(&self.query, "&"));
        }
        Request { method: self.method.to_owned(), target, headers: self.headers, body: self.body }
    }
}

/// A request that is being read.
pub struct RequestReader<'a> {
    request: &'a Request,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
}

impl<'a> RequestReader<'a> {
    /// Matches method and path.
    pub fn new(method: &str, template: &str, request: &'a Request) -> Result<Self, Error> {
        if request.method != method {
            return Err(Error::new("method", format!("the method must be {method}")).found(&request.method));
        }
        let target = request.target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let template = template.split(['?', '#']).next().unwrap_or_default();
        let path = captures(template, path).ok_or_else(|| Error::new("path", format!("the path must be {template}")).found(path))?;
        let cookies = joined(&request.headers, "Cookie").unwrap_or_default();
        let cookies = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let cookies = cookies.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Self { request, path, query: pairs(query), cookies })
    }

    /// Reads a parameter that must be there.
    pub fn required<T: Json>(&self, location: Location, parameter: &Parameter) -> Result<T, Error> {
        self.optional(location, parameter)?.ok_or_else(|| {
            Error::new("required", format!("the {} parameter is required, but missing", location.word())).inside(parameter.name)
        })
    }

    /// Reads a parameter that may be absent.
    pub fn optional<T: Json>(&self, location: Location, parameter: &Parameter) -> Result<Option<T>, Error> {
        let read = |parameter: &Parameter| match location {
            Location::Path => {
                let segment = self.path.iter().find(|(name, _)| name == parameter.name);
                segment.and_then(|(_, segment)| parameter.unsegment(segment, false))
            }
            Location::Query => parameter.unpairs(&self.query),
            Location::Header => joined(&self.request.headers, parameter.name).and_then(|field| parameter.unsegment(&field, true)),
            Location::Cookie => parameter.unpairs(&self.cookies),
        };
        decode_parameter(parameter, read)
    }

    /// Reads the body that must be there.
    pub fn required_body<T, C: Carrier<T>>(&self, carrier: &C) -> Result<T, Error> {
        carrier.read(header(&self.request.headers, "Content-Type"), &self.request.body)
    }

    /// Reads the body where there is one.
    pub fn optional_body<T, C: Carrier<T>>(&self, carrier: &C) -> Result<Option<T>, Error> {
        if self.request.body.is_empty() { Ok(None) } else { self.required_body(carrier).map(Some) }
    }
}

impl Location {
    const fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// Reads a parameter; where a text that looks like a number is refused as one, it is tried as a string.
pub(super) fn decode_parameter<T: Json>(parameter: &Parameter, read: impl Fn(&Parameter) -> Option<Value>) -> Result<Option<T>, Error> {
    let Some(value) = read(parameter) else { return Ok(None) };
    let decoded = T::decode(&value).or_else(|error| {
        let textual = parameter.textual();
        if textual.shape == parameter.shape {
            return Err(error);
        }
        read(&textual).map_or(Err(error.clone()), |value| T::decode(&value).map_err(|_| error))
    });
    decoded.map(Some).map_err(|error| error.inside(parameter.name))
}

/// What the braces of a path template stand for in a path, still percent-encoded.
fn captures(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut captures = Vec::new();
    let (mut template, mut path) = (template, path);
    while let Some(open) = template.find('{') {
        let close = open + template[open..].find('}')?;
        path = path.strip_prefix(&template[..open]).or_else(|| path.strip_prefix(&unpercent(&template[..open], false)))?;
        let name = &template[open + 1..close];
        template = &template[close + 1..];
        let literal = &template[..template.find('{').unwrap_or(template.len())];
        let segment = path.find('/').unwrap_or(path.len());
        let end = if literal.is_empty() { segment } else { path.find(literal).filter(|&at| at <= segment)? };
        captures.push((name.to_owned(), path[..end].to_owned()));
        path = &path[end..];
    }
    (path == template || unpercent(path, false) == template).then_some(captures)
}

/// Implements a request: method, path template, parameters, and the body where there is one.
#[allow(unused_macros)]
macro_rules! request {
    ($name:ident $method:literal $path:literal {
        $($field:ident: $location:ident $presence:ident $wire:literal ($style:ident $($flag:ident)*, $shape:expr),)*
    } $($body:ident: $body_presence:ident $carrier:expr)?) => {
        impl $name {
            /// HTTP method.
            pub const METHOD: &'static str = $method;
            /// Path template.
            pub const PATH: &'static str = $path;

            /// As it goes over the wire.
            #[allow(unused_mut)]
            pub fn encode(&self) -> support::Request {
                let mut writer = support::RequestWriter::new(Self::METHOD, Self::PATH);
                $(writer.$presence(
                    support::Location::$location,
                    const { &support::Parameter::new($wire, support::Style::$style, $shape)$(.$flag())* },
                    &self.$field,
                );)*
                $(writer.$body_presence(const { &$carrier }, &self.$body);)?
                writer.done()
            }

            /// Reads it; the error names parameter or place in the body, rule and value.
            #[allow(unused_variables)]
            pub fn decode(request: &support::Request) -> ::std::result::Result<Self, support::Error> {
                let reader = support::RequestReader::new(Self::METHOD, Self::PATH, request)?;
                ::std::result::Result::Ok(Self {
                    $($field: reader.$presence(
                        support::Location::$location,
                        const { &support::Parameter::new($wire, support::Style::$style, $shape)$(.$flag())* },
                    )?,)*
                    $($body: reader.$body_presence(const { &$carrier })?,)?
                })
            }
        }
    };
}
#[allow(unused_imports)]
pub(crate) use request;
