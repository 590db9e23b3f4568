//! Plans of the specs and of a document without flows, and what must hold of every plan.

use super::Derivation;
use crate::budget;
use crate::case::{Case, Expectation, Trial};
use crate::check::Kind;
use crate::checks::CHECKS;
use crate::shared::Shared;
use specproof_contract::model::{Api, Contract};
use std::collections::HashSet;
use std::path::Path;

fn specs() -> Contract {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    specproof_contract::load_specs(&folder).unwrap()
}

fn shapes() -> Api {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shapes.yaml");
    let loaded = specproof_contract::load_document(&file, &specproof_contract::Options::default()).unwrap();
    loaded.contract.apis.into_iter().next().unwrap()
}

fn derived(api: &Api, number: u64) -> Vec<Case> {
    let mut derivation = Derivation::of(api, number);
    let derive = |check: &crate::Check| match check.kind {
        Kind::Derive(derive) => derivation.cases(check.id, derive),
        _ => Vec::new(),
    };
    CHECKS.iter().flat_map(derive).collect()
}

/// A case in one line: what is told apart by a plan, without its values.
fn line(case: &Case, api: &Api) -> String {
    let expect = |expect: &Expectation| match expect {
        Expectation::Granted => "granted".to_owned(),
        Expectation::Refused { clause, exact } => format!("{} {clause}", if *exact { "refused as" } else { "refused by" }),
        Expectation::Open => "open".to_owned(),
        Expectation::Guessed { firm } => if *firm { "guessed, as the document says" } else { "guessed" }.to_owned(),
    };
    let trial = match &case.trial {
        Trial::Variant { expect: wanted, .. } => expect(wanted),
        Trial::Many { variants, times, concurrent, .. } => {
            format!("{times} × {} {}", variants.len(), if *concurrent { "at once" } else { "in turn" })
        }
        Trial::Interleaved { accounts, rounds, at_once, .. } => {
            format!("{} rounds of {} runs{}", rounds.len(), accounts.len(), if *at_once { " at once" } else { "" })
        }
        Trial::Between { refused, .. } => format!("granted after {} refused", refused.len()),
        Trial::Flow { workflow } => workflow.clone(),
        Trial::Lifecycle(life) => life.item.clone(),
    };
    format!("{} {} [{} {}]", case.id, trial, case.priority, budget::cost(case, api))
}

#[test]
fn plans_of_the_specs() {
    for api in &specs().apis {
        let lines: Vec<String> = derived(api, 0).iter().map(|case| line(case, api)).collect();
        insta::assert_snapshot!(format!("plan_{}", api.name), lines.join("\n"));
    }
}

#[test]
fn plan_of_a_document_without_flows() {
    let api = shapes();
    let lines: Vec<String> = derived(&api, 0).iter().map(|case| line(case, &api)).collect();
    insta::assert_snapshot!("plan_shapes", lines.join("\n"));
}

#[test]
fn nothing_is_granted_or_refused_for_certain_where_nothing_says_so() {
    let api = shapes();
    for case in derived(&api, 0) {
        let is_open = |expect: &Expectation| matches!(expect, Expectation::Open | Expectation::Guessed { .. });
        let sure = match &case.trial {
            Trial::Variant { expect, .. } => !is_open(expect),
            Trial::Many { variants, .. } => !variants.iter().all(|(_, expect)| is_open(expect)),
            _ => true,
        };
        assert!(!sure || case.operation.as_deref() == Some("health"), "{}", case.id);
    }
}

#[test]
fn one_seed_gives_one_plan() {
    for api in specs().apis.iter().chain([&shapes()]) {
        assert_eq!(derived(api, 5), derived(api, 5));
        let ids = |number: u64| -> Vec<Shared> { derived(api, number).into_iter().map(|case| case.id).collect() };
        assert_eq!(ids(5), ids(6));
    }
}

#[test]
fn every_case_has_an_id_of_its_own_and_names_clauses_that_exist() {
    let mut ids = HashSet::new();
    for api in &specs().apis {
        for case in derived(api, 0) {
            assert!(ids.insert(case.id.clone()), "{} is there twice", case.id);
            assert!(!case.clauses.is_empty(), "{} names no clause", case.id);
            for clause in &case.clauses {
                assert!(api.clause(clause).is_some(), "{} names {clause}, which no register holds", case.id);
            }
        }
    }
}

#[test]
fn the_whole_plan_is_small_and_a_bound_keeps_the_most_telling() {
    let contract = specs();
    let all: Vec<Case> = contract.apis.iter().flat_map(|api| derived(api, 0)).collect();
    let cost = |cases: &[Case]| -> u64 {
        cases.iter().map(|case| contract.apis.iter().find(|api| api.name == case.api).map_or(0, |api| budget::cost(case, api))).sum()
    };
    let total = cost(&all);
    assert!(total < 2600, "{total} requests");
    let beyond = budget::beyond(&all, &contract.apis, 300);
    let kept: Vec<Case> = all.iter().filter(|case| !beyond.iter().any(|out| out.id == case.id)).cloned().collect();
    assert!(cost(&kept) <= 300, "{}", cost(&kept));
    let telling = kept.iter().filter(|case| case.priority == 0).count();
    assert!(telling > 50 && contract.apis.iter().all(|api| kept.iter().any(|case| case.api == api.name)), "{telling}");
    assert_eq!(budget::beyond(&all, &contract.apis, 100_000), Vec::<&Case>::new());
}

#[test]
fn what_could_destroy_foreign_data_is_known() {
    let api = shapes();
    let destroys = |id: &str| crate::seed::destroys(&api, api.operation(id).unwrap()).is_some();
    assert!(destroys("deletePet") && destroys("putPet"));
    assert!(!destroys("getPet") && !destroys("addPet") && !destroys("listPets"));
}
