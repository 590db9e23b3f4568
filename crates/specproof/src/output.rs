//! Where text goes: the two streams, on which a closed pipe is no error, and files, which are written whole or not at all.

use specproof_contract::fail::point;
use specproof_contract::file::{self, Beside, Content, Kind};
use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// Writes to the standard output. A reader that has gone away ends the writing, and is no failure.
///
/// # Errors
/// Any other error of the stream: a full disk behind a redirection, say.
pub fn print(text: &str) -> std::io::Result<()> {
    stream(&|out| out.write_all(text.as_bytes()))
}

/// As [`print()`], with what is written as it is made.
///
/// # Errors
/// As for [`print()`].
pub fn stream(content: &Content<'_>) -> std::io::Result<()> {
    point("stream.write")?;
    let mut stream = BufWriter::with_capacity(BUFFER, std::io::stdout().lock());
    match content(&mut stream).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Writes a line to the error stream; nothing better can be done when that fails.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Whether the standard output is a terminal.
pub fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether the error stream is a terminal.
pub fn is_error_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Writes a file whole or not at all.
///
/// # Errors
/// Names the file and says why it could not be written; what was there before is untouched.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    write_all(&[(path, &|out| out.write_all(text.as_bytes()))]).map_err(|wrong| wrong.join("\n"))
}

/// Writes several files: each beside its place first, and only when all are there whole each takes its place.
///
/// # Errors
/// Everything that could not be written. When one cannot, none takes its place.
pub fn write_all(files: &[(&Path, &Content<'_>)]) -> Result<(), Vec<String>> {
    let problem = |path: &Path, error: &dyn std::fmt::Display| format!("{}: cannot be written: {error}", path.display());
    let (mut beside, mut wrong) = (Vec::new(), Vec::new());
    for (path, content) in files {
        let written = match file::kind(path) {
            Ok(Some(Kind::Other)) => file::write_through(path, content),
            Ok(_) => Beside::write(path, content).map(|written| beside.push((*path, written))),
            Err(error) => Err(error),
        };
        wrong.extend(written.err().map(|error| problem(path, &error)));
    }
    for (path, written) in beside {
        if wrong.is_empty() {
            wrong.extend(written.take_place().err().map(|error| problem(path, &error)));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Whether a file could be written here; makes its folder, as writing it would.
///
/// # Errors
/// Names the file and says why not.
pub fn check_writable(path: &Path) -> Result<(), String> {
    let tried = match file::kind(path) {
        Ok(Some(Kind::Other)) => Ok(()),
        // Written beside its place, and taken away again.
        Ok(_) => Beside::write(path, &|_| Ok(())).map(drop),
        Err(error) => Err(error),
    };
    tried.map_err(|error| format!("{}: cannot be written: {error}", path.display()))
}
