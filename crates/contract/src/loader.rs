//! [`Loader`]: opens files below one folder, of the disk or built in, and follows references between them. Nothing here opens the network.

use crate::codes;
use crate::file::{self, Kind};
use crate::model::{FileId, Place, SourceFile};
use crate::notation::{name_of_token, percent_decoded};
use crate::options::Options;
use crate::problem::Problem;
use crate::report::Report;
use crate::resources::Resources;
use crate::shape::Version;
use crate::tree::{File, NodeId, Tree};
use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// One loading: the files read so far and what was found in them.
pub(crate) struct Loader {
    pub tree: Tree,
    pub report: Report,
    pub options: Options,
    /// What schemas belong to, by `$id`.
    pub resources: Resources,
    /// What the document under way is written in: only from 3.1 on are there addresses that name what is known.
    pub version: Version,
    /// Files that are built in; the disk is read where there are none.
    built_in: Option<BTreeMap<PathBuf, &'static [u8]>>,
    /// Canonical folder below which files may be read.
    root: PathBuf,
    /// How the caller named that folder.
    shown: PathBuf,
    by_path: HashMap<PathBuf, FileId>,
    resolved: HashMap<(FileId, Box<str>), Option<NodeId>>,
    bytes: u64,
    /// References being followed within each other.
    following: usize,
    /// Names compared so far with those of references that lead nowhere.
    compared: usize,
}

/// Names that are compared at most, in search of the one that was meant.
const COMPARED: usize = 10_000;

/// References that may be needed to find what one reference leads to.
const FOLLOWED: usize = 64;

impl Loader {
    /// A loader for files below `root`, which the caller has just named.
    pub fn new(root: &Path, options: Options) -> Result<Self, Vec<Problem>> {
        let shown = root.to_path_buf();
        let named = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let root =
            file::canonical(named).map_err(|error| vec![Problem::of_file(&shown, format!("the folder cannot be opened: {error}"))])?;
        Ok(Self::at(root, shown, None, options))
    }

    /// A loader for files that are built in, by their paths below the folder `specs`.
    pub fn built_in(files: &[(&str, &'static [u8])], options: Options) -> Self {
        let root = PathBuf::from("specs");
        let files = files.iter().map(|(path, bytes)| (root.join(path), *bytes)).collect();
        Self::at(root.clone(), root, Some(files), options)
    }

    fn at(root: PathBuf, shown: PathBuf, built_in: Option<BTreeMap<PathBuf, &'static [u8]>>, options: Options) -> Self {
        Self {
            tree: Tree::default(),
            report: Report::new(&options, &shown),
            options,
            resources: Resources::default(),
            version: Version::V3_0,
            built_in,
            root,
            shown,
            by_path: HashMap::new(),
            resolved: HashMap::new(),
            bytes: 0,
            following: 0,
            compared: 0,
        }
    }

    /// Whether there is such a file; that it cannot be told is a problem.
    pub fn has(&mut self, path: &Path) -> bool {
        if let Some(files) = &self.built_in {
            return files.contains_key(&lexical(path));
        }
        match file::kind(path) {
            Ok(kind) => kind.is_some(),
            Err(error) => {
                let nowhere = Place { file: FileId(u32::MAX), line: 0, column: 0 };
                let message = format!("`{}` cannot be looked at: {error}", crate::text::short(&self.relative(path)));
                self.report.add(&codes::FILE_UNREADABLE, nowhere, message, "check that it can be read");
                false
            }
        }
    }

    fn canonical(&self, path: &Path) -> std::io::Result<PathBuf> {
        match &self.built_in {
            None => file::canonical(path),
            Some(files) => files.get_key_value(&lexical(path)).map(|(path, _)| path.clone()).ok_or_else(|| ErrorKind::NotFound.into()),
        }
    }

    /// The bytes of a file with a canonical path, up to one more than the limit.
    fn bytes(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        match &self.built_in {
            None => read_bounded(path, self.options.limits.file_bytes),
            Some(files) => files.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| ErrorKind::NotFound.into()),
        }
    }

    /// The root node of a file; the fault, if any, is reported at `from`.
    pub fn open(&mut self, path: &Path, from: Place) -> Option<FileId> {
        let canonical = match self.canonical(path) {
            Ok(canonical) => canonical,
            Err(error) => {
                let shown = self.relative(path);
                self.report.add(
                    unreadable(from),
                    from,
                    format!("`{}` cannot be opened: {error}", crate::text::short(&shown)),
                    "check the path; it is relative to the file that names it",
                );
                return None;
            }
        };
        if let Some(&id) = self.by_path.get(&canonical) {
            return Some(id);
        }
        if !canonical.starts_with(&self.root) {
            self.report.add(
                &codes::FILE_OUTSIDE,
                from,
                "this leads out of the document's folder, which is never read",
                "move the file below the folder, or name a folder above both as the root",
            );
            return None;
        }
        self.read(canonical, from)
    }

    fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        parts.join("/")
    }

    fn read(&mut self, path: PathBuf, from: Place) -> Option<FileId> {
        let limits = self.options.limits.clone();
        let relative = self.relative(&path);
        let named = crate::text::short(&relative);
        let fail = |report: &mut Report, code, message: String, help: &str| {
            report.add(code, from, message, help);
            None
        };
        if self.tree.files.len() >= limits.files {
            return fail(&mut self.report, &codes::TOO_LARGE, format!("more than {} files", limits.files), "raise the limit on files");
        }
        let bytes = match self.bytes(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                return fail(
                    &mut self.report,
                    unreadable(from),
                    format!("`{named}` cannot be read: {error}"),
                    "check that it is a readable file",
                );
            }
        };
        self.bytes += bytes.len() as u64;
        if bytes.len() as u64 > limits.file_bytes || self.bytes > limits.total_bytes {
            let message =
                format!("`{named}` is too large: a file may have {} bytes, all together {}", limits.file_bytes, limits.total_bytes);
            return fail(&mut self.report, &codes::TOO_LARGE, message, "split the document, or raise the limit on bytes");
        }
        let shown = self.shown.join(&relative).to_string_lossy().into_owned();
        let (text, bad) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let good = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
                let line = good.bytes().filter(|&byte| byte == b'\n').count() + 1;
                let column = good.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
                (good, Some((line, column)))
            }
        };
        let file = File { path, relative, shown, text, root: None, digest: String::new() };
        match bad {
            Some((line, column)) => {
                let id = self.add(file);
                let place =
                    Place { file: id, line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) };
                self.report.add(&codes::FILE_UNREADABLE, place, "a byte that is not UTF-8", "save the file as UTF-8");
                Some(id)
            }
            None => Some(self.parsed(file)),
        }
    }

    fn add(&mut self, file: File) -> FileId {
        let id = FileId(u32::try_from(self.tree.files.len()).unwrap_or(u32::MAX));
        self.by_path.insert(file.path.clone(), id);
        self.tree.files.push(file);
        id
    }

    fn parsed(&mut self, file: File) -> FileId {
        let id = self.add(file);
        self.tree.parse(id, &self.options.limits, &mut self.report);
        let root = self.tree.files[id.0 as usize].root;
        self.tree.files[id.0 as usize].digest = root.map(|root| self.tree.digest(root)).unwrap_or_default();
        self.resources.add(&mut self.tree, id, &mut self.report);
        id
    }

    /// What is known by its address without being fetched: the schema of schemas.
    fn known(&mut self, address: &str) -> Option<FileId> {
        let text = crate::resources::known(address).filter(|_| self.version >= Version::V3_1)?;
        let path = PathBuf::from(address);
        if let Some(&id) = self.by_path.get(&path) {
            return Some(id);
        }
        let named = address.to_owned();
        Some(self.parsed(File { path, relative: named.clone(), shown: named, text: text.to_owned(), root: None, digest: String::new() }))
    }

    /// The file and the text of a fragment that a reference within `file` names; faults are reported at `place`.
    fn target_file(&mut self, reference: &str, place: Place) -> Option<FileId> {
        let path = reference.split('#').next().unwrap_or("");
        if path.is_empty() {
            return Some(place.file);
        }
        let has_scheme =
            path.find(':').is_some_and(|at| path[..at].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte)));
        if let Some(known) = self.known(path) {
            return Some(known);
        }
        if has_scheme || path.starts_with("//") {
            self.report.add(
                &codes::FILE_OUTSIDE,
                place,
                format!("`{}` is an address; references are followed to files only", crate::text::short(reference)),
                "bundle the document, or copy what it refers to beside it",
            );
            return None;
        }
        let decoded = decoded(path);
        if decoded.starts_with(['/', '\\']) || decoded.contains('\0') || Path::new(&decoded).is_absolute() {
            self.report.add(
                &codes::FILE_OUTSIDE,
                place,
                format!("`{}` is no path relative to this file", crate::text::short(reference)),
                "name a file below the document's folder, relative to this one",
            );
            return None;
        }
        let here = self.tree.files[place.file.0 as usize].path.parent().unwrap_or(&self.root).to_path_buf();
        // Without following links first: a path that only steps out is told from one that is not there.
        let stepped = lexical(&here.join(&decoded));
        if !stepped.starts_with(&self.root) {
            self.report.add(
                &codes::FILE_OUTSIDE,
                place,
                format!("`{}` leads out of the document's folder, which is never read", crate::text::short(reference)),
                "move the file below the folder, or name a folder above both as the root",
            );
            return None;
        }
        let id = self.open(&stepped, place)?;
        Some(id)
    }

    /// The file that a path within the file of `place` names.
    pub fn open_relative(&mut self, path: &str, place: Place) -> Option<FileId> {
        self.target_file(path, place)
    }

    /// The node a reference leads to, references on the way followed; `None` after a report.
    pub fn resolve(&mut self, reference: &str, place: Place) -> Option<NodeId> {
        let key = (place.file, Box::<str>::from(reference));
        if let Some(&known) = self.resolved.get(&key) {
            return known;
        }
        // Marks the reference as under way, so that one that leads through itself ends.
        self.resolved.insert(key.clone(), None);
        self.following += 1;
        let found = if self.following > FOLLOWED {
            self.unresolved(reference, place, "too many references stand on the way; refer to the value itself")
        } else {
            self.find(reference, place)
        };
        self.following -= 1;
        self.resolved.insert(key, found);
        found
    }

    fn find(&mut self, reference: &str, place: Place) -> Option<NodeId> {
        let file = self.target_file(reference, place)?;
        let root = self.tree.files[file.0 as usize].root?;
        let fragment = decoded(reference.split_once('#').map_or("", |(_, fragment)| fragment));
        if fragment.is_empty() {
            return Some(root);
        }
        let Some(pointer) = fragment.strip_prefix('/') else {
            return self.unresolved(reference, place, "a reference is `file#/path/to/member`, or `#/path/to/member`");
        };
        let mut node = root;
        for token in pointer.split('/') {
            let token = name_of_token(token);
            node = match self.step(node, &token) {
                Some(next) => next,
                None => {
                    let entries = self.tree.entries(node);
                    self.compared += entries.len();
                    let entries = entries.iter().take(if self.compared > COMPARED { 0 } else { COMPARED });
                    let help = match crate::text::nearest(&token, entries.map(|entry| &*entry.key)) {
                        Some(near) => format!("did you mean `{}`?", crate::text::short(near)),
                        None => "define it there, or correct the reference".into(),
                    };
                    return self.unresolved(reference, place, &help);
                }
            };
        }
        Some(node)
    }

    fn step(&mut self, node: NodeId, token: &str) -> Option<NodeId> {
        let mut node = node;
        for _ in 0..32 {
            if let Some(next) = self.tree.get(node, token) {
                return Some(next);
            }
            if let Some(&item) = token.parse::<usize>().ok().and_then(|at| self.tree.items(node).get(at)) {
                return Some(item);
            }
            let site = self.tree.get(node, "$ref")?;
            let reference = self.tree.text(site)?.to_owned();
            node = self.resolve(&reference, self.tree.place(site))?;
        }
        None
    }

    fn unresolved(&mut self, reference: &str, place: Place, help: &str) -> Option<NodeId> {
        self.report.add(&codes::REFERENCE_UNRESOLVED, place, format!("`{}` leads nowhere", crate::text::short(reference)), help);
        None
    }

    /// The bytes of a sample file that lies below the folder; `None` where it does not, or cannot be read.
    pub fn sample(&mut self, path: &str, place: Place) -> Option<Vec<u8>> {
        let decoded = decoded(path);
        let here = self.tree.files[place.file.0 as usize].path.parent()?.to_path_buf();
        let canonical = self.canonical(&here.join(decoded)).ok().filter(|path| path.starts_with(&self.root))?;
        let bytes = self.bytes(&canonical).ok()?;
        self.bytes += bytes.len() as u64;
        (bytes.len() as u64 <= self.options.limits.file_bytes && self.bytes <= self.options.limits.total_bytes).then_some(bytes)
    }

    /// The files read so far, for the contract.
    pub fn source_files(&self) -> Vec<SourceFile> {
        self.tree.files.iter().map(|file| SourceFile { path: file.relative.clone(), digest: file.digest.clone() }).collect()
    }
}

/// A file that the caller named must be there; one that only a reference names may be missing.
fn unreadable(from: Place) -> &'static codes::Code {
    if from.file == FileId(u32::MAX) { &codes::FILE_UNREADABLE } else { &codes::REFERENCE_UNREAD }
}

/// Reads a file up to one byte more than the limit.
fn read_bounded(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    if matches!(file::kind(path)?, Some(Kind::Folder | Kind::Other)) {
        return Err(std::io::Error::other("it is not a file"));
    }
    file::read_up_to(path, limit.saturating_add(1))
}

/// `.` and `..` taken out without asking the file system.
fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Percent-decoded text; as it is where that is no text.
fn decoded(text: &str) -> String {
    String::from_utf8(percent_decoded(text)).unwrap_or_else(|_| text.to_owned())
}
