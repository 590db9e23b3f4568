//! Runs that were kept: the files that `--report json=FILE` writes.

use crate::Failure;
use specproof_conform::Run;
use specproof_conform::run::FORMAT;
use std::io::Read;
use std::path::{Path, PathBuf};

/// More bytes than this are no run.
const LARGEST: u64 = 1 << 30;

/// Reads a run; `-` is the standard input.
pub fn read(path: &Path) -> Result<Run, String> {
    let shown = path.display();
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(LARGEST).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text))
    };
    read.map_err(|error| format!("{shown}: cannot be read: {error}"))?;
    let help = "it is not what --report json=FILE writes";
    // The version first: what a later one says may be read in another way.
    let version = serde_json::from_str::<serde_json::Value>(&text)
        .map_err(|error| format!("{shown}:{}:{}: {error}: {help}", error.line(), error.column()))?;
    match version.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => {
            return Err(format!("{shown}: is of format {format}; this version reads format {FORMAT}: use the version that wrote it"));
        }
        None => return Err(format!("{shown}: {help}: it has no member `format`")),
    }
    serde_json::from_value(version).map_err(|error| format!("{shown}: {error}: {help}"))
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
