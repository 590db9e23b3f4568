//! `snapshot`: a flow shows what its reviewed snapshot shows.

use crate::check::{Check, Kind};

pub const CHECK: Check = Check {
    id: "snapshot",
    rule: "A flow that passed shows what its reviewed snapshot shows.",
    source: "the snapshots beside the specs, and those of the deployment that `--snapshots` names",
    manual: "A contract snapshot holds request and answer of each step with the documented members only and every volatile value replaced by \
             its kind, so that every conforming deployment yields the same. A deployment's own snapshots hold everything that it answered.",
    kind: Kind::Snapshot,
};
