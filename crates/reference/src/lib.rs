//! An honest in-memory deployment of the documented APIs, and its named flaws.
//!
//! It is a fixture: it listens where it is told to (loopback, as a rule), holds two made-up accounts per API and hashes passwords with parameters far
//! below what a service on a network would take. What it does is what the documents say; where they leave a choice, the module of the API names the
//! one that was made, and [`READINGS`] has deployments that make another.

mod accounts;
mod answer;
mod deployment;
mod iflychat;
pub mod proven;
mod request;
mod secret;
mod sessions;
mod tokens;
mod userlogin;
mod variants;
mod webitel;

pub use accounts::inputs;
pub use deployment::{APIS, Deployment, NotServed, serve, start};
pub use variants::{FLAWS, READINGS, Variant};
