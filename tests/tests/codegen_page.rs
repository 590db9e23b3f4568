//! `docs/codegen.md`: what each construct becomes, made from the fixtures. With `SPECPROOF_BLESS` set, the page is written.

use specproof_codegen::{Options, generate};
use specproof_contract::load_document;
use specproof_tests::root;

const HEAD: &str = "# What each construct becomes\n\n\
    Made from `tests/fixtures/codegen` by `SPECPROOF_BLESS=1 cargo test -p specproof-tests --test codegen_page`; do not edit.\n\
    The same fixtures are compiled, and run with valid and invalid values, by `tests/tests/codegen_values.rs`.\n\
    What the types take otherwise than JSON Schema says is in [json-schema.md](json-schema.md), each with its reason.\n";

/// How it stands beside others: only what was measured, on the 95 documents of OpenAPI 3.0 that the generator is developed with.
const PEERS: &str = include_str!("../fixtures/codegen-peers.md");

/// Which component of which fixture shows the construct best.
const SHOWN: &[(&str, &str)] = &[
    ("presence", "Account"),
    ("defaults", "Query"),
    ("limits", "Slug"),
    ("limits", "Order"),
    ("typeless", "Address"),
    ("enums", "Status"),
    ("enums", "Mixed"),
    ("maps", "Rest"),
    ("maps", "Closed"),
    ("all-of", "Extended"),
    ("unions", "Exactly"),
    ("unions", "Scalar"),
    ("unions", "Excluding"),
    ("discriminators", "Mapped"),
    ("formats", "Formats"),
    ("recursion", "Tree"),
    ("sides", "User"),
    ("names", "Keywords"),
];

/// Which path of which fixture shows operations best, and the file that becomes of it.
const OPERATIONS: &[(&str, &str, &str)] =
    &[("responses", "/things/{id}", "get_thing.rs"), ("parameters", "/things/{id}.{format}/{tags}/{point}", "find_things.rs")];

/// The lines of a component or path, without the values that the tests try.
fn excerpt(text: &str, key: &str, depth: usize) -> String {
    let head = format!("{}{key}:", " ".repeat(depth));
    let mut lines = Vec::new();
    let mut values = false;
    for line in text.lines().skip_while(|line| *line != head) {
        let own = line.len() - line.trim_start().len();
        if own <= depth && !lines.is_empty() {
            break;
        }
        if own <= depth + 2 {
            values = line.trim_start().starts_with("x-");
        }
        if !values {
            lines.push(line.get(depth..).unwrap_or_default());
        }
    }
    lines.join("\n")
}

#[test]
fn the_page_shows_what_is_emitted() {
    let mut page = format!("{HEAD}{PEERS}\n# Schemas\n");
    for (fixture, component) in SHOWN {
        let file = root().join(format!("tests/fixtures/codegen/{fixture}.yaml"));
        let text = std::fs::read_to_string(&file).expect("readable");
        let contract = load_document(&file, &specproof_contract::Options::default()).expect("a fixture loads").contract;
        let module = specproof_codegen::names::identifier(component, specproof_codegen::names::Role::Module);
        let emitted = generate(&contract, &Options::default()).0.files();
        let (_, code) = emitted.iter().find(|(path, _)| *path == format!("schemas/{module}.rs")).expect("its module");
        let code = code.split_once("support;\n\n").map_or(code.as_str(), |(_, code)| code);
        let shown = excerpt(&text, component, 4);
        assert!(shown.lines().count() > 1, "{component} is not in {fixture}");
        page.push_str(&format!("\n## {fixture}: {component}\n\n```yaml\n{shown}\n```\n\n```rust,ignore\n{code}```\n"));
    }
    page.push_str("\n# Operations\n");
    for (fixture, path, name) in OPERATIONS {
        let file = root().join(format!("tests/fixtures/codegen/{fixture}.yaml"));
        let text = std::fs::read_to_string(&file).expect("readable");
        let contract = load_document(&file, &specproof_contract::Options::default()).expect("a fixture loads").contract;
        let emitted = generate(&contract, &Options::default()).0.files();
        let (at, code) = emitted.iter().find(|(at, _)| at.starts_with("operations/") && at.ends_with(name)).expect("its module");
        let shown = excerpt(&text, path, 2);
        assert!(shown.lines().count() > 1, "{path} is not in {fixture}");
        page.push_str(&format!("\n## {fixture}: `src/{at}`\n\n```yaml\n{shown}\n```\n\n```rust,ignore\n{code}```\n"));
    }
    let file = root().join("docs/codegen.md");
    if std::env::var_os("SPECPROOF_BLESS").is_some() {
        std::fs::write(&file, &page).expect("writable");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == page, "docs/codegen.md is stale: run this test with SPECPROOF_BLESS=1");
}
