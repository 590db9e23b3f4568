//! Whatever is deleted, misspelt or doubled in our specs is reported, or changes the contract: nothing is silent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

mod common;

use common::Folder;
use serde_json::Value;
use specproof_contract::{Contract, Options, Problem, load_document, load_specs};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The contract without places, which any change moves.
fn plain(contract: &Contract) -> Value {
    fn without_places(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("place");
                members.values_mut().for_each(without_places);
            }
            Value::Array(items) => items.iter_mut().for_each(without_places),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(contract).unwrap();
    without_places(&mut value);
    value
}

/// Line and column of each key in block style, with the lines that belong to it.
struct Key {
    line: usize,
    column: usize,
    name: String,
    end: usize,
    /// Names of the keys above it.
    path: String,
}

fn keys(text: &str) -> Vec<Key> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut block: Option<usize> = None;
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        if line.trim().is_empty() || block.is_some_and(|parent| indent > parent) || line.trim().starts_with('#') {
            continue;
        }
        block = None;
        let mut column = indent;
        while line[column..].starts_with("- ") {
            column += 2;
        }
        let Some(length) = line[column..]
            .find(':')
            .filter(|&length| line[column + length + 1..].starts_with([' ', '\n']) || column + length + 1 == line.len())
        else {
            continue;
        };
        let name = &line[column..column + length];
        if name.is_empty() || name.contains([' ', '{', '[', ',']) {
            continue;
        }
        if line.trim_end().ends_with(['|', '>']) || line.trim_end().ends_with("|-") || line.trim_end().ends_with(">-") {
            block = Some(column);
        }
        above.retain(|(other, _)| *other < column);
        let path: Vec<&str> = above.iter().map(|(_, name)| name.as_str()).collect();
        let end = (at + 1..lines.len())
            .find(|&next| {
                let indent = lines[next].len() - lines[next].trim_start().len();
                let is_item = lines[next].trim_start().starts_with("- ");
                !lines[next].trim().is_empty() && (indent < column || (indent == column && !is_item))
            })
            .unwrap_or(lines.len());
        found.push(Key { line: at, column, name: name.to_owned(), end, path: path.join("/") });
        above.push((column, name.to_owned()));
    }
    found
}

fn delete(lines: &[&str], key: &Key) -> String {
    let mut out: Vec<String> = lines[..key.line].iter().map(ToString::to_string).collect();
    let dashes = &lines[key.line][..key.column];
    // The first key of a list item leaves the dash to what follows it.
    if dashes.contains('-') {
        let next = lines.get(key.end).filter(|next| next.len() - next.trim_start().len() == key.column);
        match next {
            Some(next) => out.push(format!("{dashes}{}", next.trim_start())),
            None => out.push(format!("{dashes}{{}}")),
        }
        let skip = usize::from(next.is_some());
        out.extend(lines[key.end + skip..].iter().map(ToString::to_string));
    } else {
        out.extend(lines[key.end..].iter().map(ToString::to_string));
    }
    out.join("\n") + "\n"
}

fn misspell(lines: &[&str], key: &Key) -> String {
    let mut out: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let name = &key.name;
    let wrong = match name.strip_suffix(['\'', '"']) {
        Some(inner) => format!("{inner}x{}", &name[inner.len()..]),
        None => format!("{name}x"),
    };
    out[key.line] = format!("{}{wrong}{}", &lines[key.line][..key.column], &lines[key.line][key.column + name.len()..]);
    out.join("\n") + "\n"
}

fn double(lines: &[&str], key: &Key) -> String {
    let mut out: Vec<String> = lines[..key.end].iter().map(ToString::to_string).collect();
    let again = lines[key.line..key.end].iter().enumerate();
    out.extend(
        again.map(|(at, line)| if at == 0 { format!("{}{}", " ".repeat(key.column), &line[key.column..]) } else { (*line).to_owned() }),
    );
    out.extend(lines[key.end..].iter().map(ToString::to_string));
    out.join("\n") + "\n"
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What documents a place that the contract has no use for, or says what holds without it.
fn says_nothing(key: &Key) -> bool {
    match key.name.as_str() {
        "summary" | "description" => key.path == "info" || key.path.starts_with("servers") || key.path.contains("/links/"),
        "security" => key.path.is_empty(),
        "type" => key.path == "sourceDescriptions",
        _ => false,
    }
}

/// Every mutant of a file that says nothing and changes nothing. Keys are taken once for each file name and name, all with `SPECPROOF_ALL_MUTANTS`.
fn silent(specs: &Path, api: &str, file: &str, seen: &mut HashSet<(String, String)>) -> (usize, Vec<String>) {
    let folder = Folder::new();
    copy(&specs.join(api), &folder.0.join(api));
    let path = folder.0.join(api).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let original = plain(&load_specs(&folder.0).unwrap());
    let lines: Vec<&str> = text.lines().collect();
    let all = std::env::var_os("SPECPROOF_ALL_MUTANTS").is_some();
    let mut silent = Vec::new();
    let mut count = 0;
    for key in keys(&text) {
        if !all && !seen.insert((file.to_owned(), key.name.clone())) {
            continue;
        }
        for (what, mutant) in [("deleted", delete(&lines, &key)), ("misspelt", misspell(&lines, &key)), ("doubled", double(&lines, &key))] {
            count += 1;
            std::fs::write(&path, &mutant).unwrap();
            match load_specs(&folder.0) {
                Ok(contract) if plain(&contract) == original && !(what == "deleted" && says_nothing(&key)) => {
                    silent.push(format!("{api}/{file}:{}: `{}` under {} {what}", key.line + 1, key.name, key.path));
                }
                Ok(_) => {}
                Err(problems) => assert!(problems.iter().all(|problem| problem.line > 0), "{problems:?}"),
            }
        }
    }
    (count, silent)
}

#[test]
fn no_change_is_silent() {
    let specs: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut count = 0;
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for api in ["iflychat", "userlogin", "webitel"] {
        for file in ["clauses.yaml", "openapi.yaml", "arazzo.yaml"] {
            let (mutants, silent) = silent(&specs, api, file, &mut seen);
            count += mutants;
            all.extend(silent);
        }
    }
    assert!(count > 200, "only {count} mutants");
    assert!(all.is_empty(), "{} of {count} mutants are silent:\n{}", all.len(), all.join("\n"));
}

/// Ten documents of other people in one YAML file each, the smallest that have something to say.
fn documents(corpus: &Path) -> Vec<PathBuf> {
    let entries = ["3.0", "3.1"].map(|version| std::fs::read_dir(corpus.join(version)).unwrap().flatten());
    let mut found: Vec<(u64, PathBuf)> = entries
        .into_iter()
        .flatten()
        .map(|entry| (entry.metadata().unwrap().len(), entry.path()))
        .filter(|(size, path)| *size > 5_000 && path.extension().is_some_and(|end| end == "yaml" || end == "yml"))
        .filter(|(_, path)| load_document(path, &Options::default()).is_ok())
        .collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).take(10).collect()
}

/// Every mutant of a document that is read as before, with the same warnings; one key in `step` is taken.
fn silent_of_document(path: &Path, step: usize) -> (usize, Vec<String>) {
    let folder = Folder::new();
    let text = std::fs::read_to_string(path).unwrap();
    let read = |text: &str| {
        let file = folder.write("openapi.yaml", text);
        load_document(&file, &Options::default())
    };
    let told = |problems: &[Problem]| problems.iter().map(|problem| (problem.code, problem.message.clone())).collect::<Vec<_>>();
    let original = read(&text).unwrap();
    let (before, warned) = (plain(&original.contract), told(&original.warnings));
    let lines: Vec<&str> = text.lines().collect();
    let (mut count, mut silent) = (0, Vec::new());
    for key in keys(&text).iter().step_by(step) {
        for (what, mutant) in [("deleted", delete(&lines, key)), ("misspelt", misspell(&lines, key)), ("doubled", double(&lines, key))] {
            count += 1;
            match read(&mutant) {
                Ok(loaded) if plain(&loaded.contract) == before && told(&loaded.warnings) == warned => {
                    silent.push(format!("{}:{}: `{}` under {} {what}", path.display(), key.line + 1, key.name, key.path));
                }
                Ok(_) => {}
                Err(problems) => assert!(problems.iter().all(|problem| problem.line > 0), "{problems:?}"),
            }
        }
    }
    (count, silent)
}

fn no_change_of_a_document_is_silent(step: usize, at_least: usize) {
    let Some(corpus) = common::shared("corpus") else { return };
    let documents = documents(&corpus);
    assert_eq!(documents.len(), 10);
    let (mut count, mut all) = (0, Vec::new());
    for document in &documents {
        let (mutants, silent) = silent_of_document(document, step);
        count += mutants;
        all.extend(silent);
    }
    println!("{count} mutants of {} documents, {} silent", documents.len(), all.len());
    assert!(count >= at_least, "only {count} mutants");
    assert!(all.is_empty(), "{} of {count} mutants are silent:\n{}", all.len(), all.join("\n"));
}

#[test]
fn no_change_of_other_peoples_documents_is_silent() {
    no_change_of_a_document_is_silent(29, 100);
}

/// All keys: `cargo test -p specproof-contract --test mutation -- --ignored --nocapture`, for our own specs with `SPECPROOF_ALL_MUTANTS=1`.
#[test]
#[ignore = "takes minutes"]
fn no_change_of_any_key_of_other_peoples_documents_is_silent() {
    no_change_of_a_document_is_silent(1, 3_000);
}
