//! A run that is ended: what was found until then is reported whole, or nothing is written at all.

use super::support::*;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// Starts a run that takes long, and waits until it has sent something.
fn begun(report: &Path) -> (Child, BufReader<std::process::ChildStderr>) {
    let report = format!("json={}", shown(report));
    let arguments = ["conform", "--api", "webitel", "--rate", "4/s", "--verbose", "--report", &report];
    let mut child = specproof(&arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("specproof runs");
    let mut lines = BufReader::new(child.stderr.take().expect("its error stream"));
    let mut line = String::new();
    while !line.contains(" -> ") {
        line.clear();
        assert!(lines.read_line(&mut line).expect("a line") > 0, "it ended before it sent anything");
    }
    (child, lines)
}

fn signal(child: &mut Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

fn ended(mut child: Child, mut lines: BufReader<std::process::ChildStderr>) -> ExitStatus {
    let mut line = String::new();
    // Its error stream is read to the end, so that it never waits for a reader.
    while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
        line.clear();
    }
    child.wait().expect("it ends")
}

#[test]
fn an_interrupt_ends_the_run_and_the_report_says_so() {
    for name in ["-INT", "-TERM"] {
        let folder = scratch(&format!("signal{name}"));
        let report = folder.join("run.json");
        let (mut child, lines) = begun(&report);
        signal(&mut child, name);
        assert_eq!(ended(child, lines).code(), Some(3), "{name}");
        let run = json(&report);
        assert_eq!(run["verdict"], "aborted");
        assert!(run["aborted"].as_str().is_some_and(|why| why.contains("interrupted")), "{run}");
        assert_eq!(run_code(&report), 3, "the report of it is no verdict either");
        std::fs::remove_dir_all(folder).unwrap();
    }
}

fn run_code(report: &Path) -> i32 {
    run(&["report", shown(report), "-q"]).0
}

#[test]
fn a_run_that_is_killed_leaves_what_was_there_before() {
    let folder = scratch("killed");
    let report = folder.join("run.json");
    std::fs::write(&report, "before\n").unwrap();
    let (mut child, lines) = begun(&report);
    signal(&mut child, "-KILL");
    assert_eq!(ended(child, lines).code(), None);
    assert_eq!(std::fs::read_to_string(&report).unwrap(), "before\n");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left");
    std::fs::remove_dir_all(folder).unwrap();
}
