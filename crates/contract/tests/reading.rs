//! What documents say comes out in the model, as written or as repaired.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{Folder, load};
use specproof_contract::model::{
    AdditionalProperties, Api, ExampleValue, Method, ParameterLocation, Schema, SecurityKind, StatusPattern, Style, Type, TypeSet,
};
use specproof_contract::{Options, load_document, load_specs};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n";

fn api(rest: &str) -> Api {
    load(&format!("{HEAD}{rest}"), &Options::default()).unwrap_or_else(|problems| panic!("{problems:?}")).contract.apis.remove(0)
}

/// The schema of this component, references not followed.
fn schema<'a>(api: &'a Api, name: &str) -> &'a Schema {
    let (_, id) = api.components.iter().find(|(own, _)| own == name).unwrap();
    api.schema(*id).unwrap()
}

fn repaired(text: &str) -> Schema {
    let api = api(&format!("paths: {{}}\ncomponents: {{schemas: {{A: {text}}}}}\n"));
    schema(&api, "A").clone()
}

#[test]
fn repairs_of_schemas() {
    assert_eq!(repaired("{type: long}").types, TypeSet::of([Type::Integer]));
    assert_eq!(repaired("{type: long}").format.as_deref(), Some("int64"));
    assert_eq!(repaired("{type: date-time}").format.as_deref(), Some("date-time"));
    assert_eq!(repaired("{type: bool}").types, TypeSet::of([Type::Boolean]));
    assert!(repaired("{type: widget}").types.is_empty());
    assert_eq!(repaired("{type: [string, 'null']}").types, TypeSet::of([Type::String, Type::Null]));
    assert!(repaired("{type: [string, widget]}").types.is_empty());
    assert_eq!(repaired("{type: 'null'}").types, TypeSet::of([Type::Null]));
    assert_eq!(repaired("{exclusiveMinimum: 3}").exclusive_minimum, Some(3.into()));
    let moved = repaired("{minimum: 3, exclusiveMinimum: true}");
    assert_eq!((moved.minimum.clone(), moved.exclusive_minimum.clone()), (None, Some(3.into())));
    assert_eq!(repaired("{properties: {a: {type: string, required: true}, b: {required: false}}}").required, ["a"]);
    assert_eq!(repaired("{required: }").required, Vec::<String>::new());
    assert_eq!(repaired("{items: [{}, {}]}").prefix_items.len(), 2);
    assert_eq!(repaired("{type: string, enum: [a, a, 1.0, true]}").enumeration.unwrap(), ["a", "1.0", "true"]);
    assert_eq!(repaired("{enum: []}").enumeration, None);
    assert_eq!(repaired("{type: integer, default: a}").default, None);
    assert_eq!(repaired("{type: integer, default: 3}").default, Some(3.into()));
    assert_eq!(repaired("{pattern: '/^a$/'}").pattern.as_deref(), Some("^a$"));
    assert_eq!(repaired("{pattern: '('}").pattern, None);
    assert_eq!(repaired("{maxLength: '3', minLength: -1}").max_length, Some(3));
    assert_eq!(repaired("{description: 3}").description.as_deref(), Some("3"));
    assert_eq!(repaired("{additionalProperties: false}").additional_properties, AdditionalProperties::Forbidden);
    assert_eq!(repaired("{additionalProperties: {}}").additional_properties, AdditionalProperties::Any);
    assert!(matches!(repaired("{additionalProperties: {type: string}}").additional_properties, AdditionalProperties::Schema(_)));
    assert_eq!(repaired("{discriminator: kind}").discriminator.as_ref().unwrap().property, "kind");
    assert_eq!(repaired("{x-vendor: {a: 1}}").extensions[0].0, "x-vendor");
    assert!(repaired("{properties: []}").properties.is_empty());
}

#[test]
fn an_operation() {
    let api = api("servers: [{url: 'https://{host}/v1', variables: {host: {default: example.com}}}]
security: [{key: []}]
tags: [{name: b, description: d}]
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: q, in: query, schema: {type: string}}
    post:
      tags: [a, b]
      parameters:
        - {name: q, in: query, style: deepObject, explode: true, schema: {type: object}}
        - {name: X-Trace, in: header, content: {application/json: {schema: {type: string}}}}
      requestBody:
        required: true
        content: {multipart/form-data: {schema: {type: object}, encoding: {file: {contentType: image/png, explode: false}}}}
      responses:
        default: {description: else}
        5XX: {description: broken}
        '404': {$ref: '#/components/responses/None'}
        '200':
          description: ok
          headers: {X-Rate: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}, example: {a: null}}}
          links: {self: {operationRef: '#/paths/~1pets~1{id}/post', parameters: {id: $response.body#/id}}}
    get: {operationId: get, security: [], responses: {'204': {description: none}}}
components:
  responses: {None: {description: none}}
  schemas: {Pet: {type: object}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, auth: {type: http, scheme: Bearer}}
");
    assert_eq!(api.servers[0].url, "https://example.com/v1");
    assert_eq!(api.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let [post, get] = api.operations.as_slice() else { panic!("{:?}", api.operations) };
    assert_eq!((post.method, post.id.as_str(), post.id_is_given), (Method::Post, "postPetsId", false));
    assert_eq!((get.method, get.id.as_str(), get.id_is_given), (Method::Get, "get", true));
    let names: Vec<(&str, ParameterLocation)> = post.parameters.iter().map(|own| (own.name.as_str(), own.location)).collect();
    assert_eq!(names, [("id", ParameterLocation::Path), ("q", ParameterLocation::Query), ("X-Trace", ParameterLocation::Header)]);
    assert_eq!((post.parameters[1].style, post.parameters[1].explode), (Style::DeepObject, true));
    assert!(post.parameters[2].schema.is_none() && post.parameters[2].content.is_some());
    assert_eq!((get.parameters[1].style, get.parameters[1].explode), (Style::Form, true));
    let statuses: Vec<StatusPattern> = post.responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [StatusPattern::Exact(200), StatusPattern::Exact(404), StatusPattern::Range(5), StatusPattern::Default]);
    assert_eq!(post.responses[1].description, "none");
    let ok = &post.responses[0];
    assert!(ok.headers[0].required);
    assert_eq!(ok.content[0].examples[0].value, ExampleValue::Value(serde_json::json!({"a": null})));
    assert_eq!(api.schema(api.schema(ok.content[0].schema.unwrap()).unwrap().reference.unwrap()).unwrap().name.as_deref(), Some("Pet"));
    assert_eq!((ok.links[0].operation.as_str(), &ok.links[0].parameters[0].1), ("postPetsId", &"$response.body#/id".into()));
    assert_eq!(post.request_body.as_ref().unwrap().content[0].encoding[0].1.explode, Some(false));
    assert_eq!((post.security.len(), get.security.len()), (1, 0));
    assert_eq!(api.security_schemes[1].kind, SecurityKind::Http { scheme: "bearer".into() });
    assert_eq!((post.place.line, post.place.column), (12, 7));
}

#[test]
fn repairs_of_operations() {
    let api = api("paths:
  pets/{id*}:
    get:
      parameters: [{name: id, in: path, type: string}, {name: body, in: body, schema: {}}]
      responses: {2xx: {}, '700': {description: d}}
    post: {operationId: x, requestBody: {schema: {type: string}}}
    put: {operationId: x, responses: {}}
");
    let [get, post, put] = api.operations.as_slice() else { panic!("{:?}", api.operations) };
    assert_eq!(get.path, "/pets/{id}");
    assert_eq!(get.parameters.len(), 1);
    assert!(get.parameters[0].required);
    assert_eq!(get.responses.iter().map(|response| response.status).collect::<Vec<_>>(), [StatusPattern::Range(2)]);
    assert_eq!((post.id.as_str(), put.id.as_str()), ("x", "x_2"));
    assert_eq!(post.request_body.as_ref().unwrap().content[0].name, "application/json");
    assert_eq!(post.parameters[0].name, "id");
}

#[test]
fn several_files() {
    let folder = Folder::new();
    folder.write("paths/pets.yaml", "get: {$ref: 'ops.yaml#/list'}\nparameters: [{$ref: '../common.json#/components/parameters/Page'}]\n");
    folder.write("paths/ops.yaml", "list:\n  operationId: list\n  description: {$ref: '../text.yaml#/list'}\n  responses: {'200': {description: d, content: {application/json: {schema: {$ref: '../models/pet.yaml'}}}}}\n");
    folder.write("text.yaml", "list: All of them.\n");
    folder.write("models/pet.yaml", "type: object\nproperties: {owner: {$ref: owner.yaml#/Person}, mother: {$ref: pet.yaml}, tag: {$ref: '#/definitions/tag~1name'}}\ndefinitions: {tag/name: {type: string}}\n");
    folder.write("models/owner.yaml", "Person: {type: object, properties: {pet: {$ref: ./pet.yaml}}}\n");
    folder.write("common.json", r#"{"components": {"parameters": {"Page": {"name": "page", "in": "query", "schema": {"$ref": "models/owner.yaml#/Person/properties/pet/properties/tag"}}}}}"#);
    let file = folder.write(
        "openapi.yaml",
        format!("{HEAD}paths: {{/pets: {{$ref: paths/pets.yaml}}}}\ncomponents: {{schemas: {{Animal: {{$ref: 'models/pet.yaml'}}}}}}\n"),
    );
    let loaded = load_document(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let api = &loaded.contract.apis[0];
    let operation = &api.operations[0];
    assert_eq!(operation.description.as_deref(), Some("All of them."));
    assert_eq!(operation.parameters[0].name, "page");
    let names: Vec<&str> = api.components.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Animal", "Person", "tag/name", "tag"]);
    let pet = schema(api, "Animal");
    assert_eq!(pet.types, TypeSet::of([Type::Object]));
    let mother = api.schema(pet.properties[1].1).unwrap();
    assert_eq!(mother.reference, Some(api.components[0].1));
    assert_eq!(loaded.contract.files.len(), 7);
    assert!(loaded.contract.files.iter().any(|file| file.path == "models/pet.yaml"));
}

#[test]
fn yaml_anchors_and_merge_keys() {
    let api = api("paths: {}
x-common: &common {type: object, properties: {id: &id {type: integer}}}
components:
  schemas:
    A: {<<: *common, title: a}
    B: {<<: [{title: b}, *common], properties: {other: *id}}
");
    let (a, b) = (schema(&api, "A"), schema(&api, "B"));
    assert_eq!((a.title.as_deref(), a.properties.len()), (Some("a"), 1));
    assert_eq!((b.title.as_deref(), b.properties[0].0.as_str(), b.types.clone()), (Some("b"), "other", TypeSet::of([Type::Object])));
}

#[test]
fn the_same_document_in_json_and_yaml() {
    let yaml = format!(
        "{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: d, content: {{a/b: {{schema: {{type: string, maxLength: 3}}}}}}}}}}}}}}}}\n"
    );
    let json = r#"{"openapi": "3.0.3", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "d", "content": {"a/b": {"schema": {"type": "string", "maxLength": 3}}}}}}}}}"#;
    let (folder, other) = (Folder::new(), Folder::new());
    let files = [folder.write("a.yaml", yaml), other.write("a.json", json)];
    let [left, right] = files.map(|file| {
        let mut api = load_document(&file, &Options::default()).unwrap().contract.apis.remove(0);
        api.schemas.iter_mut().for_each(|schema| schema.place = Default::default());
        (api.operations[0].id.clone(), api.schemas)
    });
    assert_eq!(left, right);
}

#[test]
fn a_fourth_folder_is_a_fourth_api() {
    let folder = Folder::new();
    folder.write("pets/openapi.yaml", format!("{HEAD}paths: {{}}\n"));
    folder.write("cats/openapi.yaml", format!("{HEAD}paths: {{}}\n"));
    folder.write("notes.txt", "not an API");
    let contract = load_specs(&folder.0).unwrap();
    assert_eq!(contract.apis.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(), ["cats", "pets"]);
}

#[test]
fn our_specs_are_read_and_cite_their_documents() {
    let specs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let contract = load_specs(&specs).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(contract.apis.iter().map(|api| api.name.as_str()).collect::<Vec<_>>(), ["iflychat", "userlogin", "webitel"]);
    if let Some(documents) = common::shared("documents") {
        assert_eq!(specproof_contract::provenance::check(&contract, &documents), []);
    }
    let nowhere = Folder::new();
    let problems = specproof_contract::provenance::check(&contract, &nowhere.0);
    assert!(problems.len() > 20 && problems.iter().all(|problem| problem.code == "document-missing" && problem.line > 0));
    for api in &contract.apis {
        if let Some(document) = &api.document {
            nowhere.write(document, "another text\n".repeat(200));
        }
    }
    let problems = specproof_contract::provenance::check(&contract, &nowhere.0);
    assert!(problems.iter().all(|problem| problem.code == "digest-mismatch") && !problems.is_empty());
}

/// A reference to something else does not mend that for what it is not, and what is left out once is left out everywhere.
#[test]
fn wrong_references_harm_nothing_else() {
    let text = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '#'}}, B: {{$ref: '#/info'}}}}}}\n");
    let problems = load(&text, &Options::default()).unwrap().warnings;
    assert!(problems.iter().any(|problem| problem.code == "reference-unresolved"), "{problems:?}");
    let api = api("paths:
  /a:
    get:
      parameters: [{$ref: '#/components/parameters/Nameless'}, {name: q, in: query, schema: []}]
      responses: {'200': {description: d, links: {l: {description: leads nowhere}}}}
x-empty: &empty {}
components:
  parameters: {Nameless: {in: query, schema: {}}}
  schemas: {S: *empty}
  requestBodies: {B: {content: {a/b: *empty}}}
");
    assert_eq!(api.operations[0].parameters.iter().map(|own| own.name.as_str()).collect::<Vec<_>>(), ["q"]);
    assert!(api.operations[0].responses[0].links.is_empty());
}
