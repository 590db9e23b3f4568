//! What a value must look like.

use crate::value::{date, duration, rate};
use specproof_conform::report::{self, FORMATS};

/// The form of a flag's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// On or off.
    Switch,
    /// Any text.
    Text,
    /// A file or folder; in the file, relative to the file.
    Path,
    /// A whole number from this one.
    Count(u64),
    /// `10s`, `500ms`, `2m`.
    Time,
    /// `10/s`, `100/m`.
    Rate,
    /// `2027-01-31`.
    Date,
    /// `K/N`.
    Shard,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `NAME[=FILE]`.
    Report,
    /// `URL`, or `NAME=URL` for one API.
    Target,
    /// `KEY=VALUE`, where the first part, up to this sign, is the key.
    Pair(char),
}

impl Kind {
    /// What tells values of one flag apart that do not replace each other; values of a flag without keys replace each other.
    pub fn key(self, text: &str) -> String {
        match self {
            Self::Pair(sign) => text.split(sign).next().unwrap_or_default().trim().to_ascii_lowercase(),
            Self::Target => target(text).0.unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }

    /// Whether the text is such a value.
    ///
    /// # Errors
    /// What would be right. The text itself is not in it.
    pub fn check(self, text: &str) -> Result<(), String> {
        match self {
            Self::Switch => match text {
                "true" | "false" => Ok(()),
                _ => Err("write true or false".to_owned()),
            },
            Self::Text | Self::Path if text.is_empty() => Err("a value is needed".to_owned()),
            Self::Text | Self::Path => Ok(()),
            Self::Count(least) => match text.parse::<u64>() {
                Ok(number) if number >= least => Ok(()),
                _ => Err(format!("a whole number from {least} is needed")),
            },
            Self::Time => duration(text).map(drop),
            Self::Rate => rate(text).map(drop),
            Self::Date => date(text).map(drop),
            Self::Shard => shard(text).map(drop),
            Self::Choice(words) if words.contains(&text) => Ok(()),
            Self::Choice(words) => Err(format!("it is one of {}", words.join(", "))),
            Self::Report => report(text).map(drop),
            Self::Target => match target(text).1 {
                url if ["http://", "https://"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme)) => Ok(()),
                _ => Err("a URL begins with http:// or https://".to_owned()),
            },
            Self::Pair(sign) if text.split_once(sign).is_some_and(|(key, _)| !key.trim().is_empty()) => Ok(()),
            Self::Pair(':') => Err("write NAME: VALUE".to_owned()),
            Self::Pair(sign) => Err(format!("write KEY{sign}VALUE")),
        }
    }
}

/// Takes `NAME=URL` apart; a bare URL has no name.
pub fn target(text: &str) -> (Option<&str>, &str) {
    match text.split_once('=') {
        Some((name, url)) if !name.contains(['/', ':', '?']) => (Some(name), url),
        _ => (None, text),
    }
}

/// Takes `K/N` apart: this part, from 1, of so many.
///
/// # Errors
/// What would be right.
pub fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(index, of)| Some((index.trim().parse::<u32>().ok()?, of.trim().parse::<u32>().ok()?)));
    match parts {
        Some((index, of)) if index >= 1 && index <= of && of <= 10_000 => Ok((index, of)),
        _ => Err("write K/N, with K from 1 to N: 2/4 is the second of four parts".to_owned()),
    }
}

/// Takes `NAME[=FILE]` apart.
///
/// # Errors
/// What would be right.
pub fn report(text: &str) -> Result<(&'static report::Format, Option<&str>), String> {
    let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
    let all = || FORMATS.iter().map(|format| format.id).collect::<Vec<_>>().join(", ");
    let format = report::format(name).ok_or_else(|| format!("there is no report of this name; there are {}", all()))?;
    if file == Some("") { Err(format!("`{name}=` names no file")) } else { Ok((format, file)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_held_against_their_form() {
        for (kind, right, wrong) in [
            (Kind::Switch, &["true", "false"][..], &["", "yes", "1"][..]),
            (Kind::Count(1), &["1", "99"], &["0", "-1", "x", ""]),
            (Kind::Shard, &["1/1", "4/4"], &["0/4", "5/4", "4", "a/b", "1/0", "1/99999"]),
            (Kind::Report, &["json", "junit=a.xml"], &["pdf", "json=", ""]),
            (Kind::Target, &["http://a", "webitel=https://b/c?d=e", "http://a/?b=c"], &["ftp://a", "a", "webitel=a"]),
            (Kind::Pair(':'), &["a: b", "a:"], &["a", ": b"]),
            (Kind::Choice(&["must", "any"]), &["must"], &["Must", ""]),
        ] {
            right.iter().for_each(|text| assert_eq!(kind.check(text), Ok(()), "{kind:?} {text}"));
            wrong.iter().for_each(|text| assert!(kind.check(text).is_err(), "{kind:?} {text}"));
        }
    }

    #[test]
    fn only_values_of_one_key_replace_each_other() {
        assert_eq!(Kind::Pair('=').key("a.b=c=d"), "a.b");
        assert_eq!(Kind::Pair(':').key("X-Trace: 1"), Kind::Pair(':').key("x-trace: 2"));
        assert_eq!(Kind::Target.key("webitel=http://a"), "webitel");
        assert_eq!(Kind::Target.key("http://a/?b=c"), "");
        assert_eq!(Kind::Text.key("one"), Kind::Text.key("two"));
    }
}
