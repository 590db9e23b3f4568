//! The same JSON value spelt differently: RFC 8259 sections 2 and 7 leave white space and escapes to the writer.

use serde_json::Value;
use std::fmt::Write as _;

/// The value with white space between all tokens, and in every text the first character, each slash and all outside ASCII escaped.
pub(super) fn spaced(value: &Value) -> String {
    let mut out = String::from("\r\n\t ");
    write(value, &mut out);
    out.push_str(" \n");
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            out.push_str("{\n");
            for (at, (name, value)) in members.iter().enumerate() {
                out.push_str(if at == 0 { "\t" } else { " ,\r\n\t" });
                escaped(name, out);
                out.push_str("\t: \n ");
                write(value, out);
            }
            out.push_str("\n }");
        }
        Value::Array(items) => {
            out.push_str("[ ");
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "\n" } else { "\t,  " });
                write(item, out);
            }
            out.push_str("\r\n]");
        }
        Value::String(text) => escaped(text, out),
        other => drop(write!(out, "{other}")),
    }
}

fn escaped(text: &str, out: &mut String) {
    out.push('"');
    for (at, ch) in text.chars().enumerate() {
        match ch {
            '/' => out.push_str("\\/"),
            '"' | '\\' if at > 0 => out.extend(['\\', ch]),
            ' '..='~' if at > 0 => out.push(ch),
            _ => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
        }
    }
    out.push('"');
}
