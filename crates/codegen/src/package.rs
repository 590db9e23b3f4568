//! [`Package`]: a complete crate made from one OpenAPI document, to be written, or to be held against what is committed.

use crate::{Failure, Options, codes, generate};
use specproof_contract::{Problem, Severity, load_document};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The list of generated files, kept beside them so that a later run removes what it no longer makes.
const LIST: &str = "generated-files.txt";

/// A crate, not yet written.
#[derive(Debug, Clone)]
pub struct Package {
    /// Files by path relative to the crate's folder, sorted.
    pub files: Vec<(String, String)>,
    /// What was repaired in the document, or is lost in the models.
    pub warnings: Vec<Problem>,
}

/// A file of a committed crate that is not what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stale {
    /// It is missing.
    Missing(String),
    /// Its content differs.
    Differs(String),
    /// It would no longer be generated.
    Extra(String),
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{path} is missing"),
            Self::Differs(path) => write!(f, "{path} differs from what the document says now"),
            Self::Extra(path) => write!(f, "{path} is no longer generated"),
        }
    }
}

impl Package {
    /// Generates the crate `name` from a document.
    ///
    /// # Errors
    /// Every problem of the document, and every warning whose code is denied.
    pub fn generate(spec: &Path, name: &str, reading: &specproof_contract::Options, options: &Options) -> Result<Self, Vec<Problem>> {
        let own = |code: &String| codes::CODES.iter().any(|own| own.id == code);
        let (own_deny, deny): (Vec<String>, Vec<String>) = reading.deny.iter().cloned().partition(own);
        let (own_allow, allow): (Vec<String>, Vec<String>) = reading.allow.iter().cloned().partition(own);
        let all = reading.deny.iter().filter(|code| *code == "warnings").cloned();
        let loaded = load_document(spec, &specproof_contract::Options { deny, allow, ..reading.clone() })?;
        let (output, mut lost) = generate(&loaded.contract, options);
        crate::show_below(&mut lost, reading.root.as_deref().or(spec.parent()).unwrap_or(Path::new("")));
        let own_deny: Vec<String> = own_deny.into_iter().chain(all).collect();
        let mut warnings = loaded.warnings;
        warnings.extend(codes::weigh(lost, &own_deny, &own_allow));
        if warnings.iter().any(|warning| warning.severity == Severity::Error) {
            return Err(warnings);
        }
        let api = loaded.contract.apis.first();
        let title = api.map(|api| format!("{} {}", api.title, api.version)).unwrap_or_default();
        let file = spec.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let manifest = manifest(name, &output.dependencies);
        let mut files: Vec<(String, String)> = output.files().into_iter().map(|(path, text)| (format!("src/{path}"), text)).collect();
        files.push(("Cargo.toml".into(), manifest));
        files.push(("README.md".into(), readme(name, title.trim(), &file, options)));
        files.sort();
        let list: String = files.iter().map(|(path, _)| format!("{path}\n")).collect();
        files.push((LIST.into(), list));
        Ok(Self { files, warnings })
    }

    /// Writes the crate: files that differ are written, files of an earlier run that are no longer made are removed, all others are left.
    ///
    /// # Errors
    /// The first file that cannot be written.
    pub fn write(&self, dir: &Path) -> Result<(), Failure> {
        for extra in self.extra(dir) {
            let path = dir.join(&extra);
            std::fs::remove_file(&path).map_err(|error| Failure::Write(format!("{}: {error}", path.display())))?;
        }
        let is_new = !dir.exists();
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        for (path, text) in &self.files {
            let path = dir.join(path);
            if !is_new && std::fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
                continue;
            }
            let parent = path.parent().map(PathBuf::from).unwrap_or_default();
            let made = if folders.contains(&parent) { Ok(()) } else { std::fs::create_dir_all(&parent) };
            folders.insert(parent);
            let written = made.and_then(|()| std::fs::write(&path, text));
            written.map_err(|error| Failure::Write(format!("{}: {error}", path.display())))?;
        }
        Ok(())
    }

    /// Files that [`Self::write`] would overwrite although no earlier run has made them: somebody's own.
    pub fn foreign(&self, dir: &Path) -> Vec<String> {
        let list = std::fs::read_to_string(dir.join(LIST)).unwrap_or_default();
        let made: BTreeSet<&str> = list.lines().chain([LIST]).collect();
        let foreign = self.files.iter().filter(|(path, _)| !made.contains(path.as_str()));
        let foreign = foreign.filter(|(path, text)| std::fs::read(dir.join(path)).is_ok_and(|old| old != text.as_bytes()));
        foreign.map(|(path, _)| path.clone()).collect()
    }

    /// What of a written crate is not as it would be written now; empty when it is up to date.
    pub fn check(&self, dir: &Path) -> Vec<Stale> {
        let mut stale: Vec<Stale> = self.extra(dir).into_iter().map(Stale::Extra).collect();
        for (path, text) in &self.files {
            match std::fs::read(dir.join(path)) {
                Err(_) => stale.push(Stale::Missing(path.clone())),
                Ok(old) if old != text.as_bytes() => stale.push(Stale::Differs(path.clone())),
                Ok(_) => {}
            }
        }
        stale
    }

    /// Files of an earlier run that are still there, but not made any more.
    fn extra(&self, dir: &Path) -> Vec<String> {
        let list = std::fs::read_to_string(dir.join(LIST)).unwrap_or_default();
        let own: BTreeSet<&str> = self.files.iter().map(|(path, _)| path.as_str()).collect();
        let inside = |path: &&str| Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let gone = list.lines().filter(inside).filter(|path| !own.contains(path) && dir.join(path).is_file());
        gone.map(str::to_owned).collect()
    }
}

/// The `Cargo.toml` of a crate of generated models.
pub fn manifest(name: &str, dependencies: &[crate::emit::Dependency]) -> String {
    let mut text = format!(
        "# Generated by specproof-codegen.\n[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.89\"\npublish = false\n\n[dependencies]\n"
    );
    for (name, version, features) in dependencies {
        if features.is_empty() {
            text.push_str(&format!("{name} = \"{version}\"\n"));
        } else {
            let features = features.iter().map(|feature| format!("\"{feature}\"")).collect::<Vec<_>>().join(", ");
            text.push_str(&format!("{name} = {{ version = \"{version}\", default-features = false, features = [{features}] }}\n"));
        }
    }
    // A crate that is written into somebody's workspace is its own.
    text.push_str("\n[workspace]\n");
    text
}

fn readme(name: &str, title: &str, file: &str, options: &Options) -> String {
    let title = crate::docs::inert(title).join(" ");
    let mut flags = String::new();
    if options.open_enums {
        flags.push_str(" --open-enums");
    }
    if options.named {
        flags.push_str(" --named");
    }
    if !options.operations {
        flags.push_str(" --schemas-only");
    }
    for (format, path) in &options.formats {
        flags.push_str(&format!(" --format-type {format}={path}"));
    }
    format!(
        "# {name}\n\nTyped models of {title}, generated; do not edit.\n\n```sh\nspecproof codegen --spec {file} --out DIR --name {name}{flags}\n```\n\n\
         Add `--check` to see whether the files are up to date.\n\n\
         - `schemas`: a module for each named schema, all re-exported.\n\
         - `operations`: a request and a response for each operation; `encode` writes them, `decode` reads and checks them.\n\
         - `OPERATIONS`: the table of all operations.\n\
         - `support`: what the types share.\n"
    )
}
