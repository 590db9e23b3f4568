//! Does a deployment keep its contract? Plan → send → judge → [`Run`], one library call that returns plain data.
//!
//! No API is named here: what is tried follows from the contract alone. The network is touched in one file, nothing is printed.

pub mod case;
pub mod change;
pub mod check;
pub mod checks;
pub mod client;
pub mod draft;
pub mod exchange;
pub mod judge;
pub mod report;
pub mod run;
pub mod settings;
pub mod snapshot;
mod tls;

pub use case::{Account, Case, Change, Expectation, Trial};
pub use check::Check;
pub use exchange::{Answer, Exchange, Request, TransportError};
pub use run::Run;
pub use settings::Settings;
