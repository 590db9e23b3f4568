//! Reports of a run: to the standard output, and to files, all of which are written whole before the first takes its place.

use crate::options::{Options, report};
use crate::{Failure, ci, output};
use specproof_conform::Run;
use specproof_conform::report::{Detail, FORMATS, Format, Style, last_word};
use specproof_contract::file;
use specproof_contract::file::Content;
use std::path::{Path, PathBuf};

/// How much is told, and in which colours.
#[derive(Debug, Clone, Copy)]
pub struct Tone {
    /// How much.
    pub detail: Detail,
    /// Whether the standard output is coloured.
    pub colour: bool,
    /// Whether the error stream is.
    pub colour_of_errors: bool,
}

impl Tone {
    /// What the options ask for.
    pub fn of(options: &Options) -> Self {
        let colour = |terminal: bool| match options.one("color") {
            Some("always") => true,
            Some("never") => false,
            _ => terminal && ci::wants_colour(),
        };
        let detail = match (options.on("quiet"), options.on("verbose")) {
            (true, _) => Detail::Quiet,
            (_, true) => Detail::Verbose,
            _ => Detail::Normal,
        };
        Self { detail, colour: colour(output::is_terminal()), colour_of_errors: colour(output::is_error_terminal()) }
    }
}

/// The reports that are asked for.
#[derive(Debug, Clone)]
pub struct Reports(Vec<(&'static Format, Option<PathBuf>)>);

impl Reports {
    /// Those of the options; the terminal's as well, when nothing else takes the standard output.
    ///
    /// # Errors
    /// Two reports that go to one place.
    pub fn of(options: &Options) -> Result<Self, Failure> {
        Self::new(&options.texts("report"))
    }

    /// Reports from `NAME[=FILE]`.
    ///
    /// # Errors
    /// As for [`Reports::of`], and a format that there is not.
    pub fn new(texts: &[String]) -> Result<Self, Failure> {
        let mut reports = Vec::new();
        for text in texts {
            let (format, file) = report(text).map_err(|why| Failure::usage(format!("{text}: {why}")))?;
            reports.push((format, file.map(PathBuf::from)));
        }
        let mut wrong = Vec::new();
        let streamed: Vec<&str> = reports.iter().filter(|(_, file)| file.is_none()).map(|(format, _)| format.id).collect();
        match streamed.as_slice() {
            [] => reports.extend(FORMATS.first().map(|format| (format, None))),
            [_] => {}
            several => wrong.push(format!(
                "{} all go to the standard output: give files, as in --report {}=FILE",
                several.join(" and "),
                several[1]
            )),
        }
        let mut files: Vec<&PathBuf> = reports.iter().filter_map(|(_, file)| file.as_ref()).collect();
        files.sort();
        if let Some(pair) = files.windows(2).find(|pair| pair[0] == pair[1]) {
            wrong.push(format!("two reports go to {}", pair[0].display()));
        }
        for path in files {
            match file::kind(path) {
                Ok(Some(file::Kind::Folder)) => wrong.push(format!("{}: is a folder, and a report is a file", path.display())),
                Err(error) => wrong.push(format!("{}: cannot be written: {error}", path.display())),
                Ok(_) => {}
            }
        }
        if wrong.is_empty() { Ok(Self(reports)) } else { Err(Failure::asked(wrong)) }
    }

    /// The files among them that could not be written, each with the reason: it is asked before a run, which may take long.
    pub fn unwritable(&self) -> Vec<String> {
        let files = self.0.iter().filter_map(|(format, file)| Some((format, file.as_deref()?)));
        files.filter_map(|(format, file)| output::check_writable(file).err().map(|why| format!("--report {}={why}", format.id))).collect()
    }

    /// Writes them all; the exit code is `code`, but never 0 when one could not be written.
    ///
    /// # Errors
    /// The standard output cannot be written to.
    pub fn deliver(&self, run: &Run, tone: &Tone, code: u8) -> Result<u8, Failure> {
        let style = |to_file: bool| Style { colour: tone.colour && !to_file, detail: tone.detail, ..Style::default() };
        let contents: Vec<(&Path, Box<Content<'_>>)> = self
            .0
            .iter()
            .filter_map(|(format, file)| {
                let write: Box<Content<'_>> = Box::new(move |out| (format.write)(run, &style(true), out));
                Some((file.as_deref()?, write))
            })
            .collect();
        let files: Vec<(&Path, &Content<'_>)> = contents.iter().map(|(file, content)| (*file, &**content)).collect();
        let written = output::write_all(&files);
        // Where the standard output goes to a program, the last word stands on the error stream.
        if !self.0.iter().any(|(format, file)| file.is_none() && format.id == "terminal") {
            output::note(&last_word(run));
        }
        for (format, _) in self.0.iter().filter(|(_, file)| file.is_none()) {
            output::stream(&|out| (format.write)(run, &style(false), out))
                .map_err(|error| Failure::machine(format!("the report cannot be written: {error}")))?;
        }
        match written {
            Ok(()) => Ok(code),
            Err(wrong) => {
                wrong.iter().for_each(|line| output::note(&format!("error: {line}")));
                Ok(if code == 0 { 3 } else { code })
            }
        }
    }
}
