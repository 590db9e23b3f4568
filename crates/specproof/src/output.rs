//! Where text goes: the two streams, on which a closed pipe is no error, and files, which are written whole or not at all.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Writes to the standard output. A reader that has gone away ends the writing, and is no failure.
///
/// # Errors
/// Any other error of the stream: a full disk behind a redirection, say.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut stream = std::io::stdout().lock();
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
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

/// Writes a file through a temporary one beside it: a reader sees the old content or the new, never a part.
///
/// # Errors
/// Names the file and says why it could not be written; what was there before is untouched.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut name = path.file_name().ok_or_else(|| format!("{}: not the name of a file", path.display()))?.to_owned();
    name.push(format!(".tmp-{}", std::process::id()));
    let temporary = folder.join(name);
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| {
            let mut file = std::fs::File::create(&temporary)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&temporary);
        format!("{}: cannot be written: {error}", path.display())
    })
}
