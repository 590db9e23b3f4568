//! `json`: the [`Run`] itself. Members are only added while `format` stays the same.

use super::Style;
use super::text::escape_in_json;
use crate::Run;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io::{Result, Write};

/// Writes the run as indented JSON.
pub fn write(run: &Run, _: &Style, out: &mut dyn Write) -> Result<()> {
    pretty(run, out)
}

/// Writes a value as indented JSON with a line break at its end, without keeping any of it.
pub fn pretty(value: &impl Serialize, out: &mut dyn Write) -> Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Harmless(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// Writes no character that could do harm where the text is shown.
struct Harmless(PrettyFormatter<'static>);

/// What is written as [`PrettyFormatter`] writes it.
macro_rules! as_pretty {
    ($($name:ident($($argument:ident: $kind:ty)?)),*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $kind)?) -> Result<()> {
            self.0.$name(out $(, $argument)?)
        })*
    };
}

impl Formatter for Harmless {
    as_pretty!(
        begin_array(),
        end_array(),
        begin_array_value(first: bool),
        end_array_value(),
        begin_object(),
        end_object(),
        begin_object_key(first: bool),
        begin_object_value(),
        end_object_value()
    );

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> Result<()> {
        out.write_all(escape_in_json(text).as_bytes())
    }
}
