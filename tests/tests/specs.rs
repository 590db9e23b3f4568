//! A spec that says anything the contract does not understand stops everything, at its line.

use specproof_contract::{Contract, Problem, load_specs};
use specproof_tests::{Scratch, files, root};
use std::collections::HashMap;
use std::path::Path;

/// Keys whose children are names that the author chose: only what refers to them can tell that one is misspelt.
const NAMES: &[&str] = &[
    "paths",
    "responses",
    "content",
    "examples",
    "properties",
    "schemas",
    "parameters",
    "inputs",
    "outputs",
    "links",
    "variables",
    "headers",
    "securitySchemes",
];
/// Keys below which everything is data.
const DATA: &[&str] = &["value", "payload", "default", "enum"];

/// How often a key is misspelt below the same keys.
const EACH: u32 = 2;

/// A copy of one API's folder, as a folder of specs.
fn copy(api: &str, purpose: &str) -> Scratch {
    let scratch = Scratch::new(&format!("specs-{purpose}-{api}"));
    let specs = root().join("specs");
    for path in files(&specs.join(api), &[".yaml", ".json", ".txt"]) {
        let to = scratch.path().join(path.strip_prefix(&specs).expect("below specs"));
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(&path, to).expect("a copy");
    }
    scratch
}

fn shown(problems: &[Problem]) -> String {
    problems.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A line that is a mapping key: what stands before it (a list dash included), the key, the rest.
fn key(line: &str) -> Option<(&str, &str, &str)> {
    let start = line.find(|c: char| c != ' ' && c != '-')?;
    let (key, rest) = line[start..].split_once(':')?;
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '$');
    (plain && (rest.is_empty() || rest.starts_with(' '))).then_some((&line[..start], key, rest))
}

/// The keys above a line, from the nearest to the root; `None` inside a text of several lines.
fn above<'a>(lines: &[&'a str], at: usize) -> Option<Vec<&'a str>> {
    let mut depth = key(lines[at])?.0.len();
    let mut keys = Vec::new();
    for line in lines[..at].iter().rev() {
        let Some((lead, name, rest)) = key(line) else { continue };
        if lead.len() < depth {
            if rest.trim().starts_with(['>', '|']) {
                return None;
            }
            depth = lead.len();
            keys.push(name);
        }
    }
    Some(keys)
}

#[derive(PartialEq)]
enum Kind {
    /// A word of OpenAPI, Arazzo or the register.
    Word,
    /// A name that the author chose.
    Name,
    /// Neither: text or data.
    Data,
}

fn kind(lines: &[&str], at: usize) -> Kind {
    match above(lines, at) {
        None => Kind::Data,
        Some(keys) if keys.iter().any(|key| DATA.contains(key)) => Kind::Data,
        Some(keys) if keys.first().is_some_and(|key| NAMES.contains(key) || key.starts_with('x')) => Kind::Name,
        Some(_) => Kind::Word,
    }
}

fn misspell_every_key(api: &str) {
    let copy = copy(api, "misspelt");
    let original = load_specs(copy.path()).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let (mut words, mut names) = (0, 0);
    let mut tried: HashMap<String, u32> = HashMap::new();
    for path in files(copy.path(), &[".yaml"]) {
        let text = std::fs::read_to_string(&path).expect("a spec");
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            let (Some((lead, key, rest)), kind) = (key(lines[at]), kind_of(&lines, at)) else { continue };
            if kind == Kind::Data {
                continue;
            }
            // The same key at the same kind of place is tried at its first few places only: flows repeat themselves a hundred times.
            let again = tried.entry(format!("{} {key}", above(&lines, at).unwrap_or_default().join("/"))).or_default();
            *again += 1;
            if *again > EACH {
                continue;
            }
            let mut changed: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            changed[at] = format!("{lead}{key}x:{rest}");
            std::fs::write(&path, changed.join("\n")).expect("the copy is ours");
            let place = format!("{}:{}: `{key}x`", path.display(), at + 1);
            match (load_specs(copy.path()), kind) {
                (Ok(other), Kind::Name) => {
                    names += 1;
                    assert!(other != original, "{place} changed nothing");
                }
                (Err(_), Kind::Name) => names += 1,
                (Ok(_), _) => panic!("{place} went unnoticed"),
                (Err(problems), _) => {
                    words += 1;
                    let name = path.file_name().expect("a name");
                    let here = |problem: &Problem| {
                        Path::new(&problem.file).ends_with(name) && problem.line as usize == at + 1 && problem.column > 0
                    };
                    assert!(problems.iter().any(here), "{place} is reported elsewhere:\n{}", shown(&problems));
                }
            }
        }
        std::fs::write(&path, text).expect("the copy is ours");
    }
    assert!(words > 100 && names > 20, "only {words} words and {names} names were tried");
}

fn kind_of(lines: &[&str], at: usize) -> Kind {
    if key(lines[at]).is_some() { kind(lines, at) } else { Kind::Data }
}

#[test]
fn the_specs_load() {
    let contract: Contract = load_specs(&root().join("specs")).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    assert_eq!(contract.apis.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(), ["iflychat", "userlogin", "webitel"]);
}

#[test]
fn a_misspelt_key_is_reported_at_its_line_iflychat() {
    misspell_every_key("iflychat");
}

#[test]
fn a_misspelt_key_is_reported_at_its_line_userlogin() {
    misspell_every_key("userlogin");
}

#[test]
fn a_misspelt_key_is_reported_at_its_line_webitel() {
    misspell_every_key("webitel");
}

#[test]
fn a_key_that_stands_twice_is_reported() {
    for api in ["iflychat", "userlogin", "webitel"] {
        let copy = copy(api, "twice");
        for path in files(copy.path(), &["openapi.yaml", "arazzo.yaml", "clauses.yaml"]) {
            let text = std::fs::read_to_string(&path).expect("a spec");
            let first = text.lines().find(|line| key(line).is_some()).expect("a key").to_owned();
            std::fs::write(&path, format!("{text}\n{first}\n")).expect("the copy is ours");
            let Err(problems) = load_specs(copy.path()) else { panic!("{}: `{first}` stands twice", path.display()) };
            assert!(problems.iter().any(|problem| problem.line as usize > text.lines().count()), "{}", shown(&problems));
            std::fs::write(&path, text).expect("the copy is ours");
        }
    }
}
