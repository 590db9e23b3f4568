//! What one run of a flow created lives until that run ends it.

use crate::case::{Account, Trial};
use crate::check::{Check, Kind};
use crate::planner::{FIRST, Planner, SECOND, THIRD};

/// The check.
pub const CHECK: Check = Check {
    id: "state-interleaved",
    rule: "Runs of one flow that overlap do not disturb each other: each last request ends only what its own run began.",
    source: "the clause of a documented grant after another run has ended; what a document says to end one thing ends no other",
    manual: "A flow whose last request uses what its earlier requests created is begun several times, for one account and for two, before the last requests \
             are sent: oldest first, newest first, and mixed; for two accounts also with all earlier requests at the same time. Each must be granted. Left open is what documents leave open: two runs of one account may \
             share what they create, or the second may replace the first.",
    kind: Kind::Derive(plan),
};

fn plan(planner: &mut Planner<'_>) {
    let Some(seed) = planner.workflow().filter(|_| planner.seed.is_stateful() && !planner.is_derived()) else { return };
    let (first, second) = (Account::First, Account::Second);
    let mut trials = vec![
        ("one-account", "runs of one account that overlap", FIRST, vec![first; 3], vec![vec![0, 1, 2], vec![2, 1, 0], vec![1, 0, 2]]),
        ("many-runs", "many runs of one account that overlap", THIRD, vec![first; 8], vec![(0..8).collect(), vec![5, 2, 7, 0, 3, 6, 1, 4]]),
    ];
    if planner.second_needs().is_some() {
        let crossed = vec![vec![0, 1, 2, 3], vec![3, 1, 2, 0], vec![2, 0, 3, 1]];
        trials.push(("two-accounts", "runs of two accounts that overlap", FIRST, vec![first, second], vec![vec![0, 1], vec![1, 0]]));
        trials.push(("crossed", "two runs of each of two accounts, crossed", SECOND, vec![first, second, first, second], crossed));
    }
    let clauses = [planner.lasting_clause(), planner.granted_clause()];
    for (variant, what, priority, accounts, rounds) in trials {
        planner.add(variant, &clauses, what, priority, Trial::Interleaved { seed: seed.clone(), accounts, rounds, at_once: false });
    }
    if planner.second_needs().is_some() {
        let rounds = [[0, 1], [1, 0]].iter().cycle().take(6).map(|round| round.to_vec()).collect();
        let trial = Trial::Interleaved { seed, accounts: vec![first, second], rounds, at_once: true };
        planner.add("at-once", &[clauses[0], "http.concurrent"], "runs of two accounts that begin at the same time", FIRST, trial);
    }
}
