//! Documents written to a folder of their own, with the expected place of a fault marked by `§`.
#![allow(dead_code, reason = "each test uses its part")]

use specproof_contract::{Loaded, Options, Problem, load_document};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is removed when it goes out of scope.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("contract-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The text without its mark, and the line and column where the mark stood.
pub fn unmark(text: &str) -> (String, Option<(u32, u32)>) {
    let place = text.find('§').map(|at| {
        let before = &text[..at];
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        (line, column)
    });
    (text.replace('§', ""), place)
}

/// Loads one document, written as `openapi.yaml`.
pub fn load(text: &str, options: &Options) -> Result<Loaded, Vec<Problem>> {
    let folder = Folder::new();
    let file = folder.write("openapi.yaml", text);
    load_document(&file, options)
}

/// The folder of documents beside the repository, where it is there. In CI its absence is an error.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name);
    if path.is_dir() {
        return Some(path);
    }
    assert!(!std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false")), "{} is missing", path.display());
    None
}
