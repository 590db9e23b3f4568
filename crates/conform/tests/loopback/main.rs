//! The runner over real sockets on loopback: the client alone, and whole runs of a small API.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod client;
mod flows;
mod support;
