//! One document or folder for each way to provoke a code, the expected place marked by `§`.

/// A document that is right but for what follows it.
pub const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";
pub const PATHS: &str = "paths: {}\n";

/// Code and the rest of a document after its head.
pub const DOCUMENTS: &[(&str, &str)] = &[
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'../x.yaml'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'http://localhost:1/x.yaml'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'file:///etc/passwd'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'/etc/passwd'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'//host/x'}}}\n"),
    ("file-outside", "paths: {}\ncomponents: {schemas: {A: {$ref: §'%2e%2e/x.yaml'}}}\n"),
    ("reference-unread", "paths: {}\ncomponents: {schemas: {A: {$ref: §'x.yaml'}}}\n"),
    ("yaml-syntax", "paths: {}\ntags: &a [§*a]\n"),
    ("number-range", "paths: {}\ncomponents: {schemas: {A: {maximum: §.nan}}}\n"),
    ("number-range", "paths: {}\ncomponents: {schemas: {A: {default: §-1e400}}}\n"),
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
pub const WHOLE: &[(&str, &str)] = &[
    ("info-missing", "§openapi: 3.0.3\npaths: {}\n"),
    ("info-missing", "openapi: 3.0.3\ninfo: §{version: '1'}\npaths: {}\n"),
    ("info-version-missing", "openapi: 3.0.3\ninfo: §{title: t}\npaths: {}\n"),
    ("document-unusable", "§openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: a\n"),
    ("document-unusable", "§[]"),
    ("paths-missing", "§openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"),
    (
        "schema-exclusive-bound",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {minimum: 3, exclusiveMinimum: §true}}}\n",
    ),
    (
        "schema-nullable",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: string, nullable: §true}}}\n",
    ),
    (
        "schema-type-list",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: [string, §null]}}}\n",
    ),
    ("schema-dialect", "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\njsonSchemaDialect: §https://example.com/own\n"),
    (
        "schema-dialect",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {$schema: §https://example.com/own}}}\n",
    ),
    (
        "schema-draft",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {$schema: §'http://json-schema.org/draft-07/schema#'}}}\n",
    ),
    (
        "reference-base",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {$id: a, items: {$ref: §'#/components/schemas/B'}}, B: {}}}\n",
    ),
    (
        "reference-siblings",
        "openapi: 3.1.1\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/R', §headers: {}}}}}}\ncomponents: {responses: {R: {description: d}}}\n",
    ),
    ("webhook-unchecked", "openapi: 3.1.1\ninfo: {title: t, version: '1'}\n§webhooks: {}\n"),
    ("unknown-key", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n§webhooks: {}\n"),
    ("version-unsupported", "info: {title: t, version: '1'}\n§swagger: '2.0'\n"),
    ("version-unsupported", "§openapi: 3.2.0\n"),
    ("version-unsupported", "§a: 1\n"),
];

/// Code and a JSON document.
pub const JSON: &[(&str, &str)] = &[
    ("json-syntax", "{\"openapi\": \"3.0.3\",§}"),
    ("json-syntax", "{\"openapi\": §tru}"),
    ("json-syntax", "{\"a\": \"é\", \"b\": \"§\\x\"}"),
    ("json-syntax", "{} §{}"),
    ("json-syntax", "{\"a\": 01§}"),
    ("duplicate-key", "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"ü\", §\"title\": \"t\", \"version\": \"1\"}, \"paths\": {}}"),
];

/// Code, and the three files of an API called `pets`; an empty one is the one that is right.
pub const SPECS: &[(&str, &str, &str, &str)] = &[
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

pub const CLAUSES: &str = "api: pets\ndocument: d.txt\nclauses: []\n";
pub const OPENAPI: &str =
    "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/pets: {get: {operationId: list, responses: {'200': {description: d}}}}}\n";
pub const ARAZZO: &str =
    "arazzo: 1.0.1\ninfo: {title: t, version: '1'}\nsourceDescriptions: [{name: pets, url: ./openapi.yaml, type: openapi}]\nworkflows:\n";
pub const FLOW: &str = "  - {workflowId: w, steps: [{stepId: s, operationId: list}]}\n";

/// Codes whose problems need more than a text; each has a test of its own.
pub const ELSEWHERE: &[&str] = &["too-large", "too-deep", "file-unreadable", "digest-mismatch", "document-missing", "document-unreadable"];
