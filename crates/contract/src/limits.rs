//! [`Limits`]: what a document may cost. Every limit is a problem at its place when it is passed, never a truncated reading.

/// Bounds on what is read; the defaults suit every published API description we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file. Default 16 MiB.
    pub file_bytes: u64,
    /// Bytes of all files together. Default 64 MiB.
    pub total_bytes: u64,
    /// Number of files that references may lead to. Default 10,000.
    pub files: usize,
    /// Nesting of lists and maps in one file, aliases expanded. Default 128.
    pub depth: usize,
    /// Scalars, lists and maps of all files together. Default 2,000,000.
    pub nodes: usize,
    /// Nodes that YAML aliases and merge keys stand for. Default 250,000.
    pub alias_nodes: usize,
    /// Problems that are kept of each severity. Default 10,000.
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 16 << 20,
            total_bytes: 64 << 20,
            files: 10_000,
            depth: 128,
            nodes: 2_000_000,
            alias_nodes: 250_000,
            problems: 10_000,
        }
    }
}
