//! The only file that touches the disk. What is written is written whole or not at all: beside its place first, then moved there.

use crate::fail::point;
use std::fs;
use std::io::{BufWriter, Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// What can stand at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A pipe, a socket or a device, which can block or never end.
    Other,
}

/// What a path, links followed, leads to; `None` where it leads nowhere.
///
/// # Errors
/// It cannot be told.
pub fn kind(path: &Path) -> Result<Option<Kind>> {
    point("file.look")?;
    match fs::metadata(path) {
        Ok(about) if about.is_file() => Ok(Some(Kind::File)),
        Ok(about) if about.is_dir() => Ok(Some(Kind::Folder)),
        Ok(_) => Ok(Some(Kind::Other)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The path without links, from the root.
///
/// # Errors
/// There is no such file, or the system says why not.
pub fn canonical(path: &Path) -> Result<PathBuf> {
    point("file.path")?;
    path.canonicalize()
}

/// What a folder holds, sorted.
///
/// # Errors
/// It cannot be listed.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    point("file.list")?;
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// A file's content.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_up_to(path, u64::MAX)
}

/// The beginning of a file's content, up to so many bytes.
///
/// # Errors
/// It cannot be read.
pub fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file to read from.
///
/// # Errors
/// It cannot be opened.
pub fn open(path: &Path) -> Result<fs::File> {
    point("file.read")?;
    fs::File::open(path)
}

/// A file's content; `None` where there is no such file.
///
/// # Errors
/// It cannot be read.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// A file's content, which is UTF-8.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|_| Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Removes a file; one that is not there is removed already.
///
/// # Errors
/// It is still there.
pub fn remove(path: &Path) -> Result<()> {
    point("file.remove")?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What writes a content, the same at each call.
pub type Content<'a> = dyn Fn(&mut dyn Write) -> Result<()> + 'a;

/// Writes a file whole: a reader sees the old content or the new, never a part.
///
/// # Errors
/// It could not be written; what was there before is untouched.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    Beside::write(path, &|out| out.write_all(content))?.take_place()
}

/// As [`write()`], but a file that has this content already is left alone, and the disk is not waited for: for what can be made again.
///
/// # Errors
/// As for [`write()`].
pub fn write_changed(path: &Path, content: &[u8]) -> Result<()> {
    if read_if_there(path)?.is_some_and(|old| old == content) {
        return Ok(());
    }
    Beside::make(path, &|out| out.write_all(content), false)?.take_place()
}

/// A file that is written whole beside its place. It goes away with this unless it takes that place.
#[derive(Debug)]
pub struct Beside {
    temporary: PathBuf,
    place: PathBuf,
}

impl Beside {
    /// Writes the content to a temporary file in the folder of `place`, which is made where there is none.
    ///
    /// # Errors
    /// It could not be written; nothing is left of it.
    pub fn write(place: &Path, content: &Content<'_>) -> Result<Self> {
        Self::make(place, content, true)
    }

    fn make(place: &Path, content: &Content<'_>, lasting: bool) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        place.file_name().ok_or_else(|| Error::other("not the name of a file"))?;
        // A name of its own, however long the file's is: of two that write the same file, one is second, and none is half.
        let own = format!(".specproof-{}-{}.tmp", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        point("file.folder")?;
        fs::create_dir_all(folder)?;
        let beside = Self { temporary: folder.join(own), place: place.to_owned() };
        point("file.create")?;
        let file = into(fs::File::create(&beside.temporary)?, content)?;
        if lasting {
            point("file.sync")?;
            file.sync_all()?;
        }
        Ok(beside)
    }

    /// Moves it to its place, over what is there.
    ///
    /// # Errors
    /// It could not be moved; what was there before still is.
    pub fn take_place(self) -> Result<()> {
        point("file.move")?;
        fs::rename(&self.temporary, &self.place)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Nothing better can be done when that fails; after it took its place there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Writes to a pipe or a device, which has no content to keep.
///
/// # Errors
/// It took less than all.
pub fn write_through(path: &Path, content: &Content<'_>) -> Result<()> {
    into(fs::OpenOptions::new().write(true).open(path)?, content).map(drop)
}

/// Writes a content into a file, and gives that back.
fn into(file: fs::File, content: &Content<'_>) -> Result<fs::File> {
    point("file.write")?;
    let mut file = BufWriter::with_capacity(BUFFER, file);
    content(&mut file)?;
    file.into_inner().map_err(std::io::IntoInnerError::into_error)
}
