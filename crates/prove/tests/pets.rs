//! The whole machinery over a document that nobody wrote code for: a mock serves it, faults are derived from it, the suite finds them out.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use specproof_conform::Settings;
use specproof_contract::model::Api;
use specproof_contract::{Contract, Options as Reading, load_document};
use specproof_prove::fault::{self, Effect};
use specproof_prove::matrix::{Ground, Options, Starting, prove};
use specproof_prove::mock;
use specproof_prove::proof::{Fate, Proof};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

struct Mock;

impl Ground for Mock {
    fn start<'a>(&'a self, api: &'a Api, _: Option<&'a str>) -> Starting<'a> {
        Box::pin(async { mock::serve(Arc::new(api.clone()), &BTreeMap::new(), &credentials()).await.map_err(|error| error.to_string()) })
    }
}

fn pets() -> Contract {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pets.yaml");
    load_document(&file, &Reading::default()).unwrap_or_else(|problems| panic!("{problems:?}")).contract
}

/// The same in the words of OpenAPI 3.1.
fn pets_of_3_1() -> Contract {
    let old = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pets.yaml")).expect("readable");
    assert!(!old.contains("nullable") && !old.contains("exclusive") && !old.contains("example:"), "translate these, too");
    let folder = std::env::temp_dir().join(format!("specproof-pets-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("pets.yaml");
    std::fs::write(&file, old.replace("openapi: 3.0.3", "openapi: 3.1.1")).expect("writable");
    let contract = load_document(&file, &Reading::default()).unwrap_or_else(|problems| panic!("{problems:?}")).contract;
    std::fs::remove_dir_all(&folder).expect("it is there");
    contract
}

fn credentials() -> BTreeMap<String, String> {
    [("key".to_owned(), "right-key".to_owned())].into()
}

fn settings(contract: &Contract) -> Settings {
    let mut settings = Settings::default();
    for api in &contract.apis {
        settings.credentials.insert(api.name.clone(), credentials());
    }
    settings
}

fn proven(only: &[&str]) -> Proof {
    proven_of(&pets(), only)
}

fn proven_of(contract: &Contract, only: &[&str]) -> Proof {
    let options = Options { only: only.iter().map(|id| (*id).to_owned()).collect(), fast: true, ..Options::default() };
    prove(contract, &settings(contract), &Mock, &[], &options, &|_, _, _| {}).unwrap_or_else(|why| panic!("{why}"))
}

fn fate<'a>(proof: &'a Proof, id: &str) -> &'a Fate {
    let all = proof.apis.iter().flat_map(|api| &api.broken);
    &all.into_iter().find(|broken| broken.id == id).unwrap_or_else(|| panic!("no fault {id}")).fate
}

#[test]
fn faults_have_stable_ids_and_name_a_clause() {
    let contract = pets();
    let faults = fault::list(&contract.apis[0]);
    assert_eq!(faults, fault::list(&contract.apis[0]));
    let ids: HashSet<_> = faults.iter().map(|fault| &fault.id).collect();
    assert_eq!(ids.len(), faults.len());
    assert!(faults.len() > 60, "{}", faults.len());
    for fault in &faults {
        assert!(fault.id.starts_with("pets.addPet."), "{}", fault.id);
        assert!(!fault.clauses.is_empty() && !fault.says.is_empty(), "{}", fault.id);
    }
    let of = |part: &str| faults.iter().find(|fault| fault.id.contains(part)).unwrap_or_else(|| panic!("no {part}"));
    assert_eq!(of("security.not-asked-for").effect, Effect::Grant);
    for part in ["201.id.dropped", "201.id.null", "201.x-count.dropped", "kind.cat-refused", "name.longest-refused", "every-fifth-crashes"]
    {
        of(part);
    }
}

#[test]
fn the_mock_keeps_its_own_contract_and_faults_before_it_are_found_out() {
    let broken =
        ["201.id.dropped", "201.name.retyped", "201.trailing-comma", "201.x-count.dropped", "every-fifth-crashes", "201.note.dropped"];
    let proof = proven(&broken);
    let api = &proof.apis[0];
    assert_eq!(api.alarms(), 0, "{:?}", api.honest);
    for id in &broken[..5] {
        let fate = fate(&proof, &format!("pets.addPet.{id}"));
        assert!(matches!(fate, Fate::Killed { .. }), "{id}: {fate:?}");
    }
    // The note is optional: without it the answer is as documented, so that this is no fault.
    let loose: Vec<_> = api.loose.iter().map(|own| (own.id.as_str(), own.why.as_str())).collect();
    assert_eq!(loose, [("pets.addPet.201.note.dropped", "nothing requires this member")]);
    assert!(proof.holds());
}

/// What became of each fault, without what a run's timing may change.
fn fates(proof: &Proof) -> BTreeMap<&str, String> {
    let told = |fate: &Fate| match fate {
        Fate::Killed { checks, clauses, rightly, .. } => format!("killed by {checks:?} for {clauses:?}, rightly: {rightly}"),
        Fate::Survived { why, .. } => format!("survived: {why:?}"),
        other => format!("{other:?}"),
    };
    proof.apis[0].broken.iter().map(|broken| (broken.id.as_str(), told(&broken.fate))).collect()
}

#[test]
fn the_twin_of_3_1_has_the_same_faults_and_they_end_the_same() {
    let twin = pets_of_3_1();
    assert_eq!(fault::list(&pets().apis[0]), fault::list(&twin.apis[0]));
    let broken = ["201.id", "201.name", "201.trailing-comma", "201.x-count", "every-fifth-crashes", "kind.", "age.", "security"];
    let (old, new) = (proven(&broken), proven_of(&twin, &broken));
    assert_eq!((old.apis[0].alarms(), new.apis[0].alarms()), (0, 0), "{:?}", new.apis[0].honest);
    assert_eq!(fates(&old), fates(&new));
    assert!(fates(&new).values().filter(|fate| fate.starts_with("killed")).count() > 15, "{:?}", fates(&new));
    assert_eq!(
        old.apis[0].loose.iter().map(|own| &own.id).collect::<Vec<_>>(),
        new.apis[0].loose.iter().map(|own| &own.id).collect::<Vec<_>>()
    );
}

#[test]
#[ignore = "minutes: every fault, with every check that finds it out"]
fn the_whole_matrix_of_the_twin_of_3_1_is_the_same() {
    let matrix = |contract: &Contract| {
        prove(contract, &settings(contract), &Mock, &[], &Options::default(), &|_, _, _| {}).unwrap_or_else(|why| panic!("{why}"))
    };
    let (old, new) = (matrix(&pets()), matrix(&pets_of_3_1()));
    assert_eq!(fates(&old), fates(&new));
    assert!(new.holds());
}
