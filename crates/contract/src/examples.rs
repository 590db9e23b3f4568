//! Examples: read from the tree, and held against their own schemas.

use crate::codes;
use crate::loader::Loader;
use crate::model::{Api, Example, ExampleValue, MediaType, SchemaId};
use crate::report::Report;
use crate::tree::{Kind, NodeId};
use crate::validate::{Direction, Validator};

/// `example` and `examples` of a schema: a single value, a list, or (from the wild) a map.
pub(crate) fn of_schema(loader: &mut Loader, node: NodeId) -> Vec<Example> {
    let mut found = Vec::new();
    if let Some(value) = loader.tree.get(node, "example") {
        found.push(plain(loader, None, value));
    }
    if let Some(list) = loader.tree.get(node, "examples") {
        match loader.tree.kind(list).clone() {
            Kind::List(items) => found.extend(items.into_iter().map(|item| plain(loader, None, item))),
            Kind::Map(entries) => found.extend(entries.into_iter().map(|entry| plain(loader, Some(entry.key.to_string()), entry.value))),
            _ => {}
        }
    }
    found
}

/// An example that is only a value.
pub(crate) fn plain(loader: &Loader, name: Option<String>, value: NodeId) -> Example {
    Example {
        name,
        summary: None,
        value: ExampleValue::Value(loader.tree.json(value)),
        clauses: Vec::new(),
        place: loader.tree.place(value),
    }
}

/// An Example Object; `None` when it shows nothing.
pub(crate) fn object(loader: &mut Loader, name: &str, example: &openapiv3::Example, node: NodeId, clauses: Vec<String>) -> Option<Example> {
    let place = loader.tree.place(node);
    let value = match (loader.tree.get(node, "value"), &example.external_value) {
        (Some(value), _) => ExampleValue::Value(loader.tree.json(value)),
        (None, Some(path)) => external(loader, path, node),
        (None, None) => return None,
    };
    Some(Example {
        name: Some(name.to_owned()),
        summary: example.summary.clone().or_else(|| example.description.clone()),
        value,
        clauses,
        place,
    })
}

fn external(loader: &mut Loader, path: &str, node: NodeId) -> ExampleValue {
    let place = loader.tree.get(node, "externalValue").map_or(loader.tree.place(node), |value| loader.tree.place(value));
    match loader.sample(path, place) {
        Some(bytes) => ExampleValue::Bytes { path: path.to_owned(), bytes },
        None => {
            let message = format!("`{}` is no file below the document's folder", crate::text::short(path));
            loader.report.add(&codes::EXAMPLE_UNREAD, place, message, "put the sample beside the document");
            ExampleValue::Elsewhere { url: path.to_owned() }
        }
    }
}

/// Reports every example that its schema refuses. Examples of a schema itself hold where either direction accepts them.
pub(crate) fn check(api: &Api, report: &mut Report) {
    if !report.counts(&codes::EXAMPLE_MISMATCH) {
        return;
    }
    let request = Validator::new(api, Direction::Request);
    let response = Validator::new(api, Direction::Response);
    for (at, schema) in api.schemas.iter().enumerate() {
        let id = SchemaId(u32::try_from(at).unwrap_or(u32::MAX));
        for example in &schema.examples {
            if mismatch(&request, id, example).is_some()
                && let Some(message) = mismatch(&response, id, example)
            {
                report.add(&codes::EXAMPLE_MISMATCH, example.place, message, "correct the example, or the schema");
            }
        }
    }
    for operation in &api.operations {
        for parameter in &operation.parameters {
            let schema = parameter.schema.or_else(|| parameter.content.as_ref().and_then(|content| content.schema));
            check_all(&request, schema, &parameter.examples, report);
            parameter.content.iter().for_each(|media| check_media(&request, media, report));
        }
        operation.request_body.iter().flat_map(|body| &body.content).for_each(|media| check_media(&request, media, report));
        for answer in &operation.responses {
            answer.content.iter().for_each(|media| check_media(&response, media, report));
            for header in &answer.headers {
                check_all(&response, header.schema, &header.examples, report);
            }
        }
    }
}

fn check_media(validator: &Validator<'_>, media: &MediaType, report: &mut Report) {
    check_all(validator, media.schema, &media.examples, report);
}

fn check_all(validator: &Validator<'_>, schema: Option<SchemaId>, examples: &[Example], report: &mut Report) {
    let Some(schema) = schema else { return };
    for example in examples {
        if let Some(message) = mismatch(validator, schema, example) {
            report.add(&codes::EXAMPLE_MISMATCH, example.place, message, "correct the example, or the schema");
        }
    }
}

/// Bytes are kept for what no value can say: a sample that is not JSON, say. They are not held against the schema.
fn mismatch(validator: &Validator<'_>, schema: SchemaId, example: &Example) -> Option<String> {
    let ExampleValue::Value(value) = &example.value else { return None };
    let outcome = validator.check(schema, value);
    let first = outcome.violations.first()?;
    let at = if first.pointer.is_empty() { String::new() } else { format!(" at {}", crate::text::short(&first.pointer)) };
    Some(format!("the example breaks its own schema{at}: expected {}, found {}", first.expected, first.received))
}
