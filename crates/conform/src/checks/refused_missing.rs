//! A request without a required member is refused, where a clause says so.

use crate::case::{Change, CredentialPlace};
use crate::check::{Check, Kind};
use crate::inputs::Place;
use crate::planner::{FIRST, Planner, SECOND};
use specproof_contract::model::{Operation, ParameterLocation, StatusPattern};

/// The check.
pub const CHECK: Check = Check {
    id: "refused-missing",
    rule: "A request without a required member or parameter is refused, as the clause says.",
    source: "the clause that `x-refused: {required: …}` names",
    manual: "Each member and parameter whose absence a clause calls wrong is taken out of the known-valid request, alone and all together. The answer \
             must be a refusal, and the documented one for exactly this where there is one; of all together the one that every one of the clauses \
             allows. Absence that no clause speaks of is sent too, but only a server error is wrong there.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let mut together: Vec<Change> = Vec::new();
    let mut clauses: Vec<String> = Vec::new();
    // Without a value in it, a path is another path.
    let in_path = |place: &Place<'_>| matches!(place.at, CredentialPlace::Parameter(ParameterLocation::Path, _));
    for place in planner.places.clone().into_iter().filter(|place| place.required && !in_path(place)) {
        let what = format!("no `{}`", place.wire);
        match place.refused_for("required") {
            Some(clause) => {
                planner.refuse(&place.name, clause, true, what, FIRST, place.remove());
                if place.is_root() {
                    together.extend(place.remove());
                    clauses.push(clause.to_owned());
                }
            }
            None if place.credential.is_none() => planner.tolerate(&place.name, what, SECOND, place.remove()),
            None => {}
        }
    }
    if clauses.len() > 1 {
        let decisive = decisive(planner.operation, &clauses);
        let clause = decisive.or(clauses.first()).cloned().unwrap_or_default();
        planner.refuse("all", &clause, decisive.is_some(), "nothing of what is required", SECOND, together);
    }
}

/// The clause whose answers every other one allows, too: a request that breaks all of them is given one of these. Where no answer is documented for
/// all of them, the document leaves open which mistake is named.
fn decisive<'a>(operation: &Operation, clauses: &'a [String]) -> Option<&'a String> {
    let answers = |clause: &String| -> Vec<StatusPattern> {
        operation.responses.iter().filter(|response| response.clauses.contains(clause)).map(|response| response.status).collect()
    };
    clauses.iter().find(|clause| {
        let own = answers(clause);
        let allowed = |other: &String| {
            let others = answers(other);
            others.is_empty() || own.iter().all(|status| others.contains(status))
        };
        !own.is_empty() && clauses.iter().all(allowed)
    })
}
