//! Generation grows with the document, not faster: the same API once, twice, four and eight times.
//!
//! Instructions grow just so; what is beyond is memory that no longer fits the processor's caches. The table is for reading:
//! `cargo test --release -p specproof-codegen --test growth -- --ignored --nocapture`.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking, and a measurement is printed")]

use serde_json::{Map, Value, json};
use specproof_codegen::{Options, generate};
use specproof_contract::load_document;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A folder that goes away.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("specproof-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("writable");
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// CPU time of this thread where the system tells (Linux), so that a busy machine does not matter; else the time since `begin`.
fn spent(begin: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begin.elapsed(), Duration::from_nanos)
}

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

/// Bytes of the document, bytes of the output, and the shortest of seven times.
fn measure(scratch: &Path, resources: usize) -> (usize, usize, Duration) {
    let file = scratch.join("document.json");
    let text = document(resources).to_string();
    std::fs::write(&file, &text).expect("writable");
    let mut best = (text.len(), 0, Duration::MAX);
    let begin = Instant::now();
    for _ in 0..7 {
        let before = spent(begin);
        let loaded = load_document(&file, &specproof_contract::Options::default()).expect("a document without a fault");
        let files = generate(&loaded.contract, &Options::default()).0.files();
        best.1 = files.iter().map(|(_, text)| text.len()).sum();
        drop(files);
        best.2 = best.2.min(spent(begin) - before);
    }
    best
}

#[test]
fn output_grows_with_the_document() {
    let scratch = Scratch::new("codegen-growth");
    let sizes: Vec<(usize, usize, Duration)> = [5, 10, 20, 40].iter().map(|&resources| measure(&scratch.0, resources)).collect();
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
    let mut first: Option<Duration> = None;
    for factor in [1, 2, 4, 8] {
        let (read, written, took) = measure(&scratch.0, 100 * factor);
        let more = took.as_secs_f64() / first.get_or_insert(took).as_secs_f64();
        println!("{factor}x: {} KB read, {} KB written, {took:.0?}, {more:.1} times as long", read / 1000, written / 1000);
        assert!(more < 2.0 * factor as f64, "{factor} times the document takes {more:.1} times as long");
    }
}
