//! What README.md shows of a run is what a run prints; ports, times and numbers of requests do not count.

use std::path::Path;
use std::process::Command;

/// A line without its blanks; numbers as `#` where ports, requests and times make them each run's own.
fn comparable(line: &str) -> String {
    let mut out = String::new();
    let varies = line.contains(" requests");
    for c in line.trim_end().chars() {
        match c {
            '0'..='9' if varies && out.ends_with('#') => {}
            '0'..='9' if varies => out.push('#'),
            ',' | '.' if out.ends_with('#') => {}
            c => out.push(c),
        }
    }
    out.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_readme_shows_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    let block = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block of output");
    let done = Command::new(env!("CARGO_BIN_EXE_specproof"))
        .args(["conform", "--no-config", "--specs", "specs", "--color", "never"])
        .current_dir(&root)
        .output()
        .expect("a run");
    let printed = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{printed}");
    let printed: Vec<String> = printed.lines().map(comparable).collect();
    let mut at = 0;
    for shown in block.lines().map(comparable).filter(|line| line != "…" && !line.is_empty()) {
        match printed[at..].iter().position(|line| *line == shown) {
            Some(found) => at += found + 1,
            None => panic!("README.md shows `{shown}`, which is not printed there; printed is:\n{}", printed[at..].join("\n")),
        }
    }
    assert_eq!(at, printed.len(), "the block ends where the run does");
}
