//! Foreign text as HTML: harmless, and never markup.

pub use crate::report::text::entities as markup;
use crate::report::text::{cut, escape, escape_lines};

/// Characters of a value.
pub const VALUE_LIMIT: usize = 16 * 1024;

/// Foreign text as HTML text or attribute value, in one line.
pub fn text(text: &str) -> String {
    markup(&escape(text))
}

/// As [`text`], in several lines and cut to the limit.
pub fn block(text: &str) -> String {
    markup(&escape_lines(&cut(text, VALUE_LIMIT)))
}

/// The name of an element that a link goes to: letters, digits, `-`; whatever else there is, by its code.
pub fn anchor(kind: &str, text: &str) -> String {
    let mut out = format!("{kind}-");
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '-' => out.push(c),
            c => out.push_str(&format!("_{:x}", u32::from(c))),
        }
    }
    out
}
