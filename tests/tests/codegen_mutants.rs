//! Documents with faults that nobody thought of: the fixtures, changed at random places. What is read becomes source that parses; what is
//! not is refused with a place. The same changes are made on every run.

use serde_json::{Value, json};
use specproof_codegen::{Options, generate};
use specproof_contract::load_document;
use specproof_tests::{Dice, Scratch, files, root};

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The value at this position, in the order in which values are written.
fn at<'a>(value: &'a mut Value, position: usize) -> &'a mut Value {
    if position == 0 {
        return value;
    }
    let mut left = position - 1;
    let children: Vec<&'a mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    for child in children {
        let size = count(child);
        if left < size {
            return at(child, left);
        }
        left -= size;
    }
    unreachable!("positions are below the count")
}

/// Values that stand where others are meant to.
fn strangers() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(""),
        json!("x"),
        json!(-1),
        json!(1e300),
        json!({"$ref": "#/components/schemas"}),
        json!({"$ref": "#"}),
        json!({"$ref": "../outside.yaml"}),
        json!(["string", "null"]),
        json!({"oneOf": [{}, {"type": "string"}]}),
        json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"enum": [null, 1, "a", {}]}),
        json!("\u{202e}\"*/"),
    ]
}

const NAMES: [&str; 8] = ["", "self", "2fa", "$ref", "a b", "type", "名前", "x-y"];

fn change(document: &mut Value, dice: &mut Dice, strangers: &[Value]) {
    let total = count(document) - 1;
    let donor = at(document, 1 + dice.below(total)).clone();
    let stranger = if dice.below(3) == 0 { donor } else { strangers[dice.below(strangers.len())].clone() };
    let rename = dice.below(4) == 0;
    match at(document, 1 + dice.below(total)) {
        Value::Object(members) if rename && !members.is_empty() => {
            let key = members.keys().nth(dice.below(members.len())).cloned().expect("it is not empty");
            let value = members.remove(&key).expect("it is there");
            if dice.below(2) == 0 {
                members.insert(NAMES[dice.below(NAMES.len())].to_owned(), value);
            }
        }
        place => *place = stranger,
    }
}

#[test]
fn changed_documents_are_generated_or_refused_with_a_place() {
    let scratch = Scratch::new("codegen-mutants");
    let file = scratch.path().join("document.json");
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let strangers = strangers();
    let (mut generated, mut refused) = (0, 0);
    for fixture in files(&root().join("tests/fixtures/codegen"), &[".yaml"]) {
        let text = std::fs::read_to_string(&fixture).expect("readable");
        let original: Value = serde_yaml::from_str(&text).expect("YAML");
        for _ in 0..40 {
            let mut document = original.clone();
            (0..=dice.below(5)).for_each(|_| change(&mut document, &mut dice, &strangers));
            std::fs::write(&file, document.to_string()).expect("writable");
            match load_document(&file, &specproof_contract::Options::default()) {
                Err(problems) => {
                    refused += 1;
                    assert!(problems.iter().all(|problem| problem.line > 0 || problem.code == "too-many-problems"), "{problems:?}");
                }
                Ok(loaded) => {
                    generated += 1;
                    for (path, text) in generate(&loaded.contract, &Options::default()).0.files() {
                        let parses = path.starts_with("support/") || syn::parse_file(&text).is_ok();
                        assert!(parses, "{path} does not parse, made from\n{document}");
                    }
                }
            }
        }
    }
    assert!(generated > 9 * refused, "{generated} generated, {refused} refused");
}
