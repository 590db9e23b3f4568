//! Responses of one operation: `response!` says which status holds what.

use super::{Carrier, Error, Headers, Response, header};

/// A response that is being read.
pub struct ResponseReader<'a> {
    status: u16,
    headers: &'a [(String, String)],
    body: &'a [u8],
}

impl<'a> ResponseReader<'a> {
    /// Status, header fields and body as received.
    pub fn new(status: u16, headers: &'a [(String, String)], body: &'a [u8]) -> Self {
        Self { status, headers, body }
    }

    /// Whether `pattern` (`200`, `4XX`, `default`) takes the status.
    pub fn matches(&self, pattern: &str) -> bool {
        match pattern.strip_suffix("XX") {
            Some(class) => class == (self.status / 100).to_string(),
            None => pattern == "default" || pattern == self.status.to_string(),
        }
    }

    /// The status.
    pub fn status(&self, _: &()) -> Result<u16, Error> {
        Ok(self.status)
    }

    /// The header fields.
    pub fn headers<H: Headers>(&self, _: &()) -> Result<H, Error> {
        H::read(self.headers)
    }

    /// The body.
    pub fn body<T, C: Carrier<T>>(&self, carrier: &C) -> Result<T, Error> {
        carrier.read(header(self.headers, "Content-Type"), self.body)
    }

    /// The error for a status that is not documented.
    pub fn undocumented(&self, known: &[&str]) -> Error {
        Error::new("status", format!("the status must be one of {}", known.join(", "))).found(self.status.to_string())
    }
}

/// A response that is being written.
pub struct ResponseWriter {
    response: Response,
}

impl ResponseWriter {
    /// Begins with the status that the pattern names, 200 where it names none.
    pub fn new(pattern: &str) -> Self {
        let status = pattern.parse().or_else(|_| pattern.replace("XX", "00").parse()).unwrap_or(200);
        Self { response: Response { status, headers: Vec::new(), body: Vec::new() } }
    }

    /// The status.
    pub fn status(&mut self, _: &(), status: &u16) {
        self.response.status = *status;
    }

    /// The header fields.
    pub fn headers<H: Headers>(&mut self, _: &(), headers: &H) {
        headers.write(&mut self.response.headers);
    }

    /// The body.
    pub fn body<T, C: Carrier<T>>(&mut self, carrier: &C, body: &T) {
        let (content_type, body) = carrier.write(body);
        self.response.headers.push(("Content-Type".to_owned(), content_type));
        self.response.body = body;
    }

    /// The response.
    pub fn done(self) -> Response {
        self.response
    }
}

/// Implements a response: status pattern, variant, and what the variant holds.
#[allow(unused_macros)]
macro_rules! response {
    ($name:ident { $($status:literal => $variant:ident { $($part:ident: $how:expr),* },)* }) => {
        impl $name {
            /// Reads it; an undocumented status is an error, as is a body or header that breaks its schema.
            pub fn decode(
                status: u16,
                headers: &[(::std::string::String, ::std::string::String)],
                body: &[u8],
            ) -> ::std::result::Result<Self, support::Error> {
                let reader = support::ResponseReader::new(status, headers, body);
                $(if reader.matches($status) {
                    return ::std::result::Result::Ok(Self::$variant { $($part: reader.$part(const { &$how })?,)* });
                })*
                ::std::result::Result::Err(reader.undocumented(&[$($status),*]))
            }

            /// As it goes over the wire.
            pub fn encode(&self) -> support::Response {
                match self {
                    $(Self::$variant { $($part,)* } => {
                        #[allow(unused_mut)]
                        let mut writer = support::ResponseWriter::new($status);
                        $(writer.$part(const { &$how }, $part);)*
                        writer.done()
                    })*
                }
            }
        }
    };
}
#[allow(unused_imports)]
pub(crate) use response;
