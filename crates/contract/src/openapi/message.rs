//! Request bodies, responses and what they hold: media types, headers, links, examples.

use super::lower::{Lower, node, value_node};
use super::parameters::query_style;
use crate::codes;
use crate::examples as reading;
use crate::model::{Encoding, Example, Header, MediaType, RequestBody, Response, StatusPattern};
use crate::tree::NodeId;
use openapiv3::{ParameterSchemaOrContent, ReferenceOr, StatusCode};
use serde_json::Value;

pub(super) fn request_body(lower: &mut Lower<'_>, typed: &ReferenceOr<openapiv3::RequestBody>) -> Option<RequestBody> {
    let document = lower.document;
    let body = match typed {
        ReferenceOr::Item(item) => item,
        ReferenceOr::Reference { reference } => document.components.as_ref()?.request_bodies.get(reference)?.as_item()?,
    };
    let node = node(&body.extensions)?;
    Some(RequestBody {
        required: body.required,
        content: content(lower, &body.content),
        description: body.description.clone(),
        clauses: lower.clauses(node),
        place: lower.place(node),
    })
}

/// Exact statuses, then ranges, then default, each ascending.
pub(super) fn responses(lower: &mut Lower<'_>, typed: &openapiv3::Responses) -> Vec<Response> {
    let mut responses = Vec::new();
    for (status, response) in &typed.responses {
        let status = match status {
            StatusCode::Code(code) => StatusPattern::Exact(*code),
            StatusCode::Range(class) => StatusPattern::Range(u8::try_from(*class).unwrap_or(0)),
        };
        responses.extend(response_of(lower, status, response));
    }
    if let Some(default) = &typed.default {
        responses.extend(response_of(lower, StatusPattern::Default, default));
    }
    responses.sort_by_key(|response| response.status);
    responses
}

fn response_of(lower: &mut Lower<'_>, status: StatusPattern, typed: &ReferenceOr<openapiv3::Response>) -> Option<Response> {
    let document = lower.document;
    let response = match typed {
        ReferenceOr::Item(item) => item,
        ReferenceOr::Reference { reference } => document.components.as_ref()?.responses.get(reference)?.as_item()?,
    };
    let node = node(&response.extensions)?;
    let headers = headers(lower, &response.headers);
    Some(Response {
        status,
        description: response.description.clone(),
        headers: headers.into_iter().filter(|header| !is_ignored(lower, header)).collect(),
        content: content(lower, &response.content),
        links: super::operations::links(lower, &response.links),
        refusal: lower.reader.loader.tree.flag_at(node, "x-refusal") == Some(true),
        reading: lower.reader.loader.tree.text_at(node, "x-reading").map(str::to_owned),
        clauses: lower.clauses(node),
        place: lower.place(node),
    })
}

fn is_ignored(lower: &mut Lower<'_>, header: &Header) -> bool {
    let is_ignored = header.name.eq_ignore_ascii_case("content-type");
    if is_ignored {
        let message = "OpenAPI ignores a response header called `Content-Type`";
        lower.reader.loader.report.add(&codes::HEADER_IGNORED, header.place, message, "the keys of `content` say it; remove the header");
    }
    is_ignored
}

pub(super) fn content(lower: &mut Lower<'_>, typed: &openapiv3::Content) -> Vec<MediaType> {
    let mut content = Vec::new();
    for (name, media) in typed {
        let Some(node) = node(&media.extensions) else { continue };
        content.push(MediaType {
            name: name.clone(),
            schema: media.schema.as_ref().and_then(|schema| lower.schema(schema)),
            examples: examples(lower, media.example.as_ref(), &media.examples, node),
            encoding: media.encoding.iter().map(|(name, typed)| (name.clone(), encoding(lower, typed))).collect(),
            clauses: lower.clauses(node),
            place: lower.place(node),
        });
    }
    content
}

fn encoding(lower: &mut Lower<'_>, typed: &openapiv3::Encoding) -> Encoding {
    let node = node(&typed.extensions);
    Encoding {
        content_type: typed.content_type.clone(),
        headers: headers(lower, &typed.headers),
        style: typed.style.as_ref().map(query_style),
        explode: node.and_then(|node| lower.reader.loader.tree.flag_at(node, "explode")),
        allow_reserved: typed.allow_reserved,
    }
}

fn headers<'h>(lower: &mut Lower<'_>, typed: impl IntoIterator<Item = (&'h String, &'h ReferenceOr<openapiv3::Header>)>) -> Vec<Header> {
    let document = lower.document;
    let mut headers = Vec::new();
    for (name, header) in typed {
        let header = match header {
            ReferenceOr::Item(item) => Some(item),
            ReferenceOr::Reference { reference } => {
                document.components.as_ref().and_then(|components| components.headers.get(reference)).and_then(ReferenceOr::as_item)
            }
        };
        let Some((header, node)) = header.and_then(|header| Some((header, node(&header.extensions)?))) else { continue };
        let (schema, media) = match &header.format {
            ParameterSchemaOrContent::Schema(schema) => (lower.schema(schema), None),
            ParameterSchemaOrContent::Content(map) => (None, content(lower, map).into_iter().next()),
        };
        headers.push(Header {
            name: name.clone(),
            required: header.required,
            explode: lower.reader.loader.tree.flag_at(node, "explode") == Some(true),
            schema,
            content: media,
            description: header.description.clone(),
            deprecated: header.deprecated.unwrap_or(false),
            examples: examples(lower, header.example.as_ref(), &header.examples, node),
            clauses: lower.clauses(node),
            place: lower.place(node),
        });
    }
    headers
}

/// `example` and `examples` beside a schema.
pub(super) fn examples<'e>(
    lower: &mut Lower<'_>,
    example: Option<&Value>,
    named: impl IntoIterator<Item = (&'e String, &'e ReferenceOr<openapiv3::Example>)>,
    holder: NodeId,
) -> Vec<Example> {
    let document = lower.document;
    let mut examples = Vec::new();
    // A `null` example is no `None`: the tree knows that the key is there.
    let single = example.and_then(value_node).or_else(|| lower.reader.loader.tree.get(holder, "example"));
    if let Some(node) = single {
        examples.push(reading::plain(lower.reader.loader, None, node));
    }
    for (name, example) in named {
        let example = match example {
            ReferenceOr::Item(item) => Some(item),
            ReferenceOr::Reference { reference } => {
                document.components.as_ref().and_then(|components| components.examples.get(reference)).and_then(ReferenceOr::as_item)
            }
        };
        let Some((example, node)) = example.and_then(|example| Some((example, node(&example.extensions)?))) else { continue };
        let clauses = lower.clauses(node);
        examples.extend(reading::object(lower.reader.loader, name, example, node, clauses));
    }
    examples
}
