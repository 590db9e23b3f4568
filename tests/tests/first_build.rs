//! What the first verdict costs on a fresh machine is mostly compiling: the packages that it takes are counted, so that none comes in silence.

use std::collections::BTreeSet;
use std::process::Command;

/// Packages that `cargo xtask conform` may take, our own included. Raise it with a reason in the commit: 1 package is about 0.7 CPU seconds.
const CEILING: usize = 133;

/// In two versions, where nobody can help it: rust-argon2 is behind.
const TWICE: [&str; 1] = ["base64"];

/// What was left out on purpose, and how to keep it out.
const LEFT_OUT: [(&str, &str); 3] = [
    ("icu_normalizer", "idna takes smaller tables with `cargo update -p idna_adapter --precise 1.1.0`"),
    ("tempfile", "insta needs it since 1.45: stay with 1.44"),
    ("aws-lc-sys", "rustls works with ring here"),
];

/// `name version` of each package that xtask and its build scripts are compiled from on this machine.
fn packages() -> BTreeSet<(String, String)> {
    let arguments = ["tree", "--package=xtask", "--edges=normal,build", "--prefix=none", "--format={p}", "--offline", "--locked"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut packages = BTreeSet::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            packages.insert((name.to_owned(), version.to_owned()));
        }
    }
    packages
}

#[test]
fn no_more_packages_than_agreed() {
    let packages = packages();
    let own = packages.iter().filter(|(name, _)| name.starts_with("specproof")).count();
    assert!(own >= 6, "these are not the packages of xtask: {packages:?}");
    assert!(
        packages.len() <= CEILING,
        "{} packages, agreed are {CEILING}: `cargo tree -p xtask -e normal,build` shows which came in and through whom",
        packages.len()
    );
    for (name, help) in LEFT_OUT {
        assert!(!packages.iter().any(|(own, _)| own == name), "{name} came back: {help}");
    }
}

#[test]
fn no_package_in_two_versions() {
    let packages = packages();
    let names: Vec<&str> = packages.iter().map(|(name, _)| name.as_str()).collect();
    let twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1] && !TWICE.contains(&pair[0])).map(|pair| pair[0]).collect();
    assert!(twice.is_empty(), "in two versions: {twice:?}; `cargo tree -d -p xtask -e normal,build` shows through whom");
}
