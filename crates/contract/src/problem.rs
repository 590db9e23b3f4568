//! What is wrong with a document: one [`Problem`] per fault, each at its place.

use serde::Serialize;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document was repaired, or says something that is legal but lost; reading went on.
    Warning,
    /// The document is refused.
    Error,
}

/// One fault of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable kebab-case code, such as `unknown-key`; what `--deny` and `--allow` take.
    pub code: &'static str,
    /// Whether reading went on.
    pub severity: Severity,
    /// File: the path the caller gave, with the path of a referenced file joined to it.
    pub file: String,
    /// Line, from 1; 0 when the fault is the file's as a whole (it cannot be read, say).
    pub line: u32,
    /// Column in characters, from 1; 0 together with line 0.
    pub column: u32,
    /// What is wrong, in one sentence, naming the offending text.
    pub message: String,
    /// What would be right, or what to do next.
    pub help: Option<String>,
    /// The line at fault, for display.
    pub excerpt: Option<Excerpt>,
}

/// A line of a document, or the part of it that matters, with control characters escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// Characters of it that stand before the fault.
    pub caret: u32,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{}:{}:{}: {severity}[{}]: {}", self.file, self.line, self.column, self.code, self.message)?;
        match &self.help {
            Some(help) => write!(f, " (help: {help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

impl Problem {
    /// An error of a file or folder as a whole.
    pub(crate) fn of_file(path: &std::path::Path, message: String) -> Self {
        Self {
            code: crate::codes::FILE_UNREADABLE.id,
            severity: Severity::Error,
            file: path.to_string_lossy().into_owned(),
            line: 0,
            column: 0,
            message,
            help: None,
            excerpt: None,
        }
    }
}
