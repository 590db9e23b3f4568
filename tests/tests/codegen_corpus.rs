//! The examples and defaults of every document of the corpus, held against the generated types: what is valid comes back as the same JSON,
//! what is not is refused with its place. The contract's validator says which is which.
//!
//! Compiling the models of a hundred documents takes a quarter of an hour: `cargo test -p specproof-tests --test codegen_corpus -- --ignored --nocapture`.

use serde_json::{Value, json};
use specproof_codegen::{ComponentType, Options, generate};
use specproof_contract::load_document;
use specproof_contract::model::{Api, Contract, ExampleValue, MediaType, Place, SchemaId};
use specproof_contract::validate::{Direction, Validator};
use specproof_tests::{files, is_ci, root};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// So many bytes of documents share a crate, so that no compilation takes more memory than a small machine has.
const CRATE: u64 = 1_500_000;

fn corpus() -> Option<PathBuf> {
    let folder = root().parent().map(|parent| parent.join("shared/corpus")).filter(|folder| folder.is_dir());
    assert!(folder.is_some() || !is_ci(), "the corpus is missing");
    folder
}

/// The documents of one folder of the corpus: files beside which no other root stands, and roots of folders.
fn roots(folder: &Path) -> Vec<PathBuf> {
    let is_root = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines().take(400).any(|line| line.starts_with("openapi") || line.trim_start().starts_with("\"openapi\""))
            || text.trim_start().starts_with("{\"openapi\"")
    };
    files(folder, &[".json", ".yaml", ".yml"]).into_iter().filter(is_root).collect()
}

/// A value that a document shows for a schema, and the way it goes.
struct Shown {
    schema: SchemaId,
    direction: Direction,
    value: Value,
    place: Place,
}

fn shown(api: &Api) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut add = |schema: Option<SchemaId>, direction, value: &ExampleValue, place| {
        if let (Some(schema), ExampleValue::Value(value)) = (schema, value) {
            found.push(Shown { schema, direction, value: value.clone(), place });
        }
    };
    for (at, schema) in api.schemas.iter().enumerate() {
        let id = Some(SchemaId(u32::try_from(at).expect("few schemas")));
        for direction in [Direction::Response, Direction::Request] {
            schema.examples.iter().for_each(|example| add(id, direction, &example.value, example.place));
            let further = schema.extensions.iter().filter(|(name, _)| name == "x-example").map(|(_, value)| value);
            further.chain(&schema.default).for_each(|value| add(id, direction, &ExampleValue::Value(value.clone()), schema.place));
        }
    }
    for operation in &api.operations {
        let mut media = |media: &MediaType, direction| {
            media.examples.iter().for_each(|example| add(media.schema, direction, &example.value, example.place));
        };
        operation.request_body.iter().flat_map(|body| &body.content).for_each(|own| media(own, Direction::Request));
        operation.responses.iter().flat_map(|response| &response.content).for_each(|own| media(own, Direction::Response));
        for parameter in &operation.parameters {
            parameter.examples.iter().for_each(|example| add(parameter.schema, Direction::Request, &example.value, example.place));
        }
        for header in operation.responses.iter().flat_map(|response| &response.headers) {
            header.examples.iter().for_each(|example| add(header.schema, Direction::Response, &example.value, example.place));
        }
    }
    let mut seen = HashSet::new();
    found.retain(|shown| seen.insert((shown.schema, shown.direction == Direction::Request, shown.value.to_string())));
    found
}

/// Gives every schema that is exemplified a name of its own, so that its type can be asked for.
fn name_all(api: &mut Api, shown: &[Shown]) {
    let mut named: HashSet<SchemaId> = api.components.iter().map(|(_, id)| *id).collect();
    for own in shown {
        if named.insert(own.schema) {
            api.components.push((format!("Shown{}", own.schema.0), own.schema));
        }
    }
}

/// Leaves out the components that no value is shown for and no such schema reaches: nothing tries their types.
fn prune(api: &mut Api, shown: &[Shown]) {
    let mut reached: HashSet<SchemaId> = HashSet::new();
    let mut open: Vec<SchemaId> = shown.iter().map(|own| own.schema).collect();
    while let Some(id) = open.pop() {
        if let Some(schema) = api.schema(id).filter(|_| reached.insert(id)) {
            open.extend(schema.children());
        }
    }
    api.components.retain(|(_, id)| reached.contains(id));
}

/// A crate that decodes and encodes what it reads, one case a line.
fn write_crate(folder: &Path, name: &str, contract: &Contract, cases: &[Value]) {
    let options = Options { flat: false, operations: false, ..Options::default() };
    let output = generate(contract, &options).0;
    let mut rows = String::new();
    let mut rust: BTreeMap<(String, String, bool), usize> = BTreeMap::new();
    for (at, ComponentType { api, name, response, request }) in output.components.iter().enumerate() {
        rust.insert((api.clone(), name.clone(), false), 2 * at);
        rust.insert((api.clone(), name.clone(), true), 2 * at + 1);
        rows.push_str(&format!("    turn::<{response}>,\n    turn::<{request}>,\n"));
    }
    let main = format!(
        "//! Reads cases, tells what becomes of them.\n\nuse {name}::{{*, support::{{Json, Value}}}};\n\nfn turn<T: Json>(value: &Value) -> Result<Value, support::Error> {{\n    \
         Option::<T>::decode(value).map(|own| own.encode())\n}}\n\ntype Turn = fn(&Value) -> Result<Value, support::Error>;\n\nconst TYPES: &[Turn] = &[\n{rows}];\n\n{MAIN}"
    );
    let lines: String = cases
        .iter()
        .map(|case| {
            let key = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
            let at = rust[&(key("api"), key("component"), case["request"] == json!(true))];
            let mut case = case.clone();
            case["type"] = json!(at);
            format!("{case}\n")
        })
        .collect();
    let dir = folder.join(name);
    let manifest = specproof_codegen::manifest(name, &output.dependencies).replace("\n[workspace]\n", "");
    let mut files = output.files();
    files.iter_mut().for_each(|(path, _)| path.insert_str(0, "src/"));
    files.push(("src/main.rs".into(), main));
    files.push(("cases.jsonl".into(), lines));
    files.push(("Cargo.toml".into(), manifest));
    let _ = std::fs::remove_dir_all(&dir);
    for (path, text) in files {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("below")).expect("writable");
        std::fs::write(path, text).expect("writable");
    }
}

const MAIN: &str = r#"
fn main() {
    let (mut valid, mut invalid, mut wrong) = (0, 0, 0);
    for line in std::fs::read_to_string(std::env::args().nth(1).unwrap_or_default()).unwrap_or_default().lines() {
        let case: Value = serde_json::from_str(line).unwrap_or_default();
        let (value, pointers) = (&case["value"], case["pointers"].as_array().cloned().unwrap_or_default());
        let result = TYPES[case["type"].as_u64().unwrap_or(0) as usize](value);
        let trouble = match (case["valid"] == Value::Bool(true), result) {
            (true, Ok(back)) if support::same(&back, value) => None,
            (true, Ok(back)) => Some(format!("comes back as {back}")),
            (true, Err(error)) => Some(format!("is refused: {error}")),
            (false, Ok(_)) => Some(format!("is taken, but {}", case["why"])),
            (false, Err(error)) => {
                let near = pointers.iter().filter_map(Value::as_str).any(|own| own.starts_with(error.pointer()) || error.pointer().starts_with(own));
                (!near).then(|| format!("is refused elsewhere: {error}, but {}", case["why"]))
            }
        };
        if case["valid"] == Value::Bool(true) { valid += 1 } else { invalid += 1 }
        if let Some(trouble) = trouble {
            wrong += 1;
            let mut shown = value.to_string();
            shown.truncate(shown.char_indices().nth(300).map_or(shown.len(), |(at, _)| at));
            println!("WRONG {}: {shown} {trouble}", case["at"].as_str().unwrap_or_default());
        }
    }
    println!("COUNTS {valid} {invalid} {wrong}");
}
"#;

/// The cases of one document: every value for every direction in which its schema is used.
fn cases(api: &Api, files: &[specproof_contract::model::SourceFile], shown: &[Shown]) -> Vec<Value> {
    let names: BTreeMap<SchemaId, &str> = api.components.iter().rev().map(|(name, id)| (*id, name.as_str())).collect();
    let mut cases = Vec::new();
    for own in shown {
        let outcome = Validator::new(api, own.direction).check(own.schema, &own.value);
        let file = files.get(own.place.file.0 as usize).map(|file| file.path.rsplit('/').next().unwrap_or_default()).unwrap_or_default();
        let why: Vec<String> =
            outcome.violations.iter().take(3).map(|own| format!("{} {} {}", own.pointer, own.keyword, own.expected)).collect();
        cases.push(json!({
            "api": api.name,
            "component": names[&own.schema],
            "request": own.direction == Direction::Request,
            "value": own.value,
            "valid": outcome.is_valid(),
            "pointers": outcome.violations.iter().map(|own| own.pointer.clone()).collect::<Vec<_>>(),
            "why": why.join("; "),
            "at": format!("{}:{file}:{}:{}", api.name, own.place.line, own.place.column),
        }));
    }
    cases
}

/// A workspace of crates that are still to be written.
fn write_workspace(folder: &Path, names: &[String]) {
    std::fs::create_dir_all(folder).expect("writable");
    let members = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let profile = "[profile.dev]\ndebug = false\nincremental = false\npanic = \"abort\"\n";
    std::fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"2\"\nmembers = [{members}]\n{profile}"))
        .expect("writable");
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
}

/// What has become of the values.
struct Turned {
    valid: u64,
    invalid: u64,
    /// A line for each that the types take otherwise than their schemas.
    wrong: Vec<String>,
}

/// Compiles the crates and runs them over their values.
fn turn(folder: &Path, names: &[String]) -> Turned {
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or("cargo".into()));
    let target = folder.join("target");
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", &target).args(["build", "--quiet", "--workspace"]);
    let built = cargo.output().expect("cargo runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    for name in names {
        let output = Command::new(target.join("debug").join(name)).arg(folder.join(name).join("cases.jsonl")).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{name}:\n{}", String::from_utf8_lossy(&output.stderr));
        for line in text.lines() {
            match line.strip_prefix("COUNTS ") {
                Some(counts) => {
                    let counts: Vec<u64> = counts.split(' ').filter_map(|count| count.parse().ok()).collect();
                    valid += counts[0];
                    invalid += counts[1];
                }
                None => wrong.push(line.to_owned()),
            }
        }
    }
    Turned { valid, invalid, wrong }
}

/// A type has one form only where nothing tells the directions apart; a schema that only goes one way is asked that way alone.
fn directed(contract: &Contract, shown: Vec<Shown>) -> Vec<Shown> {
    let api = &contract.apis[0];
    let types = generate(contract, &Options { flat: false, operations: false, ..Options::default() }).0.components;
    let names: BTreeMap<SchemaId, &str> = api.components.iter().rev().map(|(name, id)| (*id, name.as_str())).collect();
    let one: HashSet<&str> = types.iter().filter(|own| own.request == own.response).map(|own| own.name.as_str()).collect();
    shown.into_iter().filter(|own| !one.contains(names[&own.schema]) || own.direction == Direction::Response).collect()
}

#[test]
#[ignore = "compiles the models of the whole corpus"]
fn every_example_of_the_corpus_is_taken_or_refused_as_its_schema_says() {
    let Some(corpus) = corpus() else { return };
    let only = std::env::var("SPECPROOF_ONLY").unwrap_or_default();
    let folder = root().join("target/corpus-examples");
    let mut crates: Vec<(u64, Contract, Vec<Value>)> = vec![(0, Contract::default(), Vec::new())];
    for file in roots(&corpus).into_iter().filter(|file| file.display().to_string().contains(&only)) {
        let Ok(loaded) = load_document(&file, &specproof_contract::Options::default()) else { continue };
        let mut contract = loaded.contract;
        let all = shown(&contract.apis[0]);
        name_all(&mut contract.apis[0], &all);
        prune(&mut contract.apis[0], &all);
        let all = directed(&contract, all);
        if all.is_empty() {
            continue;
        }
        let size = std::fs::metadata(&file).map(|data| data.len()).unwrap_or_default();
        let own = cases(&contract.apis[0], &contract.files, &all);
        let clash = |contract: &Contract| contract.apis.iter().any(|api| api.name == loaded_name(&file));
        if crates.last().is_some_and(|(before, contract, _)| before + size > CRATE || clash(contract)) {
            crates.push((0, Contract::default(), Vec::new()));
        }
        let (total, into, cases) = crates.last_mut().expect("one at least");
        *total += size;
        into.apis.append(&mut contract.apis);
        cases.extend(own);
    }
    let names: Vec<String> = (0..crates.len()).map(|at| format!("corpus{at}")).collect();
    write_workspace(&folder, &names);
    for (name, (_, contract, cases)) in names.iter().zip(&crates) {
        write_crate(&folder, name, contract, cases);
    }
    let Turned { valid, invalid, wrong } = turn(&folder, &names);
    println!("{valid} valid values come back as the same JSON, {invalid} invalid ones are refused, but for {}", wrong.len());
    wrong.iter().for_each(|line| println!("{line}"));
    assert!(wrong.is_empty());
}

fn loaded_name(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Why generated types disagree with the JSON Schema Test Suite, by file of the suite and a word of the group or case.
const REASONS: &[(&str, &str, &str)] = &[
    ("format", "", "formats are part of the types, as OpenAPI's registry reads them; to the suite they are annotations"),
    ("dynamicRef", "", "`$dynamicRef` leads where it leads by itself (warning `dynamic-reference`)"),
    ("unevaluatedItems", "", "which items are left over depends on the value (warning `unevaluated`)"),
    ("unevaluatedProperties", "", "which members are left over depends on the value (warning `unevaluated`)"),
    ("not", "annotations inside a 'not'", "what is ruled out has `unevaluatedProperties`, which is not checked (warning `unevaluated`)"),
    ("ref", "ref creates new scope", "which members are left over depends on the value (warning `unevaluated`)"),
];

/// The page of what the types take otherwise than the suite says; with `SPECPROOF_BLESS` set, it is written.
#[test]
#[ignore = "needs the JSON Schema Test Suite: SPECPROOF_JSON_SCHEMA_SUITE"]
fn every_disagreement_with_the_json_schema_suite_is_on_its_page() {
    let suite = std::env::var_os("SPECPROOF_JSON_SCHEMA_SUITE").expect("SPECPROOF_JSON_SCHEMA_SUITE names the folder draft2020-12");
    let scratch = specproof_tests::Scratch::new("codegen-suite");
    let (mut contract, mut cases, mut left_out) = (Contract::default(), Vec::new(), 0);
    for file in files(Path::new(&suite), &[".json"]).into_iter().filter(|file| file.parent() == Some(Path::new(&suite))) {
        let groups: Vec<Value> = serde_json::from_slice(&std::fs::read(&file).expect("readable")).expect("JSON");
        for (at, group) in groups.iter().enumerate() {
            let name = format!("{}-{at}", loaded_name(&file));
            let schema = json!({"type": "object", "required": ["value"], "properties": {"value": {"$ref": "schema.json"}}});
            let document = json!({"openapi": "3.1.1", "info": {"title": "t", "version": "1"}, "components": {"schemas": {"Case": schema}}});
            std::fs::write(scratch.path().join("schema.json"), group["schema"].to_string()).expect("writable");
            let path = scratch.path().join("case.json");
            std::fs::write(&path, document.to_string()).expect("writable");
            let reading = specproof_contract::Options { name: Some(name.clone()), ..specproof_contract::Options::default() };
            // The suite serves some schemas from an address, and asks for the metaschema by its own; what stands behind one is not read.
            let text = group["schema"].to_string();
            let is_away = ["localhost:1234", "\"$ref\":\"https://json-schema.org"].iter().any(|address| text.contains(address));
            let loaded = load_document(&path, &reading).ok().filter(|_| !is_away);
            let Some(loaded) = loaded else {
                left_out += 1;
                continue;
            };
            contract.apis.extend(loaded.contract.apis);
            for case in group["tests"].as_array().into_iter().flatten() {
                let at = format!(
                    "{}|{}|{}",
                    loaded_name(&file),
                    group["description"].as_str().unwrap_or_default(),
                    case["description"].as_str().unwrap_or_default()
                );
                cases.push(json!({
                    "api": name, "component": "Case", "request": false, "value": {"value": case["data"]}, "valid": case["valid"],
                    "pointers": [""], "why": "", "at": at,
                }));
            }
        }
    }
    let folder = root().join("target/suite-types");
    write_workspace(&folder, &["suite".to_owned()]);
    write_crate(&folder, "suite", &contract, &cases);
    let Turned { valid, invalid, wrong } = turn(&folder, &["suite".to_owned()]);
    let agree = valid + invalid - wrong.len() as u64;
    let mut page = format!(
        "# Generated types and JSON Schema\n\nThe types that `codegen` makes of the schemas of the JSON Schema Test Suite (draft 2020-12, required cases), and the values that \
         they take otherwise than the suite says. The judge itself agrees with every case that it reads (`crates/contract/tests/json_schema_suite.rs`).\n\n\
         Made by `SPECPROOF_BLESS=1 SPECPROOF_JSON_SCHEMA_SUITE=…/draft2020-12 cargo test -p specproof-tests --test codegen_corpus suite -- --ignored`; \
         without `SPECPROOF_BLESS`, the test holds the page to be true.\n\n{agree} cases agree, {} do not. {left_out} groups are left out: they refer to \
         addresses, which are never read, or to another dialect.\n\n`contentEncoding`, `contentMediaType` and `contentSchema` annotate (JSON Schema Validation, 8): \
         neither the judge nor the types look into the text, which stays as \
         it was sent; a text that is made up for a request or by the mock is base64 where `contentEncoding` says so. \
         `format: byte` is held to by both, as OpenAPI's registry of formats reads it.\n\n\
         | file | group | case | the type | why |\n|---|---|---|---|---|\n",
        wrong.len()
    );
    let mut unexplained = Vec::new();
    for line in &wrong {
        let line = line.strip_prefix("WRONG ").unwrap_or(line);
        let mut parts = line.splitn(3, '|');
        let (file, group, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let case = rest.split_once(": {\"value\":").map_or(rest, |(case, _)| case);
        let does = if line.contains("is taken, but") { "takes it" } else { "refuses it" };
        let why = REASONS.iter().find(|(own, word, _)| *own == file && (group.contains(word) || case.contains(word))).map(|(.., why)| *why);
        if why.is_none() {
            unexplained.push(line.to_owned());
        }
        page.push_str(&format!(
            "| {file} | {} | {} | {does} | {} |\n",
            group.replace('|', "\\|"),
            case.replace('|', "\\|"),
            why.unwrap_or_default()
        ));
    }
    assert!(unexplained.is_empty(), "{agree} agree; no reason is given for {}:\n{}", unexplained.len(), unexplained.join("\n"));
    let file = root().join("docs/json-schema.md");
    if std::env::var_os("SPECPROOF_BLESS").is_some() {
        std::fs::write(&file, &page).expect("writable");
    }
    assert!(
        std::fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/json-schema.md is stale: run this test with SPECPROOF_BLESS=1"
    );
}
