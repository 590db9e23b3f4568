//! What the parts cost, counted and not timed: allocations while specs are read, planned, generated and reported, and requests of a run.
//!
//! A budget is about a tenth above what was measured when it was written. Who goes beyond makes the part cheaper again, or raises the budget and
//! says in the commit why.

use allocation_counter::measure;
use specproof_codegen::generate;
use specproof_conform::report::{FORMATS, Style};
use specproof_conform::{Settings, plan};
use specproof_tests::deployments::{contract, run};

/// A part, and how often it may allocate or, for a run, send.
const BUDGETS: [(&str, u64); 5] = [
    ("allocations: reading the specs of the three APIs", 56_000),
    ("allocations: planning a run over them", 45_000),
    ("allocations: generating their models", 32_000),
    ("allocations: writing every report of the run", 41_000),
    ("requests of the run", 2_250),
];

#[test]
fn no_part_costs_more_than_agreed() {
    let read = measure(|| drop(contract())).count_total;
    let contract = contract();
    let mut settings = Settings::default();
    for api in &contract.apis {
        settings.targets.insert(api.name.clone(), "http://127.0.0.1:9".into());
        let own = settings.inputs.entry(api.name.clone()).or_default();
        own.extend(specproof_reference::inputs(&api.name).iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
    }
    let planned = measure(|| assert!(plan(&contract, &settings).is_ok_and(|plan| plan.cases.len() > 500))).count_total;
    let generated = measure(|| drop(generate(&contract, &specproof_codegen::Options::default()))).count_total;
    let run = run(&contract, &[], None);
    let reported = measure(|| FORMATS.iter().for_each(|format| drop(format.text(&run, &Style::default())))).count_total;
    let requests = run.apis.iter().map(|api| api.requests).sum();

    let spent = [read, planned, generated, reported, requests];
    let told: Vec<String> = BUDGETS.iter().zip(spent).map(|((part, budget), spent)| format!("{part}: {spent} of {budget}")).collect();
    println!("{}", told.join("\n"));
    assert!(BUDGETS.iter().zip(spent).all(|((_, budget), spent)| spent > 0 && spent <= *budget), "{}", told.join("\n"));
}
