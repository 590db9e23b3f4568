//! Any API: a document that was brought along is judged over real sockets, with credentials, state and clean-up, by its own word.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod shop;

use serde_json::Value;
use shop::{FOREIGN, KEY, LOGIN, SECRET, SESSION, Shop, TOKEN};
use specproof_conform::run::{Outcome, Verdict};
use specproof_conform::settings::TokenFlow;
use specproof_conform::{Run, Settings};
use specproof_contract::{Contract, Options, load_document};
use std::path::Path;

fn contract(flows: bool) -> Contract {
    let file = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let options = Options { arazzo: flows.then(|| file("shop-arazzo.yaml")), ..Options::default() };
    load_document(&file("shop.yaml"), &options).unwrap_or_else(|problems| panic!("{problems:?}")).contract
}

fn settings(shop: &Shop) -> Settings {
    let mut settings = Settings::default();
    settings.targets.insert("shop".into(), shop.url.clone());
    let own = settings.credentials.entry("shop".into()).or_default();
    for (scheme, value) in [("key", KEY), ("token", TOKEN), ("session", SESSION)] {
        own.insert(scheme.into(), value.into());
    }
    settings.limits.retries = 1;
    settings
}

async fn judge(contract: &Contract, settings: &Settings) -> Run {
    specproof_conform::run(contract, settings, &()).await.unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// Every finding in one line.
fn told(run: &Run) -> String {
    let mut lines = Vec::new();
    for case in run.apis.iter().flat_map(|api| &api.cases) {
        match &case.outcome {
            Outcome::Fail(findings) => lines.extend(
                findings.iter().map(|own| format!("{} {} {}: {} / {}", case.id, own.check, own.clause, own.expected, own.received)),
            ),
            Outcome::Error(why) => lines.push(format!("{} error: {why}", case.id)),
            _ => {}
        }
    }
    lines.join("\n")
}

/// The report without what time and place make different.
fn timeless(run: &Run) -> Value {
    fn without(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !name.ends_with("_ms") && name != "started" && name != "latency" && name != "target");
                members.values_mut().for_each(without);
            }
            Value::Array(items) => items.iter_mut().for_each(without),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(run).unwrap();
    without(&mut value);
    value
}

#[tokio::test]
async fn the_right_shop_conforms_and_is_left_as_it_was() {
    let shop = Shop::open("").await;
    let run = judge(&contract(false), &settings(&shop)).await;
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    assert!(shop.is_as_before());
    let api = &run.apis[0];
    assert_eq!(api.left_behind, []);
    let unseen: Vec<_> = api.coverage.iter().filter(|own| own.times == 0).map(|own| format!("{} {}", own.operation, own.status)).collect();
    // What is not there is not written to, since it could be somebody else's; and the secret of `issueToken` is told by no document.
    assert_eq!(unseen, ["replacePet 404", "addNote 404", "issueToken 200"], "every other documented answer was seen");
    let life = api.cases.iter().filter(|case| case.check == "state-lifecycle");
    assert_eq!(
        life.map(|case| (&*case.id, case.outcome == Outcome::Pass)).collect::<Vec<_>>(),
        [("shop.addPet.state-lifecycle", true), ("shop.addNote.state-lifecycle", true), ("shop.addOwner.state-lifecycle", true),]
    );
}

#[tokio::test]
async fn each_fault_is_found_and_named() {
    for (flaw, only, clause) in [
        ("delete-forgets", "*.state-lifecycle", "http.deleted"),
        ("create-forgets", "*.state-lifecycle", "http.created"),
        ("put-forgets", "*.state-lifecycle", "http.stored"),
        ("owner-unreadable", "*.state-lifecycle", "http.created"),
        ("read-by-anybody", "*.refused-credential.*", "openapi.security"),
        ("key-by-prefix", "*.refused-credential.*", "openapi.security"),
        ("key-in-any-case", "*.refused-credential.*", "openapi.security"),
        ("any-token", "*.refused-credential.*", "openapi.security"),
        ("no-cats", "*.granted-enum.*", "openapi.responses"),
        ("limit-99", "*.granted-bounds.*", "openapi.responses"),
        ("tags-by-comma", "*.granted-optional.*", "openapi.responses"),
        ("filter-as-json", "*.granted-optional.*", "openapi.responses"),
        ("created-without-kind", "*.granted-minimal", "openapi.schema"),
        ("created-202", "*.granted-minimal", "openapi.responses"),
    ] {
        let shop = Shop::open(flaw).await;
        let run = judge(&contract(false), &Settings { only: vec![only.into()], ..settings(&shop) }).await;
        assert_eq!(run.verdict, Verdict::DoesNotConform, "{flaw}\n{}", told(&run));
        let findings: Vec<_> = run.apis[0]
            .cases
            .iter()
            .filter_map(|case| match &case.outcome {
                Outcome::Fail(findings) => Some(findings),
                _ => None,
            })
            .collect();
        assert!(findings.iter().flat_map(|own| own.iter()).all(|own| own.clause == clause), "{flaw}\n{}", told(&run));
    }
}

#[tokio::test]
async fn a_password_is_compared_whole() {
    for (flaw, verdict) in [("", Verdict::Conforms), ("any-password", Verdict::DoesNotConform)] {
        let shop = Shop::open(flaw).await;
        let mut settings = Settings { include: vec!["getProfile".into()], ..settings(&shop) };
        let own = settings.credentials.get_mut("shop").unwrap();
        own.remove("session");
        own.insert("login".into(), LOGIN.into());
        let run = judge(&contract(false), &settings).await;
        assert_eq!(run.verdict, verdict, "{flaw}\n{}", told(&run));
        let json = serde_json::to_string(&run).unwrap();
        assert!(!json.contains("Correct-horse1") && !json.contains("YWRhOkNvcn"), "a secret is in the report");
    }
}

#[tokio::test]
async fn a_header_is_taken_for_the_credential_that_it_is() {
    let shop = Shop::open("").await;
    let mut settings = Settings { include: vec!["getPet".into(), "listPets".into()], ..settings(&shop) };
    settings.credentials.clear();
    settings.headers.push(("X-Shop-Key".into(), KEY.into()));
    let run = judge(&contract(false), &settings).await;
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    assert!(!serde_json::to_string(&run).unwrap().contains(KEY));
}

#[tokio::test]
async fn a_flow_gives_the_token_and_gives_it_again_when_it_has_ended() {
    let shop = Shop::open("").await;
    let mut settings = Settings { include: vec!["owners".into()], ..settings(&shop) };
    settings.credentials.clear();
    let flow = TokenFlow { workflow: "getToken".into(), output: "token".into() };
    settings.tokens.entry("shop".into()).or_default().insert("token".into(), flow);
    settings.inputs.entry("shop".into()).or_default().insert("secret".into(), SECRET.into());
    let run = judge(&contract(true), &settings).await;
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    assert!(shop.is_as_before());
    let issued = shop.data.lock().unwrap().issued.clone();
    assert!(issued.len() > 3, "asked for before each case, since it ends at once: {}", issued.len());
    let json = serde_json::to_string(&run).unwrap();
    assert!(!issued.iter().skip(1).any(|token| json.contains(&format!("Bearer {token}"))) && !json.contains(SECRET));

    settings.inputs.get_mut("shop").unwrap().insert("secret".into(), "wrong-secret".into());
    let run = judge(&contract(true), &settings).await;
    assert_eq!(run.verdict, Verdict::NothingChecked, "\n{}", told(&run));
    let reasons = run.apis[0].cases.iter().filter(|case| matches!(&case.outcome, Outcome::Skip(why) if why.contains("gave no token")));
    assert!(reasons.count() > 3);
}

#[tokio::test]
async fn without_a_credential_nothing_passes() {
    let shop = Shop::open("").await;
    let mut settings = settings(&shop);
    settings.credentials.clear();
    let run = judge(&contract(false), &settings).await;
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    for case in &run.apis[0].cases {
        let open = ["openHours", "issueToken"].contains(&case.operation.as_deref().unwrap_or_default());
        assert!(open || matches!(&case.outcome, Outcome::Skip(why) if why.contains("--auth")), "{}: {:?}", case.id, case.outcome);
    }
}

#[tokio::test]
async fn a_target_that_is_something_else_is_not_green() {
    let shop = Shop::open("").await;
    let mut settings = settings(&shop);
    settings.targets.insert("shop".into(), shop.url.replace("/v1", "/elsewhere"));
    let run = judge(&contract(false), &settings).await;
    assert_eq!(run.verdict, Verdict::NothingChecked, "\n{}", told(&run));
}

#[tokio::test]
async fn what_cannot_be_removed_is_named_and_a_limit_leaves_nothing_behind() {
    let shop = Shop::open("cannot-delete").await;
    let run = judge(&contract(false), &Settings { only: vec!["shop.addPet.granted-minimal".into()], ..settings(&shop) }).await;
    let left = &run.apis[0].left_behind;
    assert!(!left.is_empty() && left.iter().all(|own| own.operation == "addPet" && own.at.contains("/v1/pets/1")), "{left:?}");
    assert!(left.iter().all(|own| own.reason.contains("409") && own.curl.as_deref().is_some_and(|curl| !curl.contains(KEY))), "{left:?}");

    let shop = Shop::open("").await;
    let mut bounded = settings(&shop);
    bounded.limits.requests = Some(60);
    let run = judge(&contract(false), &bounded).await;
    assert!(shop.is_as_before(), "\n{}", told(&run));
}

#[tokio::test]
async fn one_seed_gives_one_report_with_any_number_of_jobs() {
    let mut reports = Vec::new();
    for jobs in [1, 8] {
        let shop = Shop::open("delete-forgets").await;
        let run = judge(&contract(false), &Settings { jobs, exclude: vec!["notes".into()], ..settings(&shop) }).await;
        let text = serde_json::to_string_pretty(&timeless(&run)).unwrap();
        // The port is chance; it is as long each time.
        let port = shop.url.trim_end_matches("/v1").rsplit(':').next().unwrap().to_owned();
        reports.push(text.replace(&port, "port"));
    }
    for (one, other) in reports[0].lines().zip(reports[1].lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(reports[0].lines().count(), reports[1].lines().count());
}

#[tokio::test]
async fn being_asked_to_wait_is_no_finding() {
    let shop = Shop::open("throttles").await;
    let run = judge(&contract(false), &Settings { include: vec!["pets".into()], ..settings(&shop) }).await;
    assert_eq!(run.verdict, Verdict::Conforms, "\n{}", told(&run));
    assert_eq!(shop.data.lock().unwrap().pets.len() as u64, FOREIGN);
}
