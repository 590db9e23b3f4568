//! Files that mean harm: each ends soon, with a place or a success, and never with a panic or a look outside the folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::Folder;
use specproof_contract::model::SchemaId;
use specproof_contract::validate::{Direction, Validator};
use specproof_contract::{Limits, Loaded, Options, Problem, load_document, load_specs};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n";

/// Loads on a small stack, and fails when that takes more than some seconds of the processor even in an unoptimised build.
fn load(name: &str, content: impl Into<Vec<u8>>) -> Result<Loaded, Vec<Problem>> {
    let (folder, content) = (Folder::new(), content.into());
    let path = folder.write(name, content);
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let result = load_document(&path, &Options::default());
        (result, processor_seconds())
    });
    let (result, seconds) = thread.unwrap().join().unwrap();
    assert!(seconds < 10.0, "{name} took {seconds} s");
    result
}

/// What this thread has used so far, where the system tells.
fn processor_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn refused(name: &str, content: impl Into<Vec<u8>>, code: &str) -> Problem {
    let problems = load(name, content).expect_err(code);
    problems.iter().find(|problem| problem.code == code).unwrap_or_else(|| panic!("no {code}: {problems:?}")).clone()
}

#[test]
fn nesting() {
    for depth in [200, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{a: ", "}")] {
            let text = format!("{HEAD}x-deep: {}1{}", open.repeat(depth), close.repeat(depth));
            refused("openapi.yaml", text, "too-deep");
        }
        refused("openapi.json", "[".repeat(depth), "too-deep");
        refused("openapi.json", "{\"a\":".repeat(depth), "too-deep");
        let text: String = (0..depth.min(2_000)).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        refused("openapi.yaml", text, "too-deep");
        refused("openapi.yaml", "- ".repeat(depth), "too-deep");
    }
    assert!(load("openapi.yaml", "[".repeat(200_000)).is_err());
    assert!(load("openapi.yaml", "{".repeat(200_000)).is_err());
    assert!(load("openapi.yaml", "? ".repeat(200_000)).is_err());
}

#[test]
fn tags() {
    for tag in [
        "!!python/object/apply:os.system [id]",
        "!!java.lang.ProcessBuilder [id]",
        "!!ruby/object:Gem::Installer {}",
        "!!js/function 'f()'",
        "!<tag:evil,2000:x> a",
        "!local a",
        "!!binary R0lG",
        "!!set {a, b}",
        "!!omap [a: b]",
        "!!int '5'",
        "! a",
    ] {
        let problem = refused("openapi.yaml", format!("{HEAD}x-a:\n  b: {tag}\n"), "yaml-tag");
        assert_eq!(problem.line, 5, "{tag}: {problem:?}");
    }
}

#[test]
fn alias_bombs() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    let mut merged = String::from("a: &a {k0: x, k1: x, k2: x}\n");
    for (last, next) in ('a'..='z').zip('b'..='z') {
        let aliases = vec![format!("*{last}"); 9].join(", ");
        bomb.push_str(&format!("{next}: &{next} [{aliases}]\n"));
        let maps = vec![format!("{{<<: *{last}}}"); 9].join(", ");
        merged.push_str(&format!("{next}: &{next} {{list: [{maps}]}}\n"));
    }
    refused("openapi.yaml", format!("{HEAD}x-b:\n{}", indented(&bomb)), "too-large");
    refused("openapi.yaml", format!("{HEAD}x-b:\n{}", indented(&merged)), "too-large");
    refused("openapi.yaml", format!("{HEAD}x-a: &a [*a]\n"), "yaml-syntax");
    let mut deep = String::from("a0: &a0 []\n");
    for level in 1..300 {
        deep.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    refused("openapi.yaml", format!("{HEAD}x-b:\n{}", indented(&deep)), "too-deep");
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

#[test]
fn bytes() {
    assert_eq!((refused("openapi.yaml", b"a: \xff".to_vec(), "file-unreadable").line, 1), (1, 1));
    refused("openapi.json", b"{\"a\": \"\xc3(\"}".to_vec(), "file-unreadable");
    refused("openapi.yaml", format!("{HEAD}tags: [a\0b]\n"), "yaml-syntax");
    refused("openapi.json", "{\"a\0\": 1}", "json-syntax");
    refused("openapi.yaml", [0xFE, 0xFF, 0, b'a', 0, b':'], "file-unreadable");
    assert!(load("openapi.yaml", format!("\u{feff}{HEAD}")).is_ok());
    assert!(
        load("openapi.json", format!("\u{feff}{}", r#"{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}}"#)).is_ok()
    );
    for empty in ["", " ", "\n", "# only a comment\n", "---\n", "null", "{}", "[]", "1", "\"a\""] {
        assert!(load("openapi.yaml", empty).is_err(), "{empty:?}");
        assert!(load("openapi.json", empty).is_err(), "{empty:?}");
    }
    for half in 0..HEAD.len() {
        let _ = load("openapi.yaml", &HEAD[..half]);
    }
}

#[test]
fn width() {
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let unknown = many(50_000, &|at| format!("k{at}: 1\n"));
    assert_eq!(load("openapi.yaml", format!("{HEAD}{unknown}")).unwrap().warnings.len(), 10_001);
    let twice = many(20_000, &|at| format!("  k{at}: {{}}\n")).repeat(2);
    assert!(load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{}", indented(&twice))).is_ok());
    let required = many(20_000, &|_| "a, ".into());
    assert!(load("openapi.yaml", format!("{HEAD}components: {{schemas: {{A: {{required: [{required}a]}}}}}}\n")).is_ok());
    let unresolved = many(5_000, &|at| format!("    K{at}: {{$ref: '#/components/schemas/X{at}'}}\n"));
    assert!(load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{unresolved}")).is_ok());
    let line = format!("{{\"openapi\": \"3.0.3\", \"x-a\": [{}1]}}", "1, ".repeat(100_000));
    assert!(load("openapi.json", line).is_ok());
}

#[test]
fn limits() {
    let folder = Folder::new();
    let file = folder
        .write("openapi.yaml", format!("{HEAD}tags: [{{name: a}}, {{name: b}}]\ncomponents: {{schemas: {{A: {{$ref: 'b.yaml'}}}}}}\n"));
    folder.write("b.yaml", "type: string\n");
    let with = |limits: Limits| load_document(&file, &Options { limits, ..Options::default() });
    assert!(with(Limits::default()).is_ok());
    for limits in [
        Limits { file_bytes: 100, ..Limits::default() },
        Limits { total_bytes: std::fs::metadata(&file).unwrap().len() + 5, ..Limits::default() },
        Limits { files: 1, ..Limits::default() },
        Limits { nodes: 10, ..Limits::default() },
    ] {
        let problems = with(limits.clone()).err().unwrap_or_else(|| panic!("{limits:?} is not held"));
        assert!(problems.iter().any(|problem| problem.code == "too-large"), "{limits:?}: {problems:?}");
    }
    let problems = with(Limits { depth: 2, ..Limits::default() }).unwrap_err();
    assert_eq!(problems[0].code, "too-deep");
}

#[test]
fn references_that_lead_through_each_other() {
    let chain = |count: usize| -> String {
        (0..count).map(|at| format!("    K{at}: {{$ref: '#/components/schemas/K{}'}}\n", at + 1)).collect::<String>()
            + &format!("    K{count}: {{}}\n")
    };
    assert!(load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{}", chain(5_000))).is_ok());
    let through: String = (0..5_000).map(|at| format!("    K{at}: {{$ref: '#/components/schemas/K{}/x'}}\n", at + 1)).collect();
    assert!(load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{through}")).is_ok());
    let nested: String =
        (0..5_000).map(|at| format!("    K{at}: {{allOf: [{{$ref: '#/components/schemas/K{}'}}, {{title: t}}]}}\n", at + 1)).collect();
    let loaded = load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{nested}    K5000: {{type: string, default: 1}}\n")).unwrap();
    let api = &loaded.contract.apis[0];
    let outcome = Validator::new(api, Direction::Response).check(api.components[0].1, &serde_json::json!(1));
    assert_eq!(outcome.violations[0].keyword, "limit", "a check that goes too deep is no pass");
    let rings: String = (0..2_000)
        .map(|at| {
            format!("    K{at}: {{anyOf: [{{$ref: '#/components/schemas/K{}'}}, {{$ref: '#/components/schemas/K0'}}]}}\n", (at + 1) % 2_000)
        })
        .collect();
    let _ = load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{rings}"));
    let doubling: String = (0..60)
        .map(|at| format!("    K{at}: {{allOf: [{{$ref: '#/components/schemas/K{0}'}}, {{$ref: '#/components/schemas/K{0}'}}]}}\n", at + 1))
        .collect();
    let loaded = load("openapi.yaml", format!("{HEAD}components:\n  schemas:\n{doubling}    K60: {{}}\n")).unwrap();
    let api = &loaded.contract.apis[0];
    assert!(!Validator::new(api, Direction::Response).check(api.components[0].1, &serde_json::json!(1)).is_valid());
}

#[test]
fn deep_values_under_recursive_schemas() {
    let loaded = load(
        "openapi.yaml",
        format!(
            "{HEAD}components: {{schemas: {{A: {{type: object, properties: {{a: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}}}}}}}}}\n"
        ),
    )
    .unwrap();
    let mut value = serde_json::json!({});
    for _ in 0..120 {
        value = serde_json::json!({ "a": value });
    }
    let check = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let api = &loaded.contract.apis[0];
        let validator = Validator::new(api, Direction::Response);
        assert!(validator.check(api.components[0].1, &value).is_valid());
        assert!(validator.check(SchemaId(u32::MAX), &value).is_valid());
    });
    check.unwrap().join().unwrap();
}

#[test]
fn patterns() {
    for pattern in [
        "(".repeat(20_000),
        format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000)),
        "a{1000000000}".into(),
        "[".repeat(20_000),
        "(?:a?){500}a{500}".into(),
    ] {
        let _ = load("openapi.yaml", format!("{HEAD}components: {{schemas: {{A: {{pattern: '{pattern}'}}}}}}\n"));
    }
}

#[test]
#[cfg(unix)]
fn nothing_outside_the_folder_is_read() {
    let outside = Folder::new();
    let secret = outside.write("secret.yaml", "type: string\n");
    let folder = Folder::new();
    std::os::unix::fs::symlink(&secret, folder.0.join("link.yaml")).unwrap();
    std::os::unix::fs::symlink(&outside.0, folder.0.join("dir")).unwrap();
    let inside = secret.strip_prefix(outside.0.parent().unwrap()).unwrap().display().to_string();
    for reference in [
        "link.yaml".to_owned(),
        "dir/secret.yaml".into(),
        format!("../{inside}"),
        format!("%2e%2e/{inside}"),
        format!("sub/../../{inside}"),
        secret.display().to_string(),
        format!("file://{}", secret.display()),
        "\\\\host\\share".into(),
        "c:/x.yaml".into(),
        "ftp://localhost/x".into(),
        "/dev/zero".into(),
        ".".into(),
        "..".into(),
    ] {
        let file = folder.write("openapi.yaml", format!("{HEAD}components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}\n"));
        let strict = Options { attitude: specproof_contract::Attitude::Strict, ..Options::default() };
        let problems = load_document(&file, &strict).expect_err(&reference);
        assert!(problems.iter().all(|problem| ["file-outside", "reference-unread"].contains(&problem.code)), "{reference}: {problems:?}");
        assert_eq!(problems[0].line, 4, "{reference}");
        // Tolerantly, any value is taken, and nothing was read.
        let loaded = load_document(&file, &Options::default()).expect(&reference);
        assert_eq!((loaded.contract.files.len(), loaded.warnings[0].line), (1, 4), "{reference}");
    }
    // A file that reaches the outside from further in is held just the same.
    folder.write("sub/inner.yaml", format!("$ref: '../../{inside}'\n"));
    let file = folder.write("openapi.yaml", format!("{HEAD}components: {{schemas: {{A: {{$ref: 'sub/inner.yaml'}}}}}}\n"));
    let loaded = load_document(&file, &Options::default()).unwrap();
    assert_eq!((loaded.contract.files.len(), loaded.warnings[0].code), (2, "file-outside"));
    // With a root above both, it is inside.
    let file = folder.write("openapi.yaml", format!("{HEAD}components: {{schemas: {{A: {{$ref: '../{inside}'}}}}}}\n"));
    let root = Some(folder.0.parent().unwrap().to_path_buf());
    let loaded = load_document(&file, &Options { root, ..Options::default() }).unwrap();
    assert_eq!(loaded.contract.apis[0].components[0].0, "A");
    assert_eq!(loaded.contract.files.len(), 2);
}

#[test]
fn folders_of_specs() {
    let folder = Folder::new();
    assert!(load_specs(&folder.0).is_err());
    assert!(load_specs(&folder.0.join("none")).is_err());
    folder.write("pets/clauses.yaml", "");
    let problems = load_specs(&folder.0).unwrap_err();
    assert_eq!((problems[0].code, problems[0].line), ("file-unreadable", 0));
    folder.write("pets/openapi.yaml", HEAD);
    let problems = load_specs(&folder.0).unwrap_err();
    assert!(problems[0].file.ends_with("clauses.yaml"), "{problems:?}");
    assert!(load_document(&folder.0, &Options::default()).is_err());
    assert!(load_document(&folder.0.join("none.yaml"), &Options::default()).is_err());
}
