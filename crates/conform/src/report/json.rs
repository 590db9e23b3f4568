//! `json`: the [`Run`] itself. Members are only added while `format` stays the same.

use super::Style;
use super::text::escape_json;
use crate::Run;

/// Writes the run as indented JSON.
pub fn write(run: &Run, _: &Style) -> String {
    // A Run is strings, numbers, lists and structs: there is no value in it that JSON could not hold.
    let mut text = escape_json(serde_json::to_string_pretty(run).unwrap_or_default());
    text.push('\n');
    text
}
