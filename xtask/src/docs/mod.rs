//! `cargo xtask docs`: the pages that are generated, and with `--check` whether they are what is committed.

mod checks;
mod commands;
mod limits;
mod proven;
mod trace;

use specproof::{Failure, Home, output, specs};
use std::path::{Path, PathBuf};

/// Flags of `docs`.
#[derive(clap::Args)]
pub struct Args {
    /// Write nothing; fail when a page is not what it would be
    #[arg(long)]
    check: bool,
    /// Folder with one folder per API; the repository's own when left out
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
}

/// Writes or checks every page.
pub fn run(args: &Args, root: Option<&Path>, home: &Home) -> Result<u8, Failure> {
    let loaded = specs::load(&specs::Sources { specs: args.specs.clone(), ..specs::Sources::default() }, home)?;
    let folder = loaded.folder.ok_or_else(|| Failure::usage("pages are generated for a folder of specs"))?;
    let mut pages: Vec<(PathBuf, String)> = Vec::new();
    for api in &loaded.contract.apis {
        pages.push((folder.join(&api.name).join("TRACE.md"), trace::page(&loaded.contract, api)?));
    }
    if let (None, Some(root)) = (&args.specs, root) {
        let docs = root.join("docs");
        pages.push((docs.join("checks.md"), checks::page(&proven::sections(&loaded.contract, root)?)));
        pages.push((docs.join("limits.md"), limits::page()));
        pages.push((docs.join("command-line.md"), commands::page()));
        let schema = serde_json::to_string_pretty(&specproof::options::schema()).map_err(|error| Failure::machine(error.to_string()))?;
        pages.push((docs.join("specproof.schema.json"), format!("{schema}\n")));
    }
    let mut stale = Vec::new();
    for (path, text) in &pages {
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        if committed == *text {
            continue;
        }
        if args.check {
            let line = committed.lines().zip(text.lines()).take_while(|(old, new)| old == new).count() + 1;
            stale.push(format!("{}:{line}: is not what `cargo xtask docs` writes: run it, and commit", path.display()));
        } else {
            output::write_whole(path, text).map_err(Failure::machine)?;
            output::note(&format!("wrote {}", path.display()));
        }
    }
    stale.iter().for_each(|line| output::note(line));
    Ok(u8::from(!stale.is_empty()))
}

/// Text as the cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}
