//! [`Clause`]: a sentence that binds, cited to the line.

use super::Place;
use serde::{Deserialize, Serialize};

/// One binding sentence of a document, of silence, or of a standard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clause {
    /// Stable dotted id, general to specific, by meaning: `webitel.logout.deletes-the-token`.
    pub id: String,
    /// Where it is said.
    pub source: Source,
    /// How strongly it binds.
    pub force: Force,
    /// What it says, in our own words.
    pub says: String,
    /// The readings that are all right, for [`Force::Open`].
    pub readings: Vec<Reading>,
    /// One deployment follows exactly one of the readings throughout.
    pub consistent: bool,
    /// Why nothing checks it, where nothing does.
    pub unchecked: Option<String>,
    /// Where the register holds it; `None` for protocol clauses, which are built in.
    pub place: Option<Place>,
}

/// Where a clause comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Lines of a source document.
    Document {
        /// File name of the document.
        document: String,
        /// The lines cited, in order.
        lines: Vec<LineRange>,
        /// First 16 hex digits of the SHA-256 of those lines, each ended by `\n`.
        digest: String,
    },
    /// What the document does not say, and how that silence is read.
    Silence {
        /// File name of the document that is silent.
        document: String,
    },
    /// A standard that every HTTP or JSON deployment follows.
    Standard {
        /// Such as `RFC 9110`.
        name: String,
        /// Such as `15.6`.
        section: String,
    },
}

/// Lines of a document, both inclusive, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LineRange {
    /// First line.
    pub first: u32,
    /// Last line.
    pub last: u32,
}

/// The force of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Force {
    /// A deployment that does otherwise fails.
    Must,
    /// Only a sample shows it: may be absent; where present it has the sample's JSON type.
    Sample,
    /// Silent or contradictory: every reading listed is right; an answer outside them fails.
    Open,
}

/// One of several right readings of an open clause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Kebab-case, unique within the clause.
    pub id: String,
    /// What a deployment that follows it does.
    pub says: String,
}
