//! From the intermediate representation to Rust source. Nothing is decided here, and nothing can fail.

mod alias;
mod ast;
mod bodies;
mod code;
mod constants;
mod headers;
mod modules;
mod newtype;
mod operations;
mod path;
mod request;
mod response;
mod structs;
mod support;
mod union;

pub use modules::{ComponentType, Dependency, Output, Source, emit};
