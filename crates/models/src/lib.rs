//! The typed models of `specs/`, one module for each API, generated at build time.

#![allow(missing_docs)]

include!(concat!(env!("OUT_DIR"), "/models.rs"));
