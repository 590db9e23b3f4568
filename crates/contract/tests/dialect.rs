//! What only OpenAPI 3.1 says: the words of JSON Schema 2020-12 where 3.0 has none, and what is left over of 3.0.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use serde_json::{Value, json};
use specproof_contract::model::{Api, SchemaId};
use specproof_contract::validate::{Direction, Validator};
use specproof_contract::{Loaded, Options, load_document};

fn loaded(version: &str, schemas: &str) -> Loaded {
    let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}\n");
    common::load(&text, &Options::default()).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
}

fn codes(loaded: &Loaded) -> Vec<&str> {
    loaded.warnings.iter().map(|problem| problem.code).collect()
}

fn schema(api: &Api, name: &str) -> SchemaId {
    api.components.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn holds(api: &Api, name: &str, value: &Value) -> bool {
    Validator::new(api, Direction::Response).check(schema(api, name), value).is_valid()
}

#[test]
fn the_schema_of_schemas_is_known_by_its_address() {
    let address = "https://json-schema.org/draft/2020-12/schema";
    let text = format!("    S: {{$ref: '{address}'}}\n    L: {{type: array, items: {{$ref: '{address}#'}}}}");
    let loaded = loaded("3.1.1", &text);
    assert_eq!(codes(&loaded), <[&str; 0]>::default());
    let api = &loaded.contract.apis[0];
    for right in [json!(true), json!({}), json!({ "items": { "minLength": 1 }, "unknown": 1 }), json!({ "$defs": { "a": false } })] {
        assert!(holds(api, "S", &right), "{right}");
        assert!(holds(api, "L", &json!([right])), "{right}");
    }
    let wrong = [
        json!(1),
        json!({ "minLength": -1 }),
        json!({ "type": "text" }),
        json!({ "properties": { "a": { "items": { "required": "a" } } } }),
        json!({ "allOf": [] }),
        json!({ "$anchor": "1st" }),
    ];
    for wrong in wrong {
        assert!(!holds(api, "S", &wrong), "{wrong}");
    }
}

#[test]
fn other_addresses_and_older_documents_stay_unread() {
    for (version, address) in
        [("3.1.1", "https://json-schema.org/draft/2019-09/schema"), ("3.0.3", "https://json-schema.org/draft/2020-12/schema")]
    {
        let loaded = loaded(version, &format!("    S: {{$ref: '{address}'}}"));
        assert_eq!(codes(&loaded), ["file-outside"], "{version}");
    }
}

#[test]
fn a_schema_of_schemas_can_be_narrowed() {
    let loaded = loaded(
        "3.1.1",
        "    Narrow:\n      $id: https://example.org/narrow\n      $dynamicAnchor: meta\n      $ref: https://json-schema.org/draft/2020-12/schema\n      \
         properties: {title: {maxLength: 3}}",
    );
    let api = &loaded.contract.apis[0];
    assert!(holds(api, "Narrow", &json!({ "items": { "title": "abc" } })));
    assert!(!holds(api, "Narrow", &json!({ "items": { "title": "abcd" } })));
}

#[test]
fn no_type_at_all_is_told() {
    let loaded = loaded("3.1.1", "    None: {type: []}");
    assert_eq!(codes(&loaded), ["schema-type-list"]);
    assert!(holds(&loaded.contract.apis[0], "None", &json!(1)));
}

#[test]
fn what_other_versions_say_is_refused_with_what_to_do() {
    for (head, told) in [("openapi: 3.2.0", "3.1.1"), ("swagger: '2.0'", "swagger2openapi"), ("asyncapi: 3.0.0", "3.1.1")] {
        let folder = common::Folder::new();
        let file = folder.write("openapi.yaml", format!("{head}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n"));
        let problems = load_document(&file, &Options::default()).expect_err("it is refused");
        let said: Vec<(&str, u32, String)> = problems.iter().map(|problem| (problem.code, problem.line, format!("{problem}"))).collect();
        assert!(matches!(said.as_slice(), [("version-unsupported", 1, text)] if text.contains(told)), "{said:?}");
    }
}

#[test]
fn what_webhooks_and_callbacks_carry_has_a_name() {
    let text = "openapi: 3.1.1
info: {title: t, version: '1'}
paths:
  /subscribe:
    post:
      callbacks:
        done: {'{$request.body#/url}': {post: {requestBody: {$ref: '#/components/requestBodies/Done'}, responses: {'204': {description: ok}}}}}
      responses: {'204': {description: ok}}
webhooks:
  sold:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: boolean}}}}}
  lent: {$ref: '#/components/pathItems/Lent'}
  named: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/soldPayload'}}}}, responses: {'204': {description: ok}}}}
components:
  requestBodies: {Done: {content: {application/json: {schema: {type: array, items: {type: string}}}}}}
  pathItems: {Lent: {put: {requestBody: {content: {application/json: {schema: {const: 1}}}}, responses: {'204': {description: ok}}}}}
  schemas: {soldPayload: {type: string}}
";
    let loaded = common::load(text, &Options::default()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let api = &loaded.contract.apis[0];
    let names: Vec<&str> = api.components.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["soldPayload", "donePayload", "soldPayload2", "soldReply", "lentPayload"]);
    assert!(holds(api, "donePayload", &json!(["a"])) && !holds(api, "donePayload", &json!([1])));
    assert!(holds(api, "soldPayload2", &json!({ "id": 1 })) && !holds(api, "soldPayload2", &json!({})));
    assert_eq!(codes(&loaded), ["callback-unchecked", "webhook-unchecked"]);
}
