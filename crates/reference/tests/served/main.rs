//! The deployment from outside, over real sockets: every documented status, every rule of state, and that nothing sent to it hurts it.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod client;
mod hostile;
mod iflychat;
mod userlogin;
mod variants;
mod webitel;
