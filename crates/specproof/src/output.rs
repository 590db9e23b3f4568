//! Where text goes: the two streams, on which a closed pipe is no error, and files, which are written whole or not at all.

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// Writes to the standard output. A reader that has gone away ends the writing, and is no failure.
///
/// # Errors
/// Any other error of the stream: a full disk behind a redirection, say.
pub fn print(text: &str) -> std::io::Result<()> {
    stream(&|out| out.write_all(text.as_bytes()))
}

/// What writes a content, the same at each call.
pub type Content<'a> = dyn Fn(&mut dyn Write) -> std::io::Result<()> + 'a;

/// As [`print`], with what is written as it is made.
///
/// # Errors
/// As for [`print`].
pub fn stream(content: &Content<'_>) -> std::io::Result<()> {
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

/// Writes a file through a temporary one beside it: a reader sees the old content or the new, never a part.
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
        // A pipe or a device has no content to keep: it is written to.
        if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            let written = std::fs::OpenOptions::new().write(true).open(path).and_then(|file| into(file, content));
            if let Err(error) = written {
                wrong.push(problem(path, &error));
            }
            continue;
        }
        match write_beside(path, content) {
            Ok(temporary) => beside.push((temporary, *path)),
            Err(error) => wrong.push(problem(path, &error)),
        }
    }
    for (temporary, path) in beside {
        let moved = if wrong.is_empty() { std::fs::rename(&temporary, path) } else { Ok(()) };
        if let Err(error) = moved {
            wrong.push(problem(path, &error));
        }
        if !wrong.is_empty() {
            let _ = std::fs::remove_file(&temporary);
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Whether a file could be written here; makes its folder, as writing it would.
///
/// # Errors
/// Names the file and says why not.
pub fn check_writable(path: &Path) -> Result<(), String> {
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return Ok(());
    }
    let tried = write_beside(path, &|_| Ok(())).and_then(std::fs::remove_file);
    tried.map_err(|error| format!("{}: cannot be written: {error}", path.display()))
}

/// Writes a file's content to a temporary one in its folder, which nobody else has, and names that.
fn write_beside(path: &Path, content: &Content<'_>) -> std::io::Result<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().ok_or_else(|| std::io::Error::other("not the name of a file"))?);
    name.push(format!(".tmp-{}", std::process::id()));
    let temporary = folder.join(name);
    std::fs::create_dir_all(folder)?;
    let written = std::fs::File::create(&temporary).and_then(|file| into(file, content)?.sync_all());
    match written {
        Ok(()) => Ok(temporary),
        Err(error) => {
            let _ = std::fs::remove_file(&temporary);
            Err(error)
        }
    }
}

/// Writes a content into a file, and gives that back.
fn into(file: std::fs::File, content: &Content<'_>) -> std::io::Result<std::fs::File> {
    let mut file = BufWriter::with_capacity(BUFFER, file);
    content(&mut file)?;
    file.into_inner().map_err(std::io::IntoInnerError::into_error)
}
