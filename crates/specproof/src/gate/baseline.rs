//! The file of known deviations: TOML, a table `[[known]]` for each, with who tolerates it, why and until when.

use super::likeness;
use crate::value::{date, day};
use specproof_conform::run::Finding;
use specproof_contract::fail::point;
use specproof_contract::{file, nearest};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Known deviations, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Baseline {
    /// One for each.
    pub entries: Vec<Entry>,
}

/// A known deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// The case that makes it.
    pub case: String,
    /// The check that makes it.
    pub check: String,
    /// The clause that is broken.
    pub clause: String,
    /// How it fails; any way when left out.
    pub received: Option<String>,
    /// Why it is tolerated.
    pub reason: String,
    /// Who looks after it.
    pub owner: String,
    /// The last day on which it is tolerated, in days since 1970.
    pub expires: i64,
    /// The line of its first key's table, from 1.
    pub line: usize,
}

impl Entry {
    /// Whether the finding, which has its fingerprint, fails in the way that is known.
    pub fn is_about(&self, finding: &Finding) -> bool {
        self.received.as_ref().is_none_or(|known| *known == likeness::of(finding))
    }
}

const KEYS: &[&str] = &["fingerprint", "case", "check", "clause", "received", "reason", "owner", "expires"];

/// Reads a baseline; `named` is where it was given.
///
/// # Errors
/// Everything that is wrong in it, each with file, line and column.
pub fn read(path: &Path, named: &str) -> Result<Baseline, Vec<String>> {
    let shown = path.display().to_string();
    let text = file::read_text(path).and_then(|text| point("parse.settings").map(|()| text)).map_err(|error| {
        vec![format!(
            "{named} {shown}: cannot be read: {error}\n  write one from what this deployment does now: --baseline {shown} --update-baseline"
        )]
    })?;
    parse(&shown, &text)
}

/// Reads a baseline's text; `shown` is what its file is called.
///
/// # Errors
/// As for [`read`].
pub fn parse(shown: &str, text: &str) -> Result<Baseline, Vec<String>> {
    let place = |at: usize| {
        let before = text.get(..at).unwrap_or(text);
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        (before.matches('\n').count() + 1, column)
    };
    let told = |at: usize, what: &str| {
        let (line, column) = place(at);
        format!("{shown}:{line}:{column}: {what}")
    };
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut wrong: Vec<String> =
        errors.iter().map(|error| told(error.span().unwrap_or_default().start, error.message().trim_end())).collect();
    let mut entries: Vec<Entry> = Vec::new();
    for (key, value) in root.get_ref() {
        let items = value.get_ref().as_array().filter(|_| key.get_ref() == "known");
        let Some(items) = items else {
            wrong.push(told(key.span().start, &format!("`{}` is not known here: each deviation is a table [[known]]", key.get_ref())));
            continue;
        };
        for item in items {
            let at = item.span().start;
            let Some(table) = item.get_ref().as_table() else {
                wrong.push(told(at, "a table [[known]] is needed"));
                continue;
            };
            let before = wrong.len();
            for (key, value) in table {
                let name = key.get_ref().as_ref();
                if !KEYS.contains(&name) {
                    let near = nearest(name, KEYS.iter().copied())
                        .map_or_else(|| format!("the keys are {}", KEYS.join(", ")), |near| format!("did you mean `{near}`?"));
                    wrong.push(told(key.span().start, &format!("`{name}` is no key of a known deviation; {near}")));
                } else if !matches!(value.get_ref(), DeValue::String(_) | DeValue::Datetime(_)) {
                    wrong.push(told(value.span().start, &format!("{name} is text")));
                }
            }
            let get = |name: &str| {
                let value = table.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value.get_ref());
                match value {
                    Some(DeValue::String(text)) if !text.trim().is_empty() => Some(text.to_string()),
                    Some(DeValue::Datetime(moment)) => Some(moment.to_string()),
                    _ => None,
                }
            };
            let mut need = |name: &str, why: &str| {
                get(name).unwrap_or_else(|| {
                    wrong.push(told(at, &format!("this known deviation has no {name}: {why}")));
                    String::new()
                })
            };
            let mut entry = Entry {
                fingerprint: need("fingerprint", "--update-baseline writes it"),
                case: need("case", "the id of the case that finds it"),
                check: get("check").unwrap_or_default(),
                clause: get("clause").unwrap_or_default(),
                received: get("received"),
                reason: need("reason", "say why it is tolerated"),
                owner: need("owner", "say who looks after it"),
                expires: 0,
                line: place(at).0,
            };
            let expires = need("expires", "say until when it is tolerated, as 2027-01-31");
            match date(&expires) {
                Ok(days) => entry.expires = days,
                Err(_) if expires.is_empty() => {}
                Err(why) => wrong.push(told(at, &format!("expires: {why}"))),
            }
            if let Some(other) = entries.iter().find(|other| other.fingerprint == entry.fingerprint && !entry.fingerprint.is_empty()) {
                wrong.push(told(at, &format!("this deviation is known already, at line {}", other.line)));
            }
            if wrong.len() == before {
                entries.push(entry);
            }
        }
    }
    if wrong.is_empty() { Ok(Baseline { entries }) } else { Err(wrong) }
}

/// The file's text.
pub fn text(baseline: &Baseline) -> String {
    let mut out = String::from(
        "# Known deviations, written by --update-baseline. An entry is tolerated until it expires; one that is fixed has to go.\n\
         # Without `received`, any way of failing at this place is tolerated.\n",
    );
    for entry in &baseline.entries {
        out.push_str("\n[[known]]\n");
        let received = entry.received.as_deref().unwrap_or_default();
        for (name, value) in [
            ("fingerprint", entry.fingerprint.as_str()),
            ("case", &entry.case),
            ("check", &entry.check),
            ("clause", &entry.clause),
            ("received", received),
            ("reason", &entry.reason),
            ("owner", &entry.owner),
        ] {
            if !value.is_empty() {
                out.push_str(&format!("{name} = {}\n", quoted(value)));
            }
        }
        out.push_str(&format!("expires = {}\n", day(entry.expires)));
    }
    out
}

/// A basic string of TOML, which is a JSON string but for DEL.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            fingerprint: "0123456789abcdef".into(),
            case: "demo.flow.login".into(),
            check: "status".into(),
            clause: "demo.login".into(),
            received: Some("HTTP 500: \"…\"\u{7f}\\ ü".into()),
            reason: "the team knows".into(),
            owner: "anna".into(),
            expires: 20_779,
            line: 4,
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let baseline = Baseline { entries: vec![entry(), Entry { fingerprint: "f".into(), received: None, line: 14, ..entry() }] };
        assert_eq!(parse("known.toml", &text(&baseline)), Ok(baseline));
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_place() {
        let text = "[[known]]\nfingerprint = \"a\"\ncase = \"c\"\nreson = \"x\"\nowner = \"\"\nexpires = \"soon\"\n[knwon]\n";
        let Err(wrong) = parse("known.toml", text) else { panic!("it is refused") };
        let all = wrong.join("\n");
        for part in [
            "known.toml:4:1: `reson` is no key of a known deviation; did you mean `reason`?",
            "has no reason",
            "has no owner",
            "expires: write a date",
            "known.toml:7:2: `knwon` is not known here",
        ] {
            assert!(all.contains(part), "{part} is not in:\n{all}");
        }
    }
}
