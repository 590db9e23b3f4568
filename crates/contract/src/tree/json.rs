//! JSON (RFC 8259) with positions. Duplicate members are reported, nesting is bounded, the text is read once.

use super::{Entry, Kind, Node, NodeId, Tree};
use crate::model::{FileId, Place};
use crate::{codes, limits::Limits, report::Report};

struct Reader<'a> {
    tree: &'a mut Tree,
    report: &'a mut Report,
    limits: &'a Limits,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    file: FileId,
    line: u32,
    line_start: usize,
    /// UTF-8 continuation bytes since the line began, so that columns count characters.
    wide: usize,
    depth: usize,
}

/// Why reading stopped: place, message, help.
struct Stop(&'static codes::Code, Place, String, &'static str);

/// Reads one document; `None` after a fault that stopped it, which is in the report.
pub(super) fn read(tree: &mut Tree, text: &str, file: FileId, limits: &Limits, report: &mut Report) -> Option<NodeId> {
    let mut reader = Reader { tree, report, limits, text, bytes: text.as_bytes(), at: 0, file, line: 1, line_start: 0, wide: 0, depth: 0 };
    let result = reader.document();
    match result {
        Ok(root) => Some(root),
        Err(Stop(code, place, message, help)) => {
            report.add(code, place, message, help);
            None
        }
    }
}

impl Reader<'_> {
    fn place(&self) -> Place {
        let column = self.at - self.line_start - self.wide + 1;
        Place { file: self.file, line: self.line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    fn stop<T>(&self, message: impl Into<String>, help: &'static str) -> Result<T, Stop> {
        Err(Stop(&codes::JSON_SYNTAX, self.place(), message.into(), help))
    }

    fn found(&self) -> String {
        match self.text[self.at..].chars().next() {
            Some(c) => format!("`{}`", c.escape_debug()),
            None => "the end of the file".into(),
        }
    }

    fn blank(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                    self.wide = 0;
                }
                _ => break,
            }
        }
    }

    fn document(&mut self) -> Result<NodeId, Stop> {
        self.blank();
        let root = self.value()?;
        self.blank();
        if self.at < self.bytes.len() {
            return self.stop(format!("{} after the end of the JSON document", self.found()), "a file holds one document");
        }
        Ok(root)
    }

    fn push(&mut self, place: Place, kind: Kind) -> Result<NodeId, Stop> {
        if self.tree.nodes.len() >= self.limits.nodes {
            let message = format!("more than {} values", self.limits.nodes);
            return Err(Stop(&codes::TOO_LARGE, place, message, "split the document, or raise the limit on nodes"));
        }
        let id = NodeId(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX));
        self.tree.nodes.push(Node { place, kind });
        Ok(id)
    }

    fn value(&mut self) -> Result<NodeId, Stop> {
        let place = self.place();
        match self.bytes.get(self.at) {
            Some(b'{') => self.nested(place, Self::map),
            Some(b'[') => self.nested(place, Self::list),
            Some(b'"') => {
                let text = self.string()?;
                self.push(place, Kind::Text(text))
            }
            Some(b't') => self.word(place, "true", Kind::Bool(true)),
            Some(b'f') => self.word(place, "false", Kind::Bool(false)),
            Some(b'n') => self.word(place, "null", Kind::Null),
            Some(b'-' | b'0'..=b'9') => {
                let raw = self.number()?;
                if super::scalar::number(&raw).is_some() {
                    return self.push(place, Kind::Number(raw));
                }
                let message = format!("the number {} is out of range", crate::text::short(&raw));
                self.report.add(&codes::NUMBER_RANGE, place, message, "write it as a string, or within ±1.7e308");
                self.push(place, Kind::Text(raw))
            }
            _ => self.stop(
                format!("expected a JSON value, found {}", self.found()),
                "a value is an object, an array, a string, a number, true, false or null",
            ),
        }
    }

    fn nested(&mut self, place: Place, read: fn(&mut Self) -> Result<Kind, Stop>) -> Result<NodeId, Stop> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            let message = format!("nested more than {} levels deep", self.limits.depth);
            return Err(Stop(&codes::TOO_DEEP, place, message, "flatten the document, or raise the limit on depth"));
        }
        self.at += 1;
        let kind = read(self)?;
        self.depth -= 1;
        self.push(place, kind)
    }

    fn map(&mut self) -> Result<Kind, Stop> {
        let mut entries = Vec::new();
        self.blank();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(Kind::Map(entries));
        }
        loop {
            let place = self.place();
            if self.bytes.get(self.at) != Some(&b'"') {
                return self.stop(
                    format!("expected a member name in quotes, found {}", self.found()),
                    "JSON allows no trailing comma and no comment",
                );
            }
            let key = self.string()?;
            self.blank();
            if self.bytes.get(self.at) != Some(&b':') {
                return self.stop(format!("expected `:` after the member name, found {}", self.found()), "write `\"name\": value`");
            }
            self.at += 1;
            self.blank();
            let value = self.value()?;
            entries.push(Entry { key, line: place.line, column: place.column, value });
            self.blank();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return self.stop(format!("expected `,` or `}}`, found {}", self.found()), "members are separated by commas"),
            }
            self.blank();
        }
        self.at += 1;
        super::take_last_of_duplicates(&mut entries, self.file, self.report);
        Ok(Kind::Map(entries))
    }

    fn list(&mut self) -> Result<Kind, Stop> {
        let mut items = Vec::new();
        self.blank();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value()?);
            self.blank();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return self.stop(format!("expected `,` or `]`, found {}", self.found()), "items are separated by commas"),
            }
            self.blank();
        }
        self.at += 1;
        Ok(Kind::List(items))
    }

    fn word(&mut self, place: Place, word: &str, kind: Kind) -> Result<NodeId, Stop> {
        if !self.text[self.at..].starts_with(word) {
            return self.stop(format!("expected `{word}`"), "a text stands in quotes");
        }
        self.at += word.len();
        self.push(place, kind)
    }

    fn digits(&mut self) -> bool {
        let from = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > from
    }

    fn number(&mut self) -> Result<Box<str>, Stop> {
        let from = self.at;
        if self.bytes[self.at] == b'-' {
            self.at += 1;
        }
        let whole = self.at;
        let mut good = self.digits() && (self.bytes[whole] != b'0' || self.at == whole + 1);
        if good && self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            good = self.digits();
        }
        if good && matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            good = self.digits();
        }
        let raw = &self.text[from..self.at];
        if !good {
            return self
                .stop(format!("`{}` is not a JSON number", crate::text::short(raw)), "write it like -12.5e3, without leading zeros");
        }
        Ok(raw.into())
    }

    fn string(&mut self) -> Result<Box<str>, Stop> {
        self.at += 1;
        let from = self.at;
        self.run();
        if self.bytes.get(self.at) == Some(&b'"') {
            let text = self.text[from..self.at].into();
            self.at += 1;
            return Ok(text);
        }
        let mut text = String::from(&self.text[from..self.at]);
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text.into_boxed_str());
                }
                Some(b'\\') => self.escape(&mut text)?,
                Some(_) => return self.stop(format!("{} in a string", self.found()), "escape control characters, a line feed as \\n"),
                None => return self.stop("the file ends within a string", "close it with `\"`"),
            }
            let from = self.at;
            self.run();
            text.push_str(&self.text[from..self.at]);
        }
    }

    /// Passes plain characters of a string.
    fn run(&mut self) {
        let rest = &self.bytes[self.at..];
        let mut wide = 0;
        let length = rest
            .iter()
            .position(|&byte| {
                wide += usize::from(byte & 0xC0 == 0x80);
                byte == b'"' || byte == b'\\' || byte < 0x20
            })
            .unwrap_or(rest.len());
        self.at += length;
        self.wide += wide;
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Stop> {
        let c = match self.bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(text),
            _ => return self.stop("an unknown escape in a string", "JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX"),
        };
        text.push(c);
        self.at += 2;
        Ok(())
    }

    fn unit(&self, at: usize) -> Option<u32> {
        let hex = self.bytes.get(at..at + 6)?;
        (hex.starts_with(b"\\u") && hex[2..].iter().all(u8::is_ascii_hexdigit))
            .then(|| hex[2..].iter().fold(0, |unit, &digit| unit * 16 + char::from(digit).to_digit(16).unwrap_or(0)))
    }

    fn unicode(&mut self, text: &mut String) -> Result<(), Stop> {
        let Some(unit) = self.unit(self.at) else {
            return self.stop("an incomplete \\u escape", "write \\u and four hexadecimal digits");
        };
        if let Some(c) = char::from_u32(unit) {
            text.push(c);
            self.at += 6;
            return Ok(());
        }
        let low = self.unit(self.at + 6).filter(|low| (0xDC00..0xE000).contains(low) && unit < 0xDC00);
        match low.and_then(|low| char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))) {
            Some(c) => {
                text.push(c);
                self.at += 12;
                Ok(())
            }
            None => self.stop("half of a surrogate pair", "write both halves, or the character itself"),
        }
    }
}
