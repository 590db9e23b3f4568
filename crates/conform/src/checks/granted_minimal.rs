//! The smallest valid request is granted.

use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner};

/// The check.
pub const CHECK: Check = Check {
    id: "granted-minimal",
    rule: "A request with its required members and parameters only is granted.",
    source: "the clause that grants a valid request; `required` (JSON Schema Validation, 6.5.3; OpenAPI 3.0.3, 4.7.12, and 3.1.1, 4.8.12)",
    manual: "Everything that the contract does not require is left out of the known-valid request. A deployment that refuses it asks for more than \
             its document says. Where no flow tells which request is valid, one is made from examples and schemas, and any documented answer is right.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let changes = planner.bare();
    planner.grant("", &[planner.granted_clause()], "required members and parameters only", FIRST, changes);
}
