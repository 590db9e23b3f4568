//! [`Options`]: how a document of somebody else is read.

use crate::limits::Limits;
use crate::model::Contract;
use crate::problem::Problem;
use std::path::PathBuf;

/// How faults are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Attitude {
    /// Whatever is not understood is refused: for specs that are ours.
    Strict,
    /// A known fault with one sensible repair is repaired, with a warning at its line: for the documents of others.
    #[default]
    Tolerant,
}

/// How [`crate::load_document`] reads.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Strict or tolerant; tolerant by default.
    pub attitude: Attitude,
    /// Codes of warnings that count as errors; `warnings` stands for all of them. See [`crate::codes`].
    pub deny: Vec<String>,
    /// Codes of warnings that are not reported. What refuses a document cannot be allowed.
    pub allow: Vec<String>,
    /// Bounds on what is read.
    pub limits: Limits,
    /// Name of the API; the file stem where it is `None`.
    pub name: Option<String>,
    /// Folder below which referenced files may be read; the document's own folder where it is `None`.
    pub root: Option<PathBuf>,
    /// An Arazzo document with flows for the API.
    pub arazzo: Option<PathBuf>,
}

/// A document that was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What it says.
    pub contract: Contract,
    /// What was repaired or lost, by file, line and column.
    pub warnings: Vec<Problem>,
}
