//! The specs that are built in: every file of the repository's `specs/` that a run needs, as it was at build time.

use std::collections::BTreeMap;

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// The contract snapshots among them, by their path below the specs.
pub fn snapshots() -> BTreeMap<String, &'static str> {
    let snapshots = SPECS.iter().filter(|(path, _)| path.ends_with(".snap"));
    snapshots.filter_map(|(path, bytes)| Some(((*path).to_owned(), std::str::from_utf8(bytes).ok()?))).collect()
}
