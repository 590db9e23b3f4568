//! The file of settings, `specproof.toml`: keys are those of [`FLAGS`], each with its place; what is not known is a problem, never ignored.

use super::{FLAGS, Flag, Given, Kind, Origin, faults};
use crate::Failure;
use specproof_contract::fail::point;
use specproof_contract::{file, nearest};
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name of the file.
const NAME: &str = "specproof.toml";
/// More bytes than this are no file of settings.
const LARGEST: u64 = 1 << 20;

/// What the file gives.
#[derive(Default)]
pub struct Read {
    /// Outside of profiles.
    pub own: Vec<Given>,
    /// In the profile that was chosen.
    pub profile: Vec<Given>,
    /// Values that need a variable which the environment does not set: said only when something is to be sent.
    pub unset: Vec<String>,
}

/// The file to read: the one that is named, or the nearest upwards, up to the folder that holds `.git`; without one, only here.
///
/// # Errors
/// The file that is named is not there.
pub fn find(named: Option<&str>) -> Result<Option<PathBuf>, Failure> {
    if let Some(named) = named {
        let path = PathBuf::from(named);
        return if is_file(&path)? { Ok(Some(path)) } else { Err(Failure::usage(format!("--config {named}: there is no such file"))) };
    }
    let Ok(here) = std::env::current_dir() else { return Ok(None) };
    let mut root = here.as_path();
    for folder in here.ancestors() {
        if look(&folder.join(".git"))?.is_some() {
            root = folder;
            break;
        }
    }
    for folder in here.ancestors().take_while(|folder| folder.starts_with(root)) {
        if is_file(&folder.join(NAME))? {
            return Ok(Some(folder.strip_prefix(&here).unwrap_or(folder).join(NAME)));
        }
    }
    Ok(None)
}

fn look(path: &Path) -> Result<Option<file::Kind>, Failure> {
    file::kind(path).map_err(|error| Failure::machine(format!("{}: cannot be looked at: {error}", path.display())))
}

fn is_file(path: &Path) -> Result<bool, Failure> {
    Ok(look(path)? == Some(file::Kind::File))
}

/// Reads the file.
///
/// # Errors
/// Everything that is wrong in it, each with file, line and column.
pub fn read(path: &Path, profile: Option<&str>) -> Result<Read, Vec<String>> {
    let shown = path.display().to_string();
    let unread = |why: &dyn std::fmt::Display| vec![format!("{shown}: cannot be read: {why}")];
    let bytes = file::read_up_to(path, LARGEST + 1).map_err(|error| unread(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(vec![format!("{shown}: larger than {LARGEST} bytes, which no file of settings is")]);
    }
    let text = String::from_utf8(bytes).map_err(|_| unread(&"it is not UTF-8"))?;
    point("parse.settings").map_err(|error| unread(&error))?;
    let (root, errors) = DeTable::parse_recoverable(&text);
    let mut reader =
        Reader { shown, text: &text, folder: path.parent().unwrap_or(Path::new("")), wrong: Vec::new(), unset: Vec::new(), profile: None };
    for error in errors {
        let place = reader.place(error.span().unwrap_or_default());
        reader.wrong.push(format!("{place}: {}", error.message().trim_end()));
    }
    let mut own = Vec::new();
    let mut of_profile = Vec::new();
    let profiles = profiles(&mut reader, root.get_ref());
    if reader.wrong.is_empty() {
        reader.table(root.get_ref(), "", true, &mut own);
        for (name, table) in &profiles {
            // What is not chosen is held against the table all the same, but no variable is asked for.
            let chosen = profile == Some(*name);
            let (mut ignored, unset) = (Vec::new(), reader.unset.len());
            reader.profile = Some(chosen);
            reader.table(table, "", false, if chosen { &mut of_profile } else { &mut ignored });
            if !chosen {
                reader.unset.truncate(unset);
            }
        }
        if let Some(name) = profile.filter(|name| !profiles.iter().any(|(own, _)| own == name)) {
            let all: Vec<&str> = profiles.iter().map(|(name, _)| *name).collect();
            let there = if all.is_empty() { "it has none".to_owned() } else { format!("it has {}", all.join(", ")) };
            reader.wrong.push(format!("--profile {name}: {} has no such profile; {there}", reader.shown));
        }
    }
    if !reader.wrong.is_empty() {
        // Values are held against their forms when all layers are there, which is too late to tell everything at once.
        own.iter().chain(&of_profile).for_each(|given| reader.wrong.extend(faults(std::slice::from_ref(given))));
    }
    if reader.wrong.is_empty() { Ok(Read { own, profile: of_profile, unset: reader.unset }) } else { Err(reader.wrong) }
}

/// The tables `[profile.NAME]`.
fn profiles<'a>(reader: &mut Reader<'_>, root: &'a DeTable<'a>) -> Vec<(&'a str, &'a DeTable<'a>)> {
    let Some((key, value)) = root.iter().find(|(key, _)| key.get_ref() == "profile") else { return Vec::new() };
    let Some(table) = value.get_ref().as_table() else {
        let place = reader.place(key.span());
        reader.wrong.push(format!("{place}: a profile is a table: write [profile.NAME]"));
        return Vec::new();
    };
    let mut all = Vec::new();
    for (name, own) in table {
        match own.get_ref().as_table() {
            Some(own) => all.push((name.get_ref().as_ref(), own)),
            None => {
                let place = reader.place(name.span());
                reader.wrong.push(format!("{place}: a profile is a table: write [profile.NAME] and its keys below it"));
            }
        }
    }
    all
}

struct Reader<'a> {
    shown: String,
    text: &'a str,
    folder: &'a Path,
    wrong: Vec<String>,
    unset: Vec<String>,
    /// In a profile; whether it is the chosen one.
    profile: Option<bool>,
}

impl Reader<'_> {
    /// `file:line:column`
    fn place(&self, span: Range<usize>) -> String {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        format!("{}:{line}:{column}", self.shown)
    }

    /// Reads a table; `at` is the way to it, with a dot at its end, and a star for each name of the user's own.
    fn table(&mut self, table: &DeTable<'_>, at: &str, is_root: bool, out: &mut Vec<Given>) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if is_root && name == "profile" {
                continue;
            }
            let way = format!("{at}{name}");
            let place = self.place(key.span());
            let below = format!("{way}.");
            if let Some(flag) = flag_at(&way) {
                self.values(flag, None, value, &place, out);
            } else if keys().iter().any(|key| key.starts_with(&below)) {
                match value.get_ref().as_table() {
                    Some(inner) if keys().iter().any(|key| key.starts_with(&format!("{below}*"))) => {
                        self.named(inner, &below, &mut Vec::new(), out)
                    }
                    Some(inner) => self.table(inner, &below, false, out),
                    None => self.wrong.push(format!("{place}: `{way}` is a table: write [{way}] and its keys below it")),
                }
            } else {
                self.unknown(&place, &way, at);
            }
        }
    }

    /// Reads a table whose keys are names of the user's own.
    fn named(&mut self, table: &DeTable<'_>, at: &str, names: &mut Vec<String>, out: &mut Vec<Given>) {
        let way = format!("{at}*");
        for (key, value) in table {
            let place = self.place(key.span());
            names.push(key.get_ref().to_string());
            match (flag_at(&way), value.get_ref().as_table()) {
                (Some(flag), _) => self.values(flag, Some(&names.join(".")), value, &place, out),
                (None, Some(inner)) => self.named(inner, &format!("{way}."), names, out),
                (None, None) => self
                    .wrong
                    .push(format!("{place}: a table is needed: the values stand one level deeper, as in {}", way.replace('*', "NAME"))),
            }
            names.pop();
        }
    }

    fn unknown(&mut self, place: &str, way: &str, at: &str) {
        let known: BTreeSet<String> =
            keys().iter().filter_map(|key| Some(format!("{at}{}", key.strip_prefix(at)?.split('.').next()?))).collect();
        let known: BTreeSet<String> = known.into_iter().chain(at.is_empty().then(|| "profile".to_owned())).collect();
        // A flag that exists but does not belong into a file is told apart from a slip of the pen.
        let flag = FLAGS.iter().find(|flag| flag.name == way && flag.key != way);
        let help = match (flag, nearest(way, known.iter().map(String::as_str))) {
            (Some(flag), _) if flag.key.is_empty() => format!("it is a flag, --{way}, and has no place in a file"),
            (Some(flag), _) => format!("it is written {}", flag.key.replace('*', "NAME")),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => {
                format!("the keys here are {}", known.iter().map(|key| key.trim_start_matches(at)).collect::<Vec<_>>().join(", "))
            }
        };
        self.wrong.push(format!("{place}: `{way}` is no key of this file; {help}"));
    }

    fn values(&mut self, flag: &'static Flag, name: Option<&str>, value: &Spanned<DeValue<'_>>, place: &str, out: &mut Vec<Given>) {
        match value.get_ref() {
            DeValue::Array(items) if flag.many && name.is_none() => {
                for item in items {
                    let place = self.place(item.span());
                    self.value(flag, name, item.get_ref(), &place, out);
                }
            }
            other => self.value(flag, name, other, place, out),
        }
    }

    fn value(&mut self, flag: &'static Flag, name: Option<&str>, value: &DeValue<'_>, place: &str, out: &mut Vec<Given>) {
        let plain = match value {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Boolean(is) if matches!(flag.kind, Kind::Switch | Kind::Pair(_)) => Ok(is.to_string()),
            DeValue::Integer(number) if number.radix() == 10 && !matches!(flag.kind, Kind::Switch) => Ok(number.as_str().replace('_', "")),
            DeValue::Float(number) if matches!(flag.kind, Kind::Rate | Kind::Time | Kind::Pair(_)) => Ok(number.as_str().replace('_', "")),
            DeValue::Datetime(moment) => Ok(moment.to_string()),
            other => Err(format!("{} is needed, not {}", wanted(flag), told(other))),
        };
        let (text, hidden) = match plain.map(|text| self.filled(&text)) {
            Ok(Ok(filled)) => filled,
            Ok(Err(why)) => {
                self.unset.push(format!("{place}: {why}"));
                return;
            }
            Err(why) => return self.wrong.push(format!("{place}: {}: {why}", flag.name)),
        };
        let text = match (name, flag.kind) {
            (Some(name), Kind::Pair(':')) => format!("{name}: {text}"),
            (Some(name), _) => format!("{name}={text}"),
            (None, _) => self.placed(flag.kind, text),
        };
        let origin = if self.profile == Some(true) { Origin::Profile(place.to_owned()) } else { Origin::File(place.to_owned()) };
        out.push(Given { flag, text, origin, hidden });
    }

    /// Puts the environment's values in place of `${NAME}` and `${NAME:-otherwise}`; `$${` stands for itself.
    fn filled(&self, text: &str) -> Result<(String, bool), String> {
        let (mut out, mut rest, mut hidden) = (String::new(), text, false);
        while let Some(at) = rest.find("${") {
            if rest[..at].ends_with('$') {
                out.push_str(&rest[..at]);
                out.push('{');
                rest = &rest[at + 2..];
                continue;
            }
            out.push_str(&rest[..at]);
            let Some(end) = rest[at..].find('}') else { return Err("`${` is not closed by `}`".to_owned()) };
            let inner = &rest[at + 2..at + end];
            let (name, otherwise) = inner.split_once(":-").map_or((inner, None), |(name, otherwise)| (name, Some(otherwise)));
            match std::env::var(name).ok().filter(|value| !value.is_empty()) {
                Some(value) => {
                    hidden = true;
                    out.push_str(&value);
                }
                None => out.push_str(otherwise.ok_or_else(|| format!("the environment does not set {name}"))?),
            }
            rest = &rest[at + end + 1..];
        }
        out.push_str(rest);
        Ok((out, hidden))
    }

    /// Paths in the file are relative to it.
    fn placed(&self, kind: Kind, text: String) -> String {
        let below = |path: &str| self.folder.join(path).display().to_string();
        match (kind, text.split_once('=')) {
            (Kind::Path, _) => below(&text),
            (Kind::Report, Some((name, file))) if !file.is_empty() => format!("{name}={}", below(file)),
            _ => text,
        }
    }
}

/// Every key, as the table has them, and the ways of writing that come on top.
fn keys() -> Vec<&'static str> {
    FLAGS.iter().map(|flag| flag.key).filter(|key| !key.is_empty()).chain(ALSO.iter().map(|(key, _)| *key)).collect()
}

/// Further keys for the values of a flag.
pub const ALSO: &[(&str, &str)] = &[("targets.*", "target")];

fn flag_at(way: &str) -> Option<&'static Flag> {
    let name = ALSO.iter().find(|(key, _)| *key == way).map(|(_, name)| *name);
    FLAGS.iter().find(|flag| flag.key == way || Some(flag.name) == name)
}

fn wanted(flag: &Flag) -> &'static str {
    match flag.kind {
        Kind::Switch => "true or false",
        Kind::Count(_) => "a whole number",
        _ if flag.many => "text, or an array of texts,",
        _ => "text",
    }
}

fn told(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "this number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests;
