//! What a flow created lives on through requests that are refused.

use crate::case::{Refusal, Trial};
use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner, SECOND};
use crate::wrong::one_of_each;

/// The check.
pub const CHECK: Check = Check {
    id: "state-between",
    rule: "A refused request ends nothing: what a flow created before it can still be used after it.",
    source: "the clause of a documented grant after another request; a refusal grants nothing, so it changes nothing",
    manual: "A flow whose last request uses what its earlier requests created is run up to its last request. Then each of its earlier operations is asked \
             for something that a clause refuses: a wrong credential, an unknown name, a missing member, each alone and all in turn. The flow's \
             last request must still be granted. That a refused last request ends nothing is tried by `refused-credential`.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let Some(seed) = planner.workflow().filter(|_| planner.seed.is_stateful() && !planner.is_derived()) else { return };
    let clauses = [planner.lasting_clause(), planner.granted_clause()];
    for earlier in planner.earlier() {
        let refusal = |changes, expect| Refusal { operation: earlier.operation.id.clone(), seed: earlier.workflow(), changes, expect };
        let all: Vec<(String, Refusal)> =
            one_of_each(&earlier).into_iter().map(|wrong| (wrong.name, refusal(wrong.changes, wrong.expect))).collect();
        for (name, refusal) in &all {
            let trial = Trial::Between { seed: seed.clone(), refused: vec![refusal.clone()] };
            let variant = format!("{}.{name}", crate::inputs::kebab(&earlier.operation.id));
            planner.add(&variant, &clauses, format!("a refused {} in between ({name})", earlier.operation.id), FIRST, trial);
        }
        if all.len() > 1 {
            let refused = all.into_iter().map(|(_, refusal)| refusal).collect();
            let variant = format!("{}.all", crate::inputs::kebab(&earlier.operation.id));
            let what = format!("every refused {} in between", earlier.operation.id);
            planner.add(&variant, &clauses, what, SECOND, Trial::Between { seed: seed.clone(), refused });
        }
    }
}
