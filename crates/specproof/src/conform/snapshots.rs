//! What is said of snapshots around a run: where they cannot be written, and which of them wait for somebody to look at them.

use crate::output;
use specproof_conform::snapshot::{Mode, Store};
use std::path::{Path, PathBuf};

/// The folder of a deployment's own snapshots, where it is to be written and cannot be.
pub fn unwritable(store: &Store) -> Option<String> {
    let (folder, _) = store.own.as_ref().filter(|(_, mode)| *mode != Mode::Check)?;
    output::check_writable(&folder.join("snapshots")).err().map(|why| format!("--snapshots {why}"))
}

/// Says how many snapshots wait to be reviewed, and how that is done.
pub fn tell(store: &Store) {
    let folders = [&store.own, &store.contract].into_iter().flatten();
    for (folder, _) in folders.filter(|(_, mode)| *mode == Mode::Pending) {
        let (new, changed) = pending(folder);
        if new + changed == 0 {
            continue;
        }
        let counts = [(new, "new"), (changed, "changed")].into_iter().filter(|(count, _)| *count > 0);
        let counts = counts.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(" and ");
        let how = if in_package(folder) { "`cargo insta review`" } else { "look at the .snap.new files" };
        output::note(&format!(
            "note: {counts} in the snapshots of {}, with which nothing is compared until they are reviewed: {how}, or run again with --accept",
            folder.display()
        ));
    }
}

/// How many snapshots below a folder wait for review: those that are new, and those that differ from a reviewed one.
fn pending(folder: &Path) -> (usize, usize) {
    let mut folders = vec![folder.to_owned()];
    let mut counts = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".snap.new") {
                let reviewed: PathBuf = path.with_extension("");
                *(if reviewed.exists() { &mut counts.1 } else { &mut counts.0 }) += 1;
            }
        }
    }
    counts
}

/// Whether a folder is within a package of Cargo, where `cargo insta review` looks for snapshots.
fn in_package(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let package = |folder: &Path| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml"));
        manifest.is_ok_and(|text| text.lines().any(|line| line.trim() == "[package]"))
    };
    folder.ancestors().any(package)
}
