//! Does a deployment keep its contract? Plan → send → judge → [`Run`], one library call that returns plain data.
//!
//! No API is named here: what is tried follows from the contract alone. The network is touched in one file, nothing is printed.

pub mod arazzo;
mod arrival;
pub mod budget;
pub mod case;
pub mod change;
pub mod check;
pub mod checks;
pub mod client;
mod counting;
pub mod curl;
pub mod decode;
pub mod draft;
pub mod exchange;
pub mod execute;
mod fields;
pub mod inputs;
pub mod judge;
mod kept;
pub mod lifecycle;
pub mod limits;
pub mod mask;
pub mod masked;
pub mod merge;
mod origin;
pub mod plan;
pub mod planner;
mod proxy;
pub mod report;
pub mod run;
pub mod sample;
mod security;
pub mod seed;
pub mod send;
pub mod settings;
pub mod shard;
pub mod shared;
pub mod snapshot;
mod spelt;
mod tls;
mod tokens;
pub mod wire;
pub mod wrong;

pub use case::{Account, Case, Change, Expectation, Trial};
pub use check::Check;
pub use exchange::{Answer, Exchange, Request, TransportError};
pub use execute::{Observer, run, run_planned};
pub use plan::{Plan, Usage, plan};
pub use run::Run;
pub use settings::Settings;
