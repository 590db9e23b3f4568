//! Every command that a page names is one, with flags that it takes: each is run with `--help` at its end, which reads the flags before it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The pages for people, with their text.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = std::fs::read_dir(root.join("docs")).expect("docs").flatten().map(|entry| entry.path());
    let named = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root.join(name));
    let mut all: Vec<PathBuf> = docs.chain(named).filter(|path| path.extension().is_some_and(|end| end != "json")).collect();
    all.sort();
    all.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("a page"))).collect()
}

/// The commands of a page, in its code, as words: what a shell makes of quotes is left out, and so is what comes after a command.
fn commands(page: &str) -> Vec<Vec<String>> {
    let page = page.replace("\\\n", " ");
    let spans = page.split('`').skip(1).step_by(2).filter(|span| !span.contains('\n'));
    let lines = page.lines().map(|line| line.trim_start_matches(['$', ' ', '-']));
    let starts = |text: &&str| text.starts_with("specproof ") || text.starts_with("cargo xtask ");
    let end = |word: &&str| !["|", "||", "&&", "&", ">", "2>", "#", ";", "…"].contains(word);
    let mut all: Vec<Vec<String>> = spans
        .chain(lines)
        .filter(starts)
        .map(|text| {
            let words = text.strip_prefix("cargo xtask").or_else(|| text.strip_prefix("specproof")).unwrap_or(text);
            // A quoted word is one; `$@` stands for any.
            let words: String = words
                .split('"')
                .enumerate()
                .map(|(at, part)| if at % 2 == 1 { part.replace(' ', "_").replace("$@", "") } else { part.to_owned() })
                .collect();
            let words = words.split_whitespace().filter(|word| *word != "…").take_while(end);
            words.map(|word| word.trim_matches(['"', '\'', ':', ',', ')']).to_owned()).collect()
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn every_command_on_a_page_takes_what_is_given_to_it() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for (path, text) in pages() {
        // `docs` belongs to the workspace alone.
        for words in commands(&text).into_iter().filter(|words| words.first().is_some_and(|first| first != "docs")) {
            seen += 1;
            let done = Command::new(env!("CARGO_BIN_EXE_specproof")).args(&words).arg("--help").output().expect("the binary");
            if !done.status.success() {
                wrong.push(format!("{}: specproof {}: {}", path.display(), words.join(" "), String::from_utf8_lossy(&done.stderr)));
            }
        }
    }
    assert!(seen >= 30 && wrong.is_empty(), "{seen} commands\n{}", wrong.join("\n"));
}

#[test]
fn every_flag_that_a_page_names_by_itself_is_one() {
    let pages = pages();
    let reference =
        pages.iter().find(|(path, _)| path.ends_with("command-line.md")).map(|(_, text)| text.as_str()).expect("docs/command-line.md");
    // Flags of cargo and of other generators.
    let others = ["--locked", "--test", "--ignored", "--types-only", "--skip-validate-spec"];
    let mut wrong = Vec::new();
    for (path, text) in &pages {
        for span in text.split('`').skip(1).step_by(2).filter(|span| span.starts_with("--") && !span.contains('\n')) {
            let flag: String = span.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            let known = others.contains(&flag.as_str())
                || [" ", "\n", "<", ",", "="].iter().any(|after| reference.contains(&format!("{flag}{after}")));
            if !known {
                wrong.push(format!("{}: {flag}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
