//! [`point`]: where what lies outside the program can fail; a test lets each passage fail once.
//!
//! Only builds with debug assertions look: `SPECPROOF_FAIL=SITE:N:FILE` fails the passage of this number, from 1, and makes the file to say so.

use std::io::{Error, Result};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Every site, with what is under way there.
pub const SITES: &[(&str, &str)] = &[
    ("file.look", "asking whether a file is there, and of what kind it is"),
    ("file.path", "making a path canonical"),
    ("file.list", "listing a folder"),
    ("file.read", "reading a file"),
    ("file.folder", "making the folder of a file that is written"),
    ("file.create", "making the temporary file that is written"),
    ("file.write", "writing its content"),
    ("file.sync", "waiting for the disk"),
    ("file.move", "moving it to its place"),
    ("file.remove", "removing a file"),
    ("stream.read", "reading the standard input"),
    ("stream.write", "writing to the standard output"),
    ("parse.document", "reading a document of specs into its tree"),
    ("parse.typed", "reading that tree into types"),
    ("parse.settings", "reading a file of settings or a baseline"),
    ("parse.run", "reading a run that was kept"),
    ("parse.answer", "reading the content of an answer"),
    ("tls.settings", "making the settings of TLS, out of certificates"),
    ("net.client", "making a client"),
    ("net.connect", "making a connection"),
    ("net.send", "sending a request"),
    ("net.head", "receiving the header fields of an answer"),
    ("net.body", "receiving its content"),
    ("net.serve", "taking a port to serve on"),
    ("spawn.runtime", "starting what runs tasks"),
];

struct Chosen {
    site: String,
    passage: u64,
    mark: PathBuf,
    passed: AtomicU64,
}

static CHOSEN: LazyLock<Option<Chosen>> = LazyLock::new(|| {
    let text = std::env::var("SPECPROOF_FAIL").ok()?;
    let (site, rest) = text.split_once(':')?;
    let (passage, mark) = rest.split_once(':')?;
    Some(Chosen { site: site.to_owned(), passage: passage.parse().ok()?, mark: mark.into(), passed: AtomicU64::new(0) })
});

/// Passes, but for the one time that a test asks for.
///
/// # Errors
/// That time, a made-up one.
pub fn point(site: &'static str) -> Result<()> {
    if !cfg!(debug_assertions) {
        return Ok(());
    }
    debug_assert!(SITES.iter().any(|(own, _)| *own == site), "{site} is not in the table");
    let Some(chosen) = CHOSEN.as_ref().filter(|chosen| chosen.site == site) else { return Ok(()) };
    if chosen.passed.fetch_add(1, Ordering::Relaxed) + 1 != chosen.passage {
        return Ok(());
    }
    std::fs::write(&chosen.mark, site)?;
    Err(Error::other(format!("made to fail at {site}")))
}
