//! Every named flaw is found and charged to the clause that it breaks, and no finding names a clause that it leaves alone.

use specproof_conform::Run;
use specproof_conform::run::Verdict;
use specproof_reference::FLAWS;
use specproof_reference::Variant;
use specproof_tests::deployments::{contract, each, findings, run, run_only, told};

/// Further clauses that a flaw breaks, or that what it does shows as broken to anybody who looks from outside.
const ALSO_BROKEN: &[(&str, &[&str])] = &[
    // The second of two keys is the same for everybody.
    ("iflychat.answer.duplicate-member", &["iflychat.token.per-user"]),
    // What gives a key away breaks the clause that refuses it.
    ("iflychat.refusal.with-key", &["iflychat.request.api-key-private"]),
    ("webitel.login.refusal-with-token", &["webitel.login.invalid-credentials"]),
    // One member, two clauses about its value.
    ("userlogin.success.expiry-words", &["userlogin.answer.expiry-within-the-hour"]),
    // What holds nothing lacks each of its parts.
    ("userlogin.success.data-empty", &["userlogin.answer.token"]),
    ("userlogin.success.no-content", &["userlogin.login.granted"]),
    // One answer, told by its status and by its body.
    ("userlogin.refusal.status-401", &["userlogin.login.invalid-password"]),
    ("userlogin.invalid-password.code", &["userlogin.answer.http-status"]),
    ("userlogin.invalid-password.as-unknown-email", &["userlogin.answer.http-status"]),
    ("userlogin.unknown-email.as-invalid-password", &["userlogin.answer.http-status"]),
    ("webitel.login.status-201", &["webitel.login.statuses"]),
    ("webitel.logout.status-204", &["webitel.logout.statuses"]),
    // The password of another account opens that account.
    ("userlogin.unknown-email.granted", &["userlogin.login.invalid-password"]),
    ("webitel.login.user-name-ignored", &["webitel.login.invalid-credentials"]),
    // A refusal that comes by number answers requests of every kind.
    ("iflychat.every-fifth-refused", &["http.concurrent"]),
    (
        "webitel.login.every-fourth-refused",
        &["http.concurrent", "webitel.login.user-name-required", "webitel.login.user-not-found", "webitel.login.password-required"],
    ),
    ("iflychat.answers-shared", &["http.concurrent"]),
    // A session that all share ends with the first logout.
    ("webitel.login.one-session-for-all", &["webitel.logout.deletes-only-that", "webitel.logout.granted", "http.concurrent"]),
    // White space is one spelling of several.
    ("webitel.login.body-spelling", &["json.order"]),
    // A caller is bad in several ways.
    ("webitel.logout.bad-caller-403", &["webitel.logout.deletes-the-token", "webitel.logout.one-session"]),
    ("webitel.logout.any-two-halves", &["webitel.logout.bad-caller"]),
    ("webitel.logout.halves-of-one-user", &["webitel.logout.bad-caller"]),
];

/// What is wrong with what a run found of a flaw; empty where it is as it should be.
fn amiss(flaw: &Variant, run: &Run) -> String {
    let also = ALSO_BROKEN.iter().find(|(id, _)| *id == flaw.id).map_or(&[][..], |(_, clauses)| clauses);
    let all = findings(run);
    let named = all.iter().any(|(_, finding)| finding.clauses.iter().any(|clause| clause.id == flaw.clause));
    let beside: Vec<String> = all
        .iter()
        .filter(|(_, finding)| finding.clause != flaw.clause && !also.contains(&finding.clause.as_str()))
        .map(|(case, finding)| format!("  {} is charged in {case}, too\n", finding.clause))
        .collect();
    match (run.verdict == Verdict::DoesNotConform && named, beside.is_empty()) {
        (true, true) => String::new(),
        (found, _) => {
            let how = if found { "charged to more than it breaks" } else { "not found" };
            format!("{} ({}) breaks {}: {how}\n{}{}", flaw.id, flaw.says, flaw.clause, beside.concat(), told(run))
        }
    }
}

fn all_right(wrong: Vec<String>) {
    let wrong: Vec<String> = wrong.into_iter().filter(|wrong| !wrong.is_empty()).collect();
    assert!(wrong.is_empty(), "{} of {} flaws:\n{}", wrong.len(), FLAWS.len(), wrong.join("\n"));
}

#[test]
fn every_flaw_is_found_and_charged_to_its_clause() {
    let contract = contract();
    all_right(each(FLAWS, |flaw| {
        // The cases about the clause find most flaws, in a tenth of the time that all cases take.
        let about = run_only(&contract, &[flaw.api], Some(flaw.id), &[flaw.clause]).ok();
        match about.map(|run| amiss(flaw, &run)) {
            Some(amiss) if amiss.is_empty() => amiss,
            _ => amiss(flaw, &run(&contract, &[flaw.api], Some(flaw.id))),
        }
    }));
    let known = |id: &str| FLAWS.iter().any(|flaw| flaw.id == id);
    assert!(ALSO_BROKEN.iter().all(|(id, _)| known(id)), "a flaw in the table is gone");
    assert!(FLAWS.len() >= 180, "only {} flaws", FLAWS.len());
}

#[test]
#[ignore = "runs every case against every flaw: minutes"]
fn whole_runs_charge_nothing_beside() {
    let contract = contract();
    all_right(each(FLAWS, |flaw| amiss(flaw, &run(&contract, &[flaw.api], Some(flaw.id)))));
}

#[test]
fn what_two_users_share_only_at_once_names_simultaneity() {
    let contract = contract();
    for (flaw, at_once) in [("iflychat.answers-shared", true), ("iflychat.key.same-for-all", false)] {
        let run = run(&contract, &["iflychat"], Some(flaw));
        let shared: Vec<_> = findings(&run).into_iter().filter(|(_, finding)| finding.check == "distinct").collect();
        let names = |clause: &str| shared.iter().all(|(_, finding)| finding.clauses.iter().any(|own| own.id == clause));
        assert!(!shared.is_empty() && names("iflychat.token.per-user"), "{flaw}:\n{}", told(&run));
        assert_eq!(names("http.concurrent"), at_once, "{flaw}:\n{}", told(&run));
    }
}
