//! A line of JSON, a line of text and bytes, in parameters of every style and place: what is made of them goes to the target and nowhere else, and
//! holds nothing that would end a line of the request.

use serde_json::Value;
use specproof_conform::draft::{Draft, DraftBody, DraftParameter};
use specproof_conform::wire;
use specproof_contract::model::{Api, ParameterLocation};
use specproof_contract::{Options, load_document};
use std::sync::LazyLock;

/// See the module.
pub fn holds(data: &[u8]) {
    let (first, rest) = super::two_parts(data);
    let value: Value = serde_json::from_str(&first).unwrap_or_else(|_| Value::String(first.clone()));
    let (name, raw) = rest.split_once('\n').unwrap_or((&rest, ""));
    let operations = &api().operations;
    let way = super::one_of(operations.len() * 5, data);
    let operation = &operations[way / 5];
    let parameters = operation.parameters.iter().map(|own| (own.location, own.name.clone()));
    let more = [ParameterLocation::Query, ParameterLocation::Cookie].map(|location| (location, name.to_owned()));
    let parameters = parameters.chain(more).map(|(location, name)| DraftParameter { location, name, value: value.clone(), scheme: None });
    let (content_type, body) = match way % 5 {
        0 => (None, DraftBody::None),
        1 => (Some("application/json"), DraftBody::Json(value.clone())),
        2 => (Some("application/x-www-form-urlencoded"), DraftBody::Form(vec![(name.to_owned(), value.clone())])),
        3 => (Some("multipart/form-data"), DraftBody::Form(vec![(name.to_owned(), value.clone())])),
        _ => (Some("text/plain"), DraftBody::Raw(raw.into())),
    };
    let parameters = parameters.collect();
    let draft = Draft { parameters, content_type: content_type.map(Into::into), body, header_case: None, elsewhere: None };
    match wire::request(api(), operation, &draft, "http://127.0.0.1:9/base", &[]) {
        Err(why) => assert!(!why.is_empty(), "not made without a reason"),
        Ok(request) => {
            let url = reqwest::Url::parse(&request.url).expect("a URL");
            assert_eq!(url.origin().ascii_serialization(), "http://127.0.0.1:9", "{}", request.url);
            assert!(url.username().is_empty() && request.url.starts_with("http://127.0.0.1:9/base"), "{}", request.url);
            assert!(request.url.bytes().all(|byte| byte.is_ascii_graphic()), "{:?}", request.url);
            let kinds = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type")).count();
            assert!(kinds <= 1, "{:?}", request.headers);
        }
    }
}

/// An API with a parameter of every style in every place.
pub fn api() -> &'static Api {
    static API: LazyLock<Api> = LazyLock::new(|| {
        let file = std::env::temp_dir().join(format!("specproof-fuzz-parameters-{}.yaml", std::process::id()));
        std::fs::write(&file, DOCUMENT).expect("a file");
        let loaded = load_document(&file, &Options::default());
        std::fs::remove_file(&file).expect("the file");
        loaded.unwrap_or_else(|problems| panic!("{problems:?}")).contract.apis.remove(0)
    });
    &API
}

const DOCUMENT: &str = r#"
openapi: 3.0.3
info: {title: Parameters, version: "1"}
paths:
  /simple/{p}:
    post:
      operationId: simple
      parameters:
        - {name: p, in: path, required: true, schema: {}}
        - {name: form, in: query, schema: {}}
        - {name: X-Simple, in: header, schema: {}}
        - {name: form, in: cookie, schema: {}}
      requestBody: {content: {application/json: {schema: {}}, text/plain: {schema: {}}, multipart/form-data: {schema: {type: object}}}}
      responses: {"200": {description: d, content: {application/json: {schema: {}}}}}
  /label/{p}:
    get:
      operationId: label
      servers: [{url: /other}]
      parameters:
        - {name: p, in: path, required: true, style: label, explode: true, schema: {}}
        - {name: space, in: query, style: spaceDelimited, explode: false, schema: {}}
        - {name: deep, in: query, style: deepObject, explode: true, schema: {}}
        - {name: X-Simple, in: header, explode: true, schema: {}}
      responses: {"200": {description: d}}
  /matrix/{p}/{q}:
    get:
      operationId: matrix
      parameters:
        - {name: p, in: path, required: true, style: matrix, explode: true, schema: {}}
        - {name: q, in: path, required: true, style: matrix, schema: {}}
        - {name: pipe, in: query, style: pipeDelimited, explode: false, schema: {}}
        - {name: reserved, in: query, allowReserved: true, schema: {}}
        - {name: json, in: query, content: {application/json: {schema: {}}}}
      responses: {"200": {description: d}}
"#;
