//! The gate from outside: known deviations, their expiry, and what counts.

use super::support::*;
use std::path::Path;

const FLAW: &str = "webitel.logout.deletes-nothing";
const ONLY: &[&str] = &["--api", "webitel", "--only", "webitel.flow.*"];

fn gated(deployment: &Deployment, file: &Path, more: &[&str]) -> (i32, String, String) {
    run(&deployment.arguments(&[ONLY, &["-q", "--baseline", shown(file)], more].concat()))
}

#[test]
fn known_deviations_pass_until_they_are_fixed_expired_or_other_than_known() {
    let folder = scratch("baseline");
    let file = folder.join("known.toml");
    let flawed = Deployment::start("webitel", Some(FLAW));

    let (code, _, err) = gated(&flawed, &file, &[]);
    assert_eq!(code, 2, "a baseline that is not there: {err}");
    assert!(err.contains("--update-baseline"), "{err}");
    assert_eq!(run(&flawed.arguments(&[ONLY, &["-q"]].concat())).0, 1, "without a baseline it fails");
    let (code, _, err) =
        gated(&flawed, &file, &["--update-baseline", "--owner", "anna", "--reason", "known since May", "--expires", "2999-12-31"]);
    assert_eq!(code, 0, "{err}");
    let written = std::fs::read_to_string(&file).unwrap();
    for part in ["[[known]]", "owner = \"anna\"", "reason = \"known since May\"", "expires = 2999-12-31", "fingerprint = \""] {
        assert!(written.contains(part), "{part} is not in:\n{written}");
    }
    let (code, out, err) = gated(&flawed, &file, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.trim_end().lines().next_back().is_some_and(|line| line.starts_with("GATE PASSES: 0 new findings, ")), "{out}");

    let entry = written.lines().position(|line| line == "[[known]]").unwrap() + 1;
    std::fs::write(&file, written.replace("2999-12-31", "2020-01-31")).unwrap();
    let (code, _, err) = gated(&flawed, &file, &[]);
    assert_eq!(code, 1);
    assert!(err.contains(&format!("known.toml:{entry}: has expired on 2020-01-31")) && err.contains("anna"), "{err}");

    std::fs::write(&file, written.replacen("received = \"", "received = \"another ", 1)).unwrap();
    let (code, out, err) = gated(&flawed, &file, &[]);
    assert_eq!(code, 1);
    assert!(err.contains("fails in another way than the one that is known"), "{err}");
    assert!(out.contains("GATE DOES NOT PASS: "), "{out}");

    std::fs::write(&file, written.lines().filter(|line| !line.starts_with("reason")).collect::<Vec<_>>().join("\n")).unwrap();
    let (code, _, err) = gated(&flawed, &file, &[]);
    assert_eq!(code, 2);
    assert!(err.contains(&format!("known.toml:{entry}:1: this known deviation has no reason")), "{err}");

    std::fs::write(&file, &written).unwrap();
    let honest = Deployment::start("webitel", None);
    let (code, _, err) = gated(&honest, &file, &[]);
    assert_eq!(code, 1, "what is fixed has to go");
    assert!(err.contains(&format!("known.toml:{entry}: is fixed")) && err.contains("remove the entry"), "{err}");
    let (code, _, err) = gated(&honest, &file, &["--update-baseline"]);
    assert_eq!(code, 0, "{err}");
    assert!(!std::fs::read_to_string(&file).unwrap().contains("[[known]]"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_new_finding_fails_beside_known_ones_and_the_report_decides_alike() {
    let folder = scratch("new");
    let (file, kept) = (folder.join("known.toml"), folder.join("run.json"));
    let flawed = Deployment::start("webitel", Some(FLAW));
    let report = format!("json={}", shown(&kept));
    assert_eq!(gated(&flawed, &file, &["--update-baseline", "--report", &report]).0, 0);
    let written = std::fs::read_to_string(&file).unwrap();
    let last = written.rfind("\n[[known]]").unwrap();
    std::fs::write(&file, &written[..last + 1]).unwrap();
    let (code, _, err) = gated(&flawed, &file, &["--report", &report]);
    assert_eq!(code, 1, "{err}");
    let gate = json(&kept)["gate"].clone();
    assert_eq!((gate["passes"].as_bool(), gate["new"].as_u64(), gate["exit"].as_u64()), (Some(false), Some(1), Some(1)), "{gate}");
    assert_eq!(run(&["report", shown(&kept)]).0, 1, "what was decided stands");
    std::fs::write(&file, &written).unwrap();
    assert_eq!(run(&["report", shown(&kept), "--baseline", shown(&file)]).0, 0, "the report decides by the whole baseline");
    assert_eq!(run(&["report", shown(&kept), "--fail-on", "never"]).0, 0);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn only_what_counts_makes_a_run_fail() {
    let flawed = Deployment::start("webitel", Some(FLAW));
    let with = |what: &str| run(&flawed.arguments(&[ONLY, &["-q", "--fail-on", what]].concat()));
    assert_eq!(with("must").0, 1, "the document states it");
    let (code, out, err) = with("never");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("DOES NOT CONFORM"), "the verdict is told all the same: {out}");
    assert_eq!(with("sometimes").0, 2);
    assert_eq!(run(&[FEW, &["--update-baseline"]].concat()).0, 2, "which file?");
}

#[test]
fn what_expired_or_nobody_took_is_renewed_by_who_updates_the_baseline() {
    let folder = scratch("renew");
    let file = folder.join("known.toml");
    let flawed = Deployment::start("webitel", Some(FLAW));
    let (code, _, err) = gated(&flawed, &file, &["--update-baseline", "--expires", "2020-01-31"]);
    assert!(code == 2 && err.contains("--expires 2020-01-31: that day is over") && !file.exists(), "{err}");
    assert_eq!(gated(&flawed, &file, &["--update-baseline"]).0, 0);
    let read = || std::fs::read_to_string(&file).unwrap();
    let count = |part: &str| read().matches(part).count();
    let all = count("[[known]]");
    assert!(all > 1 && count("owner = \"nobody yet\"") == all, "{}", read());
    let (code, _, err) = gated(&flawed, &file, &["--update-baseline", "--owner", "anna", "--reason", "later"]);
    assert_eq!((code, count("owner = \"anna\""), count("reason = \"later\"")), (0, all, all), "{err}");
    assert!(err.contains(&format!("{all} known, {all} of them with a new owner, reason or day")), "{err}");
    assert_eq!(gated(&flawed, &file, &["--update-baseline", "--owner", "ben", "--expires", "2999-01-31"]).0, 0);
    assert_eq!((count("anna"), count("2999")), (all, 0), "what somebody decided stands");
    let lines: Vec<String> =
        read().lines().map(|line| if line.starts_with("expires") { "expires = 2020-01-31".into() } else { line.into() }).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    assert_eq!(gated(&flawed, &file, &[]).0, 1, "expired");
    let (code, _, err) = gated(&flawed, &file, &["--update-baseline", "--owner", "ben", "--expires", "2999-01-31"]);
    assert_eq!((code, count("expires = 2999-01-31"), count("owner = \"ben\""), count("reason = \"later\"")), (0, all, all, all), "{err}");
    std::fs::remove_dir_all(folder).unwrap();
}
