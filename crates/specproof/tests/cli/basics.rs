//! `conform` from outside: exit codes, messages, reports.

use super::support::*;
use std::process::Stdio;

#[test]
fn the_reference_deployment_conforms() {
    let (code, out, err) = run(FEW);
    assert_eq!(code, 0, "{out}\n{err}");
    assert!(out.lines().last().is_some_and(|line| line.starts_with("CONFORMS: ")), "{out}");
    assert_eq!(err, "", "nothing but the report where nobody watches");
    assert!(!out.contains('\u{1b}'), "no colour where the output is no terminal");
}

#[test]
fn inputs_that_are_missing_are_all_named_with_the_ways_to_give_them() {
    let (code, out, err) = run(&["conform", "--target", "http://127.0.0.1:9"]);
    assert_eq!((code, out.as_str()), (2, ""));
    for part in [
        "--input iflychat.api_key=",
        "--input iflychat.app_id=",
        "--input userlogin.emailId=",
        "--input userlogin.password=",
        "--input webitel.username=",
        "--input webitel.password=",
        "SPECPROOF_INPUT_USERLOGIN_EMAILID",
        "--inputs-file",
    ] {
        assert!(err.contains(part), "{part} is not in:\n{err}");
    }
    assert!(!err.contains("second_"), "a second account is optional:\n{err}");
}

#[test]
fn a_target_that_is_not_there_is_told_apart_from_one_that_fails() {
    let target = format!("http://127.0.0.1:{}", closed_port());
    let inputs = ["--input", "webitel.username=u", "--input", "webitel.password=p4ss-w0rd"];
    let (code, out, err) = run(&[&["conform", "--api", "webitel", "--target", &target], inputs.as_slice()].concat());
    assert_eq!(code, 3, "{out}\n{err}");
    assert!(out.contains("127.0.0.1") && out.contains("ABORTED"), "{out}");
    assert!(!out.contains("p4ss-w0rd") && !err.contains("p4ss-w0rd"), "a password is shown");
}

const AT_9: &[&str] =
    &["conform", "--api", "webitel", "--input", "webitel.username=u", "--input", "webitel.password=p4ss-w0rd", "--target"];

#[test]
fn what_is_asked_wrongly_is_refused() {
    for (arguments, part) in [
        (&["conform", "--api", "nope"][..], "there are iflychat, userlogin, webitel"),
        (&["conform", "--only", "nothing-like-this"], "nothing-like-this"),
        (&["conform", "--report", "pdf"], "terminal"),
        (&["conform", "--report", "json", "--report", "junit"], "--report"),
        (&["conform", "--report", "json=a", "--report", "junit=a"], "two reports"),
        (&["conform", "--timeout", "soon"], "10s"),
        (&["conform", "--rate", "fast"], "10/s"),
        (&["conform", "--jobs", "0"], "--jobs"),
        (&["conform", "--input", "webitel.nope=s3cret"], "no input `nope`"),
        (&["conform", "--input", "s3cret"], "API.NAME=VALUE"),
        (&["conform", "--inputs-file", "/nonexistent"], "/nonexistent"),
        (&["conform", "--target", "ftp://example.com"], "http://"),
        (&[AT_9, &["http://127.0.0.1:99999"]].concat(), "invalid port"),
        (&[AT_9, &["http://[::1"]].concat(), "IPv6"),
        (&[AT_9, &["http://127.0.0.1:0"]].concat(), "port 0"),
        (&[AT_9, &["http://127.0.0.1:9", "--header", "X Key: s3cret"]].concat(), "no header field name"),
        (&[AT_9, &["http://127.0.0.1:9", "--header", "X-Key: s3cret\nX: y"]].concat(), "control characters"),
        (&[AT_9, &["http://127.0.0.1:9", "--user-agent", "a\nb"]].concat(), "control characters"),
        (&["conform", "--report", "json=/dev/null/x.json"], "/dev/null/x.json: cannot be written"),
        (&["conform", "--snapshots", "/dev/null"], "--snapshots /dev/null"),
        (&["conform", "--spec", "/nonexistent.yaml", "--target", "http://127.0.0.1:9"], "/nonexistent.yaml"),
        (&["conform", "--nope"], "--nope"),
        (&["serve", "--flaw", "nope"], "nope"),
        (&["serve", "--flaw", "latin-1"], "do you mean"),
        (&["serve", "--api", "iflychat", "--flaw", "webitel.answers-mixed"], "add --api webitel"),
        (&["nope"], "nope"),
    ] {
        let (code, out, err) = run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {out}\n{err}");
        assert!(err.contains(part), "{arguments:?}: {part} is not in:\n{err}");
        assert!(!err.contains("s3cret") && !err.contains("panicked"), "{arguments:?}:\n{err}");
    }
}

#[test]
fn insta_cannot_be_told_to_let_everything_pass() {
    let (code, _, err) = told(&specproof(FEW).env("INSTA_FORCE_PASS", "1").output().expect("specproof runs"));
    assert_eq!(code, 2);
    assert!(err.contains("INSTA_FORCE_PASS"), "{err}");
    let (code, _, err) = told(&specproof(&[FEW, &["--accept"]].concat()).env("CI", "true").output().expect("specproof runs"));
    assert_eq!(code, 2, "{err}");
}

#[test]
fn inputs_come_from_flag_environment_and_file_in_this_order() {
    let folder = scratch("inputs");
    let file = folder.join("inputs");
    std::fs::write(&file, "# accounts\nwebitel.username=\"from-file\"\nwebitel.password=p\n").expect("a file");
    let target = format!("http://127.0.0.1:{}", closed_port());
    let arguments = ["conform", "--api", "webitel", "--target", &target, "--inputs-file", file.to_str().expect("UTF-8"), "-q"];
    assert_eq!(told(&specproof(&arguments).output().expect("specproof runs")).0, 3, "both inputs are in the file");
    let stray = told(&specproof(&arguments).env("SPECPROOF_INPUT_WEBITEL_NOPE", "x").output().expect("specproof runs"));
    assert_eq!(stray.0, 2);
    assert!(stray.2.contains("SPECPROOF_INPUT_WEBITEL_NOPE"), "{}", stray.2);
    std::fs::write(&file, "webitel.username\n").expect("a file");
    let (code, _, err) = run(&arguments);
    assert_eq!(code, 2);
    assert!(err.contains("inputs:1:"), "{err}");
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

#[test]
fn reports_are_written_whole_beside_the_terminals() {
    let folder = scratch("reports");
    let file = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let wanted: Vec<String> =
        ["json", "junit", "sarif", "har", "html", "markdown", "github"].iter().map(|id| format!("{id}={}", file(id))).collect();
    let reports: Vec<&str> = wanted.iter().flat_map(|wanted| ["--report", wanted]).collect();
    let (code, out, err) = run(&[FEW, &reports].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("CONFORMS"), "the terminal's report is there too");
    for (id, start) in [
        ("json", "{"),
        ("junit", "<?xml"),
        ("sarif", "{"),
        ("har", "{"),
        ("html", "<!DOCTYPE html>"),
        ("markdown", "## "),
        ("github", "::"),
    ] {
        let text = std::fs::read_to_string(file(id)).expect(id);
        assert!(text.starts_with(start) && text.ends_with('\n'), "{id}");
    }
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 7, "no temporary file is left");
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = specproof(&["conform", "--list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("specproof runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(told(&output), (0, String::new(), String::new()));
}

#[test]
fn a_deployments_snapshots_are_pending_until_accepted_and_then_hold() {
    let folder = scratch("snapshots");
    let path = folder.to_str().expect("UTF-8");
    let with = |more: &[&str]| run(&[FEW, &["-q", "--snapshots", path], more].concat());
    let count = |end: &str| {
        let files = std::fs::read_dir(folder.join("webitel")).into_iter().flatten().flatten();
        files.filter(|entry| entry.file_name().to_string_lossy().ends_with(end)).count()
    };
    let in_ci = || told(&specproof(&[FEW, &["-q", "--snapshots", path]].concat()).env("CI", "true").output().expect("specproof runs"));
    assert_eq!(in_ci().0, 1, "in CI a case without a reviewed snapshot fails");
    assert_eq!((count(".snap"), count(".snap.new")), (0, 0), "in CI nothing is written");
    for _ in 0..2 {
        let (code, _, err) = with(&[]);
        assert_eq!(code, 0);
        let pending = count(".snap.new");
        assert!(pending > 3 && count(".snap") == 0);
        assert!(err.contains(&format!("note: {pending} new in the snapshots of {path}")) && err.contains("--accept"), "{err}");
    }
    assert_eq!(with(&["--accept"]).0, 0);
    assert!(count(".snap") > 3);
    assert_eq!((with(&[]).0, with(&[]).2.as_str()), (0, ""), "what is reviewed is nothing to tell");
    assert_eq!(count(".snap.new"), 0, "what is reviewed is not pending");
    assert_eq!(in_ci().0, 0);
    let one = folder.join("webitel").join("webitel.flow.login.snap");
    let text = std::fs::read_to_string(&one).expect("a snapshot");
    std::fs::write(&one, text.replace("HTTP 200", "HTTP 299")).expect("ours");
    let (code, out, err) = with(&[]);
    assert_eq!(code, 1);
    assert!(out.contains("-HTTP 299") && out.contains("+HTTP 200"), "{out}");
    assert!(out.contains("clause    snapshot.reviewed"), "the document's clauses are not what was broken: {out}");
    assert!(err.contains("note: 1 changed in the snapshots"), "{err}");
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}
