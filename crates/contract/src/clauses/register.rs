//! clauses.yaml: the checked tree, read into typed structs, checked for its own rules.

use crate::codes;
use crate::loader::Loader;
use crate::model::{Clause, FileId, Force, LineRange, Place, Reading, Source};
use crate::report::Report;
use crate::shape::clauses::REGISTER;
use crate::tree::NodeId;
use crate::typed::{Cutter, read as read_typed};
use crate::walk::Walk;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    api: String,
    document: String,
    clauses: Vec<ClauseEntry>,
    #[serde(rename = "x-node")]
    node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseEntry {
    id: String,
    lines: String,
    digest: Option<String>,
    #[serde(default)]
    silent: bool,
    force: Force,
    says: String,
    #[serde(default)]
    readings: Vec<ReadingEntry>,
    #[serde(default)]
    consistent: bool,
    unchecked: Option<String>,
    #[serde(rename = "x-node")]
    node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingEntry {
    id: String,
    says: String,
    #[serde(rename = "x-node")]
    node: u32,
}

/// The document's name and the clauses of a register; `None` when it cannot be read on.
pub(crate) fn read(loader: &mut Loader, file: FileId, api: &str) -> Option<(String, Vec<Clause>)> {
    let root = loader.tree.files.get(file.0 as usize)?.root?;
    let mut walk = Walk::new(loader, crate::shape::Version::V3_0);
    if !walk.document(root, &REGISTER) {
        return None;
    }
    let place = loader.tree.place(root);
    let skeleton = Cutter { tree: &loader.tree, targets: &HashMap::new() }.object(root, &REGISTER);
    let register: RegisterFile = read_typed(skeleton, place, &mut loader.report)?;
    if register.api != api {
        let at = member(loader, register.node, "api");
        let message =
            format!("the register is of `{}`, but its folder is `{}`", crate::text::short(&register.api), crate::text::short(api));
        loader.report.add(&codes::API_NAME, at, message, format!("write `api: {}`", crate::text::short(api)));
    }
    if register.document.contains(['/', '\\']) || register.document.is_empty() {
        let at = member(loader, register.node, "document");
        loader.report.add(&codes::CLAUSE_LINES, at, "the document is named by its file name alone", "write the file name, without folders");
    }
    let mut first: HashMap<String, u32> = HashMap::new();
    let mut clauses = Vec::new();
    for entry in register.clauses {
        let place = member(loader, entry.node, "id");
        check_id(&entry.id, api, place, &mut loader.report);
        if let Some(line) = first.insert(entry.id.clone(), place.line) {
            let message = format!("the clause `{}` stands here a second time; the first is in line {line}", crate::text::short(&entry.id));
            loader.report.add(&codes::CLAUSE_DUPLICATE, place, message, "give each clause an id of its own");
            continue;
        }
        check_readings(&entry, loader);
        let source = source(&entry, &register.document, loader);
        clauses.push(Clause {
            id: entry.id,
            source,
            force: entry.force,
            says: entry.says,
            readings: entry.readings.into_iter().map(|reading| Reading { id: reading.id, says: reading.says }).collect(),
            consistent: entry.consistent,
            unchecked: entry.unchecked,
            place: Some(place),
        });
    }
    Some((register.document, clauses))
}

/// Where the value of a member stands.
fn member(loader: &Loader, node: u32, key: &str) -> Place {
    let node = NodeId(node);
    loader.tree.get(node, key).map_or(loader.tree.place(node), |value| loader.tree.place(value))
}

/// Lower-case letters, digits and single hyphens between them.
fn is_kebab(word: &str) -> bool {
    word.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

fn check_id(id: &str, api: &str, place: Place, report: &mut Report) {
    let parts: Vec<&str> = id.split('.').collect();
    if parts.first() != Some(&api) {
        let message = format!("the clause id `{}` does not begin with `{}.`", crate::text::short(id), crate::text::short(api));
        report.add(&codes::CLAUSE_ID, place, message, format!("write `{}.<topic>.<meaning>`", crate::text::short(api)));
    } else if parts.len() < 2 || !parts.iter().all(|part| is_kebab(part)) {
        let message = format!("the clause id `{}` is not dotted kebab-case", crate::text::short(id));
        report.add(&codes::CLAUSE_ID, place, message, "write lower-case words with hyphens, in parts with dots: `api.topic.what-it-means`");
    }
}

fn check_readings(entry: &ClauseEntry, loader: &mut Loader) {
    let place = member(loader, entry.node, "readings");
    if entry.force != Force::Open && !entry.readings.is_empty() {
        loader.report.add(
            &codes::CLAUSE_READINGS,
            place,
            "only an open clause has readings",
            "write `force: open`, or remove the readings",
        );
    }
    if entry.consistent && entry.readings.is_empty() {
        let place = member(loader, entry.node, "consistent");
        loader.report.add(&codes::CLAUSE_READINGS, place, "`consistent` without readings says nothing", "list the readings, or remove it");
    }
    let mut seen = HashSet::new();
    for reading in &entry.readings {
        let place = member(loader, reading.node, "id");
        if !is_kebab(&reading.id) {
            let message = format!("the reading id `{}` is not kebab-case", crate::text::short(&reading.id));
            loader.report.add(&codes::CLAUSE_READINGS, place, message, "write lower-case words with hyphens");
        }
        if !seen.insert(&reading.id) {
            let message = format!("the reading `{}` stands here a second time", crate::text::short(&reading.id));
            loader.report.add(&codes::CLAUSE_READINGS, place, message, "give each reading an id of its own");
        }
    }
}

fn source(entry: &ClauseEntry, document: &str, loader: &mut Loader) -> Source {
    let lines_place = member(loader, entry.node, "lines");
    let digest_place = member(loader, entry.node, "digest");
    let document = document.to_owned();
    if entry.lines == "none" {
        if entry.digest.is_some() || !entry.silent {
            loader.report.add(
                &codes::CLAUSE_LINES,
                lines_place,
                "`lines: none` goes with `silent: true` and no digest",
                "write `silent: true`, and remove `digest`",
            );
        }
        return Source::Silence { document };
    }
    if entry.silent {
        loader.report.add(&codes::CLAUSE_LINES, lines_place, "a silent clause cites no lines", "write `lines: none`, or remove `silent`");
    }
    let lines = parse_lines(&entry.lines).unwrap_or_else(|| {
        let message = format!("`{}` cites no lines", crate::text::short(&entry.lines));
        loader.report.add(&codes::CLAUSE_LINES, lines_place, message, "write `12`, `12-15`, `12, 14-15`, each ascending, or `none`");
        Vec::new()
    });
    let digest = entry.digest.clone().unwrap_or_default();
    if digest.len() != 16 || !digest.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
        loader.report.add(
            &codes::CLAUSE_LINES,
            digest_place,
            "the digest is not 16 lower-case hexadecimal digits",
            "take the first 16 digits of the SHA-256 of the cited lines, each ended by a line feed",
        );
    }
    Source::Document { document, lines, digest }
}

/// `a`, `a-b`, `a, b-c`: ascending, without overlap.
fn parse_lines(text: &str) -> Option<Vec<LineRange>> {
    let mut ranges: Vec<LineRange> = Vec::new();
    for part in text.split(',') {
        let part = part.trim();
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
        let range = LineRange { first: number(first)?, last: number(last)? };
        if range.first == 0 || range.last < range.first || ranges.last().is_some_and(|before| before.last >= range.first) {
            return None;
        }
        ranges.push(range);
    }
    (!ranges.is_empty()).then_some(ranges)
}
