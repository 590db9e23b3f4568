//! Known faults with one sensible repair, one file each; [`crate::shape`] says which objects can have them.
//!
//! A repair reports the fault at its line and leaves a tree that is right. In the strict attitude the report refuses the document.

pub(crate) mod content_missing;
pub(crate) mod content_or_schema;
pub(crate) mod description_missing;
pub(crate) mod example_and_examples;
pub(crate) mod example_value;
pub(crate) mod flow_scopes;
pub(crate) mod info_missing;
pub(crate) mod info_version_missing;
pub(crate) mod link_target;
pub(crate) mod parameter_style;
pub(crate) mod parameter_type;
pub(crate) mod path_parameter_required;
pub(crate) mod paths_missing;
pub(crate) mod response_schema;
pub(crate) mod responses_missing;
pub(crate) mod schema_composition;
pub(crate) mod schema_dialect;
pub(crate) mod schema_discriminator;
pub(crate) mod schema_enum;
pub(crate) mod schema_exclusive_bound;
pub(crate) mod schema_items;
pub(crate) mod schema_later_keywords;
pub(crate) mod schema_limits;
pub(crate) mod schema_nullable;
pub(crate) mod schema_pattern;
pub(crate) mod schema_read_write;
pub(crate) mod schema_required;
pub(crate) mod schema_type;
pub(crate) mod security_scheme;
pub(crate) mod server_variable_default;
