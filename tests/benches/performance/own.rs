//! The program itself, as others would call it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The optimised `specproof`, built now where it was not.
pub fn binary() -> &'static Path {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(|| {
        let built = Command::new("cargo").args(["build", "--release", "--quiet", "--package", "specproof"]).current_dir(root()).status();
        assert!(built.is_ok_and(|status| status.success()), "specproof does not build");
        // This bench lies in `release/deps`.
        let own = std::env::current_exe().unwrap_or_default();
        own.ancestors().nth(2).unwrap_or(Path::new("")).join("specproof")
    });
    &BINARY
}

/// The middle one; of none, nothing.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
