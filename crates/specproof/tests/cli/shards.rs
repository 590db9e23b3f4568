//! Parts of a plan: stable, and merged the run that the whole would have been.

use super::support::*;
use serde_json::{Value, json as value};
use std::path::{Path, PathBuf};

const WIDE: &[&str] = &["conform", "-q", "--max-requests", "260", "--seed", "7"];

/// What does not depend on the time, the port and the order of processes.
fn essence(run: &Value) -> Value {
    let apis = run["apis"].as_array().expect("apis").iter().map(|api| {
        let cases: Vec<Value> = api["cases"].as_array().unwrap().iter().map(|case| value!([case["id"], case["outcome"], case["requests"]])).collect();
        let operations: Vec<Value> =
            api["operations"].as_array().unwrap().iter().map(|own| value!([own["id"], own["requests"], own["reason"], own["latency"]["answers"]])).collect();
        let mut observations: Vec<String> = api["observations"].as_array().unwrap().iter().map(Value::to_string).collect();
        observations.sort();
        value!({
            "name": api["name"], "requests": api["requests"], "clauses": api["clauses"], "coverage": api["coverage"], "members": api["members"],
            "cases": cases, "operations": operations, "observations": observations,
        })
    });
    value!({"verdict": run["verdict"], "seed": run["seed"], "apis": apis.collect::<Vec<_>>()})
}

fn part(folder: &Path, shard: &str) -> PathBuf {
    let file = folder.join(format!("part-{}.json", shard.replace('/', "-of-")));
    let report = format!("json={}", shown(&file));
    let (code, out, err) = run(&[WIDE, &["--shard", shard, "--report", &report]].concat());
    assert!(code == 0, "{shard}: {code} {out}{err}");
    file
}

#[test]
fn four_parts_merged_are_the_whole_run() {
    let folder = scratch("shards");
    let whole = folder.join("whole.json");
    assert_eq!(run(&[WIDE, &["--report", &format!("json={}", shown(&whole))]].concat()).0, 0);
    let parts: Vec<PathBuf> = (1..=4).map(|index| part(&folder, &format!("{index}/4"))).collect();
    let merged = folder.join("merged.json");
    let form = format!("json={}", shown(&merged));
    let mut arguments: Vec<&str> = vec!["report", "--as", &form, "-q"];
    // In any order.
    arguments.extend(parts.iter().rev().map(|part| shown(part)));
    let (code, out, err) = run(&arguments);
    assert_eq!(code, 0, "{out}{err}");
    let (whole, merged) = (essence(&json(&whole)), essence(&json(&merged)));
    for (one, other) in whole["apis"].as_array().unwrap().iter().zip(merged["apis"].as_array().unwrap()) {
        for member in ["name", "requests", "cases", "clauses", "coverage", "operations", "members", "observations"] {
            for (left, right) in one[member].as_array().into_iter().flatten().zip(other[member].as_array().into_iter().flatten()) {
                assert_eq!(left, right, "{member}");
            }
            assert_eq!(one[member], other[member], "{member}");
        }
    }
    assert_eq!(whole, merged);
    let tried = |file: &PathBuf| json(file)["apis"].as_array().unwrap().iter().map(|api| api["requests"].as_u64().unwrap()).sum::<u64>();
    assert!(parts.iter().filter(|part| tried(part) > 0).count() >= 3, "the parts share the work");

    let (code, out, _) = run(&["report", shown(&parts[0]), shown(&parts[1]), shown(&parts[3])]);
    assert_eq!(code, 3, "a part that is missing is never green: {out}");
    assert!(out.contains("part 3/4"), "{out}");
    let (code, out, err) = run(&["report", shown(&parts[0])]);
    assert!(code == 3 && err.contains("part 2/4, 3/4, 4/4 of"), "the only part that came is not the whole: {code} {out}{err}");
    let (code, _, err) = run(&["report", shown(&parts[0]), shown(&parts[0])]);
    assert_eq!(code, 2);
    assert!(err.contains("both hold part 1/4"), "{err}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn runs_of_different_apis_are_merged() {
    let folder = scratch("apis");
    let one = |api: &str| {
        let file = folder.join(format!("{api}.json"));
        let flow = format!("{api}.flow.*");
        let (code, _, err) = run(&["conform", "-q", "--api", api, "--only", &flow, "--report", &format!("json={}", shown(&file))]);
        assert_eq!(code, 0, "{err}");
        file
    };
    let (a, b) = (one("iflychat"), one("userlogin"));
    let (code, out, err) = run(&["report", shown(&a), shown(&b)]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("iflychat") && out.contains("userlogin") && out.contains("CONFORMS"), "{out}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn findings_do_not_hide_that_a_part_is_missing() {
    let folder = scratch("missing");
    let flawed = Deployment::start("webitel", Some("webitel.logout.deletes-nothing"));
    let parts: Vec<(i32, String)> = (1..=3)
        .map(|index| {
            let (file, shard) = (folder.join(format!("{index}.json")), format!("{index}/3"));
            let report = format!("json={}", shown(&file));
            let only = ["--api", "webitel", "--only", "webitel.logout.*", "--only", "webitel.flow.*", "-q"];
            let (code, ..) = run(&flawed.arguments(&[&only[..], &["--shard", &shard, "--report", &report]].concat()));
            (code, shown(&file).to_owned())
        })
        .collect();
    let Some((_, failed)) = parts.iter().find(|(code, _)| *code == 1) else { panic!("{parts:?}") };
    let Some((_, other)) = parts.iter().find(|(_, file)| file != failed) else { panic!("{parts:?}") };
    for more in [&[][..], &["--fail-on", "must"]] {
        let (code, out, err) = run(&[&["report", failed, other, "--as", "json"], more].concat());
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("of webitel is missing"), "{err}");
        let told: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!((&told["verdict"], more.is_empty() || told["gate"]["exit"] == 3), (&"aborted".into(), true));
    }
    let all: Vec<&str> = parts.iter().map(|(_, file)| file.as_str()).collect();
    assert_eq!(run(&[&["report"], all.as_slice()].concat()).0, 1, "the whole has a verdict");
    std::fs::remove_dir_all(folder).unwrap();
}
