//! [`Report`]: collects findings while reading, weighs them by attitude, and turns them into problems.

use crate::codes::{Code, Weight};
use crate::model::Place;
use crate::options::{Attitude, Options};
use crate::problem::{Excerpt, Problem, Severity};
use crate::tree::File;
use std::collections::BTreeSet;

/// A problem whose file is still an index.
struct Finding {
    code: &'static str,
    severity: Severity,
    place: Place,
    message: String,
    help: String,
}

/// All findings of one loading.
pub(crate) struct Report {
    attitude: Attitude,
    /// Whether faults that have a repair refuse even in the tolerant attitude: flows are written for this tool, not found in the wild.
    pub repairs_nothing: bool,
    deny: BTreeSet<String>,
    allow: BTreeSet<String>,
    limit: usize,
    /// What problems without a file are about: the document or folder that was named.
    pub subject: String,
    findings: Vec<Finding>,
    errors: usize,
    warnings: usize,
}

impl Report {
    pub fn new(options: &Options, subject: &std::path::Path) -> Self {
        Self {
            attitude: options.attitude,
            repairs_nothing: false,
            deny: options.deny.iter().cloned().collect(),
            allow: options.allow.iter().cloned().collect(),
            limit: options.limits.problems,
            subject: subject.to_string_lossy().into_owned(),
            findings: Vec::new(),
            errors: 0,
            warnings: 0,
        }
    }

    pub fn is_strict(&self) -> bool {
        self.attitude == Attitude::Strict
    }

    /// `None`: of no account.
    fn weigh(&self, code: &Code) -> Option<Severity> {
        let by_attitude = match (code.weight, self.attitude) {
            (Weight::Fatal, _) | (_, Attitude::Strict) => return Some(Severity::Error),
            (Weight::Repaired | Weight::Lossy, _) if self.repairs_nothing => return Some(Severity::Error),
            (Weight::Repaired | Weight::Lossy, _) => Some(Severity::Warning),
            (Weight::Strict, Attitude::Tolerant) => None,
        };
        if self.deny.contains(code.id) || (self.deny.contains("warnings") && by_attitude.is_some()) {
            return Some(Severity::Error);
        }
        by_attitude.filter(|_| !self.allow.contains(code.id))
    }

    /// Whether a fault of this code would be reported.
    pub fn counts(&self, code: &'static Code) -> bool {
        self.weigh(code).is_some()
    }

    /// No more findings are kept: their help need not be sought.
    pub fn is_full(&self) -> bool {
        self.errors >= self.limit || self.warnings >= self.limit
    }

    pub fn add(&mut self, code: &'static Code, place: Place, message: impl Into<String>, help: impl Into<String>) {
        let Some(severity) = self.weigh(code) else { return };
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= self.limit {
            self.findings.push(Finding { code: code.id, severity, place, message: message.into(), help: help.into() });
        }
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The problems in the order of files, lines and columns; what passed the limit is counted in a last one.
    pub fn problems(mut self, files: &[File]) -> Vec<Problem> {
        self.findings.sort_by_key(|finding| finding.place);
        let mut lines: Vec<Option<Vec<usize>>> = files.iter().map(|_| None).collect();
        let mut problems: Vec<Problem> = Vec::with_capacity(self.findings.len());
        for finding in self.findings {
            let at = finding.place.file.0 as usize;
            let excerpt = files.get(at).and_then(|file| {
                let starts = lines[at].get_or_insert_with(|| line_starts(&file.text));
                excerpt(&file.text, starts, finding.place)
            });
            problems.push(Problem {
                code: finding.code,
                severity: finding.severity,
                file: files.get(at).map_or_else(|| self.subject.clone(), |file| file.shown.clone()),
                line: finding.place.line,
                column: finding.place.column,
                message: finding.message,
                help: Some(finding.help).filter(|help| !help.is_empty()),
                excerpt,
            });
        }
        problems.dedup();
        for (count, severity) in [(self.warnings, Severity::Warning), (self.errors, Severity::Error)] {
            if count > self.limit {
                problems.push(Problem {
                    code: "too-many-problems",
                    severity,
                    file: files.first().map(|file| file.shown.clone()).unwrap_or_default(),
                    line: 0,
                    column: 0,
                    message: format!("{} more of this severity are not listed", count - self.limit),
                    help: None,
                    excerpt: None,
                });
            }
        }
        problems
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1)).collect()
}

/// The line of a place, or the part of it around the column where it is long.
fn excerpt(text: &str, starts: &[usize], place: Place) -> Option<Excerpt> {
    const AROUND: usize = 60;
    let index = (place.line as usize).checked_sub(1)?;
    let from = *starts.get(index)?;
    let line = text[from..].split('\n').next()?.trim_end_matches('\r');
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let column = (place.column as usize).max(1) - 1;
    let skip = if column > 2 * AROUND { column - AROUND } else { 0 };
    let mut shown = String::new();
    let mut caret = 0;
    let rest = line.char_indices().nth(skip).map_or("", |(at, _)| &line[at..]);
    for (count, c) in rest.chars().take(4 * AROUND).enumerate() {
        if count + skip == column {
            caret = shown.chars().count();
        }
        crate::text::visible(if c == '\t' { ' ' } else { c }, &mut shown);
    }
    Some(Excerpt { text: shown, caret: u32::try_from(caret).unwrap_or(0) })
}
