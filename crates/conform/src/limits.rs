//! [`LIMITS`]: every limit there is, in one table: what it bounds, its default, and how text sets it.
//!
//! The command line, the configuration and `docs/limits.md` are all made from it, so that a limit that is not documented cannot be.

use crate::settings;
use std::time::Duration;

/// The limits of a run, and of the documents that it is made from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bounds {
    /// Of the run.
    pub run: settings::Limits,
    /// Of the documents.
    pub spec: specproof_contract::Limits,
}

/// A limit.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// What `--limit NAME=VALUE` calls it.
    pub name: &'static str,
    /// What it bounds, and what comes of reaching it.
    pub what: &'static str,
    /// Whether it can be another for single operations: what bounds one answer, and the pace at which they are asked for.
    pub single: bool,
    /// Its value, as it would be written.
    pub get: fn(&Bounds) -> String,
    set: fn(&mut Bounds, &str) -> Result<(), String>,
}

macro_rules! limit {
    ($name:literal, $($field:ident).+, $kind:ident, $what:literal, single) => {
        Limit { single: true, ..limit!($name, $($field).+, $kind, $what) }
    };
    ($name:literal, $($field:ident).+, $kind:ident, $what:literal) => {
        Limit {
            name: $name,
            what: $what,
            single: false,
            get: |bounds| $kind::show(&bounds.$($field).+),
            set: |bounds, text| $kind::read(text).map(|value| bounds.$($field).+ = value),
        }
    };
}

/// Every limit, those of a run first.
pub const LIMITS: &[Limit] = &[
    limit!("connect", run.connect, time, "To make a connection, TLS included: an error"),
    limit!("request", run.request, time, "From sending a request to the last byte of its answer: a finding (`answered`)", single),
    limit!("run", run.run, time, "The whole run: what was not tried by then is an error"),
    limit!("body", run.body, size, "Content of an answer, as it comes and after each content coding was taken off: an error", single),
    limit!("codings", run.codings, count, "Content codings, one over the other: an error", single),
    limit!("head", run.head, size, "Header fields of an answer together: an error", single),
    limit!("headers", run.headers, count, "Number of header fields of an answer: an error"),
    limit!("values", run.values, count, "Values in the JSON of an answer, members and items of all depths: an error", single),
    limit!("depth", run.depth, depth, "Nesting of the JSON of an answer, at most 128: an error", single),
    limit!("steps", run.steps, small, "Steps of one flow, called workflows and repetitions included: an error"),
    limit!("retries", run.retries, small, "How often a failing check is tried again; one that then passes is flaky, and has failed"),
    limit!("waits", run.waits, small, "How often a request is asked again after 429 or `Retry-After`: then an error", single),
    limit!(
        "wait",
        run.wait,
        time,
        "The longest such wait, and the longest pause of a flow's `retry`: more is an error, and never waited for",
        single
    ),
    limit!("rate", run.rate, rate, "Requests a second, as 10/s, 100/m: the others wait", single),
    limit!(
        "unanswered",
        run.unanswered,
        small,
        "Requests of one operation without a whole answer in time, or asked to wait until no more is waited, before it is left alone: the rest is an error",
        single
    ),
    limit!("requests", run.requests, optional, "Requests of the whole run: the most telling checks are kept, the others skipped"),
    limit!("spec-file", spec.file_bytes, wide_size, "Size of one file of a document: refused"),
    limit!("spec-total", spec.total_bytes, wide_size, "Size of all its files together: refused"),
    limit!("spec-files", spec.files, count, "Number of its files: refused"),
    limit!("spec-depth", spec.depth, depth, "Nesting of lists and maps in it, aliases expanded, at most 128: refused"),
    limit!("spec-values", spec.nodes, count, "Scalars, lists and maps in it: refused"),
    limit!("spec-alias-values", spec.alias_nodes, count, "Values that YAML aliases and merge keys stand for: refused"),
    limit!("spec-problems", spec.problems, count, "Problems of one severity that are listed; the others are counted"),
];

/// Sets one limit from `NAME=VALUE`.
///
/// # Errors
/// What is wrong, and what would be right.
pub fn set(bounds: &mut Bounds, text: &str) -> Result<(), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, as in body=64M")?;
    let limit = LIMITS.iter().find(|limit| limit.name == name.trim()).ok_or_else(|| {
        let all: Vec<&str> = LIMITS.iter().map(|limit| limit.name).collect();
        format!("there is no limit `{}`; there are {}", crate::report::text::escape(name.trim()), all.join(", "))
    })?;
    (limit.set)(bounds, value.trim()).map_err(|why| format!("{}: {why}", limit.name))
}

/// The limits of an operation: those of the run, with `NAME=VALUE` in place of its own.
///
/// # Errors
/// It is no limit, or none of single operations; what is wrong with the value.
pub fn set_single(limits: &mut settings::Limits, text: &str) -> Result<(), String> {
    let name = text.split('=').next().unwrap_or_default().trim();
    if LIMITS.iter().any(|limit| limit.name == name && !limit.single) {
        let all: Vec<&str> = LIMITS.iter().filter(|limit| limit.single).map(|limit| limit.name).collect();
        return Err(format!("`{name}` is a limit of the whole run; single operations have {}", all.join(", ")));
    }
    let mut bounds = Bounds { run: *limits, ..Bounds::default() };
    set(&mut bounds, text)?;
    *limits = bounds.run;
    Ok(())
}

/// A rate above zero in requests a second: `10/s`, `100/m`, `1000/h`; a bare number is requests a second.
///
/// # Errors
/// What would be right.
pub fn per_second(text: &str) -> Result<f64, String> {
    let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
    let scale = match unit {
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{}` is no unit of a rate: write 10/s, 100/m or 1000/h", crate::report::text::escape(unit))),
    };
    let rate = number.parse::<f64>().map_err(|_| "write a number and a unit: 10/s, 100/m or 1000/h".to_owned())? / scale;
    if rate.is_finite() && rate > 0.0 { Ok(rate) } else { Err("a rate above zero is needed".to_owned()) }
}

/// A time above zero: `500ms`, `10s`, `1.5m`, `1h`; a bare number is seconds.
///
/// # Errors
/// What would be right.
pub fn duration(text: &str) -> Result<Duration, String> {
    const HOW: &str = "write a time above zero: 500ms, 10s, 2m or 1h";
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let scale = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(HOW.into()),
    };
    let seconds = number.parse::<f64>().map_err(|_| HOW)? * scale;
    let longest = Duration::from_secs(u64::from(u32::MAX));
    let time = Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero() && *time <= longest);
    time.ok_or_else(|| HOW.into())
}

mod time {
    use super::Duration;

    pub fn show(value: &Duration) -> String {
        match value.as_millis() {
            millis if millis % 1000 != 0 => format!("{millis}ms"),
            millis if millis % 60_000 != 0 => format!("{}s", millis / 1000),
            millis => format!("{}m", millis / 60_000),
        }
    }

    pub use super::duration as read;
}

mod wide_size {
    pub fn show(value: &u64) -> String {
        match *value {
            bytes if bytes > 0 && bytes % (1 << 20) == 0 => format!("{}M", bytes >> 20),
            bytes if bytes > 0 && bytes % (1 << 10) == 0 => format!("{}K", bytes >> 10),
            bytes => bytes.to_string(),
        }
    }

    pub fn read(text: &str) -> Result<u64, String> {
        let (number, scale) = match text.as_bytes().last() {
            Some(b'K' | b'k') => (&text[..text.len() - 1], 1 << 10),
            Some(b'M' | b'm') => (&text[..text.len() - 1], 1 << 20),
            Some(b'G' | b'g') => (&text[..text.len() - 1], 1 << 30),
            _ => (text, 1),
        };
        let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(scale));
        bytes.ok_or_else(|| "write a number of bytes: 4096, 64K, 16M or 1G".into())
    }
}

mod size {
    pub fn show(value: &usize) -> String {
        super::wide_size::show(&(*value as u64))
    }

    pub fn read(text: &str) -> Result<usize, String> {
        super::wide_size::read(text).and_then(|bytes| usize::try_from(bytes).map_err(|error| error.to_string()))
    }
}

mod count {
    pub fn show(value: &usize) -> String {
        value.to_string()
    }

    pub fn read(text: &str) -> Result<usize, String> {
        text.parse().map_err(|_| "write a whole number".into())
    }
}

mod depth {
    pub use super::count::show;

    /// What reads and judges JSON and YAML steps down once a level, on a stack that suffices for so many.
    const DEEPEST: usize = 128;

    pub fn read(text: &str) -> Result<usize, String> {
        super::count::read(text).ok().filter(|depth| *depth <= DEEPEST).ok_or_else(|| format!("write a whole number up to {DEEPEST}"))
    }
}

mod small {
    pub fn show(value: &u32) -> String {
        value.to_string()
    }

    pub fn read(text: &str) -> Result<u32, String> {
        text.parse().map_err(|_| "write a whole number".into())
    }
}

mod optional {
    pub fn show(value: &Option<u64>) -> String {
        value.map_or_else(|| "none".to_owned(), |number| number.to_string())
    }

    pub fn read(text: &str) -> Result<Option<u64>, String> {
        if text == "none" {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| "write a whole number, or none".into())
    }
}

mod rate {
    pub fn show(value: &Option<f64>) -> String {
        value.map_or_else(|| "none".to_owned(), |rate| format!("{rate}/s"))
    }

    pub fn read(text: &str) -> Result<Option<f64>, String> {
        if text == "none" { Ok(None) } else { super::per_second(text).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_reads_what_it_shows_and_another_value_changes_it() {
        let defaults = Bounds::default();
        for limit in LIMITS {
            let mut bounds = Bounds::default();
            let shown = (limit.get)(&defaults);
            set(&mut bounds, &format!("{}={shown}", limit.name)).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!(bounds, defaults, "{}: {shown}", limit.name);
            let other = if limit.what.starts_with("To") || limit.name == "run" || limit.name == "request" || limit.name == "wait" {
                "7ms"
            } else if limit.name == "rate" {
                "7/s"
            } else {
                "7"
            };
            set(&mut bounds, &format!("{}={other}", limit.name)).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!((limit.get)(&bounds), other, "{}", limit.name);
            assert_ne!(bounds, defaults, "{}", limit.name);
        }
        let mut names: Vec<&str> = LIMITS.iter().map(|limit| limit.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), LIMITS.len());
    }

    #[test]
    fn what_is_no_limit_is_told_with_what_would_be() {
        let mut bounds = Bounds::default();
        for (text, part) in [
            ("body", "NAME=VALUE"),
            ("bodies=1", "there are connect, request"),
            ("body=-1", "16M"),
            ("body=99999999999G", "16M"),
            ("connect=0s", "above zero"),
            ("connect=1d", "500ms"),
            ("depth=129", "up to 128"),
            ("retries=many", "whole number"),
            ("\u{1b}[2J=1", "there is no limit"),
        ] {
            let why = set(&mut bounds, text).unwrap_err();
            assert!(why.contains(part) && !why.contains('\u{1b}'), "{text}: {why}");
        }
        assert_eq!(bounds, Bounds::default());
    }
}
