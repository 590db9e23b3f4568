//! Every named flaw is found, and charged to the clause that it breaks.

use specproof_conform::run::Verdict;
use specproof_reference::FLAWS;
use specproof_tests::deployments::{contract, each, findings, run, told};

#[test]
fn every_flaw_is_found_and_charged_to_its_clause() {
    let contract = contract();
    let survivors: Vec<String> = each(FLAWS, |flaw| {
        let run = run(&contract, &[flaw.api], Some(flaw.id));
        let named = findings(&run).iter().any(|(_, finding)| finding.clause == flaw.clause);
        (run.verdict != Verdict::DoesNotConform || !named)
            .then(|| format!("{} ({}) breaks {}: {:?}\n{}", flaw.id, flaw.says, flaw.clause, run.verdict, told(&run)))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(FLAWS.len() >= 36, "only {} flaws", FLAWS.len());
    assert!(
        survivors.is_empty(),
        "{} of {} flaws are not found, or charged to another clause:\n{}",
        survivors.len(),
        FLAWS.len(),
        survivors.join("\n")
    );
}
