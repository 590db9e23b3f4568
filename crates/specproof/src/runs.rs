//! Runs that were kept: the files that `--report json=FILE` writes.

use crate::Failure;
use specproof_conform::Run;
use specproof_conform::run::FORMAT;
use specproof_contract::fail::point;
use specproof_contract::file;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// More bytes than this are no run.
const LARGEST: u64 = 1 << 30;

/// Reads a run; `-` is the standard input.
pub fn read(path: &Path) -> Result<Run, String> {
    let shown = path.display();
    let unread = |error: std::io::Error| format!("{shown}: cannot be read: {error}");
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        point("stream.read").and_then(|()| std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)).map_err(unread)?;
        return read_from(&shown, || Ok(bytes.as_slice()));
    }
    read_from(&shown, || Ok(BufReader::new(file::open(path)?.take(LARGEST))))
}

/// Reads the version first, and then the rest: what a later version says may be read in another way.
fn read_from<R: BufRead>(shown: &dyn std::fmt::Display, open: impl Fn() -> std::io::Result<R>) -> Result<Run, String> {
    let help = "it is not what --report json=FILE writes";
    let unread = |error: std::io::Error| format!("{shown}: cannot be read: {error}");
    let wrong = |error: serde_json::Error| {
        if error.is_io() {
            return format!("{shown}: cannot be read: {error}");
        }
        format!("{shown}:{}:{}: {error}: {help}", error.line(), error.column())
    };
    point("parse.run").map_err(unread)?;
    match Run::read_format(open().map_err(unread)?).map_err(wrong)? {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => {
            return Err(format!("{shown}: is of format {format}; this version reads format {FORMAT}: use the version that wrote it"));
        }
        None => return Err(format!("{shown}: {help}: it has no member `format`")),
    }
    Run::read(open().map_err(unread)?).map_err(wrong)
}

/// Reads several runs, each with its name; everything that is wrong at once.
pub fn read_all(paths: &[PathBuf]) -> Result<Vec<(String, Run)>, Failure> {
    let (mut runs, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        match read(path) {
            Ok(run) => runs.push((path.display().to_string(), run)),
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(runs) } else { Err(Failure::asked(wrong)) }
}
