//! `replay` from outside: what failed and what the filters take, never anything else.

use super::support::*;
use std::path::{Path, PathBuf};

const FLAW: &str = "webitel.logout.deletes-nothing";

/// A run in which several checks fail, and what replays it.
fn failed(folder: &Path) -> (Deployment, PathBuf, Vec<String>) {
    let (flawed, file) = (Deployment::start("webitel", Some(FLAW)), folder.join("run.json"));
    let report = format!("json={}", shown(&file));
    let (code, _, err) = run(&flawed.arguments(&["--api", "webitel", "--only", "webitel.flow.*", "-q", "--report", &report]));
    assert_eq!(code, 1, "{err}");
    let failed = cases(&file, true);
    assert!(failed.len() > 1, "{failed:?}");
    (flawed, file, failed)
}

fn cases(file: &Path, failed: bool) -> Vec<String> {
    let run = json(file);
    let cases = run["apis"].as_array().unwrap().iter().flat_map(|api| api["cases"].as_array().unwrap().clone()).collect::<Vec<_>>();
    let cases = cases.iter().filter(|case| !failed || case["outcome"]["fail"].is_array());
    cases.map(|case| case["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn of_what_failed_only_what_the_filters_take_is_tried_again() {
    let folder = scratch("again");
    let (flawed, file, failed) = failed(&folder);
    let kept = folder.join("again.json");
    let report = format!("json={}", shown(&kept));
    let inputs: Vec<&str> = flawed.inputs.iter().flat_map(|input| ["--input", input.as_str()]).collect();
    let replay = |more: &[&str]| run(&[&["replay", shown(&file), "-q", "--report", &report], inputs.as_slice(), more].concat());
    let one = failed.first().unwrap();
    let (code, out, err) = replay(&["--only", one]);
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(cases(&kept, false), std::slice::from_ref(one));
    let (code, _, err) = replay(&["--only", "webitel.flow.login"]);
    assert!(code == 2 && err.contains("nothing is left to try again") && err.contains("--only webitel.flow.login takes none"), "{err}");
    let (code, _, err) = replay(&["--exclude", "*"]);
    assert!(code == 2 && !err.contains("--only"), "no flag is told that was not typed: {code} {err}");
    let (code, _, err) = replay(&["--only", "nothing-like-this"]);
    assert!(code == 2 && err.contains("--only nothing-like-this takes no check"), "{err}");
    let (code, _, err) = replay(&["--api", "iflychat"]);
    assert!(code == 2 && err.contains("nothing failed in iflychat"), "{err}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_replay_without_the_document_of_its_run_says_what_to_give() {
    let folder = scratch("again-document");
    let (_flawed, file, failed) = failed(&folder);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("\"name\": \"webitel\"", "\"name\": \"shelf\"")).unwrap();
    let (code, _, err) = run(&["replay", shown(&file)]);
    assert!(code == 2 && err.contains("a run of shelf") && err.contains("--spec FILE"), "{err}");
    std::fs::write(&file, text.replace(failed.first().unwrap(), "webitel.flow.of-before")).unwrap();
    let (code, _, err) = run(&["replay", shown(&file)]);
    assert!(code == 2 && err.contains("webitel.flow.of-before failed, and is not in this plan") && !err.contains("--only"), "{err}");
    std::fs::remove_dir_all(folder).unwrap();
}
