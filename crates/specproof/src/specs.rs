//! Where specs come from: those that are built in, a folder, or one document that was brought along.

use crate::failure::Failure;
use crate::{Home, built_in, output};
use specproof_conform::limits::{self, Bounds};
use specproof_contract::{Contract, Options, load_built_in, load_document, load_specs_within, render};
use std::path::{Path, PathBuf};

/// Flags that choose the specs.
#[derive(clap::Args, Default)]
pub struct Sources {
    /// Folder with one folder per API; those that are built in when left out; cargo xtask takes the repository's
    #[arg(long, value_name = "DIR", conflicts_with = "spec")]
    pub specs: Option<PathBuf>,
    /// One OpenAPI document instead of a folder
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// Arazzo flows over that document
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub arazzo: Option<PathBuf>,
    /// A limit of the run or of what is read, as in body=64M; docs/limits.md lists them all
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    pub limits: Vec<String>,
}

impl Sources {
    /// All limits, those that are given set over these of the run.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn bounds(&self, run: specproof_conform::settings::Limits) -> Result<Bounds, Failure> {
        let mut bounds = Bounds { run, ..Bounds::default() };
        let wrong: Vec<String> = self.limits.iter().filter_map(|text| limits::set(&mut bounds, text).err()).collect();
        if wrong.is_empty() { Ok(bounds) } else { Err(Failure::asked(wrong.into_iter().map(|why| format!("--limit: {why}")))) }
    }
}

/// The contract, and the folder of specs it comes from, if it does.
pub struct Loaded {
    /// What was read.
    pub contract: Contract,
    /// The folder; `None` for a document, and for what is built in.
    pub folder: Option<PathBuf>,
    /// Whether it is what is built in.
    pub built_in: bool,
}

impl Loaded {
    /// Whether these are specs of ours, which the reference deployment may serve, and not a document that was brought along.
    pub const fn is_own(&self) -> bool {
        self.built_in || self.folder.is_some()
    }
}

/// Loads what the flags name, else what the face brings along. Warnings about a document go to the error stream.
///
/// # Errors
/// Every problem of the specs, or why they cannot be read.
pub fn load(args: &Sources, home: &Home) -> Result<Loaded, Failure> {
    let limits = args.bounds(Default::default())?.spec;
    if let Some(spec) = &args.spec {
        let options = Options { arazzo: args.arazzo.clone(), limits, ..Options::default() };
        let loaded = load_document(spec, &options).map_err(|problems| Failure::refused(&problems))?;
        if !loaded.warnings.is_empty() {
            output::note(render::text(&loaded.warnings, render::Colour::Plain).trim_end());
        }
        return Ok(Loaded { contract: loaded.contract, folder: None, built_in: false });
    }
    let folder = match (&args.specs, &home.specs) {
        (Some(folder), _) => folder.clone(),
        (None, Some(own)) => from_here(own),
        (None, None) => {
            let contract = load_built_in(built_in::SPECS).map_err(|problems| Failure::refused(&problems))?;
            return Ok(Loaded { contract, folder: None, built_in: true });
        }
    };
    let contract = load_specs_within(&folder, &limits).map_err(|problems| Failure::refused(&problems))?;
    if contract.apis.is_empty() {
        return Err(Failure::usage(format!("{}: there is no API in this folder", folder.display())));
    }
    Ok(Loaded { contract, folder: Some(folder), built_in: false })
}

/// The path as seen from the current folder, where it lies below it: so that messages name no more than they must.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or_else(|| path.to_owned())
}
