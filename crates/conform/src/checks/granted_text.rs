//! Any text is granted where any text is documented.

use crate::check::{Check, Kind};
use crate::planner::{Planner, THIRD};
use crate::sample::{Script, hint};
use serde_json::json;
use specproof_contract::model::Type;
use std::fmt::Write as _;

/// The check.
pub const CHECK: Check = Check {
    id: "granted-text",
    rule: "A text with quotes, slashes, markup, other scripts or emoji in it is granted where the schema asks for no form.",
    source: "the clause of that member; a JSON text holds any Unicode text (RFC 8259, 7)",
    manual: "Each member that is a text without pattern, format or list is given texts that careless code trips over: quotes and backslashes, slashes, \
             markup, percent signs and braces, SQL, words such as `null`, the digit 0, several scripts, emoji with joiners, combining marks, blanks at \
             both ends, and a long text where no length is stated. Members whose name tells of a link get these within a link.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    if !planner.knows_valid() {
        return;
    }
    for at in 0..planner.places.len() {
        let place = &planner.places[at];
        let facets = &place.facets;
        let plain =
            facets.main_type() == Type::String && facets.patterns.is_empty() && facets.format.is_none() && facets.enumeration.is_none();
        if place.is_free() && place.in_body() && plain && hint(&place.wire) != Some("email") {
            texts(planner, at);
        }
    }
}

/// Name, text, and what it is.
const TEXTS: &[(&str, &str, &str)] = &[
    ("quotes", "O'Brien \"Q\" `tick`", "quotes"),
    ("backslashes", "C:\\new\\table \\u0041 \\", "backslashes"),
    ("slashes", "a/b//c?d=e&f=g#h;i", "slashes and other separators of URLs"),
    ("markup", "<b>&amp;</b><script>alert(1)</script>", "markup"),
    ("placeholders", "100% %s %n %00 {0} ${x} {{y}} #{z}", "percent signs and braces"),
    ("sql", "'; DROP TABLE users; --", "SQL"),
    ("json", "{\"a\":[1,null]}", "JSON within a text"),
    ("null-word", "null", "the word null"),
    ("zero", "0", "the digit 0"),
    ("number-like", "-01.50e3", "what looks like a number"),
    ("digits", "18446744073709551616", "a number beyond 64 bits"),
    ("scripts", "Zoë Ж 漢字 עברית العربية ไทย हिन्दी", "several scripts"),
    ("emoji", "👩‍👩‍👧 🏳️‍🌈 😀 🇨🇭", "emoji with joiners and flags"),
    ("combining", "e\u{301} n\u{303} a\u{328}\u{301}", "combining marks"),
    ("invisible", "a\u{200b}b\u{200d}c\u{2060}d\u{feff}e", "characters that are not seen"),
    ("blanks", "  two  blanks  ", "blanks at both ends"),
];

fn texts(planner: &mut Planner<'_>, at: usize) {
    let place = planner.places[at].clone();
    let length = place.facets.max_length;
    let mut all: Vec<(&str, String, &str)> = TEXTS.iter().map(|(name, text, what)| (*name, (*text).to_owned(), *what)).collect();
    if length.is_none() {
        all.push(("long", Script::Ascii.text(5000, &mut crate::sample::Rng::named(planner.number, &place.name)), "5000 characters"));
    }
    for (name, text, what) in all {
        let text = if hint(&place.wire) == Some("uri") { within_a_link(&text) } else { text };
        let count = text.chars().count() as u64;
        if length.is_some_and(|most| count > most) || place.facets.min_length.is_some_and(|least| count < least) {
            continue;
        }
        let mut changes = planner.bare();
        changes.extend(place.set(json!(text)));
        let clause = planner.clause_of(&place);
        planner.grant(&format!("{}.{name}", place.name), &[clause], format!("`{}`: {what}", place.wire), THIRD, changes);
    }
}

/// A link with the text in its query, percent-encoded where RFC 3986 asks for it.
fn within_a_link(text: &str) -> String {
    let mut link = String::from("https://example.com/a?b=");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$'()*,;:@/?&=".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}
