//! [`Package`]: a complete crate made from one OpenAPI document, to be written, or to be held against what is committed.

use crate::{Failure, Options, codes, generate};
use specproof_contract::file::{self, Kind};
use specproof_contract::{Problem, Severity, load_document};
use std::collections::BTreeSet;
use std::path::Path;

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
        for extra in self.extra(dir)? {
            let path = dir.join(&extra);
            file::remove(&path).map_err(|error| unwritten(&path, &error))?;
        }
        for (path, text) in &self.files {
            let path = dir.join(path);
            file::write_changed(&path, text.as_bytes()).map_err(|error| unwritten(&path, &error))?;
        }
        Ok(())
    }

    /// Files that [`Self::write`] would overwrite although no earlier run has made them: somebody's own.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn foreign(&self, dir: &Path) -> Result<Vec<String>, Failure> {
        let list = list(dir)?;
        let made: BTreeSet<&str> = list.lines().chain([LIST]).collect();
        let mut foreign = Vec::new();
        for (path, text) in self.files.iter().filter(|(path, _)| !made.contains(path.as_str())) {
            if there(&dir.join(path))?.is_some_and(|old| old != text.as_bytes()) {
                foreign.push(path.clone());
            }
        }
        Ok(foreign)
    }

    /// What of a written crate is not as it would be written now; empty when it is up to date.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn check(&self, dir: &Path) -> Result<Vec<Stale>, Failure> {
        let mut stale: Vec<Stale> = self.extra(dir)?.into_iter().map(Stale::Extra).collect();
        for (path, text) in &self.files {
            match there(&dir.join(path))? {
                None => stale.push(Stale::Missing(path.clone())),
                Some(old) if old != text.as_bytes() => stale.push(Stale::Differs(path.clone())),
                Some(_) => {}
            }
        }
        Ok(stale)
    }

    /// Files of an earlier run that are still there, but not made any more.
    fn extra(&self, dir: &Path) -> Result<Vec<String>, Failure> {
        let list = list(dir)?;
        let own: BTreeSet<&str> = self.files.iter().map(|(path, _)| path.as_str()).collect();
        let inside = |path: &&str| Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let gone = list.lines().filter(inside).filter(|path| !own.contains(path));
        let mut extra = Vec::new();
        for path in gone {
            let below = dir.join(path);
            if file::kind(&below).map_err(|error| unread(&below, &error))? == Some(Kind::File) {
                extra.push(path.to_owned());
            }
        }
        Ok(extra)
    }
}

/// The list of what an earlier run made; empty where there was none.
fn list(dir: &Path) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&there(&dir.join(LIST))?.unwrap_or_default()).into_owned())
}

fn there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    file::read_if_there(path).map_err(|error| unread(path, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Write(format!("{}: cannot be written: {error}", path.display()))
}

fn unread(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Write(format!("{}: cannot be read: {error}", path.display()))
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
