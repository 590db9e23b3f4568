//! `specproof codegen`: a complete crate of typed models for one OpenAPI document, or whether the committed one is stale.

use crate::failure::Failure;
use crate::output;
use specproof_codegen::{Options as Generated, Package};
use specproof_contract::{Attitude, Options, Problem, render};
use std::collections::BTreeMap;
use std::path::PathBuf;

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
    /// Overwrite files that were not generated
    #[arg(long, conflicts_with = "check")]
    force: bool,
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
    #[arg(long = "format-type", value_name = "FORMAT=TYPE")]
    formats: Vec<String>,
    /// Repair nothing: whatever is not understood refuses the document
    #[arg(long)]
    strict: bool,
    /// A warning that refuses the document, by its code; `warnings` for all
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
    /// A warning that is not shown, by its code
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// How problems and warnings are shown
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

/// How problems and warnings are shown.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// In rustc's form, on the error stream
    Text,
    /// A JSON array, on the output stream
    Json,
}

/// Writes or checks the crate.
pub fn run(args: &Args) -> Result<u8, Failure> {
    let options = Generated {
        named: args.named,
        open_enums: args.open_enums,
        operations: !args.schemas_only,
        formats: formats(&args.formats)?,
        ..Generated::default()
    };
    let attitude = if args.strict { Attitude::Strict } else { Attitude::Tolerant };
    let reading = Options { attitude, deny: args.deny.clone(), allow: args.allow.clone(), ..Options::default() };
    let name = crate_name(args)?;
    let package = match Package::generate(&args.spec, &name, &reading, &options) {
        Ok(package) => package,
        Err(problems) if args.format == Form::Json => {
            show(&problems)?;
            return Ok(2);
        }
        Err(problems) => return Err(Failure::refused(&problems)),
    };
    match args.format {
        Form::Json => show(&package.warnings)?,
        Form::Text if package.warnings.is_empty() => {}
        Form::Text => output::note(render::text(&package.warnings, render::Colour::Plain).trim_end()),
    }
    if args.check {
        let stale = package.check(&args.out).map_err(|failure| Failure::machine(failure.to_string()))?;
        stale.iter().for_each(|stale| output::note(&format!("{}: {stale}", args.out.display())));
        return Ok(u8::from(!stale.is_empty()));
    }
    let foreign = package.foreign(&args.out).map_err(|failure| Failure::machine(failure.to_string()))?;
    if !foreign.is_empty() && !args.force {
        let shown: Vec<&str> = foreign.iter().take(3).map(String::as_str).collect();
        let more = if foreign.len() > 3 { format!(" and {} more", foreign.len() - 3) } else { String::new() };
        let message = format!(
            "{} holds files that were not generated: {}{more}; name another folder, or overwrite them with --force",
            args.out.display(),
            shown.join(", ")
        );
        return Err(Failure::usage(message));
    }
    package.write(&args.out).map_err(|failure| Failure::machine(failure.to_string()))?;
    output::note(&format!("wrote {} files to {}", package.files.len(), args.out.display()));
    Ok(0)
}

fn show(problems: &[Problem]) -> Result<(), Failure> {
    output::print(&format!("{}\n", render::json(problems).trim_end())).map_err(|error| Failure::machine(error.to_string()))
}

fn formats(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let mut formats = BTreeMap::new();
    for text in given {
        let (format, path) = text.split_once('=').ok_or_else(|| Failure::usage(format!("--format-type {text}: write FORMAT=TYPE")))?;
        if !specproof_codegen::is_type(path) {
            return Err(Failure::usage(format!("--format-type {text}: `{path}` is no path of a Rust type")));
        }
        formats.insert(format.to_owned(), path.to_owned());
    }
    Ok(formats)
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
