//! `docs/codegen.md`: what each construct becomes, made from the fixtures. With `SPECPROOF_BLESS` set, the page is written.

use specproof_codegen::{Options, generate};
use specproof_contract::load_document;
use specproof_tests::root;

const HEAD: &str = "# What each construct becomes\n\n\
    Made from `tests/fixtures/codegen` by `SPECPROOF_BLESS=1 cargo test -p specproof-tests --test codegen_page`; do not edit.\n\
    The same fixtures are compiled, and run with valid and invalid values, by `tests/tests/codegen_values.rs`.\n";

/// Which component of which fixture shows the construct best.
const SHOWN: &[(&str, &str)] = &[
    ("presence", "Account"),
    ("defaults", "Query"),
    ("limits", "Slug"),
    ("limits", "Order"),
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

/// The lines of a component, without the values that the tests try.
fn excerpt(text: &str, component: &str) -> String {
    let mut lines = Vec::new();
    let mut values = false;
    for line in text.lines().skip_while(|line| *line != format!("    {component}:")) {
        let depth = line.len() - line.trim_start().len();
        if depth <= 4 && !lines.is_empty() {
            break;
        }
        if depth <= 6 {
            values = line.trim_start().starts_with("x-");
        }
        if !values {
            lines.push(line.get(4..).unwrap_or_default());
        }
    }
    lines.join("\n")
}

#[test]
fn the_page_shows_what_is_emitted() {
    let mut page = HEAD.to_owned();
    for (fixture, component) in SHOWN {
        let file = root().join(format!("tests/fixtures/codegen/{fixture}.yaml"));
        let text = std::fs::read_to_string(&file).expect("readable");
        let contract = load_document(&file, &specproof_contract::Options::default()).expect("a fixture loads").contract;
        let module = specproof_codegen::names::identifier(component, specproof_codegen::names::Role::Module);
        let emitted = generate(&contract, &Options::default()).0.files();
        let (_, code) = emitted.iter().find(|(path, _)| *path == format!("schemas/{module}.rs")).expect("its module");
        let code = code.split_once("support;\n\n").map_or(code.as_str(), |(_, code)| code);
        let shown = excerpt(&text, component);
        assert!(shown.lines().count() > 1, "{component} is not in {fixture}");
        page.push_str(&format!("\n## {fixture}: {component}\n\n```yaml\n{shown}\n```\n\n```rust,ignore\n{code}```\n"));
    }
    let file = root().join("docs/codegen.md");
    if std::env::var_os("SPECPROOF_BLESS").is_some() {
        std::fs::write(&file, &page).expect("writable");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == page, "docs/codegen.md is stale: run this test with SPECPROOF_BLESS=1");
}
