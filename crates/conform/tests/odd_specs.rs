//! Documents that are odd or mean harm, from reading to the plan: each is refused at a place or planned, in little time and memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use specproof_conform::{Settings, plan};
use specproof_contract::{Options, load_document};
use std::fmt::Write;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

/// Seconds of the processor that one document may take, unoptimised.
const SECONDS: f64 = 4.0;

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

/// An operation whose request and answer are of the schema `K0`.
fn schemas(text: &str) -> String {
    let content = "content: {application/json: {schema: {$ref: '#/components/schemas/K0'}}}";
    let mut document = format!("{HEAD}paths:\n  /a:\n    post:\n      operationId: a\n      requestBody: {{required: true, {content}}}\n");
    let _ = write!(document, "      responses: {{'200': {{description: d, {content}}}}}\ncomponents:\n  schemas:\n{text}");
    document
}

/// An operation at this path, with a parameter of it.
fn path(text: &str) -> String {
    let parameter = "parameters: [{name: a, in: path, required: true, schema: {type: string}}]";
    format!(
        "{HEAD}paths:\n  {}:\n    get: {{operationId: a, {parameter}, responses: {{'200': {{description: d}}}}}}\n",
        serde_json::json!(text)
    )
}

/// This name wherever there can be one.
fn name(text: &str) -> String {
    let text = serde_json::json!(text).to_string();
    let parameter = format!("parameters: [{{name: {text}, in: header, required: true, schema: {{type: string, enum: [{text}]}}}}]");
    format!(
        "openapi: 3.0.3\ninfo: {{title: {text}, version: {text}}}\ntags: [{{name: {text}}}]\npaths:\n  /a:\n    get: {{operationId: {text}, \
         tags: [{text}], {parameter}, responses: {{'200': {{description: {text}}}}}}}\n"
    )
}

fn reference(text: &str) -> String {
    schemas(&format!("    K0: {{$ref: {}}}\n", serde_json::json!(text)))
}

fn next(at: usize) -> String {
    format!("{{$ref: '#/components/schemas/K{}'}}", at + 1)
}

/// Every document, with its name.
fn documents() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, text: String| all.push((name.to_owned(), text.into_bytes()));
    let last = |at: usize, text: &str| format!("    K{at}: {text}\n");
    add("allOf doubling", schemas(&(many(60, |at| format!("    K{at}: {{allOf: [{0}, {0}]}}\n", next(at))) + &last(60, "{type: object}"))));
    add("oneOf doubling", schemas(&(many(60, |at| format!("    K{at}: {{oneOf: [{0}, {0}]}}\n", next(at))) + &last(60, "{type: string}"))));
    add(
        "anyOf doubling",
        schemas(&(many(40, |at| format!("    K{at}: {{anyOf: [{0}, {{properties: {{a: {0}, b: {0}}}}}]}}\n", next(at))) + &last(40, "{}"))),
    );
    add(
        "members doubling",
        schemas(
            &(many(40, |at| format!("    K{at}: {{type: object, required: [a, b], properties: {{a: {0}, b: {0}}}}}\n", next(at)))
                + &last(40, "{}")),
        ),
    );
    add(
        "items tenfold",
        schemas(&(many(20, |at| format!("    K{at}: {{type: array, minItems: 10, items: {}}}\n", next(at))) + &last(20, "{}"))),
    );
    add("a chain of references", schemas(&(many(3000, |at| format!("    K{at}: {}\n", next(at))) + &last(3000, "{}"))));
    add("a ring of references", schemas(&many(500, |at| format!("    K{at}: {{$ref: '#/components/schemas/K{}'}}\n", (at + 1) % 500))));
    add(
        "many members",
        schemas(&format!(
            "    K0:\n      type: object\n      properties:\n{}",
            many(5000, |at| format!("        p{at}: {{type: string}}\n"))
        )),
    );
    add(
        "many branches",
        schemas(&format!("    K0:\n      oneOf:\n{}", many(1000, |at| format!("        - {{type: object, required: [k{at}]}}\n")))),
    );
    add("many values", schemas(&format!("    K0: {{enum: [{}]}}\n", many(20_000, |at| format!("e{at}, ")))));
    for (what, schema) in [
        ("itself", "{$ref: '#/components/schemas/K0'}"),
        ("a required ring", "{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/K0'}}}"),
        ("an array of itself", "{type: array, minItems: 1, items: {$ref: '#/components/schemas/K0'}}"),
        ("arrays of itself", "{type: array, minItems: 3, maxItems: 4, items: {$ref: '#/components/schemas/K0'}}"),
        ("nothing", "{not: {}}"),
        ("a billion items", "{type: array, minItems: 1000000000, items: {type: string}}"),
        ("a billion members", "{type: object, minProperties: 1000000000, additionalProperties: {type: string}}"),
        ("a long text", "{type: string, minLength: 2147483647}"),
        ("negative lengths", "{type: string, minLength: -5, maxLength: 1.5}"),
        ("bounds that cross", "{type: integer, minimum: 5, maximum: 4, multipleOf: 0}"),
        ("numbers beyond", "{type: number, maximum: 1e308, minimum: -1e999}"),
        ("integers beyond", "{type: integer, maximum: 9999999999999999999999999999}"),
        ("types that are none", "{type: [strng, 7]}"),
        ("a default of references", "{type: object, default: {$ref: 'http://127.0.0.1:1/'}, example: {$ref: '/etc/passwd'}}"),
        (
            "a discriminator that leads out",
            "{oneOf: [{type: object}], discriminator: {propertyName: a, mapping: {x: 'http://127.0.0.1:1/'}}}",
        ),
    ] {
        add(what, schemas(&last(0, schema)));
    }
    for pattern in [
        "(a+)+$",
        "(a|a)*b",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(.*a){30}",
        "a{1000000000}",
        "(?:){1000000000}",
        "(?:a{100}){100}{100}",
        "^(?:x?){500}x{500}$",
        "[",
        "(?<=a)b",
        "\\1(a)",
        "(?=.*[a-z])(?=.*[A-Z]).{8,}",
        "\\u{110000}",
        "a{2,1}",
        "((((((a?){9}){9}){9}){9}){9})",
    ] {
        add(&format!("pattern {pattern}"), schemas(&last(0, &format!("{{type: string, pattern: {}}}", serde_json::json!(pattern)))));
    }
    let long = format!("/{}", "a".repeat(50_000));
    for text in [
        "",
        "a",
        "//",
        "/{}",
        "/{a}{b}",
        "/{a",
        "/a}",
        "/{a}/{a}",
        "/{a}/../x",
        "/%2e%2e/{a}",
        "/{a}?b=c",
        "/{a}#b",
        "/ {a}",
        "/\u{0}{a}",
        "/\u{202e}{a}",
        "/\n{a}",
        "/{a}\\b",
        "http://127.0.0.1:1/{a}",
        "//127.0.0.1:1/{a}",
        "/@127.0.0.1:1/{a}",
        &long,
    ] {
        add(&format!("path {}", text.chars().take(30).collect::<String>().escape_debug()), path(text));
    }
    let long = "x".repeat(5000);
    for text in [
        "",
        ".",
        "..",
        "../../x",
        "/etc/passwd",
        "C:\\x",
        "con",
        "a\u{0}b",
        "\u{1b}[2J",
        "\u{202e}x",
        "a\nb",
        "e\u{301}",
        "::error::x",
        "</script>",
        "$(id)",
        "`id`",
        &long,
    ] {
        add(&format!("name {}", text.chars().take(30).collect::<String>().escape_debug()), name(text));
    }
    for text in [
        "http://127.0.0.1:1/x.yaml",
        "HTTPS://127.0.0.1:1/x",
        "file:///etc/passwd",
        "//127.0.0.1:1/x",
        "../secret.yaml",
        "..%2fsecret.yaml",
        "%2e%2e/secret.yaml",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "\\\\127.0.0.1\\x",
        "C:/x",
        "/dev/zero",
        "/dev/stdin",
        ".",
        "data:text/plain,a",
        "#/components/schemas/../../x",
        "#/%00",
        "?x",
        "....//secret.yaml",
        "x\u{0}y",
    ] {
        add(&format!("reference {}", text.escape_debug()), reference(text));
    }
    let plain = format!("{HEAD}paths: {{}}\n");
    add("old ends of lines", plain.replace('\n', "\r"));
    add("two documents", format!("{plain}---\n{plain}"));
    add("a tag that runs code", format!("{plain}x-a: !!python/object/apply:os.system ['id']\n"));
    add("many anchors", format!("{plain}x-a: [{}x]\n", many(20_000, |at| format!("&a{at} x, "))));
    add("a long line", format!("{plain}x-a: [{}a]\n", "a, ".repeat(100_000)));
    add("HTML", "<html></html>".into());
    add("the wrong types", "openapi: 3\ninfo: []\npaths: 1\ncomponents: a\n".into());
    add("a later version", "openapi: 99.0.0\ninfo: {title: t, version: '1'}\npaths: {}\n".into());
    add("an older version", "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}\n".into());
    add(
        "statuses that are none",
        format!(
            "{HEAD}paths: {{/a: {{get: {{operationId: a, responses: {{'999': {{description: d}}, '2XX': {{description: d}}, '-1': {{}}}}}}}}}}\n"
        ),
    );
    add(
        "schemes that lead out",
        format!(
            "{HEAD}paths: {{}}\ncomponents: {{securitySchemes: {{o: {{type: openIdConnect, openIdConnectUrl: 'http://127.0.0.1:1/'}}}}}}\n"
        ),
    );
    add(
        "links that lead out",
        format!(
            "{HEAD}paths: {{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, links: {{l: {{operationRef: 'http://127.0.0.1:1/#/x'}}}}}}}}}}}}}}\n"
        ),
    );
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    all.push(("UTF-16".into(), utf16(&plain)));
    all.push(("UTF-16 with a mark".into(), utf16(&format!("\u{feff}{plain}"))));
    all.push(("NUL".into(), vec![0; 100]));
    all.push((
        "Latin-1".into(),
        plain.replace("title: t", "title: 'x'").bytes().map(|byte| if byte == b'x' { 0xe9 } else { byte }).collect(),
    ));
    all.push(("noise".into(), (0..10_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()));
    all
}

/// What this thread has used so far, where the system tells.
fn processor_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// What is wrong with how one document is taken.
fn wrong(file: &std::path::Path) -> Option<String> {
    let before = processor_seconds();
    match load_document(file, &Options::default()) {
        Err(problems) => {
            if problems.is_empty() || problems.iter().any(|problem| problem.file.is_empty()) {
                return Some(format!("refused without a place: {problems:?}"));
            }
        }
        Ok(loaded) => {
            let mut settings = Settings::default();
            settings.targets.insert(loaded.contract.apis[0].name.clone(), "http://127.0.0.1:1".into());
            let _ = plan(&loaded.contract, &settings);
        }
    }
    let took = processor_seconds() - before;
    (took > SECONDS).then(|| format!("took {took:.1} s"))
}

#[test]
fn each_is_refused_at_a_place_or_planned() {
    let folder = std::env::temp_dir().join(format!("specproof-odd-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("specs")).unwrap();
    std::fs::write(folder.join("secret.yaml"), "type: string\ndescription: never-to-be-read\n").unwrap();
    let documents = documents();
    assert!(documents.len() >= 100, "{}", documents.len());
    let mut found = Vec::new();
    for (name, bytes) in &documents {
        let file = folder.join("specs/openapi.yaml");
        std::fs::write(&file, bytes).unwrap();
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || wrong(&file)).unwrap();
        match thread.join() {
            Ok(wrong) => found.extend(wrong.map(|wrong| format!("{name}: {wrong}"))),
            Err(_) => found.push(format!("{name}: a panic")),
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), documents.len(), found.join("\n"));
}
