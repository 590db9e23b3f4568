//! [`Access`]: whether credentials let anybody in.

use serde::{Deserialize, Serialize};

/// Requests that should have been let in by their credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// How many were answered.
    pub asked: u64,
    /// How many of them with 401 or 403.
    pub denied: u64,
}

impl Access {
    /// Whether the credential let nobody in.
    pub const fn is_denied(self) -> bool {
        self.asked > 0 && self.asked == self.denied
    }
}
