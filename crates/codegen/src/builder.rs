//! [`Builder`]: models at build time, from a build script.

use crate::{Options, generate};
use specproof_contract::{Contract, Problem, file, load_document, load_specs, render};
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Generates models in a build script; cargo runs it again when a file changes that was read.
///
/// ```no_run
/// fn main() -> Result<(), specproof_codegen::Failure> {
///     specproof_codegen::Builder::document("openapi.yaml").build()
/// }
/// ```
///
/// The crate then has one line: `include!(concat!(env!("OUT_DIR"), "/models.rs"));`.
#[derive(Debug, Clone)]
pub struct Builder {
    source: Source,
    options: Options,
    output: Option<PathBuf>,
}

#[derive(Debug, Clone)]
enum Source {
    Specs(PathBuf),
    Document(PathBuf, Box<specproof_contract::Options>),
}

impl Builder {
    /// From a folder with one folder for each API, read strictly. Paths are relative to the crate.
    pub fn specs(dir: impl Into<PathBuf>) -> Self {
        Self { source: Source::Specs(dir.into()), options: Options { flat: false, ..Options::default() }, output: None }
    }

    /// From one OpenAPI document, read tolerantly.
    pub fn document(file: impl Into<PathBuf>) -> Self {
        Self { source: Source::Document(file.into(), Box::default()), options: Options::default(), output: None }
    }

    /// How a document is read: strictly, with which warnings denied.
    #[must_use]
    pub fn reading(mut self, reading: specproof_contract::Options) -> Self {
        if let Source::Document(_, options) = &mut self.source {
            **options = reading;
        }
        self
    }

    /// What the generated code looks like.
    #[must_use]
    pub fn options(mut self, change: impl FnOnce(&mut Options)) -> Self {
        change(&mut self.options);
        self
    }

    /// The file to write; `models.rs` in cargo's output folder where it is not said.
    #[must_use]
    pub fn output(mut self, file: impl Into<PathBuf>) -> Self {
        self.output = Some(file.into());
        self
    }

    /// Reads, generates and writes; tells cargo which files were read, and of every warning.
    ///
    /// # Errors
    /// Every problem of the documents, or why the file cannot be written; nothing is written then.
    pub fn build(self) -> Result<(), Failure> {
        let mut directives = String::new();
        let result = self.run(&mut directives);
        std::io::stdout().write_all(directives.as_bytes()).map_err(|error| Failure::Write(error.to_string()))?;
        result
    }

    /// [`Self::build`], with what cargo is to be told in a text.
    fn run(&self, directives: &mut String) -> Result<(), Failure> {
        let (named, folder) = match &self.source {
            Source::Specs(dir) => (dir, dir.as_path()),
            Source::Document(file, reading) => (file, reading.root.as_deref().or(file.parent()).unwrap_or(Path::new(""))),
        };
        directives.push_str(&format!("cargo::rerun-if-changed={}\n", named.display()));
        let (contract, mut warnings) = self.load()?;
        // A path that cargo does not find counts as changed: it would run the script again each time.
        let paths = contract.files.iter().map(|file| folder.join(&file.path)).filter(|path| path != named);
        paths.for_each(|path| directives.push_str(&format!("cargo::rerun-if-changed={}\n", path.display())));
        let (output, mut lost) = generate(&contract, &self.options);
        crate::show_below(&mut lost, folder);
        warnings.extend(lost);
        warnings.iter().for_each(|warning| directives.push_str(&format!("cargo::warning={}\n", warning.to_string().replace('\n', " "))));
        write(&self.target()?, &output.inline())
    }

    fn load(&self) -> Result<(Contract, Vec<Problem>), Failure> {
        match &self.source {
            Source::Specs(dir) => load_specs(dir).map(|contract| (contract, Vec::new())),
            Source::Document(file, options) => load_document(file, options).map(|loaded| (loaded.contract, loaded.warnings)),
        }
        .map_err(Failure::Problems)
    }

    fn target(&self) -> Result<PathBuf, Failure> {
        match (&self.output, std::env::var_os("OUT_DIR")) {
            (Some(file), _) => Ok(file.clone()),
            (None, Some(dir)) => Ok(Path::new(&dir).join("models.rs")),
            (None, None) => Err(Failure::Write("OUT_DIR is not set: outside a build script, say where to write with `output`".into())),
        }
    }
}

/// Writes a file whose content has changed, and leaves one alone that is right.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    file::write_changed(path, text.as_bytes()).map_err(|error| Failure::Write(format!("{}: {error}", path.display())))
}

/// Why nothing was generated. Its `Debug` form is the report, so that a build script can return it from `main`.
pub enum Failure {
    /// What is wrong with the documents.
    Problems(Vec<Problem>),
    /// Why the output cannot be written.
    Write(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => write!(f, "the documents are refused\n{}", render::text(problems, render::Colour::Plain)),
            Self::Write(why) => f.write_str(why),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    /// What cargo is told to watch is there, all of it, and an unchanged document leaves the output as it was: nothing is compiled again.
    #[test]
    fn nothing_is_rebuilt_while_no_file_changes() {
        let folder = std::env::temp_dir().join(format!("specproof-builder-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("api/parts")).unwrap();
        let head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
        std::fs::write(folder.join("api/root.yaml"), format!("{head}    A: {{$ref: 'parts/a.yaml'}}\n")).unwrap();
        std::fs::write(folder.join("api/parts/a.yaml"), "type: object\nproperties: {a: {type: string}}\n").unwrap();
        let output = folder.join("models.rs");
        let builder = Builder::document(folder.join("api/root.yaml")).output(&output);
        let run = || {
            let mut directives = String::new();
            builder.run(&mut directives).unwrap();
            (directives, std::fs::metadata(&output).unwrap().modified().unwrap())
        };
        let first = run();
        let watched: Vec<&str> = first.0.lines().filter_map(|line| line.strip_prefix("cargo::rerun-if-changed=")).collect();
        assert_eq!(watched.len(), 2, "{watched:?}");
        assert!(watched.iter().all(|path| Path::new(path).is_file()), "{watched:?}");
        assert_eq!(run(), first);
        std::fs::write(folder.join("api/parts/a.yaml"), "type: object\nproperties: {b: {type: string}}\n").unwrap();
        run();
        assert!(std::fs::read_to_string(&output).unwrap().contains("pub b: Option<String>"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
