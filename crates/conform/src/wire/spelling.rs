//! The case of header names, which mean the same in any (RFC 9110, 5.1).

use crate::case::HeaderCase;

/// How header names are spelt on the wire.
#[derive(Debug, Clone, Copy)]
pub enum Spelling {
    /// `X-Key`
    Title,
    /// As a case asks for.
    Case(HeaderCase),
}

impl Spelling {
    /// As asked for; else each word capitalised.
    pub fn of(case: Option<HeaderCase>) -> Self {
        case.map_or(Self::Title, Self::Case)
    }

    /// A byte of a name, at this index, after this byte.
    fn byte(self, byte: u8, index: usize, before: u8) -> u8 {
        let upper = match self {
            Self::Title => index == 0 || before == b'-',
            Self::Case(HeaderCase::Lower) => false,
            Self::Case(HeaderCase::Upper) => true,
            Self::Case(HeaderCase::Mixed) => index % 2 == 1,
        };
        if upper { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() }
    }
}

/// A header name as it goes over the wire.
pub fn spell(name: &str, case: Option<HeaderCase>) -> String {
    let spelling = Spelling::of(case);
    let bytes = name.as_bytes();
    (0..bytes.len()).map(|at| char::from(spelling.byte(bytes[at], at, if at == 0 { 0 } else { bytes[at - 1] }))).collect()
}

/// Where the bytes that are written stand in a message.
#[derive(Debug, Clone, Copy)]
pub enum Head {
    /// In the request line.
    Start,
    /// In a field's name, at this index, after this byte.
    Name {
        /// From 0.
        index: usize,
        /// 0 at the beginning.
        before: u8,
    },
    /// In a field's value.
    Value,
    /// After the empty line.
    Content,
}

impl Head {
    /// Spells one byte and moves on.
    pub fn step(&mut self, byte: u8, spelling: Spelling) -> u8 {
        match (*self, byte) {
            (Self::Content, _) => byte,
            (Self::Start | Self::Value, b'\n') => {
                *self = Self::Name { index: 0, before: 0 };
                byte
            }
            (Self::Start | Self::Value, _) => byte,
            (Self::Name { index: 0, .. }, b'\r') => {
                *self = Self::Content;
                byte
            }
            (Self::Name { .. }, b':') => {
                *self = Self::Value;
                byte
            }
            (Self::Name { index, before }, _) => {
                *self = Self::Name { index: index + 1, before: byte };
                spelling.byte(byte, index, before)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_header_names_are_spelt() {
        let message = b"POST /a:b HTTP/1.1\r\nhost: Here:1\r\nx-key: a-B\r\n\r\nx-key: body\r\n";
        let spelt = |case| {
            let mut head = Head::Start;
            String::from_utf8(message.iter().map(|&byte| head.step(byte, Spelling::of(case))).collect()).unwrap()
        };
        assert_eq!(spelt(None), "POST /a:b HTTP/1.1\r\nHost: Here:1\r\nX-Key: a-B\r\n\r\nx-key: body\r\n");
        assert_eq!(spelt(Some(HeaderCase::Upper)), "POST /a:b HTTP/1.1\r\nHOST: Here:1\r\nX-KEY: a-B\r\n\r\nx-key: body\r\n");
        assert_eq!(spelt(Some(HeaderCase::Mixed)), "POST /a:b HTTP/1.1\r\nhOsT: Here:1\r\nx-kEy: a-B\r\n\r\nx-key: body\r\n");
        assert_eq!(spell("content-type", Some(HeaderCase::Mixed)), "cOnTeNt-tYpE");
    }
}
