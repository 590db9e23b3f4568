//! A request without a required member is refused, where a clause says so.

use crate::case::{Change, CredentialPlace};
use crate::check::{Check, Kind};
use crate::inputs::Place;
use crate::planner::{FIRST, Planner, SECOND};
use specproof_contract::model::ParameterLocation;

/// The check.
pub const CHECK: Check = Check {
    id: "refused-missing",
    rule: "A request without a required member or parameter is refused, as the clause says.",
    source: "the clause that `x-refused: {required: …}` names",
    manual: "Each member and parameter whose absence a clause calls wrong is taken out of the known-valid request, alone and all together. The answer \
             must be a refusal, and the documented one for exactly this where there is one. Absence that no clause speaks of is sent too, but only a \
             server error is wrong there.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let mut together: Vec<Change> = Vec::new();
    let mut clause_of_all = None;
    let mut count = 0;
    // Without a value in it, a path is another path.
    let in_path = |place: &Place<'_>| matches!(place.at, CredentialPlace::Parameter(ParameterLocation::Path, _));
    for place in planner.places.clone().into_iter().filter(|place| place.required && !in_path(place)) {
        let what = format!("no `{}`", place.wire);
        match place.refused_for("required") {
            Some(clause) => {
                planner.refuse(&place.name, clause, true, what, FIRST, place.remove());
                if place.is_root() {
                    together.extend(place.remove());
                    clause_of_all.get_or_insert(clause.to_owned());
                    count += 1;
                }
            }
            None if place.credential.is_none() => planner.tolerate(&place.name, what, SECOND, place.remove()),
            None => {}
        }
    }
    if let Some(clause) = clause_of_all.filter(|_| count > 1) {
        planner.refuse("all", &clause, false, "nothing of what is required", SECOND, together);
    }
}
