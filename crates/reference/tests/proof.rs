//! The suite against the reference deployment, its flaws, its other readings, and faults before it.
//!
//! A few of each run always; everything runs with `cargo test -p specproof-reference --test proof -- --ignored`, or `cargo xtask prove`.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use specproof_conform::Settings;
use specproof_contract::load_specs;
use specproof_contract::model::Api;
use specproof_prove::matrix::{Ground, Named, Options, Starting, prove};
use specproof_prove::proof::{Fate, Proof};
use specproof_prove::render;
use specproof_prove::running::Running;
use specproof_reference::{FLAWS, READINGS, inputs, start};
use std::path::Path;

struct Reference;

impl Ground for Reference {
    fn start<'a>(&'a self, api: &'a Api, variant: Option<&'a str>) -> Starting<'a> {
        Box::pin(async move {
            let deployment = start(&[api.name.as_str()], variant).await.map_err(|error| error.to_string())?;
            Ok(Running::guarded(deployment.url(), deployment))
        })
    }
}

fn proven(only: &[&str], readings: &[&str], options: Options) -> Proof {
    let contract = load_specs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs")).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut settings = Settings::default();
    for api in &contract.apis {
        let own = inputs(&api.name).iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        settings.inputs.insert(api.name.clone(), own);
    }
    let honest = READINGS.iter().filter(|own| readings.is_empty() || readings.contains(&own.id)).map(|own| (own, true));
    let named: Vec<_> = FLAWS
        .iter()
        .map(|own| (own, false))
        .chain(honest)
        .map(|(own, honest)| Named { id: own.id, api: own.api, clause: own.clause, says: own.says, honest })
        .collect();
    let options = Options { only: only.iter().map(|id| (*id).to_owned()).collect(), ..options };
    prove(&contract, &settings, &Reference, &named, &options, &|_, _, _| {}).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn a_sample_of_flaws_and_faults_is_found_out_and_readings_are_not() {
    let only = [
        "iflychat.user-id.in-bytes",
        "userlogin.password.prefix",
        "webitel.logout.deletes-nothing",
        "userlogin.login.200.responseData.token.dropped",
        "webitel.login.password.trimmed",
    ];
    let readings = ["iflychat.reads.refusal-as-200", "userlogin.reads.always-200", "webitel.reads.login-replaces"];
    let proof = proven(&only, &readings, Options { fast: true, ..Options::default() });
    let text = render::text(&proof, render::Detail { matrix: true, places: false });
    assert!(proof.apis.iter().all(|api| api.alarms() == 0), "{text}");
    let broken: Vec<_> = proof.apis.iter().flat_map(|api| &api.broken).collect();
    assert_eq!(broken.len(), only.len(), "{text}");
    assert!(broken.iter().all(|broken| matches!(broken.fate, Fate::Killed { .. })), "{text}");
    assert!(text.contains("PROVEN: 5 of 5"), "{text}");
}

#[test]
#[ignore = "runs the suite some 700 times: minutes"]
fn every_flaw_and_fault_is_found_out() {
    let proof = proven(&[], &[], Options::default());
    assert!(proof.holds(), "{}", render::text(&proof, render::Detail { matrix: false, places: false }));
}
