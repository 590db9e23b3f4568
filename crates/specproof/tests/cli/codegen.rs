//! `codegen` from outside: what it writes, what it leaves alone, and what `--check` says.

use super::support::*;
use std::path::Path;

fn write_spec(file: &Path, member: &str) {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    \
         Pet: {{type: object, properties: {{{member}: {{type: string}}}}}}\n"
    );
    std::fs::write(file, text).expect("writable");
}

#[test]
fn check_tells_a_stale_crate_from_a_fresh_one() {
    let folder = scratch("codegen-check");
    let (spec, out) = (folder.join("pets.yaml"), folder.join("pets"));
    let arguments = ["codegen", "--spec", shown(&spec), "--out", shown(&out)];
    let check = || run(&[arguments.as_slice(), &["--check"]].concat());
    write_spec(&spec, "name");
    let (code, _, err) = check();
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("src/schemas/pet.rs is missing") && !out.exists(), "{err}");
    assert_eq!(run(&arguments).0, 0);
    for file in ["Cargo.toml", "README.md", "src/lib.rs", "src/schemas/pet.rs"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    assert_eq!(check(), (0, String::new(), String::new()));
    write_spec(&spec, "colour");
    let (code, _, err) = check();
    assert_eq!(code, 1);
    assert!(err.contains("src/schemas/pet.rs differs from what the document says now"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert_eq!(run(&arguments).0, 0, "what was generated is written anew without being asked");
    assert_eq!(check().0, 0);
    std::fs::remove_file(out.join("src/schemas/pet.rs")).expect("removed");
    assert_eq!(check().0, 1);
}

#[test]
fn files_of_somebody_else_are_not_overwritten_unasked() {
    let folder = scratch("codegen-force");
    let (spec, out) = (folder.join("pets.yaml"), folder.join("pets"));
    write_spec(&spec, "name");
    std::fs::create_dir_all(out.join("src")).expect("a folder");
    for file in ["Cargo.toml", "src/lib.rs", "src/own.rs"] {
        std::fs::write(out.join(file), "// mine\n").expect("writable");
    }
    let arguments = ["codegen", "--spec", shown(&spec), "--out", shown(&out)];
    let (code, _, err) = run(&arguments);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("Cargo.toml, src/lib.rs") && err.contains("--force") && !err.contains("own.rs"), "{err}");
    let mine = |file: &str| std::fs::read_to_string(out.join(file)).is_ok_and(|text| text == "// mine\n");
    assert!(mine("Cargo.toml") && mine("src/lib.rs") && !out.join("README.md").exists(), "nothing is written");
    assert_eq!(run(&[arguments.as_slice(), &["--force"]].concat()).0, 0);
    assert!(!mine("Cargo.toml") && !mine("src/lib.rs") && mine("src/own.rs"));
    assert_eq!(run(&arguments).0, 0, "they are its own from now on");
}

#[test]
fn problems_are_told_in_either_form() {
    let folder = scratch("codegen-problems");
    let (spec, out) = (folder.join("pets.yaml"), folder.join("pets"));
    write_spec(&spec, "name");
    std::fs::write(&spec, std::fs::read_to_string(&spec).expect("readable").replace("type: string", "type: strin")).expect("writable");
    let arguments = ["codegen", "--spec", shown(&spec), "--out", shown(&out), "--strict"];
    let (code, _, err) = run(&arguments);
    assert_eq!(code, 2);
    assert!(err.contains("pets.yaml:6:") && err.contains("strin") && err.contains("did you mean `string`?"), "{err}");
    let (code, text, err) = run(&[arguments.as_slice(), &["--format", "json"]].concat());
    let problems: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!((code, problems[0]["line"].as_u64()), (2, Some(6)), "{err}");
    assert!(!out.exists());
}
