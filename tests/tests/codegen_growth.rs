//! Generation grows with the document, not faster: the same API once, twice, four and eight times.
//!
//! Wall time says little on a busy machine, so the bound is wide, and the table is for reading:
//! `cargo test --release -p specproof-tests --test codegen_growth -- --ignored --nocapture`.

use serde_json::{Map, Value, json};
use specproof_codegen::{Options, generate};
use specproof_contract::load_document;
use specproof_tests::Scratch;
use std::time::{Duration, Instant};

/// An API of so many resources, each with a few schemas that refer to others, and four operations.
fn document(resources: usize) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for at in 0..resources {
        let next = (at + 1) % resources;
        schemas.insert(
            format!("Resource{at}"),
            json!({
                "type": "object", "required": ["id", "name"], "description": "A resource, with a description of some length.",
                "properties": {
                    "id": {"type": "integer", "format": "int64", "readOnly": true},
                    "name": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[a-z]+$"},
                    "state": {"type": "string", "enum": ["new", "open", "closed"], "default": "new"},
                    "made": {"type": "string", "format": "date-time"},
                    "next": {"$ref": format!("#/components/schemas/Resource{next}")},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                    "parts": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "number", "minimum": 0}}}},
                },
            }),
        );
        schemas.insert(
            format!("Event{at}"),
            json!({"oneOf": [{"$ref": format!("#/components/schemas/Resource{at}")}, {"type": "string"}, {"$ref": format!("#/components/schemas/Resource{next}")}]}),
        );
        let body = json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/Resource{at}")}}}});
        let mut answer = body.clone();
        answer["description"] = json!("The resource.");
        let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}});
        let tag = format!("group {}", at / 10);
        paths.insert(
            format!("/resources{at}"),
            json!({
                "post": {"tags": [tag], "operationId": format!("create{at}"), "requestBody": body, "responses": {"201": answer}},
                "get": {"tags": [tag], "operationId": format!("list{at}"), "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}],
                    "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": format!("#/components/schemas/Event{at}")}}}}}}},
            }),
        );
        paths.insert(
            format!("/resources{at}/{{id}}"),
            json!({
                "get": {"tags": [tag], "operationId": format!("read{at}"), "parameters": [id], "responses": {"200": answer, "404": {"description": "None."}}},
                "delete": {"tags": [tag], "operationId": format!("delete{at}"), "parameters": [id], "responses": {"204": {"description": "Gone."}}},
            }),
        );
    }
    json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

/// Bytes of the document, bytes of the output, and the shortest of three times.
fn measure(scratch: &Scratch, resources: usize) -> (usize, usize, Duration) {
    let file = scratch.path().join("document.json");
    let text = document(resources).to_string();
    std::fs::write(&file, &text).expect("writable");
    let mut best = (text.len(), 0, Duration::MAX);
    for _ in 0..3 {
        let begin = Instant::now();
        let loaded = load_document(&file, &specproof_contract::Options::default()).expect("a document without a fault");
        let files = generate(&loaded.contract, &Options::default()).0.files();
        best.1 = files.iter().map(|(_, text)| text.len()).sum();
        best.2 = best.2.min(begin.elapsed());
    }
    best
}

#[test]
fn output_grows_with_the_document() {
    let scratch = Scratch::new("codegen-growth");
    let sizes: Vec<(usize, usize, Duration)> = [5, 10, 20, 40].iter().map(|&resources| measure(&scratch, resources)).collect();
    let shared = 2 * sizes[0].1 - sizes[1].1;
    for pair in sizes.windows(2) {
        let factor = (pair[1].1 - shared) as f64 / (pair[0].1 - shared) as f64;
        assert!((1.8..2.2).contains(&factor), "twice the document makes {factor:.2} times the output");
    }
}

#[test]
#[ignore = "a measurement"]
fn time_grows_with_the_document() {
    let scratch = Scratch::new("codegen-time");
    let mut before: Option<Duration> = None;
    for factor in [1, 2, 4, 8] {
        let (read, written, took) = measure(&scratch, 100 * factor);
        let more = before.map_or(1.0, |before| took.as_secs_f64() / before.as_secs_f64());
        println!("{factor}x: {} KB read, {} KB written, {took:.0?}, {more:.2} times the one before", read / 1000, written / 1000);
        assert!(more < 4.0, "twice the document takes {more:.2} times as long");
        before = Some(took);
    }
}
