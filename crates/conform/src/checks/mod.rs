//! The visible table of checks: one file per check, one line here.

mod answer_answered;
mod answer_body_schema;
mod answer_content_type;
mod answer_equals;
mod answer_framing;
mod answer_granted;
mod answer_headers;
mod answer_json;
mod answer_no_server_error;
mod answer_refused;
mod answer_status;
mod answer_write_only;
mod flow;
mod run_consistent;
mod run_distinct;
mod snapshot;

use crate::check::Check;

/// Every check, in the order in which cases are planned and findings are listed.
pub const CHECKS: &[Check] = &[
    flow::CHECK,
    answer_answered::CHECK,
    answer_framing::CHECK,
    answer_no_server_error::CHECK,
    answer_status::CHECK,
    answer_content_type::CHECK,
    answer_json::CHECK,
    answer_body_schema::CHECK,
    answer_headers::CHECK,
    answer_equals::CHECK,
    answer_write_only::CHECK,
    answer_granted::CHECK,
    answer_refused::CHECK,
    run_distinct::CHECK,
    run_consistent::CHECK,
    snapshot::CHECK,
];
