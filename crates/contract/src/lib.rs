//! Specs in, one plain [`Contract`] out, or every [`Problem`] at once with file, line and column.
//!
//! The crate knows OpenAPI, Arazzo and clause registers. It knows no network, no code generation and no API by name.
//!
//! Text becomes a tree with positions; the tree is held against tables of known keys, mended or refused; schemas go into an arena; the rest
//! goes through the typed readers into the model.

mod arazzo;
mod clauses;
pub mod codes;
mod examples;
pub mod expression;
mod extensions;
pub mod fail;
pub mod file;
pub mod jsonpath;
mod limits;
mod load;
mod loader;
pub mod model;
pub mod notation;
mod openapi;
mod options;
pub mod problem;
pub mod provenance;
pub mod render;
mod repair;
mod report;
mod resources;
mod schemas;
mod shape;
mod text;
mod tree;
mod typed;
pub mod validate;
mod walk;

pub use clauses::{PROTOCOL, ProtocolClause};
pub use limits::Limits;
pub use load::{load_built_in, load_document, load_specs, load_specs_within};
pub use model::Contract;
pub use options::{Attitude, Loaded, Options};
pub use problem::{Excerpt, Problem, Severity};
pub use text::nearest;
