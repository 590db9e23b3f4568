//! The deployment from outside, over real sockets: every documented status, every rule of state, and that nothing sent to it hurts it.

mod client;
mod hostile;
mod iflychat;
mod userlogin;
mod variants;
mod webitel;
