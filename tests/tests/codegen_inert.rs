//! Documents of strangers: nothing that stands in one gets out of its string literal or comment.

#![recursion_limit = "256"]

use serde_json::{Map, Value, json};
use specproof_codegen::{Options, generate};
use specproof_contract::load_document;
use specproof_tests::Scratch;
use std::collections::BTreeSet;

/// Texts that mean something to Rust, Markdown, HTML, terminals or file systems.
const PAYLOADS: &[&str] = &[
    "\"] pub fn injected() {} #[doc = \"",
    "*/ pub fn injected() {} /*",
    "/* unclosed",
    "\npub fn injected() {}\n",
    "\r\npub fn injected() {}",
    "\rpub fn injected() {}",
    "\"; pub fn injected() {} //",
    "\"##; fn injected() {}",
    "r#\"raw\"#",
    "r#fn",
    "} pub mod injected {",
    "{ } { } }}",
    "');",
    "\\",
    "\\\"",
    "\\u{22}",
    "\u{2028}pub fn injected() {}",
    "\u{202e}reversed\u{202c}",
    "zero\u{200b}width",
    "\u{feff}bom",
    "nul\u{0}byte",
    "\u{1b}[31mred",
    "```\npanic!(\"ran\");\n```",
    "~~~\npanic!(\"ran\");\n~~~",
    "```rust,should_panic\npanic!();\n```",
    "    panic!(\"indented\");",
    "- list\n\n        panic!(\"nested\");",
    "> ```\n> panic!();\n> ```",
    "-     panic!(\"five blanks\");",
    "```\nunclosed",
    "````\n```\npanic!();\n````",
    "<script>alert(1)</script>",
    "<!-- comment",
    "[link]: http://example.com",
    "[crate::main]",
    "$crate",
    "$(touch x)",
    "`backtick",
    "{{ handlebars }}",
    "%s %n",
    "../../../etc/passwd",
    "C:\\con",
    "CON",
    "aux.txt",
    "include!(\"/etc/passwd\")",
    "macro_rules! x { () => {} }",
    "unsafe { }",
    "#![allow(warnings)]",
    "#[no_mangle]",
    "//! inner",
];

/// A document with the text in every position that reaches code.
fn document(text: &str) -> Value {
    let object =
        |pairs: Vec<(&str, Value)>| Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>());
    let member = object(vec![
        ("type", json!("string")),
        ("description", json!(text)),
        ("title", json!(text)),
        ("enum", json!([text, "other"])),
        ("default", json!(text)),
        ("x-vendor", json!(text)),
    ]);
    let schema = json!({
        "type": "object", "description": text, "title": text, "format": text,
        "properties": object(vec![(text, member), ("plain", json!({"type": "string", "format": text}))]),
        "required": [text],
        "x-vendor": text,
    });
    let union = json!({
        "description": text,
        "oneOf": [{"$ref": "#/components/schemas/Plain"}, {"type": "object", "title": text, "required": ["b"], "properties": {"b": {}}}],
        "discriminator": {"propertyName": text, "mapping": object(vec![(text, json!("Plain"))])},
    });
    let operation = json!({
        "operationId": text, "summary": text, "description": text, "tags": [text],
        "parameters": [
            {"name": text, "in": "query", "description": text, "schema": {"type": "string", "enum": [text]}},
            {"name": "X-Plain", "in": "header", "description": text, "schema": {"type": "string"}},
        ],
        "requestBody": {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Plain"}}}},
        "responses": {
            "200": {
                "description": text,
                "headers": {"X-Plain": {"description": text, "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Plain"}}},
            },
        },
    });
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text},
        "servers": [{"url": "https://example.com", "description": text}],
        "tags": [{"name": text, "description": text}],
        "paths": {"/plain": {"post": operation}},
        "components": {"schemas": {"Plain": schema, "Union": union}},
    })
}

fn items(text: &str, path: &str) -> Vec<String> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} does not parse: {error}\n{text}"));
    file.items.iter().map(kind).collect()
}

fn kind(item: &syn::Item) -> String {
    match item {
        syn::Item::Mod(_) => "mod".into(),
        syn::Item::Use(_) => "use".into(),
        syn::Item::Struct(_) => "struct".into(),
        syn::Item::Enum(_) => "enum".into(),
        syn::Item::Type(_) => "type".into(),
        syn::Item::Impl(own) => format!("impl of {} functions", own.items.len()),
        syn::Item::Macro(own) => {
            let path: Vec<String> = own.mac.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            path.join("::")
        }
        syn::Item::Static(own) => format!("static {}", own.ident),
        _ => "something else".into(),
    }
}

/// The kinds of items by file, file names left out: they follow the names in the document.
fn shape(document: &Value, scratch: &Scratch) -> (Vec<Vec<String>>, Vec<(String, String)>) {
    let file = scratch.path().join("document.json");
    std::fs::write(&file, document.to_string()).expect("writable");
    let loaded = load_document(&file, &specproof_contract::Options::default())
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")));
    let files = generate(&loaded.contract, &Options::default()).0.files();
    let own: Vec<(String, String)> = files.into_iter().filter(|(path, _)| !path.starts_with("support/")).collect();
    let mut shapes: Vec<Vec<String>> = own.iter().map(|(path, text)| items(text, path)).collect();
    shapes.sort();
    (shapes, own)
}

#[test]
fn no_text_leaves_its_place() {
    let scratch = Scratch::new("codegen-inert");
    let (expected, _) = shape(&document("ordinary"), &scratch);
    assert!(PAYLOADS.len() >= 40);
    for payload in PAYLOADS {
        let (found, files) = shape(&document(payload), &scratch);
        assert_eq!(found, expected, "{payload:?}");
        for (path, text) in &files {
            let safe = path.split('/').all(|part| {
                let stem = part.trim_end_matches(".rs");
                !stem.is_empty()
                    && stem.len() <= 80
                    && stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            });
            assert!(safe, "{payload:?}: {path}");
            assert!(text.chars().all(|ch| ch == '\n' || !ch.is_control()), "{payload:?}: a control character in {path}");
            assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{feff}', '\u{200b}']), "{payload:?}: an invisible character in {path}");
        }
    }
}

/// A document with the text in the positions where a fault may be repaired away: what is left of it must be as inert.
fn further(text: &str) -> Value {
    let keyed = |value: Value| Value::Object([(text.to_owned(), value)].into_iter().collect());
    let media = json!({
        "schema": {"type": "object", "properties": {"p": {"type": "string", "pattern": text}, "n": {"type": "integer", "format": text, "example": text}}},
        "example": text,
        "encoding": {"p": {"contentType": text, "style": text, "headers": keyed(json!({"schema": {"type": "string"}}))}},
    });
    let parameter = |location: &str| json!({"name": text, "in": location, "schema": {"type": "string", "default": text, "enum": [text, "b"]}, "example": text});
    let operation = json!({
        "operationId": "plain", "tags": [text, "other"], "externalDocs": {"url": text, "description": text},
        "parameters": [parameter("query"), parameter("header"), parameter("cookie"), parameter(text)],
        "requestBody": {"content": {
            text: media, "application/json": media, "application/x-www-form-urlencoded": media, "multipart/form-data": media,
        }},
        "responses": {
            "200": {
                "description": text, "headers": keyed(json!({"description": text, "schema": {"type": "string", "pattern": text}})),
                "content": {text: media, "text/plain": media},
                "links": keyed(json!({"operationId": text, "description": text})),
            },
            text: {"description": text},
        },
        "callbacks": keyed(json!({text: {"post": {"responses": {"200": {"description": text}}}}})),
        "security": [keyed(json!([text]))], "servers": [{"url": text, "description": text}],
    });
    json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1", "termsOfService": text, "contact": {"name": text, "url": text, "email": text}, "license": {"name": text, "url": text}},
        "servers": [{"url": format!("https://{{{text}}}/"), "variables": keyed(json!({"default": text, "enum": [text], "description": text}))}],
        "externalDocs": {"url": text, "description": text},
        "security": [keyed(json!([]))],
        "paths": {format!("/{text}/{{{text}}}"): {"get": operation, "summary": text, "description": text}},
        "components": {
            "schemas": {
                text: {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "externalDocs": {"url": text}, "xml": {"name": text}},
                "Text": {"type": "string", "pattern": text, "minLength": 1, "example": text, "default": text},
                "Union": {
                    "anyOf": [{"type": "string", "title": text, "maxLength": 2}, {"type": "object", "title": text}, {"$ref": text}],
                    "discriminator": {"propertyName": text, "mapping": keyed(json!(text))},
                },
                "Constants": {"enum": [text, {text: text}, [text]]},
                "Odd": {"type": text, "format": text, "required": [text], "not": {"enum": [text]}},
            },
            "securitySchemes": keyed(json!({"type": "apiKey", "in": "header", "name": text, "description": text})),
            "examples": keyed(json!({"summary": text, "value": text})),
            text: {},
        },
        format!("x-{text}"): text,
    })
}

#[test]
fn nothing_but_types_and_tables_is_emitted_wherever_a_text_stands() {
    let scratch = Scratch::new("codegen-further");
    let file = scratch.path().join("document.json");
    for payload in PAYLOADS {
        std::fs::write(&file, further(payload).to_string()).expect("writable");
        let loaded = load_document(&file, &specproof_contract::Options::default())
            .unwrap_or_else(|problems| panic!("{payload:?}: {}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")));
        for (path, text) in generate(&loaded.contract, &Options::default()).0.files() {
            if path.starts_with("support/") {
                continue;
            }
            for item in items(&text, &path) {
                assert!(
                    item != "something else" && !item.contains("injected") && !item.contains("include"),
                    "{payload:?}: {item} in {path}"
                );
            }
            assert!(text.chars().all(|ch| ch == '\n' || !ch.is_control()), "{payload:?}: a control character in {path}");
            assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{feff}', '\u{200b}']), "{payload:?}: an invisible character in {path}");
            let run = doctests(&text);
            assert!(run.is_empty(), "{payload:?}: {path}: {run:?}");
        }
    }
}

/// What rustdoc would run: fenced blocks without `text`, and indented blocks.
fn doctests(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let Some(line) = line.trim_start().strip_prefix("///").or_else(|| line.trim_start().strip_prefix("//!")) else {
            fence = None;
            continue;
        };
        let line = line.strip_prefix(' ').unwrap_or(line);
        match &fence {
            Some(open) if line.trim() == open => fence = None,
            Some(_) => {}
            None if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") => {
                let open: String = line.trim_start().chars().take_while(|ch| matches!(ch, '`' | '~')).collect();
                if &line[open.len()..] != "text" {
                    found.push(line.to_owned());
                }
                fence = Some(open);
            }
            None if line.starts_with("    ") => found.push(line.to_owned()),
            None => {}
        }
    }
    assert!(fence.is_none(), "a block is not closed");
    found
}

#[test]
fn no_description_becomes_a_doctest() {
    let scratch = Scratch::new("codegen-doctests");
    for payload in PAYLOADS {
        for text in
            [(*payload).to_owned(), format!("Before.\n\n{payload}\n\nAfter."), format!("1. one\n\n   {payload}"), format!("> {payload}")]
        {
            let (_, files) = shape(&document(&text), &scratch);
            for (path, text) in files {
                let found = doctests(&text);
                assert!(found.is_empty(), "{payload:?}: {path}: {found:?}");
            }
        }
    }
}

/// The same by rustdoc itself, over a crate with every payload in every place where a description stands.
#[test]
#[ignore = "compiles a crate: half a minute"]
fn rustdoc_runs_no_doctest() {
    let scratch = Scratch::new("codegen-rustdoc");
    let mut all = document("ordinary");
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let text = format!("Before.\n\n{payload}\n\n    panic!(\"indented\");\n\nAfter.");
        let own = document(&text);
        let schemas = own["components"]["schemas"].as_object().expect("schemas").clone();
        let paths = own["paths"].as_object().expect("paths").clone();
        for (name, mut schema) in schemas {
            schema["title"] = json!(text);
            all["components"]["schemas"][format!("{name}{at}")] = schema;
        }
        for (path, mut item) in paths {
            item["post"]["operationId"] = json!(format!("operation{at}"));
            all["paths"][format!("{path}/{at}")] = item;
        }
    }
    let file = scratch.path().join("document.json");
    std::fs::write(&file, all.to_string()).expect("writable");
    let reading = specproof_contract::Options::default();
    let package = specproof_codegen::Package::generate(&file, "inert", &reading, &Options::default()).expect("it generates");
    let out = scratch.path().join("inert");
    package.write(&out).expect("writable");
    std::fs::copy(specproof_tests::root().join("Cargo.lock"), out.join("Cargo.lock")).expect("a lock file");
    let mut cargo = std::process::Command::new(std::env::var("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(&out).env("CARGO_TARGET_DIR", specproof_tests::root().join("target/inert")).args(["test", "--doc"]);
    let output = cargo.output().expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("running 0 tests"), "{told}");
}

#[test]
fn case_twins_and_devices_keep_files_apart() {
    let scratch = Scratch::new("codegen-files");
    let names = ["pet", "Pet", "PET", "p-e-t", "con", "CON", "mod", "lib", "", "ä", "a\u{308}", "名前", "..", "/", "support", "schemas"];
    let schemas: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({"type": "object", "properties": {"a": {}}}))).collect();
    let document = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas}});
    let (_, files) = shape(&document, &scratch);
    let paths: BTreeSet<String> = files.iter().map(|(path, _)| path.to_lowercase()).collect();
    assert_eq!(paths.len(), files.len());
    assert_eq!(files.iter().filter(|(path, _)| path.starts_with("schemas/") && path != "schemas/mod.rs").count(), names.len());
}
