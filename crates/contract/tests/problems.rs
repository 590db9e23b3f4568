//! Every code of the table is provoked, at the place that is marked, in each attitude it belongs to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{Folder, unmark};
use specproof_contract::codes::{CODES, Weight, find};
use specproof_contract::{Attitude, Options, Problem, Severity, load_document, load_specs};

/// A document that is right but for what follows it.
const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";
const PATHS: &str = "paths: {}\n";

/// Code and the rest of a document after its head.
const DOCUMENTS: &[(&str, &str)] = &[
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'../x.yaml'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'http://localhost:1/x.yaml'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'file:///etc/passwd'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'/etc/passwd'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'//host/x'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'%2e%2e/x.yaml'}}}\n"),
    ("file-unreadable", "paths: {}\ncomponents: {schemas: {A: {$ref: §'x.yaml'}}}\n"),
    ("yaml-syntax", "paths: {}\ntags: &a [§*a]\n"),
    ("yaml-syntax", "paths: {}\ntags: [§.nan]\n"),
    ("yaml-syntax", "paths: {}\n§---\nmore: 1\n"),
    ("yaml-syntax", "paths: {}\n? §[a]\n: 1\n"),
    ("yaml-flow-indent", "paths: {}\ntags: [\n§]\n"),
    ("yaml-tag", "paths: §!x {}\n"),
    ("duplicate-key", "paths: {}\ntags: []\n§tags: []\n"),
    ("unknown-key", "paths: {}\n§tag: []\n"),
    ("unknown-key", "paths: {/a: {§gett: {responses: {'200': {description: d}}}}}\n"),
    ("unknown-key", "paths: {}\ncomponents: {schemas: {A: {§propertis: {}}}}\n"),
    ("unknown-extension", "paths: {}\n§x-other: 1\n"),
    ("wrong-kind", "paths: {}\ntags: §1.5\n"),
    ("wrong-kind", "paths: {}\nsecurity: [§a]\n"),
    ("missing-key", "paths: {}\ntags: [§{description: d}]\n"),
    ("unknown-value", "paths: {/a: {get: {parameters: [{name: q, in: §qery, schema: {}}], responses: {'200': {description: d}}}}}\n"),
    ("empty-member", "paths: {}\n§tags:\n"),
    ("not-a-string", "paths: {}\ntags: [{name: §1}]\n"),
    ("not-a-boolean", "paths: {}\ncomponents: {schemas: {A: {nullable: §'true', type: string}}}\n"),
    ("not-a-number", "paths: {}\ncomponents: {schemas: {A: {maxLength: §'3'}}}\n"),
    ("not-a-list", "paths: {}\ncomponents: {schemas: {A: {properties: {a: {}}, required: §a}}}\n"),
    ("reference-unresolved", "paths: {}\ncomponents: {schemas: {A: {$ref: §'#/components/schemas/B'}}}\n"),
    ("reference-unresolved", "paths: {}\ncomponents: {schemas: {A: {$ref: §'#A'}}}\n"),
    ("reference-ring", "paths: {}\ncomponents: {schemas: {A: §{$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n"),
    ("reference-ring", "paths: {}\ncomponents: {responses: {A: {$ref: §'#/components/responses/A'}}}\n"),
    ("reference-siblings", "paths: {}\ncomponents: {schemas: {A: {}, B: {$ref: '#/components/schemas/A', §title: t}}}\n"),
    ("reference-misplaced", "paths: {}\ntags: [{name: n, description: {$ref: §'#/info/title'}}]\n"),
    ("composition-ring", "paths: {}\ncomponents: {schemas: {A: §{allOf: [{$ref: '#/components/schemas/A'}, {type: object}]}}}\n"),
    ("description-missing", "paths: {/a: {get: {responses: {'200': §{}}}}}\n"),
    ("responses-missing", "paths: {/a: {get: §{operationId: a}}}\n"),
    ("responses-missing", "paths: {/a: {get: {responses: §{}}}}\n"),
    ("content-missing", "paths: {/a: {post: {requestBody: §{required: true}, responses: {'200': {description: d}}}}}\n"),
    ("schema-missing", "paths: {/a: {get: {parameters: [§{name: q, in: query}], responses: {'200': {description: d}}}}}\n"),
    ("schema-missing", "paths: {/a: {get: {parameters: [{name: q, in: query, §type: string}], responses: {'200': {description: d}}}}}\n"),
    (
        "content-ambiguous",
        "paths: {/a: {get: {parameters: [{name: q, in: query, schema: {}, §content: {a/b: {}}}], responses: {'200': {description: d}}}}}\n",
    ),
    ("response-schema-misplaced", "paths: {/a: {get: {responses: {'200': {description: d, §schema: {}}}}}}\n"),
    (
        "path-parameter-optional",
        "paths: {'/a/{b}': {get: {parameters: [§{name: b, in: path, schema: {}}], responses: {'200': {description: d}}}}}\n",
    ),
    ("path-parameter-undeclared", "paths: {'/a/{b}': {get: §{responses: {'200': {description: d}}}}}\n"),
    (
        "path-parameter-unused",
        "paths: {/a: {get: {parameters: [§{name: b, in: path, required: true, schema: {}}], responses: {'200': {description: d}}}}}\n",
    ),
    ("path-template", "paths: {§a: {get: {responses: {'200': {description: d}}}}}\n"),
    ("path-template", "paths: {'/{a': §{get: {responses: {'200': {description: d}}}}}\n"),
    (
        "path-ambiguous",
        "paths:\n  /{a}: &i {get: {parameters: [{name: a, in: path, required: true, schema: {}}], responses: {'200': {description: d}}}}\n  \
         /{b}: §{post: {parameters: [{name: b, in: path, required: true, schema: {}}], responses: {'200': {description: d}}}}\n",
    ),
    (
        "parameter-duplicate",
        "paths: {/a: {get: {parameters: [{name: q, in: query, schema: {}}, §{name: q, in: query, schema: {}}], responses: {'200': {description: d}}}}}\n",
    ),
    (
        "parameter-ignored",
        "paths: {/a: {get: {parameters: [§{name: Accept, in: header, schema: {}}], responses: {'200': {description: d}}}}}\n",
    ),
    (
        "parameter-style",
        "paths: {/a: {get: {parameters: [{name: q, in: query, style: §simple, schema: {}}], responses: {'200': {description: d}}}}}\n",
    ),
    ("status-unknown", "paths: {/a: {get: {responses: {§'999': {description: d}}}}}\n"),
    ("status-unknown", "paths: {/a: {get: {responses: {§4xx: {description: d}}}}}\n"),
    (
        "operation-id-duplicate",
        "paths: {/a: {get: {operationId: x, responses: {'200': {description: d}}}, put: {operationId: §x, responses: {'200': {description: d}}}}}\n",
    ),
    ("tag-duplicate", "paths: {}\ntags: [{name: a}, §{name: a}]\n"),
    ("security-unknown", "paths: {/a: {get: {security: §[{key: []}], responses: {'200': {description: d}}}}}\n"),
    ("security-scheme-invalid", "paths: {}\ncomponents: {securitySchemes: {a: §{type: apiKey, name: n}}}\n"),
    ("server-variable", "paths: {}\nservers: [§{url: 'http://{host}/'}]\n"),
    ("server-variable", "paths: {}\nservers: [{url: 'http://{host}/', variables: {host: §{description: d}}}]\n"),
    ("link-unresolved", "paths: {/a: {get: {responses: {'200': {description: d, links: {l: §{operationId: b}}}}}}}\n"),
    ("callback-unchecked", "paths: {/a: {get: {responses: {'200': {description: d}}, §callbacks: {}}}}\n"),
    ("header-ignored", "paths: {/a: {get: {responses: {'200': {description: d, headers: {Content-Type: §{schema: {}}}}}}}}\n"),
    ("component-name", "paths: {}\ncomponents: {schemas: {§'a b': {}}}\n"),
    ("schema-type-unknown", "paths: {}\ncomponents: {schemas: {A: {type: §strng}}}\n"),
    ("schema-type-list", "paths: {}\ncomponents: {schemas: {A: {type: §[string, 'null']}}}\n"),
    ("schema-type-null", "paths: {}\ncomponents: {schemas: {A: {type: §'null'}}}\n"),
    ("schema-boolean", "paths: {}\ncomponents: {schemas: {A: {properties: {a: §true}}}}\n"),
    ("schema-exclusive-bound", "paths: {}\ncomponents: {schemas: {A: {exclusiveMinimum: §3}}}\n"),
    ("schema-tuple", "paths: {}\ncomponents: {schemas: {A: {type: array, items: §[{}]}}}\n"),
    ("schema-keyword", "paths: {}\ncomponents: {schemas: {A: {§const: 1}}}\n"),
    ("schema-required-flag", "paths: {}\ncomponents: {schemas: {A: {properties: {a: {§required: true}}}}}\n"),
    ("schema-required-unknown", "paths: {}\ncomponents: {schemas: {A: §{properties: {a: {}}, required: [b]}}}\n"),
    ("schema-required-repeated", "paths: {}\ncomponents: {schemas: {A: {properties: {a: {}}, required: [a, §a]}}}\n"),
    ("schema-limit", "paths: {}\ncomponents: {schemas: {A: {minLength: 3, maxLength: §2}}}\n"),
    ("schema-limit", "paths: {}\ncomponents: {schemas: {A: {multipleOf: §0}}}\n"),
    ("schema-limit", "paths: {}\ncomponents: {schemas: {A: {maxItems: §-1}}}\n"),
    ("schema-items-missing", "paths: {}\ncomponents: {schemas: {A: §{type: array}}}\n"),
    ("schema-enum-duplicate", "paths: {}\ncomponents: {schemas: {A: {enum: [a, §a]}}}\n"),
    ("schema-enum-empty", "paths: {}\ncomponents: {schemas: {A: {enum: §[]}}}\n"),
    ("schema-enum-type", "paths: {}\ncomponents: {schemas: {A: {type: string, enum: [a, §1.0]}}}\n"),
    ("schema-enum-type", "paths: {}\ncomponents: {schemas: {A: §{type: integer, enum: [1, a]}}}\n"),
    ("schema-default", "paths: {}\ncomponents: {schemas: {A: §{type: integer, default: a}}}\n"),
    ("schema-pattern", "paths: {}\ncomponents: {schemas: {A: {pattern: §'('}}}\n"),
    ("schema-pattern", "paths: {}\ncomponents: {schemas: {A: {pattern: §'/^a$/'}}}\n"),
    ("schema-discriminator", "paths: {}\ncomponents: {schemas: {A: {discriminator: §kind}}}\n"),
    ("schema-discriminator", "paths: {}\ncomponents: {schemas: {A: {discriminator: {propertyName: k, mapping: {a: §B}}}}}\n"),
    ("schema-read-write", "paths: {}\ncomponents: {schemas: {A: §{readOnly: true, writeOnly: true}}}\n"),
    ("schema-composition", "paths: {}\ncomponents: {schemas: {A: {anyOf: §[]}}}\n"),
    ("example-ambiguous", "paths: {/a: {get: {responses: {'200': {description: d, content: {a/b: {§example: 1, examples: {}}}}}}}}\n"),
    ("example-mismatch", "paths: {}\ncomponents: {schemas: {A: {type: string, example: §1}}}\n"),
    (
        "example-mismatch",
        "paths: {/a: {get: {responses: {'200': {description: d, content: {a/b: {schema: {type: string}, examples: {e: §{value: 1}}}}}}}}}\n",
    ),
    (
        "example-unread",
        "paths: {/a: {get: {responses: {'200': {description: d, content: {a/b: {examples: {e: {externalValue: §none.json}}}}}}}}}\n",
    ),
];

/// Code and a whole document.
const WHOLE: &[(&str, &str)] = &[
    ("info-missing", "§openapi: 3.0.3\npaths: {}\n"),
    ("info-missing", "openapi: 3.0.3\ninfo: §{version: '1'}\npaths: {}\n"),
    ("info-version-missing", "openapi: 3.0.3\ninfo: §{title: t}\npaths: {}\n"),
    ("document-unusable", "§openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: a\n"),
    ("document-unusable", "§[]"),
    ("paths-missing", "§openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"),
    ("version-unsupported", "§openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"),
    ("version-unsupported", "info: {title: t, version: '1'}\n§swagger: '2.0'\n"),
    ("version-unsupported", "§openapi: 3.2.0\n"),
    ("version-unsupported", "§a: 1\n"),
];

/// Code and a JSON document.
const JSON: &[(&str, &str)] = &[
    ("json-syntax", "{\"openapi\": \"3.0.3\",§}"),
    ("json-syntax", "{\"openapi\": §tru}"),
    ("json-syntax", "{\"a\": \"é\", \"b\": \"§\\x\"}"),
    ("json-syntax", "{} §{}"),
    ("json-syntax", "{\"a\": 01§}"),
    ("duplicate-key", "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"ü\", §\"title\": \"t\", \"version\": \"1\"}, \"paths\": {}}"),
];

/// Code, and the three files of an API called `pets`; an empty one is the one that is right.
const SPECS: &[(&str, &str, &str, &str)] = &[
    ("api-name", "api: §cats\ndocument: d.txt\nclauses: []\n", "", ""),
    (
        "clause-id",
        "api: pets\ndocument: d.txt\nclauses: [{id: §pets, lines: none, silent: true, force: must, says: s, unchecked: u}]\n",
        "",
        "",
    ),
    (
        "clause-id",
        "api: pets\ndocument: d.txt\nclauses: [{id: §cats.a, lines: none, silent: true, force: must, says: s, unchecked: u}]\n",
        "",
        "",
    ),
    (
        "clause-id",
        "api: pets\ndocument: d.txt\nclauses: [{id: §pets.A, lines: none, silent: true, force: must, says: s, unchecked: u}]\n",
        "",
        "",
    ),
    (
        "clause-duplicate",
        "api: pets\ndocument: d.txt\nclauses:\n  - {id: pets.a, lines: none, silent: true, force: must, says: s, unchecked: u}\n  \
         - {id: §pets.a, lines: none, silent: true, force: must, says: s, unchecked: u}\n",
        "",
        "",
    ),
    (
        "clause-lines",
        "api: pets\ndocument: d.txt\nclauses: [{id: pets.a, lines: §3-1, digest: 0123456789abcdef, force: must, says: s, unchecked: u}]\n",
        "",
        "",
    ),
    (
        "clause-lines",
        "api: pets\ndocument: d.txt\nclauses: [{id: pets.a, lines: '1', digest: §0123, force: must, says: s, unchecked: u}]\n",
        "",
        "",
    ),
    ("clause-lines", "api: pets\ndocument: d.txt\nclauses: [{id: pets.a, lines: §none, force: must, says: s, unchecked: u}]\n", "", ""),
    (
        "clause-readings",
        "api: pets\ndocument: d.txt\nclauses: [{id: pets.a, lines: none, silent: true, force: must, says: s, unchecked: u, readings: §[{id: a, says: s}]}]\n",
        "",
        "",
    ),
    ("clause-uncarried", "api: pets\ndocument: d.txt\nclauses: [{id: §pets.a, lines: none, silent: true, force: must, says: s}]\n", "", ""),
    (
        "clause-carried",
        "api: pets\ndocument: d.txt\nclauses: [{id: §pets.a, lines: none, silent: true, force: must, says: s, unchecked: u}]\n",
        "openapi: 3.0.3\ninfo: {title: t, version: '1', x-clause: [pets.a]}\npaths: {/pets: {get: {operationId: list, responses: {'200': {description: d}}}}}\n",
        "",
    ),
    ("clause-unresolved", "", "openapi: 3.0.3\ninfo: {title: t, version: '1', x-clause: [§pets.nope]}\npaths: {}\n", ""),
    (
        "reading-unresolved",
        "api: pets\ndocument: d.txt\nclauses: [{id: pets.a, lines: none, silent: true, force: open, says: s, readings: [{id: one, says: s}]}]\n",
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {x-reading: §pets.a/two}}}\n",
        "",
    ),
    (
        "extension-invalid",
        "api: pets\ndocument: d.txt\nclauses: [{id: pets.a, lines: none, silent: true, force: must, says: s}]\n",
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: §{x-refused: {maxlength: pets.a}}}}\n",
        "",
    ),
    ("version-unsupported", "", "", "§arazzo: 2.0.0\n"),
    (
        "flow-source",
        "",
        "",
        "arazzo: 1.0.1\ninfo: {title: t, version: '1'}\nsourceDescriptions: [{name: pets, url: §./clauses.yaml}]\nworkflows: [{workflowId: w, steps: [{stepId: s, operationId: list}]}]\n",
    ),
    ("flow-duplicate", "", "", "  - {workflowId: w, steps: [{stepId: s, operationId: list}, {stepId: §s, operationId: list}]}\n"),
    ("flow-unresolved", "", "", "  - {workflowId: w, steps: [{stepId: s, operationId: §lst}]}\n"),
    (
        "flow-unresolved",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationPath: §'{$sourceDescriptions.pets.url}#/paths/~1cats/get'}]}\n",
    ),
    ("flow-unresolved", "", "", "  - {workflowId: w, steps: [{stepId: s, workflowId: §v}]}\n"),
    ("flow-unresolved", "", "", "  - {workflowId: w, dependsOn: §[v], steps: [{stepId: s, operationId: list}]}\n"),
    (
        "flow-unresolved",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationId: list, onSuccess: [{name: §a, type: goto, stepId: t}]}]}\n",
    ),
    (
        "flow-unresolved",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationId: list, parameters: [{reference: §$components.parameters.p}]}]}\n",
    ),
    ("flow-step", "", "", "  - {workflowId: w, steps: [{stepId: §s}]}\n"),
    ("flow-step", "", "", "  - {workflowId: w, steps: [{stepId: s, operationId: list, onSuccess: [{name: a, type: §goto}]}]}\n"),
    (
        "flow-input",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationId: list, parameters: [{name: q, in: query, value: §$inputs.x}]}]}\n",
    ),
    ("flow-input", "", "", "  - {workflowId: w, steps: [{stepId: s, operationId: list}], outputs: {o: §$steps.s.outputs.x}}\n"),
    ("flow-expression", "", "", "  - {workflowId: w, steps: [{stepId: s, operationId: list, outputs: {o: §$respons.body}}]}\n"),
    (
        "flow-expression",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationId: list, requestBody: {payload: {a: §'x {$inputs}'}}}]}\n",
    ),
    (
        "flow-condition",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationId: list, successCriteria: [{condition: §$statusCode = 200}]}]}\n",
    ),
    (
        "flow-condition",
        "",
        "",
        "  - {workflowId: w, steps: [{stepId: s, operationId: list, successCriteria: [{context: $response.body, type: regex, condition: §'('}]}]}\n",
    ),
    (
        "flow-ring",
        "",
        "",
        "  - {workflowId: §w, dependsOn: [v], steps: [{stepId: s, operationId: list}]}\n  - {workflowId: v, dependsOn: [w], steps: [{stepId: s, operationId: list}]}\n",
    ),
];

const CLAUSES: &str = "api: pets\ndocument: d.txt\nclauses: []\n";
const OPENAPI: &str =
    "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/pets: {get: {operationId: list, responses: {'200': {description: d}}}}}\n";
const ARAZZO: &str =
    "arazzo: 1.0.1\ninfo: {title: t, version: '1'}\nsourceDescriptions: [{name: pets, url: ./openapi.yaml, type: openapi}]\nworkflows:\n";
const FLOW: &str = "  - {workflowId: w, steps: [{stepId: s, operationId: list}]}\n";

/// Codes whose problems need more than a text; each has a test of its own.
const ELSEWHERE: &[&str] = &["too-large", "too-deep", "digest-mismatch", "document-missing", "document-unreadable"];

fn severity_when(code: &str, attitude: Attitude) -> Option<Severity> {
    match (find(code).unwrap().weight, attitude) {
        (Weight::Fatal, _) | (_, Attitude::Strict) => Some(Severity::Error),
        (Weight::Strict, Attitude::Tolerant) => None,
        (Weight::Repaired | Weight::Lossy, Attitude::Tolerant) => Some(Severity::Warning),
    }
}

/// What is wrong, unless the problem is there, at its place, with its weight.
fn expect(code: &str, attitude: Attitude, problems: &[Problem], file: &str, place: (u32, u32), text: &str) -> Option<String> {
    let found: Vec<&Problem> = problems.iter().filter(|problem| problem.code == code).collect();
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let Some(severity) = severity_when(code, attitude) else {
        return (!found.is_empty()).then(|| format!("{code} counts only in the strict attitude:\n{text}\n{}", all.join("\n")));
    };
    let is_there = found.iter().any(|problem| {
        problem.severity == severity && (problem.line, problem.column) == place && problem.file.ends_with(file) && problem.excerpt.is_some()
    });
    if !is_there {
        return Some(format!("{code} is not at {place:?} as {severity:?} in\n{text}\nbut there is\n{}", all.join("\n")));
    }
    let refused = problems.iter().any(|problem| problem.severity == Severity::Error && problem.code != code);
    (refused && severity == Severity::Warning).then(|| format!("{code} alone does not refuse:\n{text}\n{}", all.join("\n")))
}

fn check_document(code: &str, name: &str, text: &str) -> Vec<String> {
    let (content, place) = unmark(text);
    let check = |attitude| {
        let folder = Folder::new();
        let file = folder.write(name, &content);
        let problems = match load_document(&file, &Options { attitude, ..Options::default() }) {
            Ok(loaded) => loaded.warnings,
            Err(problems) => problems,
        };
        expect(code, attitude, &problems, name, place.unwrap(), &content)
    };
    [Attitude::Strict, Attitude::Tolerant].into_iter().filter_map(check).collect()
}

#[test]
fn documents() {
    let rests = DOCUMENTS.iter().map(|(code, rest)| (*code, "openapi.yaml", format!("{HEAD}{rest}")));
    let wholes = WHOLE.iter().map(|(code, text)| (*code, "openapi.yaml", (*text).to_owned()));
    let json = JSON.iter().map(|(code, text)| (*code, "openapi.json", (*text).to_owned()));
    let wrong: Vec<String> = rests.chain(wholes).chain(json).flat_map(|(code, name, text)| check_document(code, name, &text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn specs() {
    for (code, clauses, openapi, arazzo) in SPECS {
        let whole = if arazzo.starts_with("  - ") { format!("{ARAZZO}{arazzo}") } else { (*arazzo).to_owned() };
        let files = [
            ("clauses.yaml", if clauses.is_empty() { CLAUSES } else { clauses }),
            ("openapi.yaml", if openapi.is_empty() { OPENAPI } else { openapi }),
            ("arazzo.yaml", if whole.is_empty() { "" } else { &whole }),
        ];
        let folder = Folder::new();
        let mut expected = None;
        for (name, text) in files.iter().filter(|(_, text)| !text.is_empty()) {
            let (content, place) = unmark(text);
            folder.write(&format!("pets/{name}"), &content);
            if let Some(place) = place {
                expected = Some((format!("pets/{name}"), place, content));
            }
        }
        let problems = load_specs(&folder.0).expect_err(code);
        let (file, place, content) = expected.unwrap();
        let wrong = expect(code, Attitude::Strict, &problems, &file, place, &content);
        assert!(wrong.is_none(), "{}", wrong.unwrap());
    }
}

#[test]
fn what_the_fixtures_start_from_is_right() {
    let folder = Folder::new();
    let file = folder.write("openapi.yaml", format!("{HEAD}{PATHS}"));
    assert!(load_document(&file, &Options { attitude: Attitude::Strict, ..Options::default() }).is_ok());
    let folder = Folder::new();
    folder.write("pets/clauses.yaml", CLAUSES);
    folder.write("pets/openapi.yaml", OPENAPI);
    folder.write("pets/arazzo.yaml", format!("{ARAZZO}{FLOW}"));
    let contract = load_specs(&folder.0).unwrap();
    assert_eq!(contract.apis[0].workflows.len(), 1);
    assert_eq!(
        contract.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["pets/openapi.yaml", "pets/clauses.yaml", "pets/arazzo.yaml"]
    );
}

#[test]
fn every_code_has_a_fixture() {
    let fixtures = DOCUMENTS.iter().chain(WHOLE).chain(JSON).map(|(code, _)| *code).chain(SPECS.iter().map(|(code, ..)| *code));
    let provoked: std::collections::HashSet<&str> = fixtures.chain(ELSEWHERE.iter().copied()).collect();
    let missing: Vec<&str> = CODES.iter().map(|code| code.id).filter(|id| !provoked.contains(id)).collect();
    assert!(missing.is_empty(), "no fixture provokes {missing:?}");
    let unknown: Vec<&&str> = provoked.iter().filter(|id| find(id).is_none()).collect();
    assert!(unknown.is_empty(), "the table has no {unknown:?}");
}

#[test]
fn deny_and_allow() {
    let text = format!("{HEAD}{PATHS}tag: []\n");
    let with = |deny: &[&str], allow: &[&str]| {
        let list = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        common::load(&text, &Options { deny: list(deny), allow: list(allow), ..Options::default() })
    };
    assert_eq!(with(&[], &[]).unwrap().warnings.len(), 1);
    assert_eq!(with(&[], &["unknown-key"]).unwrap().warnings.len(), 0);
    assert_eq!(with(&["unknown-key"], &[]).unwrap_err()[0].severity, Severity::Error);
    assert_eq!(with(&["warnings"], &[]).unwrap_err()[0].code, "unknown-key");
    let unknown = with(&["unknow-key"], &[]).unwrap_err();
    assert_eq!((unknown[0].code, unknown[0].help.as_deref()), ("unknown-code", Some("did you mean `unknown-key`?")));
}

#[test]
fn all_problems_at_once_in_order() {
    let text = format!("{HEAD}paths: {{}}\ntag: []\ncomponents: {{schemas: {{A: {{type: strng}}, B: {{$ref: '#/x'}}}}}}\n");
    let problems = common::load(&text, &Options { attitude: Attitude::Strict, ..Options::default() }).unwrap_err();
    assert_eq!(
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        ["unknown-key", "schema-type-unknown", "reference-unresolved"]
    );
}
