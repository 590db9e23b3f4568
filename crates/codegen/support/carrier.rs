//! What carries values: bodies by media type, and documented header fields; `body!` and `headers!` implement them.

use super::{Codec, Error, Json, Media, Parameter, Part, Shape, choose, decode_parameter, joined};

impl Media {
    /// JSON.
    pub const fn json(name: &'static str) -> Self {
        Self { name, codec: Codec::Json }
    }

    /// Text.
    pub const fn text(name: &'static str, shape: Shape) -> Self {
        Self { name, codec: Codec::Text(shape) }
    }

    /// Bytes.
    pub const fn bytes(name: &'static str) -> Self {
        Self { name, codec: Codec::Bytes }
    }

    /// A form.
    pub const fn form(name: &'static str, parts: &'static [Part], shape: Shape) -> Self {
        Self { name, codec: Codec::Form(parts, shape) }
    }

    /// A multipart body.
    pub const fn multipart(name: &'static str, parts: &'static [Part], shape: Shape) -> Self {
        Self { name, codec: Codec::Multipart(parts, shape) }
    }
}

/// A body of several media types: an enum with a variant for each.
pub trait Body: Sized {
    /// Reads the body by its content type.
    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Self, Error>;

    /// Writes content type and body.
    fn write(&self) -> (String, Vec<u8>);
}

impl<T: Body> Body for Box<T> {
    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Self, Error> {
        T::read(content_type, body).map(Box::new)
    }

    fn write(&self) -> (String, Vec<u8>) {
        T::write(self)
    }
}

/// Reads and writes bodies of type `T`: a [`Media`] for any [`Json`] type, [`Each`] for a [`Body`].
pub trait Carrier<T> {
    /// Reads a body.
    fn read(&self, content_type: Option<&str>, body: &[u8]) -> Result<T, Error>;

    /// Writes content type and body.
    fn write(&self, value: &T) -> (String, Vec<u8>);
}

/// Each variant of a [`Body`] by its own media type.
pub struct Each;

impl<T: Body> Carrier<T> for Each {
    fn read(&self, content_type: Option<&str>, body: &[u8]) -> Result<T, Error> {
        T::read(content_type, body)
    }

    fn write(&self, value: &T) -> (String, Vec<u8>) {
        value.write()
    }
}

impl<T: Json> Carrier<T> for Media {
    fn read(&self, content_type: Option<&str>, body: &[u8]) -> Result<T, Error> {
        choose(&[*self], content_type)?;
        Media::read(self, content_type, body)
    }

    fn write(&self, value: &T) -> (String, Vec<u8>) {
        Media::write(self, value)
    }
}

/// Documented header fields of a response.
pub trait Headers: Sized {
    /// Reads them.
    fn read(headers: &[(String, String)]) -> Result<Self, Error>;

    /// Writes them.
    fn write(&self, headers: &mut Vec<(String, String)>);
}

impl<T: Headers> Headers for Box<T> {
    fn read(headers: &[(String, String)]) -> Result<Self, Error> {
        T::read(headers).map(Box::new)
    }

    fn write(&self, headers: &mut Vec<(String, String)>) {
        T::write(self, headers);
    }
}

/// Reads the header fields of a response, for `headers!`.
pub struct HeaderReader<'a>(pub &'a [(String, String)]);

impl HeaderReader<'_> {
    /// Reads a field that must be there.
    pub fn required<T: Json>(&self, parameter: &Parameter) -> Result<T, Error> {
        let missing = || Error::new("required", "the header is required, but missing").inside(parameter.name);
        self.optional(parameter)?.ok_or_else(missing)
    }

    /// Reads a field that may be absent.
    pub fn optional<T: Json>(&self, parameter: &Parameter) -> Result<Option<T>, Error> {
        decode_parameter(parameter, |parameter| joined(self.0, parameter.name).and_then(|field| parameter.unsegment(&field, true)))
    }
}

/// Writes the header fields of a response, for `headers!`.
pub struct HeaderWriter<'a>(pub &'a mut Vec<(String, String)>);

impl HeaderWriter<'_> {
    /// Writes a field.
    pub fn required<T: Json>(&mut self, parameter: &Parameter, value: &T) {
        self.0.push((parameter.name.to_owned(), parameter.segment(&value.encode(), true)));
    }

    /// Writes a field where there is a value.
    pub fn optional<T: Json>(&mut self, parameter: &Parameter, value: &Option<T>) {
        if let Some(value) = value {
            self.required(parameter, value);
        }
    }
}

/// Implements a body of several media types.
#[allow(unused_macros)]
macro_rules! body {
    ($name:ident { $($variant:ident($media:expr),)* }) => {
        impl support::Body for $name {
            fn read(content_type: ::std::option::Option<&str>, body: &[u8]) -> ::std::result::Result<Self, support::Error> {
                let content: &[support::Media] = const { &[$($media),*] };
                let at = support::choose(content, content_type)?;
                let read: &[fn(&support::Media, ::std::option::Option<&str>, &[u8]) -> ::std::result::Result<Self, support::Error>] =
                    &[$(|media, content_type, body| media.read(content_type, body).map(Self::$variant)),*];
                read[at](&content[at], content_type, body)
            }
            fn write(&self) -> (::std::string::String, ::std::vec::Vec<u8>) {
                match self {
                    $(Self::$variant(inner) => const { &$media }.write(inner),)*
                }
            }
        }
    };
}
#[allow(unused_imports)]
pub(crate) use body;

/// Implements the documented header fields of a response.
#[allow(unused_macros)]
macro_rules! headers {
    ($name:ident { $($field:ident: $presence:ident $wire:literal ($style:ident $($flag:ident)*, $shape:expr),)* }) => {
        impl support::Headers for $name {
            fn read(headers: &[(::std::string::String, ::std::string::String)]) -> ::std::result::Result<Self, support::Error> {
                let reader = support::HeaderReader(headers);
                ::std::result::Result::Ok(Self {
                    $($field: reader.$presence(
                        const { &support::Parameter::new($wire, support::Style::$style, $shape)$(.$flag())* },
                    )?,)*
                })
            }
            fn write(&self, headers: &mut ::std::vec::Vec<(::std::string::String, ::std::string::String)>) {
                let mut writer = support::HeaderWriter(headers);
                $(writer.$presence(
                    const { &support::Parameter::new($wire, support::Style::$style, $shape)$(.$flag())* },
                    &self.$field,
                );)*
            }
        }
    };
}
#[allow(unused_imports)]
pub(crate) use headers;
