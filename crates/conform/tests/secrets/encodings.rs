//! How a secret is written down elsewhere.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// An encoding.
pub struct Encoding {
    pub name: &'static str,
    pub encode: fn(&str) -> String,
}

const fn encoding(name: &'static str, encode: fn(&str) -> String) -> Encoding {
    Encoding { name, encode }
}

pub const ENCODINGS: &[Encoding] = &[
    encoding("itself", |text| text.to_owned()),
    encoding("URL", |text| percent(text, false)),
    encoding("URL, all of it", |text| text.bytes().map(|byte| format!("%{byte:02x}")).collect()),
    encoding("form", |text| percent(text, true)),
    encoding("JSON", json),
    encoding("JSON in JSON", |text| json(&json(text))),
    encoding("URL in URL", |text| percent(&percent(text, false), false)),
    encoding("unicode escapes", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
    encoding("upper-case unicode escapes", |text| text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect()),
    encoding("braced unicode escapes", |text| text.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect()),
    encoding("bytes as \\x", |text| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect()),
    encoding("bytes as octal escapes", |text| text.bytes().map(|byte| format!("\\{byte:03o}")).collect()),
    encoding("HTML", html),
    encoding("HTML, decimal", |text| text.chars().map(|c| format!("&#{};", u32::from(c))).collect()),
    encoding("XML, hexadecimal", |text| text.chars().map(|c| format!("&#x{:X};", u32::from(c))).collect()),
    encoding("shell, single quotes", |text| format!("'{}'", text.replace('\'', r"'\''"))),
    encoding("shell, double quotes", |text| {
        text.chars().map(|c| if "\"$`\\".contains(c) { format!("\\{c}") } else { c.to_string() }).collect()
    }),
    encoding("Base64", |text| STANDARD.encode(text)),
    encoding("Base64 after one byte", |text| STANDARD_NO_PAD.encode(format!("u{text}"))),
    encoding("Base64 after two bytes", |text| STANDARD_NO_PAD.encode(format!("u:{text}@"))),
    encoding("Base64 for URLs", |text| URL_SAFE_NO_PAD.encode(text)),
    encoding("Base64 in a URL", |text| percent(&STANDARD.encode(text), false)),
    encoding("Base64 of Base64", |text| STANDARD.encode(STANDARD.encode(text))),
    encoding("hexadecimal", |text| text.bytes().map(|byte| format!("{byte:02x}")).collect()),
    encoding("upper-case hexadecimal", |text| text.bytes().map(|byte| format!("{byte:02X}")).collect()),
];

fn json(text: &str) -> String {
    let written = serde_json::Value::from(text).to_string();
    written[1..written.len() - 1].to_owned()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn percent(text: &str, form: bool) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' if form => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
