//! [`Tree`]: every file as read, each node with its line and column, in one arena.
//!
//! Aliases share nodes, so the arena is a directed acyclic graph whose expanded size and depth the readers have bounded.

mod digest;
mod flow_indent;
mod json;
mod scalar;
mod value;
mod yaml;

pub(crate) use scalar::number;

use crate::model::{FileId, Place};
use crate::{limits::Limits, report::Report};
use std::path::PathBuf;

/// Index into [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub u32);

/// A node with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub place: Place,
    pub kind: Kind,
}

/// What a node is. A number keeps its text: `1.10` is a version as well as a number.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(Box<str>),
    Text(Box<str>),
    List(Vec<NodeId>),
    Map(Vec<Entry>),
}

impl Kind {
    /// For messages: "a list", "the text `x`".
    pub fn describe(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => format!("the boolean {value}"),
            Self::Number(raw) => format!("the number {raw}"),
            Self::Text(text) => format!("the text `{}`", crate::text::short(text)),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a map".into(),
        }
    }
}

/// A member of a map; line and column are the key's.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub key: Box<str>,
    pub line: u32,
    pub column: u32,
    pub value: NodeId,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    /// Canonical path.
    pub path: PathBuf,
    /// Path relative to the folder that was loaded, with `/`.
    pub relative: String,
    /// Path as it is shown in problems.
    pub shown: String,
    /// Content; empty where it could not be read.
    pub text: String,
    /// Root node; `None` where the file could not be read or parsed.
    pub root: Option<NodeId>,
    /// Digest of what it says, as it was read; empty without a root.
    pub digest: String,
}

/// The arena.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub nodes: Vec<Node>,
    pub files: Vec<File>,
    /// Nodes that aliases have stood for so far.
    expanded: usize,
}

impl Tree {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn kind(&self, id: NodeId) -> &Kind {
        &self.node(id).kind
    }

    pub fn place(&self, id: NodeId) -> Place {
        self.node(id).place
    }

    pub fn kind_mut(&mut self, id: NodeId) -> &mut Kind {
        &mut self.nodes[id.0 as usize].kind
    }

    /// Adds a node that a repair makes, standing where `place` says.
    pub fn add(&mut self, place: Place, kind: Kind) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { place, kind });
        id
    }

    /// The members of a map; none for anything else.
    pub fn entries(&self, id: NodeId) -> &[Entry] {
        match self.kind(id) {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match self.kind(id) {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    pub fn entry(&self, id: NodeId, key: &str) -> Option<&Entry> {
        self.entries(id).iter().find(|entry| &*entry.key == key)
    }

    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entry(id, key).map(|entry| entry.value)
    }

    pub fn text(&self, id: NodeId) -> Option<&str> {
        match self.kind(id) {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a member.
    pub fn text_at(&self, id: NodeId, key: &str) -> Option<&str> {
        self.get(id, key).and_then(|value| self.text(value))
    }

    pub fn flag_at(&self, id: NodeId, key: &str) -> Option<bool> {
        match self.kind(self.get(id, key)?) {
            Kind::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A scalar as it was written.
    pub fn raw(&self, id: NodeId) -> Option<&str> {
        match self.kind(id) {
            Kind::Number(raw) => Some(raw),
            Kind::Text(text) => Some(text),
            Kind::Bool(true) => Some("true"),
            Kind::Bool(false) => Some("false"),
            _ => None,
        }
    }

    /// Where the key of a member stands.
    pub fn key_place(&self, map: NodeId, entry: &Entry) -> Place {
        Place { file: self.place(map).file, line: entry.line, column: entry.column }
    }

    pub fn remove(&mut self, id: NodeId, key: &str) -> Option<Entry> {
        let Kind::Map(entries) = self.kind_mut(id) else { return None };
        let at = entries.iter().position(|entry| &*entry.key == key)?;
        Some(entries.remove(at))
    }

    /// Sets a member, in place of the one it has.
    pub fn set(&mut self, id: NodeId, key: &str, value: NodeId) {
        let place = self.place(value);
        let Kind::Map(entries) = self.kind_mut(id) else { return };
        match entries.iter_mut().find(|entry| &*entry.key == key) {
            Some(entry) => entry.value = value,
            None => entries.push(Entry { key: key.into(), line: place.line, column: place.column, value }),
        }
    }

    /// Parses a file's text into the arena. Faults go to the report.
    pub fn parse(&mut self, file: FileId, limits: &Limits, report: &mut Report) {
        if let Err(error) = crate::fail::point("parse.document") {
            let place = Place { file, line: 1, column: 1 };
            report.add(&crate::codes::DOCUMENT_UNREADABLE, place, error.to_string(), "try again");
            return;
        }
        let entry = &mut self.files[file.0 as usize];
        let text = std::mem::take(&mut entry.text);
        let content = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let is_json =
            !entry.relative.ends_with(".yaml") && !entry.relative.ends_with(".yml") && content.trim_start().starts_with(['{', '[']);
        let root = if is_json || entry.relative.ends_with(".json") {
            json::read(self, content, file, limits, report)
        } else {
            yaml::read(self, content, file, limits, report)
        };
        let entry = &mut self.files[file.0 as usize];
        entry.text = text;
        entry.root = root;
    }

    /// Counts nodes that an alias or a merge stands for; false when there are too many.
    fn expand(&mut self, nodes: usize, limits: &Limits) -> bool {
        self.expanded = self.expanded.saturating_add(nodes);
        self.expanded <= limits.alias_nodes
    }
}

/// Reports keys that a map holds twice and keeps the last of each.
fn take_last_of_duplicates(entries: &mut Vec<Entry>, file: FileId, report: &mut Report) {
    const FEW: usize = 12;
    // An earlier entry, and the next one with its key.
    let mut twice: Vec<(usize, usize)> = Vec::new();
    if entries.len() <= FEW {
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = entries[..at].iter().rposition(|other| other.key == entry.key) {
                twice.push((first, at));
            }
        }
    } else {
        let mut seen: std::collections::HashMap<&str, usize> = std::collections::HashMap::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            if let Some(first) = seen.insert(&entry.key, at) {
                twice.push((first, at));
            }
        }
    }
    if twice.is_empty() {
        return;
    }
    for &(first, again) in &twice {
        let Entry { key, line, column, .. } = &entries[again];
        report.add(
            &crate::codes::DUPLICATE_KEY,
            Place { file, line: *line, column: *column },
            format!("the key `{}` stands here a second time; the first is in line {}", crate::text::short(key), entries[first].line),
            "keep one of the two",
        );
    }
    let mut dropped: Vec<usize> = twice.into_iter().map(|(first, _)| first).collect();
    dropped.sort_unstable();
    let mut at = 0;
    entries.retain(|_| {
        at += 1;
        dropped.binary_search(&(at - 1)).is_err()
    });
}
