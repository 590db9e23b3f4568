//! Snapshot files: insta's format, read by insta, written whole.

use crate::masked::Masked;
use insta::Snapshot;
use insta::internals::SnapshotContents;
use specproof_contract::fail::point;
use specproof_contract::file;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where snapshots are kept, and what is done with new and different ones. The default keeps none and compares none.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Folder of the specs: contract snapshots are in `<folder>/<api>/snapshots`.
    pub contract: Option<(PathBuf, Mode)>,
    /// Contract snapshots that are built in, as text by their path below the specs; compared with where there is no folder.
    pub built_in: BTreeMap<String, &'static str>,
    /// Folder of a deployment's own snapshots, one folder below it for each API.
    pub own: Option<(PathBuf, Mode)>,
}

/// What is done with a snapshot that is new or different.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing is written.
    Check,
    /// It is laid beside the reviewed one as `.snap.new`, for `cargo insta review`.
    Pending,
    /// It takes the place of the reviewed one.
    Accept,
}

/// How a snapshot compares with the reviewed one.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They are the same, or now are.
    Same,
    /// There is none yet.
    Missing,
    /// They differ, as this unified diff says.
    Differs(String),
}

/// Compares with a snapshot that is built in, which is the text of such a file.
pub fn compare_built_in(file: &str, text: &Masked) -> Outcome {
    let own = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(file, |(_, content)| content);
    judge(own, text)
}

/// Compares with the file, and keeps what the mode says.
///
/// # Errors
/// Names the file that could not be read or written, and why.
pub fn compare(path: &Path, text: &Masked, description: &str, mode: Mode) -> Result<Outcome, String> {
    let pending = path.with_extension("snap.new");
    let outcome = if is_there(path)? {
        point("file.read").map_err(|error| problem(path, error))?;
        let reviewed = Snapshot::from_file(path).map_err(|error| problem(path, error))?;
        match reviewed.contents() {
            SnapshotContents::Text(reviewed) => judge(&reviewed.to_string(), text),
            SnapshotContents::Binary(_) => return Err(problem(path, "it is binary, and this one is text")),
        }
    } else {
        Outcome::Missing
    };
    match (&outcome, mode) {
        (_, Mode::Check) => Ok(outcome),
        (Outcome::Same, _) => {
            if is_there(&pending)? {
                file::remove(&pending).map_err(|error| problem(&pending, error))?;
            }
            Ok(outcome)
        }
        (_, Mode::Pending) => write(&pending, text, description).map(|()| outcome),
        (_, Mode::Accept) => write(path, text, description).map(|()| Outcome::Same),
    }
}

/// As insta compares: white space at the end and the way lines end do not count.
fn judge(reviewed: &str, text: &str) -> Outcome {
    let normal = |text: &str| text.trim_end().replace("\r\n", "\n");
    if normal(reviewed) == normal(text) { Outcome::Same } else { Outcome::Differs(diff(reviewed, text)) }
}

fn problem(path: &Path, error: impl std::fmt::Display) -> String {
    format!("snapshot {}: {error}", path.display())
}

fn write(path: &Path, text: &Masked, description: &str) -> Result<(), String> {
    // A JSON string is a YAML string.
    let description = serde_json::Value::from(description);
    let content = format!("---\nsource: specproof\ndescription: {description}\n---\n{text}\n");
    file::write(path, content.as_bytes()).map_err(|error| problem(path, error))
}

fn is_there(path: &Path) -> Result<bool, String> {
    file::kind(path).map(|kind| kind.is_some()).map_err(|error| problem(path, error))
}

fn diff(old: &str, new: &str) -> String {
    let (old, new) = (format!("{}\n", old.trim_end()), format!("{}\n", new.trim_end()));
    similar::TextDiff::from_lines(&old, &new).unified_diff().context_radius(2).header("reviewed", "this run").to_string()
}
