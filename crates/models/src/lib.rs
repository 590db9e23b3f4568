//! The typed models of `specs/`, one module for each API, generated at build time.

#![allow(missing_docs)]
#![allow(rustdoc::bare_urls, reason = "the title of a document may be where it was found")]

include!(concat!(env!("OUT_DIR"), "/models.rs"));
