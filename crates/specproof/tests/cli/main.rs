//! The commands from outside: exit codes, standard output, error stream, files.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod basics;
mod codegen;
mod commands;
mod config;
mod effect;
mod gate;
mod replay;
mod secrets;
mod shards;
#[cfg(unix)]
mod signals;
mod support;
mod torture;
mod truth;
