//! Every file, stream, connection, parser and task that a command needs fails once: no command says that all is well, none panics, and a run
//! still reports its other checks.

use super::support::*;
use specproof_contract::fail::SITES;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A command that ends with 0 when nothing fails.
struct Scenario {
    name: &'static str,
    arguments: Vec<String>,
    /// What it reads from its standard input.
    stdin: Option<PathBuf>,
    /// The report as JSON that it writes.
    report: Option<PathBuf>,
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn scenarios(folder: &Path) -> Vec<Scenario> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/webitel");
    let path = |name: &str| shown(&folder.join(name)).to_owned();
    copy(&specs, &folder.join("specs/webitel"));
    std::fs::write(folder.join("settings.toml"), "jobs = 1\n").expect("a file");
    std::fs::write(folder.join("known.toml"), "# none\n").expect("a file");
    std::fs::write(folder.join("inputs"), "# none\n").expect("a file");
    let text = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let scenario = |name, arguments, stdin, report| Scenario { name, arguments, stdin, report };
    let report = folder.join("run.json");
    let mut run = text(&["conform", "--only", "webitel.flow.login", "--only", "webitel.login.granted-spelling*", "--limit", "retries=0"]);
    for (flag, value) in [
        ("--specs", path("specs")),
        ("--config", path("settings.toml")),
        ("--baseline", path("known.toml")),
        ("--inputs-file", path("inputs")),
        ("--snapshots", path("snapshots")),
        ("--report", format!("json={}", shown(&report))),
        ("--report", format!("junit={}", path("junit.xml"))),
    ] {
        run.extend([flag.to_owned(), value]);
    }
    let (code, out, err) = self::run(&run.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, 0, "{out}{err}");
    let kept = folder.join("kept.json");
    std::fs::copy(&report, &kept).expect("a copy");
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/codegen/responses.yaml");
    let generate = |out: &str| ["codegen", "--spec", shown(&document), "--out", &path(out)].map(ToOwned::to_owned).to_vec();
    let mut check = generate("checked");
    assert_eq!(self::run(&check.iter().map(String::as_str).collect::<Vec<_>>()).0, 0);
    check.push("--check".to_owned());
    vec![
        scenario("conform", run, None, Some(report)),
        scenario("report", text(&["report", "-", "--as", &format!("html={}", path("page.html"))]), Some(kept.clone()), None),
        scenario("diff", text(&["diff", shown(&kept), shown(&kept)]), None, None),
        scenario("codegen", generate("generated"), None, None),
        scenario("codegen --check", check, None, None),
        scenario("prove", text(&["prove", "--honest", "--max-requests", "6", "--jobs", "1", "--spec", shown(&document)]), None, None),
        scenario("list", text(&["conform", "--list", "--spec", shown(&document), "--target", "http://127.0.0.1:9"]), None, None),
    ]
}

/// Lets one passage of a site fail; whether the scenario got there.
fn fails(folder: &Path, scenario: &Scenario, site: &str, passage: u64) -> bool {
    let mark = folder.join("mark");
    let _ = std::fs::remove_file(&mark);
    if scenario.name == "codegen" {
        // As after an earlier run that made a file which this one does not.
        let _ = std::fs::remove_dir_all(folder.join("generated"));
        std::fs::create_dir_all(folder.join("generated/src")).expect("a folder");
        std::fs::write(folder.join("generated/generated-files.txt"), "src/old.rs\n").expect("a file");
        std::fs::write(folder.join("generated/src/old.rs"), "").expect("a file");
    }
    scenario.report.iter().for_each(|report| drop(std::fs::remove_file(report)));
    let mut command = specproof(&scenario.arguments.iter().map(String::as_str).collect::<Vec<_>>());
    command.env("SPECPROOF_FAIL", format!("{site}:{passage}:{}", shown(&mark)));
    command.stdin(scenario.stdin.as_ref().map_or_else(Stdio::null, |path| std::fs::File::open(path).expect("a file").into()));
    let (code, out, err) = told(&command.output().expect("specproof runs"));
    let place = format!("{} with {site} failing for the {passage}. time ended with {code}\n{out}\n{err}", scenario.name);
    assert!(!out.contains("panicked") && !err.contains("panicked"), "{place}");
    if !mark.exists() {
        assert_eq!(code, 0, "{place}");
        return false;
    }
    assert!((1..=4).contains(&code), "{place}");
    let told = format!("{out}{err}").split_whitespace().collect::<Vec<_>>().join(" ");
    // Between a deployment that is proved against and its proxy it is the deployment that fails, and the run says what came of that.
    let within = scenario.name == "prove" && site.starts_with("net.");
    assert!(within || told.contains("made to fail"), "nothing says why: {place}");
    // Once requests are sent, what fails is one check's affair.
    if let Some(report) = scenario.report.as_ref().filter(|_| site.starts_with("net.") || site == "parse.answer") {
        if let Some(run) = std::fs::read_to_string(report).ok().and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok()) {
            let cases = run["apis"][0]["cases"].as_array().expect("cases");
            // The first connection asks whether anybody is there at all.
            let nobody = site == "net.connect" && passage == 1 && run["verdict"] == "aborted";
            assert!(nobody || cases.iter().any(|case| case["outcome"] == "pass"), "no other check is reported: {place}");
            assert_ne!(run["verdict"], "conforms", "{place}");
        } else {
            assert!(site == "net.client" || site == "net.serve", "no report: {place}");
        }
    }
    let left =
        std::fs::read_dir(folder).expect("the folder").flatten().filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"));
    assert_eq!(left.count(), 0, "a temporary file is left: {place}");
    true
}

/// Walks the table; so many passages of each site are made to fail in each scenario.
fn torture(name: &str, most: u64) {
    let folder = scratch(name);
    let scenarios = scenarios(&folder);
    let (mut reached, mut runs) = (BTreeSet::new(), 0);
    for (site, _) in SITES {
        for scenario in &scenarios {
            let count = (1..=most).take_while(|&passage| fails(&folder, scenario, site, passage)).count();
            runs += count;
            if count > 0 {
                reached.insert(*site);
            }
        }
    }
    let missed: Vec<&str> = SITES.iter().map(|(site, _)| *site).filter(|site| !reached.contains(site)).collect();
    assert!(missed.is_empty(), "no scenario gets to {missed:?}");
    println!("{runs} passages of {} sites failed", SITES.len());
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

#[test]
fn what_fails_once_is_told_and_never_passes() {
    torture("torture", 2);
}

/// Every passage: `cargo test -p specproof --test cli every_passage -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn every_passage_of_every_site_fails_once() {
    torture("torture-all", u64::MAX);
}
