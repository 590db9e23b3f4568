//! The emitted code of every fixture, to be read; and what holds for the output of any document.

use specproof_codegen::{Options, Output, Source, generate};
use specproof_contract::{Contract, load_document};
use specproof_tests::{files, is_ci, root};
use std::path::Path;

fn contract(file: &Path) -> Contract {
    load_document(file, &specproof_contract::Options::default()).expect("a fixture loads").contract
}

fn output(file: &Path) -> Output {
    generate(&contract(file), &Options::default()).0
}

/// All emitted text but the support module's and the table's.
fn emitted(source: &Source, text: &mut String) {
    for child in source.children.iter().filter(|child| child.name != "support") {
        if !child
            .text
            .lines()
            .all(|line| line.is_empty() || line.starts_with("//!") || line.contains("mod ") || line.starts_with("pub use"))
        {
            text.push_str(&format!("// {}\n{}\n", child.name, child.text));
        }
        emitted(child, text);
    }
}

#[test]
fn each_construct_becomes_readable_code() {
    for file in files(&root().join("tests/fixtures/codegen"), &[".yaml"]) {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut text = String::new();
        emitted(&output(&file).root, &mut text);
        insta::with_settings!({snapshot_path => "../snapshots/codegen", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, text);
        });
    }
}

/// A fixture with the members of every map in reverse order.
fn reversed(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => members.iter().rev().map(|(name, value)| (name.clone(), reversed(value))).collect(),
        serde_json::Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}

/// Every name that is defined, with what it stands for on the wire.
fn names(output: &Output) -> Vec<String> {
    let mut text = String::new();
    emitted(&output.root, &mut text);
    let rows = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let rows = rows
        .filter(|line| line.starts_with("pub ") || line.ends_with("\",") || line.contains(": required ") || line.contains(": optional "));
    let mut rows: Vec<String> = rows.map(str::to_owned).collect();
    rows.sort();
    rows
}

#[test]
fn names_do_not_depend_on_the_order_of_the_document() {
    let scratch = specproof_tests::Scratch::new("codegen-order");
    for name in ["names", "limits", "all-of", "parameters", "bodies"] {
        let file = root().join(format!("tests/fixtures/codegen/{name}.yaml"));
        let text = std::fs::read_to_string(&file).expect("readable");
        let document: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
        let turned = scratch.path().join(format!("{name}.json"));
        std::fs::write(&turned, reversed(&document).to_string()).expect("writable");
        assert_eq!(names(&output(&file)), names(&output(&turned)), "{name}");
    }
}

#[test]
fn output_is_the_same_to_the_byte() {
    let file = root().join("tests/fixtures/codegen/names.yaml");
    assert_eq!(output(&file).inline(), output(&file).inline());
}

/// Every document of the corpus that loads becomes source that parses. In CI the corpus must be there.
#[test]
fn the_corpus_becomes_source_that_parses() {
    let Some(folder) = root().parent().map(|parent| parent.join("shared/corpus/3.0")).filter(|folder| folder.is_dir()) else {
        assert!(!is_ci(), "the corpus is missing");
        return;
    };
    let (mut generated, mut refused) = (0, Vec::new());
    for file in files(&folder, &[".json", ".yaml"]) {
        if std::fs::metadata(&file).is_ok_and(|data| data.len() > 300_000) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let is_root = text.lines().any(|line| line.trim_start().trim_start_matches('"').starts_with("openapi"));
        if !is_root {
            continue;
        }
        match load_document(&file, &specproof_contract::Options::default()) {
            Err(problems) => refused.push(problems.first().map(ToString::to_string).unwrap_or_default()),
            Ok(loaded) => {
                generated += 1;
                for (path, text) in generate(&loaded.contract, &Options::default()).0.files() {
                    if !path.starts_with("support/") {
                        assert!(syn::parse_file(&text).is_ok(), "{}: {path} does not parse", file.display());
                    }
                }
            }
        }
    }
    assert!(generated >= 60 && refused.len() <= 5, "{generated} generated, refused:\n{}", refused.join("\n"));
}
