//! The command line of `conform`: every flag of the table.

use crate::options::{self, Taken};
use clap::Command;

/// The arguments of `conform`.
pub type Args = Taken<Shape>;

/// Every flag of the table.
pub struct Shape;

impl options::Shape for Shape {
    fn augment(command: Command) -> Command {
        options::augment(command, &[]).after_help(EXIT_CODES)
    }
}

/// What each exit code means; part of the interface.
pub const EXIT_CODES: &str = "\
Every flag with one value is also a variable of the environment, --timeout as SPECPROOF_TIMEOUT, and a key of specproof.toml:
flags stand before the environment, this before [profile.NAME], this before the rest of the file. --show-config tells what holds.

Examples:
  specproof conform
  specproof conform --target https://api.example.com --api webitel --input webitel.username=anna --input webitel.password=…
  specproof conform --spec openapi.yaml --target http://127.0.0.1:8080 --report junit=junit.xml --report html=report.html
  specproof conform --target https://api.example.com --only 'webitel.logout.*' --verbose
  specproof conform --target https://api.example.com --baseline known.toml --fail-on must

Exit codes:
  0  conforms: everything that was selected is checked, or says why not
  1  does not conform
  2  asked wrongly, or a spec is broken
  3  the target cannot be reached, or the run was aborted
  4  nothing was checked";
