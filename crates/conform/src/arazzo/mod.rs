//! Arazzo 1.0.1 at run time: values for expressions, criteria, payloads and the order of steps.

mod criterion;
mod flow;
mod payload;
mod played;
mod scope;

pub use criterion::{Judgement, judge};
pub use flow::Flow;
pub use played::{Ended, Played, Sent, StepFault, now};
pub use scope::{Current, Scope, pointer};
