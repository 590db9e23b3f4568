//! Typed Rust models from a contract: `Contract` → intermediate representation → source text.
//!
//! [`ir`] settles every name and conflict, [`emit`] only writes it down. The output is self-contained: it brings its own support module and
//! needs `serde` and `serde_json`, and further crates only where a document asks for what they do.

mod builder;
pub mod codes;
pub mod docs;
pub mod emit;
pub mod ir;
mod lower;
pub mod names;
mod options;
mod package;

pub use builder::{Builder, Failure};
pub use emit::{ComponentType, Output, Source};
pub use options::{Options, is_type};
pub use package::{Package, Stale, manifest};

use specproof_contract::{Contract, Problem};

/// Generates models for every API of a contract. The warnings say what is legal but lost, with file, line and column.
pub fn generate(contract: &Contract, options: &Options) -> (Output, Vec<Problem>) {
    let (package, warnings) = lower::lower(contract, options);
    (emit::emit(&package, options.flat && package.apis.len() == 1), warnings)
}

/// Names the files of warnings as the caller names them: the contract's are relative to the folder that was read.
fn show_below(warnings: &mut [Problem], folder: &std::path::Path) {
    for warning in warnings.iter_mut().filter(|warning| !warning.file.is_empty()) {
        warning.file = folder.join(&warning.file).to_string_lossy().into_owned();
    }
}
