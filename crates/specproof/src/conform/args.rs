//! The flags of `conform`.

use crate::specs;
use crate::value::{duration, rate};
use specproof_conform::report::{self, FORMATS, Format};
use std::path::PathBuf;
use std::time::Duration;

/// Flags of `conform`.
#[derive(clap::Args)]
#[command(after_help = EXIT_CODES)]
pub struct Args {
    /// Base URL of the deployment, for every API or as NAME=URL for one; the embedded reference deployment when left out
    #[arg(long = "target", value_name = "URL")]
    pub targets: Vec<String>,
    /// An API to check; all when left out
    #[arg(long = "api", value_name = "NAME")]
    pub apis: Vec<String>,
    /// Which specs
    #[command(flatten)]
    pub specs: specs::Sources,
    /// A named input; also SPECPROOF_INPUT_<API>_<NAME> in the environment
    #[arg(long = "input", value_name = "API.NAME=VALUE")]
    pub inputs: Vec<String>,
    /// A file with a line api.name=value for each input
    #[arg(long, value_name = "FILE")]
    pub inputs_file: Option<PathBuf>,
    /// A credential for a security scheme of the document: the bare token or key, user:password for basic
    #[arg(long = "credential", value_name = "API.SCHEME=VALUE")]
    pub credentials: Vec<String>,
    /// A header field for every request
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<String>,
    /// Only checks whose id, check or clause matches; * and ? as in a shell
    #[arg(long, value_name = "GLOB")]
    pub only: Vec<String>,
    /// Print the plan instead of running it
    #[arg(long)]
    pub list: bool,
    /// How many checks run at once
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: u16,
    /// The seed of all values that are made up: one seed, one plan
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// How long one answer may take
    #[arg(long, default_value = "10s", value_parser = duration, value_name = "TIME")]
    pub timeout: Duration,
    /// How long the whole run may take
    #[arg(long, default_value = "30m", value_parser = duration, value_name = "TIME")]
    pub max_time: Duration,
    /// How many requests the run may send: the most telling checks are kept
    #[arg(long, value_name = "N")]
    pub max_requests: Option<u64>,
    /// How many requests a second are sent at most: 10/s, 100/m
    #[arg(long, value_parser = rate, value_name = "RATE")]
    pub rate: Option<f64>,
    /// Send requests that could destroy data of others
    #[arg(long)]
    pub allow_destructive: bool,
    /// PEM file of the only certificates that are trusted
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,
    /// Take any certificate
    #[arg(short = 'k', long)]
    pub insecure: bool,
    /// A report, to a file or to the standard output; repeatable
    #[arg(long = "report", value_name = "NAME[=FILE]", value_parser = Wanted::parse)]
    pub reports: Vec<Wanted>,
    /// Keep this deployment's own snapshots in a folder, and compare with those that are there
    #[arg(long, value_name = "DIR")]
    pub snapshots: Option<PathBuf>,
    /// Accept new and different snapshots at once
    #[arg(long)]
    pub accept: bool,
    /// Only findings and verdict
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Every check
    #[arg(short, long)]
    pub verbose: bool,
    /// Colour in the terminal report
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = ["auto", "always", "never"])]
    pub color: String,
}

/// What each exit code means; part of the interface.
const EXIT_CODES: &str = "\
Exit codes:
  0  conforms: everything that was selected is checked, or says why not
  1  does not conform
  2  asked wrongly, or a spec is broken
  3  the target cannot be reached, or the run was aborted
  4  nothing was checked";

/// A report that is asked for.
#[derive(Clone)]
pub struct Wanted {
    /// The format.
    pub format: &'static Format,
    /// The file; `None` for the standard output.
    pub file: Option<PathBuf>,
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let all = || FORMATS.iter().map(|format| format.id).collect::<Vec<_>>().join(", ");
        let format = report::format(name).ok_or_else(|| format!("there is no report `{name}`; there are {}", all()))?;
        if file == Some("") {
            return Err(format!("`{name}=` names no file"));
        }
        Ok(Self { format, file: file.map(PathBuf::from) })
    }
}
