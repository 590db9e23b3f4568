//! The honest deployment conforms in every reading, and nothing that is documented stays untried.

use specproof_conform::run::{State, Verdict};
use specproof_reference::READINGS;
use specproof_tests::deployments::{contract, each, run, told};

#[test]
fn the_reference_deployment_conforms_and_every_documented_answer_is_seen() {
    let contract = contract();
    let run = run(&contract, &[], None);
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    let mut missing = Vec::new();
    for api in &run.apis {
        let own = contract.apis.iter().find(|own| own.name == api.name).expect("an API of the contract");
        for covered in api.coverage.iter().filter(|covered| covered.times == 0) {
            let responses = own.operation(&covered.operation).map(|operation| operation.responses.as_slice()).unwrap_or_default();
            let response = responses.iter().find(|response| response.status.to_string() == covered.status).expect("a documented answer");
            // An open clause has several right answers, and one deployment gives only its own.
            if response.reading.is_none() || covered.reason.is_none() {
                missing.push(format!("{} {} {}: {:?}", api.name, covered.operation, covered.status, covered.reason));
            }
        }
        for clause in api.clauses.iter().filter(|clause| clause.state != State::Pass) {
            let reason = clause.reason.as_deref().unwrap_or_default();
            let excused = own.clauses.iter().any(|own| own.id == clause.id && (own.unchecked.is_some() || own.place.is_none()));
            if !excused {
                missing.push(format!("{}: {reason}", clause.id));
            }
        }
        assert!(!api.observations.is_empty(), "{}: no reading was observed", api.name);
    }
    assert!(missing.is_empty(), "not tried:\n{}", missing.join("\n"));
}

#[test]
fn every_other_right_reading_conforms_with_the_same_contract_snapshots() {
    let contract = contract();
    let alarms: Vec<String> = each(READINGS, |reading| {
        let run = run(&contract, &[reading.api], Some(reading.id));
        (run.verdict != Verdict::Conforms).then(|| format!("{} ({}): {:?}\n{}", reading.id, reading.says, run.verdict, told(&run)))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(READINGS.len() >= 20 && alarms.is_empty(), "{} false alarms:\n{}", alarms.len(), alarms.join("\n"));
}

#[test]
fn one_seed_gives_one_run() {
    let contract = contract();
    let [first, second] = [(); 2].map(|()| {
        let mut run = run(&contract, &["webitel"], None);
        (run.started, run.took_ms) = (0, 0);
        for api in &mut run.apis {
            // The port is the system's choice.
            api.target = Default::default();
            api.cases.iter_mut().for_each(|case| (case.started_ms, case.took_ms) = (0, 0));
        }
        run
    });
    for (first, second) in first.apis.iter().zip(&second.apis) {
        assert_eq!(first.clauses, second.clauses);
        assert_eq!(first.observations, second.observations);
        assert_eq!(first.cases, second.cases);
        assert_eq!(first.requests, second.requests);
    }
}
