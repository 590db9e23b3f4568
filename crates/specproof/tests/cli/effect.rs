//! Nothing that is given is without effect in silence, and of two ways to say one thing it is told which holds.

use super::support::*;

fn refused(arguments: &[&str], says: &str) {
    let (code, _, err) = run(arguments);
    assert!(code == 2 && err.contains(says), "{arguments:?}: {code}\n{err}");
}

#[test]
fn what_would_have_no_effect_is_refused() {
    refused(&[FEW, &["--owner", "anna"]].concat(), "--owner says something about what --update-baseline writes");
    refused(&[FEW, &["--expires", "2999-01-01", "--reason", "later"]].concat(), "--expires says something");
    refused(&[FEW, &["--accept"]].concat(), "no snapshots that this run could accept");
    refused(&[FEW, &["--key", "key.pem"]].concat(), "--key FILE is the key of the certificate of --cert FILE");
    refused(&[FEW, &["--operation-limit", "webitel.logn.request=5s"]].concat(), "no operation has such an id");
    refused(&[FEW, &["--operation-limit", "login.request=soon"]].concat(), "write a time above zero");
    refused(&[FEW, &["--operation-limit", "login=5s"]].concat(), "write GLOB.NAME=VALUE");
    refused(&[FEW, &["--list", "--report", "json=x.json"]].concat(), "--list prints the plan and runs nothing, so --report");
    refused(&[FEW, &["--list", "--baseline", "x", "--update-baseline"]].concat(), "so --update-baseline would have no effect");
    refused(&[FEW, &["-k", "--cacert", "ca.pem"]].concat(), "--insecure takes any certificate, so --cacert would have no effect");
    refused(&["conform", "--only", "flow.login"], "ids begin with the name of the API: --only 'userlogin.flow.login'");
    refused(&[FEW, &["--timeout", "5s", "--limit", "request=7s", "--show-config"]].concat(), "are the same limit: give one of them");
    refused(&[FEW, &["--operation-limit", "login.run=5s"]].concat(), "a limit of the whole run; single operations have request, body");
}

#[test]
fn a_misspelt_variable_is_told() {
    let output = specproof(&["list", "apis"]).env("SPECPROOF_TIMEOT", "5s").env("SPECPROOF_PORT_8080_TCP", "x").output().unwrap();
    let (code, _, err) = told(&output);
    assert_eq!(code, 0, "it may be somebody else's");
    assert!(err.contains("SPECPROOF_TIMEOT is set, and has no effect: did you mean SPECPROOF_TIMEOUT?"), "{err}");
    assert!(!err.contains("8080"), "{err}");
}

#[test]
fn an_input_that_a_file_gives_twice_is_refused() {
    let folder = scratch("twice");
    let file = folder.join("accounts");
    std::fs::write(&file, "webitel.username=anna\n\nwebitel.password=secret-one\nwebitel.username=ben\n").unwrap();
    let (code, _, err) = run(&[FEW, &["--target", "http://127.0.0.1:9", "--inputs-file", shown(&file)]].concat());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("accounts:4: webitel.username is given twice: line 1 gives it already"), "{err}");
    assert!(!err.contains("secret-one"), "{err}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn one_limit_has_one_value() {
    refused(&[FEW, &["--timeout", "5s", "--limit", "request=7s"]].concat(), "are the same limit: give one of them");
    let folder = scratch("precedence");
    std::fs::write(folder.join("specproof.toml"), "[limits]\nrequest = \"1ms\"\n").unwrap();
    let (target, login) = (Deployment::start("webitel", None), "webitel.flow.login");
    let arguments = target.arguments(&["--api", "webitel", "--only", login, "-q", "--timeout", "9s"]);
    let (code, out, err) = told(&specproof(&arguments).current_dir(&folder).output().unwrap());
    assert_eq!(code, 0, "a flag stands before the file, whatever it is called: {out}{err}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_operation_has_a_time_limit_of_its_own() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let began = std::time::Instant::now();
    let inputs = ["--input", "webitel.username=a", "--input", "webitel.password=b"];
    let wide = ["conform", "--api", "webitel", "--target", &url, "--only", "webitel.flow.login", "-q", "--timeout", "600s"];
    let (code, out, err) = run(&[&wide[..], &inputs, &["--operation-limit", "webitel.*.request=100ms"]].concat());
    assert!(code == 1 || code == 3, "{code} {out}{err}");
    assert!(began.elapsed() < std::time::Duration::from_secs(300), "{out}{err}");
    drop(silent);
}

#[test]
fn an_operation_has_limits_of_its_own_from_the_file_too() {
    let folder = scratch("operation-limits");
    let target = Deployment::start("webitel", None);
    let arguments = target.arguments(&["--api", "webitel", "--only", "webitel.flow.login", "-q"]);
    let run = |name: &str| {
        std::fs::write(folder.join("specproof.toml"), format!("[operation-limits.\"{name}\"]\nbody = \"10\"\n")).unwrap();
        told(&specproof(&arguments).current_dir(&folder).output().unwrap())
    };
    let (code, out, err) = run("webitel.login");
    assert!(code != 0 && out.contains("more than 10 bytes of content"), "{code} {out}{err}");
    let (code, out, err) = run("webitel.logout");
    assert_eq!(code, 0, "another operation has the limit: {out}{err}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_clause_that_is_not_checked_says_whether_it_was_tried() {
    let target = Deployment::start("webitel", Some("webitel.login.key-missing"));
    let (code, out, err) = run(&target.arguments(&["--api", "webitel", "--only", "webitel.flow.log*"]));
    let told = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        told.contains("webitel.login.username must 21,129 not checked: what would tell of it failed before: see the findings"),
        "{out}"
    );
    assert!(!told.contains("no case of this run is about it"), "{out}");
}

#[test]
fn what_holds_is_shown_by_every_command_that_takes_the_flag() {
    for arguments in [&["list"][..], &["explain", "status"], &["report", "nothing.json"], &["conform"]] {
        let (code, out, err) = run(&[arguments, &["--show-config"]].concat());
        assert!(code == 0 && out.starts_with("# file: none\n"), "{arguments:?}: {code} {out}{err}");
    }
}

#[test]
fn an_empty_part_is_for_the_others_to_judge() {
    // One flow is one part of the plan: the others are empty.
    let part = |shard: &str| run(&[FEW, &["-q", "--only", "webitel.flow.login", "--shard", shard]].concat());
    let all = ["1/2", "2/2"].map(part);
    let empty: Vec<_> = all.iter().filter(|(_, out, _)| out.contains("NOTHING CHECKED: part ")).collect();
    assert_eq!(empty.len(), 1, "{all:?}");
    assert!(all.iter().all(|(code, ..)| *code == 0), "{all:?}");
    assert!(empty[0].1.contains("`report` judges all parts together"), "{all:?}");
    let folder = scratch("empty-parts");
    let file = |name: &str| folder.join(name);
    let skipped = |shard: &str, name: &str| {
        let report = format!("json={}", shown(&file(name)));
        // Nothing of the plan may be sent: every check is skipped.
        run(&[FEW, &["-q", "--max-requests", "0", "--shard", shard, "--report", &report]].concat())
    };
    skipped("1/2", "1.json");
    skipped("2/2", "2.json");
    let (code, out, _) = run(&["report", shown(&file("1.json")), shown(&file("2.json"))]);
    assert_eq!(code, 4, "nothing checked is never green: {out}");
    let (code, out, _) = run(&[FEW, &["-q", "--max-requests", "0", "--shard", "1/1"]].concat());
    assert_eq!(code, 4, "one part of one is the whole: {out}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_given_to_a_document_that_does_not_ask_for_it_is_told() {
    let folder = scratch("strangers");
    let spec = folder.join("shelf.yaml");
    std::fs::write(&spec, SHELF).unwrap();
    let wide = ["conform", "--spec", shown(&spec)];
    let at = ["--target", "http://127.0.0.1:9"];
    refused(&wide, "--target URL is missing");
    refused(&["prove", "--spec", shown(&spec), "--only", "zzz"], "--only zzz takes no flaw and no fault");
    refused(&[&wide[..], &at, &["--auth", "nosuch=abc"]].concat(), "--auth nosuch: there is no security scheme of that name");
    refused(&[&wide[..], &at, &["--bearer", "Bearer xyz"]].concat(), "writes the word bearer before the credential");
    refused(&[&wide[..], &at, &["--cacert", shown(&spec)]].concat(), "no target is reached over https://");
    std::fs::write(folder.join("specproof.toml"), "[targets]\nnosuch = \"http://127.0.0.1:9\"\n").unwrap();
    let kept = folder.join("kept");
    let arguments = [&wide[..], &at, &["-q", "--basic", "a:b", "--snapshots", shown(&kept), "--accept"]].concat();
    let (code, out, err) = told(&specproof(&arguments).current_dir(&folder).env("SPECPROOF_AUTH_NOSUCH", "abc").output().unwrap());
    assert_eq!(code, 4, "a credential for another scheme grants nothing: {out}{err}");
    for part in [
        "warning: specproof.toml:2:1: target nosuch: no API has this name",
        "warning: SPECPROOF_AUTH_NOSUCH is set, and has no effect",
        "warning: no document declares a basic scheme",
        "note: --snapshots: nothing was kept or compared",
    ] {
        assert!(err.contains(part), "{part} is not in:\n{err}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_verdict_over_the_embedded_deployment_says_so_in_ci() {
    let (code, _, err) = told(&specproof(&[FEW, &["-q"]].concat()).env("CI", "true").output().unwrap());
    assert_eq!(code, 0, "{err}");
    assert!(err.trim_end().lines().last().is_some_and(|line| line.contains("the embedded reference deployment")), "{err}");
}
