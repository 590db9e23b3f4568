//! `cargo xtask codegen`: a complete crate of typed models for one OpenAPI document, or whether the committed one is stale.

use crate::failure::Failure;
use crate::output;
use specproof_codegen::{Options as Generated, generate};
use specproof_contract::{Options, Problem, load_document};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Flags of `codegen`.
#[derive(clap::Args)]
pub struct Args {
    /// The OpenAPI document
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// The crate's folder: Cargo.toml, README.md and src/ are written
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write nothing; fail when the folder does not hold what would be written
    #[arg(long)]
    check: bool,
    /// The crate's name; the folder's when left out
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Only schemas, no requests and responses
    #[arg(long)]
    schemas_only: bool,
    /// A newtype named after its place for every constrained value
    #[arg(long)]
    named: bool,
    /// Enums keep values that the document does not list
    #[arg(long)]
    open_enums: bool,
    /// A Rust type for a format, as in decimal=rust_decimal::Decimal
    #[arg(long = "format", value_name = "FORMAT=TYPE")]
    formats: Vec<String>,
    /// A warning that refuses the document, by its code; `warnings` for all
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
    /// A warning that is not shown, by its code
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
}

/// Writes or checks the crate.
pub fn run(args: &Args) -> Result<u8, Failure> {
    let mut formats = BTreeMap::new();
    for text in &args.formats {
        let (format, path) = text.split_once('=').ok_or_else(|| Failure::usage(format!("--format {text}: write FORMAT=TYPE")))?;
        formats.insert(format.to_owned(), path.to_owned());
    }
    let reading = Options { deny: args.deny.clone(), allow: args.allow.clone(), ..Options::default() };
    let loaded = load_document(&args.spec, &reading).map_err(|problems| Failure::refused(&problems))?;
    let options =
        Generated { named: args.named, open_enums: args.open_enums, operations: !args.schemas_only, formats, ..Generated::default() };
    let (generated, more) = generate(&loaded.contract, &options);
    for warning in loaded.warnings.iter().chain(more.iter().filter(|warning| !args.allow.iter().any(|code| code == warning.code))) {
        output::note(&warning.to_string());
    }
    let denied = |warning: &&Problem| args.deny.iter().any(|code| code == warning.code || code == "warnings");
    let refused: Vec<Problem> = more.iter().filter(denied).cloned().collect();
    if !refused.is_empty() {
        return Err(Failure::refused(&refused));
    }
    let name = crate_name(args)?;
    let mut files =
        vec![("Cargo.toml".to_owned(), manifest(&name, &generated.dependencies)), ("README.md".to_owned(), readme(args, &name))];
    files.extend(generated.files().into_iter().map(|(path, text)| (format!("src/{path}"), text)));
    if args.check { check(&args.out, &files) } else { write(&args.out, &files) }
}

fn write(out: &Path, files: &[(String, String)]) -> Result<u8, Failure> {
    for (path, text) in files {
        output::write_whole(&out.join(path), text).map_err(Failure::machine)?;
    }
    let strays = strays(out, files);
    strays.iter().for_each(|path| output::note(&format!("note: {} is not generated any more: remove it", path.display())));
    output::note(&format!("wrote {} files to {}", files.len(), out.display()));
    Ok(0)
}

fn check(out: &Path, files: &[(String, String)]) -> Result<u8, Failure> {
    let differs = |path: &&(String, String)| std::fs::read_to_string(out.join(&path.0)).ok().as_deref() != Some(path.1.as_str());
    let mut stale: Vec<String> = files.iter().filter(differs).map(|(path, _)| out.join(path).display().to_string()).collect();
    stale.extend(strays(out, files).iter().map(|path| path.display().to_string()));
    stale.iter().for_each(|path| output::note(&format!("{path}: is not what would be generated")));
    Ok(u8::from(!stale.is_empty()))
}

/// Source files in the folder that are not generated.
fn strays(out: &Path, files: &[(String, String)]) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![out.join("src")]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !files.iter().any(|(own, _)| out.join(own) == path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn crate_name(args: &Args) -> Result<String, Failure> {
    let folder = || args.out.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = args.name.clone().or_else(folder).unwrap_or_default();
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        Ok(name)
    } else {
        Err(Failure::usage(format!("`{name}` is no name for a crate: give --name")))
    }
}

fn manifest(name: &str, dependencies: &[(&str, &str, &[&str])]) -> String {
    let mut text = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n");
    for (name, version, features) in dependencies {
        if features.is_empty() {
            text.push_str(&format!("{name} = \"{version}\"\n"));
        } else {
            text.push_str(&format!("{name} = {{ version = \"{version}\", features = {features:?} }}\n"));
        }
    }
    // A crate that is generated into somebody's workspace is its own.
    text.push_str("\n[workspace]\n");
    text
}

fn readme(args: &Args, name: &str) -> String {
    let mut command = format!("cargo xtask codegen --spec {} --out {}", args.spec.display(), args.out.display());
    for (given, flag) in [(args.schemas_only, "--schemas-only"), (args.named, "--named"), (args.open_enums, "--open-enums")] {
        if given {
            command.push_str(&format!(" {flag}"));
        }
    }
    args.formats.iter().for_each(|format| command.push_str(&format!(" --format {format}")));
    if let Some(name) = &args.name {
        command.push_str(&format!(" --name {name}"));
    }
    format!("# {name}\n\nGenerated; do not edit. Made by:\n\n```sh\n{command}\n```\n")
}
