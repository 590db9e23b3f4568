//! What is said of snapshots around a run: where they cannot be written, and which of them wait for somebody to look at them.

use crate::{Failure, output};
use specproof_conform::snapshot::{Mode, Store};
use specproof_contract::file::{self, Kind};
use std::path::Path;

/// Snapshots are in `<specs>/<api>/snapshots`, or in `<folder>/<api>`: what lies deeper is none of ours.
const DEPTH: usize = 2;

/// The folder of a deployment's own snapshots, where it is to be written and cannot be.
pub fn unwritable(store: &Store) -> Option<String> {
    let (folder, _) = store.own.as_ref().filter(|(_, mode)| *mode != Mode::Check)?;
    output::check_writable(&folder.join("snapshots")).err().map(|why| format!("--snapshots {why}"))
}

/// Says how many snapshots wait to be reviewed, and how that is done.
///
/// # Errors
/// Their folder cannot be read.
pub fn tell(store: &Store) -> Result<(), Failure> {
    let folders = [&store.own, &store.contract].into_iter().flatten();
    for (folder, _) in folders.filter(|(_, mode)| *mode == Mode::Pending) {
        let unread = |error: std::io::Error| Failure::machine(format!("{}: cannot be read: {error}", folder.display()));
        let (new, changed) = pending(folder).map_err(unread)?;
        if new + changed == 0 {
            continue;
        }
        let counts = [(new, "new"), (changed, "changed")].into_iter().filter(|(count, _)| *count > 0);
        let counts = counts.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(" and ");
        let how = if in_package(folder).map_err(unread)? { "`cargo insta review`" } else { "look at the .snap.new files" };
        output::note(&format!(
            "note: {counts} in the snapshots of {}, with which nothing is compared until they are reviewed: {how}, or run again with --accept",
            folder.display()
        ));
    }
    Ok(())
}

/// How many snapshots below a folder wait for review: those that are new, and those that differ from a reviewed one.
fn pending(folder: &Path) -> std::io::Result<(usize, usize)> {
    let mut folders = vec![(folder.to_owned(), 0)];
    let mut counts = (0, 0);
    while let Some((folder, depth)) = folders.pop() {
        if file::kind(&folder)?.is_none() {
            continue;
        }
        for path in file::list(&folder)? {
            if path.to_string_lossy().ends_with(".snap.new") {
                let reviewed = file::kind(&path.with_extension(""))?.is_some();
                *(if reviewed { &mut counts.1 } else { &mut counts.0 }) += 1;
            } else if depth < DEPTH && file::kind(&path)? == Some(Kind::Folder) {
                folders.push((path, depth + 1));
            }
        }
    }
    Ok(counts)
}

/// Whether a folder is within a package of Cargo, where `cargo insta review` looks for snapshots.
fn in_package(folder: &Path) -> std::io::Result<bool> {
    for folder in file::canonical(folder)?.ancestors() {
        let manifest = folder.join("Cargo.toml");
        if file::kind(&manifest)? == Some(Kind::File) && file::read_text(&manifest)?.lines().any(|line| line.trim() == "[package]") {
            return Ok(true);
        }
    }
    Ok(false)
}
