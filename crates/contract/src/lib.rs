//! Specs in, one plain [`Contract`] out, or every [`Problem`] at once with file, line and column.
//!
//! The crate knows OpenAPI, Arazzo and clause registers. It knows no network, no code generation and no API by name.

pub mod expression;
pub mod model;
pub mod problem;

pub use model::Contract;
pub use problem::{Problem, Severity};
