//! What differs between what was expected and what came, and where in the answer: marked, so that the eye finds it.

use super::markup::{block, markup, text};
use crate::masked::Masked;
use crate::report::text::{cut, escape_lines};
use specproof_contract::notation::name_of_token;
use std::ops::Range;

/// Expected and received as HTML, what differs marked where the two have a beginning or an end in common.
pub fn pair(expected: &str, received: &str) -> (String, String) {
    if received.lines().any(|line| line.starts_with("@@ ")) {
        return (block(expected), changed_lines(received));
    }
    let (old, new): (Vec<char>, Vec<char>) = (expected.chars().collect(), received.chars().collect());
    let front = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - front;
    let back = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    // Two texts that have little in common are two texts; to mark all of both would say nothing.
    if front + back < 4 || (front + back) * 2 < old.len().min(new.len()) || old == new {
        return (block(expected), block(received));
    }
    let shown = |text: &[char]| {
        let part = |range: Range<usize>| block(&text[range].iter().collect::<String>());
        let end = text.len() - back;
        let middle = part(front..end);
        let middle = if middle.is_empty() { middle } else { format!("<mark>{middle}</mark>") };
        format!("{}{middle}{}", part(0..front), part(end..text.len()))
    };
    (shown(&old), shown(&new))
}

/// A unified difference, line by line.
fn changed_lines(difference: &str) -> String {
    let limited = cut(difference, super::markup::VALUE_LIMIT);
    let line = |line: &str| {
        let shown = text(line);
        match line.as_bytes().first() {
            Some(b'+') => format!("<span class=\"line added\">{shown}</span>"),
            Some(b'-') => format!("<span class=\"line removed\">{shown}</span>"),
            Some(b'@') => format!("<span class=\"line dim\">{shown}</span>"),
            _ => format!("<span class=\"line\">{shown}</span>"),
        }
    };
    limited.lines().map(line).collect()
}

/// An answer's fields and body as HTML, with what a finding is about marked: the field of that name, or the value that the pointer leads to.
pub fn marked(head: &[(Masked, Masked)], body: &str, at: Option<&str>) -> String {
    let mut out = String::new();
    for (name, value) in head {
        let line = format!("{}: {}", text(name), text(value));
        match at {
            Some(at) if at.eq_ignore_ascii_case(name) => out.push_str(&format!("<mark>{line}</mark>\n")),
            _ => out.push_str(&format!("{line}\n")),
        }
    }
    out.push('\n');
    match at.filter(|at| at.starts_with('/')).and_then(|at| locate(body, at)) {
        Some(range) if range.end - range.start < 4096 => {
            let part = |text: &str| markup(&escape_lines(text));
            let (before, value, after) = (&body[..range.start], &body[range.clone()], &body[range.end..]);
            out.push_str(&format!("{}<mark>{}</mark>{}", part(before), part(value), part(after)));
        }
        _ => out.push_str(&block(body)),
    }
    out
}

/// Where in a JSON text the value stands that a pointer leads to, with its name; the text may be cut short behind it.
pub fn locate(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    let names: Vec<String> = pointer.split('/').skip(1).map(name_of_token).collect();
    let mut start = 0;
    for name in &names {
        scan.blank();
        match scan.byte()? {
            b'{' => start = scan.member(name)?,
            b'[' => start = scan.item(name.parse().ok()?)?,
            _ => return None,
        }
    }
    scan.value()?;
    (!names.is_empty()).then_some(start..scan.at)
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes to the value of a member, and says where its name begins.
    fn member(&mut self, name: &str) -> Option<usize> {
        self.at += 1;
        loop {
            self.blank();
            if self.byte()? == b',' {
                self.at += 1;
                continue;
            }
            let start = self.at;
            let own = self.string()?;
            self.blank();
            if self.byte()? != b':' {
                return None;
            }
            self.at += 1;
            self.blank();
            if serde_json::from_slice::<String>(&self.bytes[own]).is_ok_and(|own| own == name) {
                return Some(start);
            }
            self.value()?;
        }
    }

    /// Goes to an item, and says where it begins.
    fn item(&mut self, index: usize) -> Option<usize> {
        self.at += 1;
        for _ in 0..index {
            self.value()?;
            self.blank();
            if self.byte()? != b',' {
                return None;
            }
            self.at += 1;
        }
        self.blank();
        (self.byte()? != b']').then_some(self.at)
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.byte()? != b'"' {
            return None;
        }
        loop {
            self.at += 1;
            match self.byte()? {
                b'\\' => self.at += 1,
                b'"' => break,
                _ => {}
            }
        }
        self.at += 1;
        Some(start..self.at)
    }

    /// Goes past a value, whose brackets are counted and not understood.
    fn value(&mut self) -> Option<()> {
        self.blank();
        let (start, mut depth) = (self.at, 0_usize);
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.string()?;
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b'}' | b']') | None if depth == 0 => return (self.at > start).then_some(()),
                Some(byte) if byte.is_ascii_whitespace() && depth == 0 => return Some(()),
                Some(_) => self.at += 1,
                None => return None,
            }
            if depth == 0 && matches!(self.bytes.get(self.at.wrapping_sub(1)), Some(b'}' | b']' | b'"')) {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_its_value_in_the_text() {
        let text = r#" {"a": {"b/c": [1, {"d\"": "x]}"}, tru]}, "a": 2, "e":null}"#;
        let at = |pointer: &str| locate(text, pointer).map(|range| &text[range]);
        assert_eq!(at("/e"), Some(r#""e":null"#));
        assert_eq!(at("/a/b~1c/0"), Some("1"));
        assert_eq!(at("/a/b~1c/1/d\""), Some(r#""d\"": "x]}""#));
        assert_eq!(at("/a/b~1c/1"), Some(r#"{"d\"": "x]}"}"#));
        assert_eq!([at("/f"), at("/a/b~1c/7"), at("/e/f"), at("")], [None; 4]);
    }

    #[test]
    fn broken_text_is_no_trouble() {
        for text in ["", "{", "{\"a\"", "{\"a\":", "[", "\"", "{\"a\":{\"b\":\"", "{\"a\" 1}", "{,,,", "}", "nonsense", "{\"\\"] {
            for pointer in ["/a", "/a/b", "/0", ""] {
                let _ = locate(text, pointer);
            }
        }
        assert_eq!(locate("{\"a\":12", "/a"), Some(1..7));
    }

    #[test]
    fn only_what_differs_is_marked() {
        assert_eq!(
            pair("\"User not found\"", "\"User was not found\""),
            ("&quot;User not found&quot;".into(), "&quot;User <mark>was </mark>not found&quot;".into())
        );
        assert_eq!(pair("a refusal", "200 and a token"), ("a refusal".into(), "200 and a token".into()));
        assert!(pair("a snapshot", "--- old\n+++ new\n@@ -1 +1 @@\n-a\n+<b>").1.contains("<span class=\"line added\">+&lt;b&gt;</span>"));
    }
}
