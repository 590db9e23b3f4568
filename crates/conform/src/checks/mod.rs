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
pub mod answer_typed;
mod answer_write_only;
mod flow;
mod granted_bounds;
mod granted_concurrent;
mod granted_enum;
mod granted_examples;
mod granted_full;
mod granted_headers;
mod granted_minimal;
mod granted_optional;
mod granted_repeated;
mod granted_spelling;
mod granted_text;
mod refused_credential;
mod refused_missing;
mod refused_unknown;
mod refused_values;
mod run_consistent;
mod run_distinct;
mod snapshot;
mod state_between;
mod state_interleaved;
mod state_lifecycle;
mod tolerates_body;
mod tolerates_content_type;
mod tolerates_elsewhere;
mod tolerates_values;

use crate::check::Check;

/// Ids of checks whose findings are merged or charged in a way of their own.
pub(crate) const ANSWERED: &str = answer_answered::CHECK.id;
pub(crate) const BODY: &str = answer_body_schema::CHECK.id;
pub(crate) const EQUALS: &str = answer_equals::CHECK.id;
pub(crate) const FLOW: &str = flow::CHECK.id;
pub(crate) const FRAMING: &str = answer_framing::CHECK.id;
pub(crate) const GRANTED: &str = answer_granted::CHECK.id;
pub(crate) const JSON: &str = answer_json::CHECK.id;
pub(crate) const NO_SERVER_ERROR: &str = answer_no_server_error::CHECK.id;
pub(crate) const REFUSED: &str = answer_refused::CHECK.id;
pub(crate) const SNAPSHOT: &str = snapshot::CHECK.id;
pub(crate) const STATUS: &str = answer_status::CHECK.id;

/// Every check, in the order in which cases are planned and findings are listed.
pub const CHECKS: &[Check] = &[
    flow::CHECK,
    granted_minimal::CHECK,
    granted_full::CHECK,
    granted_optional::CHECK,
    granted_enum::CHECK,
    granted_bounds::CHECK,
    granted_text::CHECK,
    granted_examples::CHECK,
    granted_spelling::CHECK,
    granted_headers::CHECK,
    granted_repeated::CHECK,
    granted_concurrent::CHECK,
    refused_missing::CHECK,
    refused_values::CHECK,
    refused_unknown::CHECK,
    refused_credential::CHECK,
    tolerates_values::CHECK,
    tolerates_body::CHECK,
    tolerates_content_type::CHECK,
    tolerates_elsewhere::CHECK,
    state_between::CHECK,
    state_interleaved::CHECK,
    state_lifecycle::CHECK,
    answer_answered::CHECK,
    answer_framing::CHECK,
    answer_no_server_error::CHECK,
    answer_status::CHECK,
    answer_content_type::CHECK,
    answer_json::CHECK,
    answer_body_schema::CHECK,
    answer_headers::CHECK,
    answer_typed::CHECK,
    answer_equals::CHECK,
    answer_write_only::CHECK,
    answer_granted::CHECK,
    answer_refused::CHECK,
    run_distinct::CHECK,
    run_consistent::CHECK,
    snapshot::CHECK,
];
