//! The visible table of checks: one file per check, one line here.

use crate::check::Check;

/// Every check, in the order in which cases are planned and findings are listed.
pub const CHECKS: &[Check] = &[];
