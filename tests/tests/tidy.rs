//! The rules of the house, held against the tree: arrows between crates, who may print, who may touch the network, what a file may hold.

use serde_json::Value;
use specproof_contract::fail::SITES;
use specproof_tests::{files, root, shown};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates from left to right; a crate depends only on what stands left of it.
const CRATES: &[&str] = &[
    "specproof-contract",
    "specproof-codegen",
    "specproof-models",
    "specproof-conform",
    "specproof-prove",
    "specproof-reference",
    "specproof",
    "xtask",
    "specproof-tests",
];

/// Packages that speak HTTP, and the crates that may depend on them.
const HTTP: &[&str] = &["reqwest", "hyper", "hyper-util", "axum", "http-body"];
const SPEAKERS: &[&str] = &["specproof-conform", "specproof-reference", "specproof-prove", "specproof-tests"];

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", shown(path)))
}

/// Lines that are code, with their numbers: comments are prose, and tests at the end of a file are left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]")).filter(|(_, line)| !line.starts_with("//"))
}

fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// Source files that are not tests.
fn sources(below: &[&str]) -> Vec<PathBuf> {
    let all = below.iter().flat_map(|folder| files(&root().join(folder), &[".rs"]));
    all.filter(|path| !path.ends_with("tests.rs") && !shown(path).contains("/tests/")).collect()
}

/// Where code below these folders says one of these words.
fn said(below: &[&str], words: &[&str], ignore_case: bool) -> Vec<String> {
    let mut found = Vec::new();
    for path in sources(below) {
        for (at, line) in code(&read(&path)) {
            let line = if ignore_case { line.to_lowercase() } else { line.to_owned() };
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{at}: {line}", shown(&path)));
            }
        }
    }
    found
}

#[test]
fn arrows_between_crates_point_left() {
    let arguments = ["metadata", "--format-version=1", "--no-deps", "--offline"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let rank = |name: &str| CRATES.iter().position(|own| *own == name);
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        let Some(own) = rank(name) else {
            wrong.push(format!("{name} has no place among the crates: give it one"));
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let on = dependency["name"].as_str().expect("a name");
            if rank(on).is_some_and(|other| other >= own) {
                wrong.push(format!("{name} depends on {on}"));
            }
            if HTTP.contains(&on) && !SPEAKERS.contains(&name) {
                wrong.push(format!("{name} depends on {on}: it knows no HTTP"));
            }
        }
    }
    none("arrows that point right", &wrong);
}

#[test]
fn the_engine_names_no_api() {
    let folders = std::fs::read_dir(root().join("specs")).expect("specs").flatten().filter(|entry| entry.path().is_dir());
    let apis: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(apis.len() >= 3, "{apis:?}");
    let words: Vec<&str> = apis.iter().map(String::as_str).collect();
    none("an API by name", &said(&["crates/contract/src", "crates/codegen/src", "crates/conform/src"], &words, true));
}

#[test]
fn the_network_is_touched_in_one_file() {
    let words = ["reqwest::", "tokio::net", "std::net::Tcp", "TcpStream", "TcpListener", "UdpSocket", "UnixStream", "to_socket_addrs"];
    let found = said(&["crates/conform/src", "crates/contract/src", "crates/codegen/src", "crates/models"], &words, false);
    let elsewhere: Vec<String> = found.into_iter().filter(|line| !line.starts_with("crates/conform/src/client.rs:")).collect();
    none("the network outside crates/conform/src/client.rs", &elsewhere);
}

#[test]
fn the_disk_is_touched_in_one_file() {
    let words = ["fs::", "File::", "OpenOptions", ".canonicalize()", ".try_exists()", ".exists()", ".is_file()", ".is_dir()", "read_dir("];
    let found = said(&["crates/contract/src", "crates/codegen/src", "crates/conform/src", "crates/specproof/src"], &words, false);
    // What lets it fail in a test writes that down itself.
    let own = ["crates/contract/src/file.rs:", "crates/contract/src/fail.rs:"];
    let elsewhere: Vec<String> = found.into_iter().filter(|line| !own.iter().any(|own| line.starts_with(own))).collect();
    none("the disk outside crates/contract/src/file.rs, which writes whole files and lets each access fail in a test", &elsewhere);
}

#[test]
fn whatever_can_fail_outside_fails_in_a_test() {
    let below = ["crates/contract/src", "crates/codegen/src", "crates/conform/src", "crates/prove/src", "crates/specproof/src"];
    let passed = said(&below, &["point(\""], false);
    let mut wrong: Vec<String> = Vec::new();
    for line in &passed {
        for part in line.split("point(\"").skip(1) {
            let site = part.split('"').next().unwrap_or_default();
            if !SITES.iter().any(|(own, _)| *own == site) {
                wrong.push(format!("{line}: `{site}` is not in the table of sites"));
            }
        }
    }
    for (site, _) in SITES.iter().filter(|(site, _)| !passed.iter().any(|line| line.contains(&format!("\"{site}\"")))) {
        wrong.push(format!("nothing passes `{site}`"));
    }
    let asks = [
        "TcpStream::connect",
        "TcpListener::bind",
        "io::stdin()",
        "io::stdout().",
        "new_multi_thread()",
        "new_current_thread()",
        "create_dir_all(",
        "DeTable::parse",
        "serde_yaml::from",
    ];
    for line in said(&below, &asks, false) {
        let file = line.split(':').next().unwrap_or_default();
        // A build script's output, whether it is a terminal, and the text of a file that was read before.
        let known = file.ends_with("codegen/src/builder.rs") || line.contains("is_terminal");
        if !known && !passed.iter().any(|point| point.starts_with(&format!("{file}:"))) {
            wrong.push(format!("{line}: passes no site of crates/contract/src/fail.rs"));
        }
    }
    none("what no test lets fail", &wrong);
}

#[test]
fn only_the_commands_print_or_exit() {
    let words = ["println!(", "print!(", "dbg!(", "io::stdout()", "io::stderr()", "process::exit", "process::abort"];
    // A build script speaks to cargo over its standard output.
    let speaks_to_cargo = |line: &String| line.contains("/build.rs:") || line.starts_with("crates/codegen/src/builder.rs:");
    let commands = |line: &String| line.starts_with("crates/specproof/src/");
    let found = said(&["crates"], &words, false).into_iter().filter(|line| !speaks_to_cargo(line) && !commands(line));
    none("printing outside specproof and xtask", &found.collect::<Vec<_>>());
}

#[test]
fn files_are_short_and_open_with_their_rule() {
    let mut wrong = Vec::new();
    for path in files(&root(), &[".rs"]) {
        let (text, name) = (read(&path), shown(&path));
        let lines = text.lines().count();
        if lines > 400 {
            wrong.push(format!("{name}: {lines} lines, past 400"));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{name}: does not open with //!"));
        }
    }
    none("files that want mending", &wrong);
}

#[test]
fn nothing_is_left_unfinished_and_no_machine_is_named() {
    // Put together here, so that this file does not name them either.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["todo", "!("].concat(), ["unimplemented", "!("].concat()];
    let paths = ["work", "root", "home", "farm"].map(|name| format!("/{name}/"));
    let begins = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || "._-}*".contains(c));
    let mut wrong = Vec::new();
    for path in files(&root(), &[".rs", ".toml", ".md", ".yaml", ".yml", ".json", ".snap", "run"]) {
        let rust = path.extension().is_some_and(|kind| kind == "rs");
        for (at, line) in read(&path).lines().enumerate() {
            let unfinished = rust && marks.iter().any(|mark| line.contains(mark.as_str()));
            let machine = paths.iter().any(|word| line.match_indices(word.as_str()).any(|(at, _)| begins(&line[..at])));
            if unfinished || machine {
                wrong.push(format!("{}:{}: {}", shown(&path), at + 1, line.trim()));
            }
        }
    }
    none("unfinished marks or machine paths", &wrong);
}

#[test]
fn no_snapshot_is_pending() {
    let pending: Vec<String> = files(&root(), &[".snap.new", ".pending-snap"]).iter().map(|path| shown(path)).collect();
    none("snapshots that nobody has reviewed", &pending);
}

#[test]
fn every_hazard_has_the_test_that_is_named() {
    let page = read(&root().join("SECURITY.md"));
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in page.lines().filter(|line| line.starts_with("| ") && line.contains(".rs` | `")) {
        let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let test = format!("fn {}(", cells[3]);
        rows += 1;
        if !std::fs::read_to_string(root().join(cells[2])).is_ok_and(|text| text.contains(&test)) {
            wrong.push(format!("{} is not in {}", cells[3], cells[2]));
        }
    }
    assert!(rows > 30, "{rows} hazards");
    none("hazards without their test", &wrong);
}

/// Where masked text is made: the compiler refuses every other, since what leaves a run is of the type `Masked`.
const MASKING: &[&str] = &[
    "crates/conform/src/masked.rs",
    "crates/conform/src/mask/mod.rs",
    // A run that is made up for tests.
    "crates/conform/src/report/fixture.rs",
    // Of words that are masked one by one.
    "crates/conform/src/curl.rs",
    // Of a run whose texts were masked when it ended.
    "crates/conform/src/merge.rs",
    // Of values that went through the mask, and what the contract says.
    "crates/conform/src/snapshot/mod.rs",
];

/// Members of a run that are plain texts: ours, the user's own names, and the documents'. What a target or a setting can put a secret into is
/// of the type `Masked`.
const PLAIN: &[&str] = &[
    "version",
    "shard",
    "narrowed",
    "fail_on",
    "stale",
    "name",
    "title",
    "document",
    "of",
    "whose",
    "case",
    "id",
    "force",
    "says",
    "source",
    "place",
    "reason",
    "check",
    "clause",
    "fingerprint",
    "known",
    "method",
    "reading",
    "operation",
    "status",
    "media_type",
    "path",
    "member",
];

/// Who writes what leaves a run: each of these is a sink that the matrix of secrets looks at (crates/conform/tests/secrets and
/// crates/specproof/tests/cli/secrets.rs).
const SINKS: &[(&str, &[&str])] = &[
    ("file::write(", &["conform/src/snapshot/files.rs"]),
    ("output::write_all(", &["specproof/src/reports.rs"]),
    ("output::write_whole(", &["specproof/src/gate/mod.rs", "specproof/src/prove.rs"]),
    ("output::stream(", &["specproof/src/reports.rs"]),
    (
        "output::print(",
        // Runs and plans, and what is known without one.
        &[
            "specproof/src/conform/mod.rs",
            "specproof/src/diff.rs",
            "specproof/src/prove.rs",
            "specproof/src/options/show.rs",
            "specproof/src/list.rs",
            "specproof/src/explain.rs",
            "specproof/src/serve.rs",
            "specproof/src/codegen.rs",
            "specproof/src/completions.rs",
        ],
    ),
];

#[test]
fn what_leaves_a_run_is_masked_by_its_type() {
    let mut wrong = said(&["crates"], &["of_masked("], false);
    wrong.retain(|line| !MASKING.iter().any(|place| line.starts_with(place)));
    let runs = ["crates/conform/src/run.rs", "crates/conform/src/run/coverage.rs"];
    for line in said(&["crates/conform/src"], &["String"], false).into_iter().filter(|line| runs.iter().any(|run| line.starts_with(run))) {
        let member = line.split_once(": pub ").and_then(|(_, member)| member.split_once(':'));
        if member.is_some_and(|(name, _)| !PLAIN.contains(&name)) {
            wrong.push(line);
        }
    }
    for (writes, places) in SINKS {
        let found = said(&["crates/conform/src", "crates/specproof/src"], &[writes], false).into_iter();
        wrong.extend(found.filter(|line| !places.iter().any(|place| line.starts_with(&format!("crates/{place}:")))));
    }
    none(
        "what leaves a run without the type `Masked`, or through a sink that is in no table: mask it, and let the matrix of secrets look at it",
        &wrong,
    );
}
