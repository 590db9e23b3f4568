//! The register of clauses: read, checked, and held against what carries them.

mod protocol;
mod register;

use crate::codes;
use crate::model::{Api, Force};
use crate::report::Report;
use crate::walk::ClauseUse;
use std::collections::HashSet;

pub(crate) use protocol::clauses as protocol_clauses;
pub use protocol::{PROTOCOL, ProtocolClause};
pub(crate) use register::read;

/// Every id that is used is in the register, and every clause of the register is used or says why not.
pub(crate) fn check_uses(api: &Api, uses: &[ClauseUse], report: &mut Report) {
    let mut carried: HashSet<&str> = HashSet::new();
    for used in uses {
        let (id, reading) = match used.text.split_once('/') {
            Some((id, reading)) if used.is_reading => (id, Some(reading)),
            _ => (used.text.as_str(), None),
        };
        carried.insert(id);
        let Some(clause) = api.clause(id) else {
            let help = match crate::text::nearest(id, api.clauses.iter().map(|clause| clause.id.as_str())) {
                Some(near) => format!("did you mean `{}`?", crate::text::short(near)),
                None => "add it to clauses.yaml".into(),
            };
            let message = format!("no clause is called `{}`", crate::text::short(id));
            report.add(&codes::CLAUSE_UNRESOLVED, used.place, message, help);
            continue;
        };
        if !used.is_reading {
            continue;
        }
        let known = reading.is_some_and(|reading| clause.readings.iter().any(|own| own.id == reading));
        if clause.force != Force::Open || !known {
            let ids: Vec<&str> = clause.readings.iter().map(|own| own.id.as_str()).collect();
            let help = match reading.and_then(|reading| crate::text::nearest(reading, ids.iter().copied())) {
                Some(near) => format!("did you mean `{}/{}`?", id, crate::text::short(near)),
                None => format!("write `{id}/<reading>`; its readings: {}", crate::walk::list(ids.iter().copied())),
            };
            let message = format!("`{}` names no reading of an open clause", crate::text::short(&used.text));
            report.add(&codes::READING_UNRESOLVED, used.place, message, help);
        }
    }
    for clause in &api.clauses {
        let Some(place) = clause.place else { continue };
        let is_carried = carried.contains(clause.id.as_str());
        if !is_carried && clause.unchecked.is_none() {
            let message = format!("nothing carries the clause `{}`", crate::text::short(&clause.id));
            report.add(&codes::CLAUSE_UNCARRIED, place, message, "name it in an `x-clause`, or say in `unchecked` why nothing checks it");
        }
        if is_carried && clause.unchecked.is_some() {
            let message = format!("the clause `{}` says that nothing checks it, but something carries it", crate::text::short(&clause.id));
            report.add(&codes::CLAUSE_CARRIED, place, message, "remove `unchecked`, or the `x-clause`");
        }
    }
}
