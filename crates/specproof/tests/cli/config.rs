//! `specproof.toml` from outside: found, layered, shown, refused.

use super::support::*;
use std::path::Path;

fn within(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String, String) {
    told(&specproof(arguments).current_dir(folder).envs(environment.iter().copied()).output().expect("specproof runs"))
}

const FILE: &str = r#"api = ["webitel"]
jobs = 2
timeout = "3s"
rate = "50/s"
[inputs.webitel]
username = "anna"
password = "${SHOP_PASSWORD}"
[headers]
X-Team = "${SHOP_TEAM:-none}"
[profile.ci]
jobs = 3
report = ["terminal", "json=out/run.json"]
only = ["webitel.flow.login"]
"#;

#[test]
fn flags_stand_before_the_environment_a_profile_and_the_file() {
    let root = scratch("layers");
    let deep = root.join("a").join("b");
    std::fs::create_dir_all(&deep).unwrap();
    std::fs::create_dir_all(root.join(".git")).unwrap();
    std::fs::write(root.join("specproof.toml"), FILE).unwrap();
    let arguments = ["conform", "--profile", "ci", "--timeout", "7s", "--show-config"];
    let (code, out, err) =
        within(&deep, &arguments, &[("SPECPROOF_RATE", "9/s"), ("SPECPROOF_TIMEOUT", "1s"), ("SHOP_PASSWORD", "s3cret")]);
    assert_eq!(code, 0, "{err}");
    let line =
        |name: &str| out.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} is not in:\n{out}")).to_owned();
    for (name, value, origin) in [
        ("timeout = ", "\"7s\"", "# flag"),
        ("rate = ", "\"9/s\"", "# SPECPROOF_RATE in the environment"),
        ("jobs = ", "3", "specproof.toml:11:1 (profile)"),
        ("api = ", "\"webitel\"", "specproof.toml:1:8"),
        ("seed = ", "0", "# default"),
        ("input.webitel.username", "***", "specproof.toml:6:1"),
        ("input.webitel.password", "***", "specproof.toml:7:1"),
    ] {
        let line = line(name);
        assert!(line.contains(value) && line.contains(origin), "{value} and {origin} are not in: {line}");
    }
    assert!(!out.contains("s3cret") && !out.contains("anna"), "{out}");
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn the_file_alone_is_enough_for_a_run() {
    let root = scratch("file");
    std::fs::write(root.join("specproof.toml"), FILE).unwrap();
    let deployment = Deployment::start("webitel", None);
    let value =
        |name: &str| deployment.inputs.iter().find_map(|input| input.strip_prefix(&format!("webitel.{name}=")).map(str::to_owned)).unwrap();
    std::fs::write(
        root.join("specproof.toml"),
        FILE.replace("anna", &value("username")).replace("jobs = 2", &format!("target = \"{}\"", deployment.url)),
    )
    .unwrap();
    let (code, out, err) = within(&root, &["conform", "--profile", "ci"], &[("SHOP_PASSWORD", &value("password"))]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("CONFORMS"), "{out}");
    assert!(root.join("out").join("run.json").is_file(), "a path in the file is relative to the file");
    let (code, _, err) = within(&root, &["conform"], &[]);
    assert_eq!(code, 2);
    assert!(err.contains("specproof.toml:7:1: the environment does not set SHOP_PASSWORD"), "{err}");
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn what_is_unknown_is_refused_with_its_place() {
    let root = scratch("unknown");
    std::fs::write(root.join("specproof.toml"), "jobbs = 2\n[profile.ci]\ntimout = \"1s\"\n[limits]\nbody = \"huge\"\n").unwrap();
    let (code, out, err) = within(&root, &["conform"], &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    for part in ["specproof.toml:1:1: `jobbs` is no key of this file; did you mean `jobs`?", "specproof.toml:3:1: `timout`"] {
        assert!(err.contains(part), "{part} is not in:\n{err}");
    }
    let (code, _, _) = within(&root, &["conform", "--no-config", "--only", "webitel.flow.login"], &[]);
    assert_eq!(code, 0, "without the file");
    std::fs::write(root.join("specproof.toml"), "only = [\"webitel.flow.logn\"]\n").unwrap();
    let (code, _, err) = within(&root, &["conform"], &[]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `webitel.flow.login`?"), "a filter that takes nothing is a mistake: {err}");
    std::fs::write(root.join("specproof.toml"), "jobs = 0\ntimeout = \"soon\"\nfail-on = \"x\"\n").unwrap();
    let (code, _, err) = within(&root, &["conform"], &[]);
    assert_eq!(code, 2);
    for part in [
        "specproof.toml:1:1: jobs 0: a whole number from 1",
        "specproof.toml:2:1: timeout soon",
        "specproof.toml:3:1: fail-on x: it is one of any",
    ] {
        assert!(err.contains(part), "all at once: {part} is not in:\n{err}");
    }
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn a_file_above_the_repository_is_somebody_elses() {
    let root = scratch("above");
    let own = root.join("own");
    std::fs::create_dir_all(own.join(".git")).unwrap();
    std::fs::write(root.join("specproof.toml"), "nonsense = 1\n").unwrap();
    let (code, out, err) = within(&own, &["conform", "--show-config"], &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("# file: none\n"), "{out}");
    let (code, _, err) = within(&own, &["conform", "--config", "nope.toml"], &[]);
    assert_eq!(code, 2);
    assert!(err.contains("nope.toml"), "{err}");
    std::fs::remove_dir_all(root).unwrap();
}

#[test]
fn every_mistake_of_the_file_is_told_with_its_line() {
    let root = scratch("mistakes");
    let told = |text: &str, arguments: &[&str], parts: &[&str]| {
        std::fs::write(root.join("specproof.toml"), text).unwrap();
        let (code, _, err) = within(&root, arguments, &[]);
        assert_eq!(code, 2, "{err}");
        parts.iter().for_each(|part| assert!(err.contains(part), "{part} is not in:\n{err}"));
    };
    let all = [
        "specproof.toml:1:1: jobs 0: a whole number",
        "specproof.toml:3:1: limit: there is no limit `bodi`",
        "specproof.toml:4:2: `profle` is no key of this file; did you mean `profile`?",
        "specproof.toml:7:1: `timout`",
    ];
    told("jobs = 0\n[limits]\nbodi = \"4M\"\n[profle.ci]\njobs = 1\n[profile.ci]\ntimout = \"1s\"\n", &["conform"], &all);
    told("spec = \"a.yaml\"\nspecs = \"b\"\n", &["conform"], &["specproof.toml:2:1: specs and specproof.toml:1:1: spec contradict"]);
    told("baseline = \"nosuch.toml\"\n", &["conform"], &["specproof.toml:1:1: baseline nosuch.toml: cannot be read"]);
    std::fs::write(root.join("specproof.toml"), "[limits]\nrequest = \"7s\"\n").unwrap();
    let (_, out, _) = within(&root, &["conform", "--show-config"], &[]);
    assert!(
        out.lines().any(|line| line.starts_with("timeout = ") && line.ends_with("# default; does not hold: limit.request does")),
        "{out}"
    );
    std::fs::remove_dir_all(root).unwrap();
}
