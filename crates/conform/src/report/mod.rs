//! Reports: each format is one file and one line of [`FORMATS`], and a pure function of a [`Run`].
//!
//! Nothing here prints, reads a file or asks the environment; whoever calls decides where the text goes and whether it is coloured.

mod github;
mod har;
mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
mod tally;
mod terminal;
pub mod text;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

use crate::Run;
use std::io::{Result, Write};
pub use tally::{Tally, last_word};

/// Every format that `--report` takes.
pub const FORMATS: &[Format] = &[
    Format { id: "terminal", what: "for people: clauses, readings, findings, what was not checked, verdict", write: terminal::write },
    Format { id: "json", what: "the run itself, versioned by its member `format`", write: json::write },
    Format { id: "junit", what: "JUnit XML as GitLab, Jenkins and GitHub's readers take it", write: junit::write },
    Format { id: "markdown", what: "a step summary for pull requests, below 1 MiB", write: markdown::write },
    Format { id: "github", what: "workflow commands: annotations at the line of the spec element", write: github::write },
    Format { id: "sarif", what: "SARIF 2.1.0 with stable fingerprints, for code scanning", write: sarif::write },
    Format { id: "har", what: "HTTP Archive 1.2 of the exchanges behind the findings, secrets masked", write: har::write },
    Format { id: "html", what: "one page for the browser: search, coverage, findings, times", write: html::write },
];

/// A way to write a run down.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What `--report` calls it.
    pub id: &'static str,
    /// What it is for, in one line.
    pub what: &'static str,
    /// Writes a run; the text ends with a line break. What grows with the number of checks is written as it is made.
    pub write: fn(&Run, &Style, &mut dyn Write) -> Result<()>,
}

impl Format {
    /// As [`Format::write`], in memory.
    pub fn text(&self, run: &Run, style: &Style) -> String {
        let mut text = Vec::new();
        // Memory takes everything.
        let _ = (self.write)(run, style, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// The format of this name.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// How a report for people looks; formats for machines ignore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Colour by ANSI escape sequences.
    pub colour: bool,
    /// Columns to wrap at; at least 40 are used.
    pub width: usize,
    /// How much is told.
    pub detail: Detail,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: 80, detail: Detail::Normal }
    }
}

/// How much a report for people tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Findings, errors and the verdict.
    Quiet,
    /// Clauses, readings, coverage and what was not checked as well.
    Normal,
    /// Each case as well.
    Verbose,
}
