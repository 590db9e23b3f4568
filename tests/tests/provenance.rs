//! Every clause cites lines that still say what it was written from, and none of the documents' sentences stands in the repository.

use specproof_contract::model::{Clause, Source};
use specproof_contract::{load_specs, provenance};
use specproof_tests::{documents, files, is_ci, root, shown};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The documents; `None` where they are not at hand, which CI does not allow.
fn at_hand() -> Option<PathBuf> {
    let found = documents();
    assert!(found.is_some() || !is_ci(), "CI needs ../shared/documents");
    found
}

#[test]
fn digests_are_those_of_the_cited_lines() {
    let contract = load_specs(&root().join("specs")).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let cited = |clause: &&Clause| matches!(clause.source, Source::Document { .. });
    let count = contract.apis.iter().flat_map(|api| &api.clauses).filter(cited).count();
    assert!(count > 50, "only {count} clauses cite lines");
    if let Some(documents) = at_hand() {
        let problems: Vec<String> = provenance::check(&contract, &documents).iter().map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

#[test]
fn a_changed_line_is_noticed() {
    let Some(documents) = at_hand() else { return };
    let contract = load_specs(&root().join("specs")).expect("specs");
    let copy = std::env::temp_dir().join(format!("specproof-provenance-{}", std::process::id()));
    std::fs::create_dir_all(&copy).expect("a folder");
    for api in &contract.apis {
        let name = api.document.as_deref().expect("a document");
        let text = std::fs::read_to_string(documents.join(name)).expect("the document");
        std::fs::write(copy.join(name), text.replace("user", "client").replace("User", "Client")).expect("a copy");
    }
    let problems = provenance::check(&contract, &copy);
    std::fs::remove_dir_all(&copy).expect("the copy is ours");
    for api in &contract.apis {
        assert!(problems.iter().any(|problem| problem.file.contains(&api.name)), "{}: the change went unnoticed", api.name);
    }
    assert!(problems.iter().all(|problem| problem.line > 0 && problem.help.is_some()), "{problems:#?}");
}

/// Runs of words of a text, longer than any name, sample or message on the wire.
fn phrases(text: &str) -> BTreeSet<String> {
    const WORDS: usize = 9;
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect();
    words.windows(WORDS).map(|window| window.join(" ")).collect()
}

#[test]
fn no_sentence_of_the_documents_is_copied() {
    let Some(documents) = at_hand() else { return };
    let prose: BTreeSet<String> = files(&documents, &[".txt"])
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).expect("a document");
            // What goes over the wire is literal: JSON and the curl lines of the samples.
            let wire = |line: &&str| line.contains("\":") || line.contains("curl ");
            text.lines().filter(|line| !wire(line)).flat_map(phrases).collect::<Vec<_>>()
        })
        .collect();
    assert!(prose.len() > 100, "only {} phrases", prose.len());
    let mut copied = Vec::new();
    for path in files(&root(), &[".yaml", ".rs", ".md"]) {
        let text = std::fs::read_to_string(&path).expect("a file of ours");
        for line in text.lines() {
            copied.extend(phrases(line).intersection(&prose).map(|phrase| format!("{}: {phrase}", shown(&path))));
        }
    }
    assert!(copied.is_empty(), "{}", copied.join("\n"));
}
