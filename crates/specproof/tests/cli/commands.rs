//! `list`, `explain`, `report`, `diff`, `replay`, `completions` from outside.

use super::support::*;

#[test]
fn lists_and_explanations_name_what_there_is() {
    let (code, out, _) = run(&["list"]);
    assert_eq!(code, 0);
    for part in ["apis\n", "operations\n", "checks\n", "webitel", "POST", "snapshot"] {
        assert!(out.contains(part), "{part} is not in:\n{out}");
    }
    let (code, out, _) = run(&["list", "clauses", "--api", "webitel", "--json"]);
    let clauses: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 0);
    let first = clauses[0]["id"].as_str().expect("an id");
    let (code, out, err) = run(&["explain", first, "snapshot"]);
    assert_eq!(code, 0, "{err}");
    for part in [first, "Says", "Said at", "check snapshot", "Rule"] {
        assert!(out.contains(part), "{part} is not in:\n{out}");
    }
    let (_, flaws, _) = run(&["list", "flaws", "--json"]);
    let flaws: serde_json::Value = serde_json::from_str(&flaws).expect("JSON");
    let (flaw, clause) = (flaws[0]["id"].as_str().unwrap(), flaws[0]["clause"].as_str().unwrap());
    let (_, out, _) = run(&["explain", clause]);
    assert!(out.contains("Proven by") && out.contains(flaw), "{out}");
    let (code, _, err) = run(&["explain", "snapshott"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `snapshot`?"), "{err}");
    for kind in ["apis", "operations", "checks", "flows", "inputs"] {
        assert_eq!(run(&["list", kind]).0, 0, "{kind}");
    }
    assert_eq!(run(&["list", "nonsense"]).0, 2);
    assert_eq!(run(&["list", "--api", "webitl"]).0, 2);
}

#[test]
fn every_check_and_every_clause_has_its_page() {
    for kind in ["checks", "clauses"] {
        let (_, out, _) = run(&["list", kind, "--json"]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&out).expect("JSON");
        assert!(rows.len() > 20, "{kind}");
        let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().expect("an id")).collect();
        let (code, out, err) = run(&[&["explain"], ids.as_slice()].concat());
        assert_eq!(code, 0, "{err}");
        assert!(out.lines().all(|line| line.chars().count() < 250 && !line.contains('\u{1b}')), "{kind}");
    }
}

#[test]
fn a_run_that_is_kept_is_reported_compared_and_tried_again() {
    let folder = scratch("kept");
    let file = |name: &str| folder.join(name);
    let (good, bad) = (file("good.json"), file("bad.json"));
    let honest = Deployment::start("webitel", None);
    let flawed = Deployment::start("webitel", Some("webitel.logout.deletes-nothing"));
    let only = ["--api", "webitel", "--only", "webitel.flow.*", "-q"];
    let keep = |deployment: &Deployment, file: &std::path::Path| {
        let report = format!("json={}", shown(file));
        run(&deployment.arguments(&[only.as_slice(), &["--report", &report]].concat())).0
    };
    assert_eq!((keep(&honest, &good), keep(&flawed, &bad)), (0, 1));

    let html = file("bad.html");
    let (code, out, err) = run(&["report", shown(&bad), "--as", &format!("html={}", shown(&html)), "--as", "markdown"]);
    assert_eq!(code, 1, "the exit code is the run's: {err}");
    assert!(out.starts_with("## "), "{out}");
    assert!(std::fs::read_to_string(&html).unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(run(&["report", shown(&html)]).0, 2, "that is no run");
    std::fs::write(file("later.json"), "{\"format\": 99}").unwrap();
    let (code, _, err) = run(&["report", shown(&file("later.json")), "/nonexistent.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("format 99") && err.contains("/nonexistent.json"), "all at once: {err}");

    let (code, out, _) = run(&["diff", shown(&good), shown(&bad)]);
    assert_eq!(code, 1);
    assert!(out.contains("- finding: webitel.flow.logout") && out.contains("WORSE: "), "{out}");
    let (code, out, _) = run(&["diff", shown(&bad), shown(&good)]);
    assert_eq!(code, 0);
    assert!(out.contains("+ finding gone") && out.contains("NOT WORSE: 0 worse"), "{out}");
    let (code, out, _) = run(&["diff", shown(&good), shown(&good)]);
    assert_eq!((code, out.as_str()), (0, "SAME: 0 worse, 0 better, 0 otherwise\n"));
    let (_, out, _) = run(&["diff", shown(&good), shown(&bad), "--json"]);
    assert!(serde_json::from_str::<serde_json::Value>(&out).expect("JSON")["worse"].as_array().is_some_and(|worse| !worse.is_empty()));

    let inputs: Vec<&str> = flawed.inputs.iter().flat_map(|input| ["--input", input.as_str()]).collect();
    let again = file("again.json");
    let (code, _, err) = run(&[&["replay", shown(&bad), "-q", "--report", &format!("json={}", shown(&again))], inputs.as_slice()].concat());
    assert_eq!(code, 1, "{err}");
    let ids = |file: &std::path::Path, failed: bool| -> Vec<String> {
        let run = json(file);
        let cases = run["apis"].as_array().unwrap().iter().flat_map(|api| api["cases"].as_array().unwrap().clone()).collect::<Vec<_>>();
        cases
            .iter()
            .filter(|case| !failed || case["outcome"]["fail"].is_array())
            .map(|case| case["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(&again, false), ids(&bad, true), "only what failed");
    let (code, _, err) = run(&[&["replay", shown(&bad), "-q", "--target", &honest.url], inputs.as_slice()].concat());
    assert_eq!(code, 0, "against another deployment: {err}");
    assert_eq!(run(&["replay", shown(&good)]).0, 4, "nothing failed, so nothing is checked");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn exchanges_are_told_as_they_happen_and_nothing_secret_is() {
    let deployment = Deployment::start("webitel", None);
    let (code, _, err) = run(&deployment.arguments(&["--api", "webitel", "--only", "webitel.flow.login", "--verbose"]));
    assert_eq!(code, 0, "{err}");
    assert!(err.lines().any(|line| line.starts_with("POST http://127.0.0.1:") && line.contains("-> 200")), "{err}");
    let password = deployment.inputs.iter().find_map(|input| input.strip_prefix("webitel.password=")).expect("a password");
    assert!(!err.contains(password), "{err}");
}

#[test]
fn a_plan_needs_no_deployment() {
    let folder = scratch("plan");
    let api = folder.join("shop");
    std::fs::create_dir_all(&api).unwrap();
    let spec = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n  /items:\n    get:\n      operationId: items\n      responses:\n        '200': {description: all}\n";
    std::fs::write(api.join("openapi.yaml"), spec).unwrap();
    let (code, out, err) = run(&["conform", "--specs", shown(&folder), "--list"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("shop.items."), "{out}");
    assert_eq!(run(&["conform", "--specs", shown(&folder)]).0, 2, "a run does");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn shells_and_versions_are_served() {
    for shell in ["bash", "zsh", "fish"] {
        let (code, out, err) = run(&["completions", shell]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains("update-baseline"), "{shell}");
    }
    assert_eq!(run(&["--version"]).1, format!("specproof {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_proof_takes_the_identity_that_a_run_takes() {
    let file = scratch("identity").join("shelf.yaml");
    std::fs::write(&file, SHELF).expect("a file");
    let api =
        specproof_contract::load_document(&file, &specproof_contract::Options::default()).expect("a document").contract.apis.remove(0);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let right = [("key".to_owned(), "right-key-5f2c7".to_owned())].into();
    let deployment = runtime.block_on(specproof_prove::mock::serve(std::sync::Arc::new(api), &Default::default(), &right)).expect("a mock");
    let proof = |key: &[&str]| run(&[&["prove", "--honest", "--spec", shown(&file), "--target", &deployment.url], key].concat());
    for given in [["--auth", "key=right-key-5f2c7"], ["--api-key", "right-key-5f2c7"], ["--header", "X-Key: right-key-5f2c7"]] {
        let (code, out, err) = proof(&given);
        assert!(code == 0 && out.contains("0 false alarms in 2 runs"), "{given:?}: {code}\n{out}{err}");
    }
    let (code, _, err) = proof(&["--auth", "kee=right-key-5f2c7"]);
    assert!(code == 2 && err.contains("one of key") && !err.contains("5f2c7"), "{code}\n{err}");
}
