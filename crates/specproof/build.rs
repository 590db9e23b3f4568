//! Builds the repository's specs in: one table of paths and contents.

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let specs = Path::new("../../specs").canonicalize()?;
    println!("cargo::rerun-if-changed=../../specs");
    let mut files = Vec::new();
    list(&specs, &mut files)?;
    files.sort();
    let mut text =
        String::from("/// Path below `specs/`, with `/` between its parts, and content.\npub const SPECS: &[(&str, &[u8])] = &[\n");
    for file in &files {
        let below: Vec<_> = file.strip_prefix(&specs)?.iter().map(|part| part.to_string_lossy()).collect();
        text.push_str(&format!("    ({:?}, include_bytes!({:?})),\n", below.join("/"), file.display().to_string()));
    }
    text.push_str("];\n");
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("built_in.rs"), text)?;
    Ok(())
}

/// Every file of a run: pages for people and snapshots that nobody has reviewed are left out.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            list(&path, files)?;
        } else if !name.starts_with('.') && [".yaml", ".json", ".snap"].iter().any(|end| name.ends_with(end)) || folder.ends_with("samples")
        {
            files.push(path);
        }
    }
    Ok(())
}
