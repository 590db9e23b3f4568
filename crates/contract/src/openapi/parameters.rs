//! Parameters of path items and operations, and their agreement with the path template.

use super::lower::{Lower, node};
use super::message;
use crate::codes;
use crate::model::{Parameter, ParameterLocation, Place, Schema, SchemaId, Style, Type, TypeSet};
use crate::schemas::refused;
use crate::tree::NodeId;
use openapiv3::{Parameter as Typed, ParameterData, ParameterSchemaOrContent, ReferenceOr};

/// The parameters of an operation: the path item's, then its own, which win.
pub(super) fn all(
    lower: &mut Lower<'_>,
    shared: &[ReferenceOr<Typed>],
    own: &[ReferenceOr<Typed>],
    template: &[String],
    at: NodeId,
) -> Vec<Parameter> {
    let mut parameters = list(lower, shared);
    for parameter in list(lower, own) {
        match parameters.iter_mut().find(|other| is_same(other, &parameter)) {
            Some(other) => *other = parameter,
            None => parameters.push(parameter),
        }
    }
    agree_with_path(lower, parameters, template, at)
}

fn is_same(left: &Parameter, right: &Parameter) -> bool {
    left.location == right.location
        && if left.location == ParameterLocation::Header { left.name.eq_ignore_ascii_case(&right.name) } else { left.name == right.name }
}

fn list(lower: &mut Lower<'_>, typed: &[ReferenceOr<Typed>]) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let document = lower.document;
    for parameter in typed.iter().filter_map(|parameter| resolved(document, parameter)) {
        let Some(parameter) = lowered(lower, parameter) else { continue };
        match parameters.iter_mut().find(|other| is_same(other, &parameter)) {
            Some(other) => {
                let message = format!("the parameter `{}` stands here a second time", crate::text::short(&parameter.name));
                lower.reader.loader.report.add(&codes::PARAMETER_DUPLICATE, parameter.place, message, "keep one of the two");
                *other = parameter;
            }
            None => parameters.push(parameter),
        }
    }
    parameters
}

fn resolved<'d>(document: &'d openapiv3::OpenAPI, parameter: &'d ReferenceOr<Typed>) -> Option<&'d Typed> {
    match parameter {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { reference } => document.components.as_ref()?.parameters.get(reference)?.as_item(),
    }
}

fn lowered(lower: &mut Lower<'_>, typed: &Typed) -> Option<Parameter> {
    let data = typed.parameter_data_ref();
    let node = node(&data.extensions)?;
    let place = lower.place(node);
    let (location, style, allow_reserved, allow_empty_value) = match typed {
        Typed::Path { style, .. } => (ParameterLocation::Path, path_style(style), false, false),
        Typed::Query { style, allow_reserved, allow_empty_value, .. } => {
            (ParameterLocation::Query, query_style(style), *allow_reserved, allow_empty_value.unwrap_or(false))
        }
        Typed::Header { .. } => (ParameterLocation::Header, Style::Simple, false, false),
        Typed::Cookie { .. } => (ParameterLocation::Cookie, Style::Form, false, false),
    };
    if location == ParameterLocation::Header
        && ["accept", "content-type", "authorization"].contains(&data.name.to_ascii_lowercase().as_str())
    {
        let message = format!("OpenAPI ignores a header parameter called `{}`", crate::text::short(&data.name));
        lower.reader.loader.report.add(&codes::PARAMETER_IGNORED, place, message, "say it with `content` or `security`");
        return None;
    }
    let (schema, content) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => (lower.schema(schema), None),
        ParameterSchemaOrContent::Content(content) => (None, message::content(lower, content).into_iter().next()),
    };
    Some(Parameter {
        name: data.name.clone(),
        location,
        required: data.required || location == ParameterLocation::Path,
        style,
        explode: data.explode.unwrap_or(style == Style::Form),
        allow_reserved,
        allow_empty_value,
        schema,
        content,
        examples: examples(lower, data, node),
        description: data.description.clone(),
        deprecated: data.deprecated.unwrap_or(false),
        clauses: lower.clauses(node),
        refused: refused(lower.reader.loader, node),
        credential: lower.reader.loader.tree.text_at(node, "x-credential").map(str::to_owned),
        place,
    })
}

fn examples(lower: &mut Lower<'_>, data: &ParameterData, node: NodeId) -> Vec<crate::model::Example> {
    message::examples(lower, data.example.as_ref(), &data.examples, node)
}

fn path_style(style: &openapiv3::PathStyle) -> Style {
    match style {
        openapiv3::PathStyle::Matrix => Style::Matrix,
        openapiv3::PathStyle::Label => Style::Label,
        openapiv3::PathStyle::Simple => Style::Simple,
    }
}

pub(super) fn query_style(style: &openapiv3::QueryStyle) -> Style {
    match style {
        openapiv3::QueryStyle::Form => Style::Form,
        openapiv3::QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        openapiv3::QueryStyle::PipeDelimited => Style::PipeDelimited,
        openapiv3::QueryStyle::DeepObject => Style::DeepObject,
    }
}

/// Every name of the template has one path parameter, and no path parameter is left over.
fn agree_with_path(lower: &mut Lower<'_>, mut parameters: Vec<Parameter>, template: &[String], at: NodeId) -> Vec<Parameter> {
    let place = lower.place(at);
    parameters.retain(|parameter| {
        let is_used = parameter.location != ParameterLocation::Path || template.contains(&parameter.name);
        if !is_used {
            let message = format!("the path has no `{{{}}}`", crate::text::short(&parameter.name));
            let help = match crate::text::nearest(&parameter.name, template.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{}`?", crate::text::short(near)),
                None => "remove the parameter, or name it in the path".into(),
            };
            lower.reader.loader.report.add(&codes::PATH_PARAMETER_UNUSED, parameter.place, message, help);
        }
        is_used
    });
    for name in template {
        if !parameters.iter().any(|parameter| parameter.location == ParameterLocation::Path && parameter.name == *name) {
            let message = format!("no parameter says what `{{{}}}` in the path is", crate::text::short(name));
            let help = format!("add a parameter `name: {}`, `in: path`", crate::text::short(name));
            lower.reader.loader.report.add(&codes::PATH_PARAMETER_UNDECLARED, place, message, help);
            parameters.push(undeclared(lower, name, place));
        }
    }
    parameters
}

fn undeclared(lower: &mut Lower<'_>, name: &str, place: Place) -> Parameter {
    let id = SchemaId(u32::try_from(lower.api.schemas.len()).unwrap_or(u32::MAX));
    lower.api.schemas.push(Schema { place, types: TypeSet::of([Type::String]), ..Schema::default() });
    Parameter {
        name: name.to_owned(),
        location: ParameterLocation::Path,
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        allow_empty_value: false,
        schema: Some(id),
        content: None,
        examples: Vec::new(),
        description: None,
        deprecated: false,
        clauses: Vec::new(),
        refused: Vec::new(),
        credential: None,
        place,
    }
}
