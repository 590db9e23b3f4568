//! Every named flaw is found, and charged to the clause that it breaks.

use specproof_conform::Run;
use specproof_conform::run::Verdict;
use specproof_reference::FLAWS;
use specproof_tests::deployments::{contract, each, findings, run, run_only, told};

#[test]
fn every_flaw_is_found_and_charged_to_its_clause() {
    let contract = contract();
    let survivors: Vec<String> = each(FLAWS, |flaw| {
        let named = |run: &Run| findings(run).iter().any(|(_, finding)| finding.clause == flaw.clause);
        // The cases about the clause find most flaws, in a tenth of the time that all cases take.
        let about = run_only(&contract, &[flaw.api], Some(flaw.id), &[flaw.clause]);
        let run = about.ok().filter(named).unwrap_or_else(|| run(&contract, &[flaw.api], Some(flaw.id)));
        let named = named(&run);
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
