//! Requests: parameters and body as public fields.

use super::ast;
use super::code::{Code, attributes, documented, literal, table};
use super::path::Scene;
use crate::ir::{Codec, Item, Media, Parameter, Part, Presence, Request, Shape, Type};
use specproof_contract::model::{ParameterLocation, Style};
use syn::Field;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, request: &Request) -> Code {
    let name = scene.name(item.id);
    let mut fields: Vec<Field> = request.parameters.iter().map(|parameter| field(scene, parameter)).collect();
    let body = request.body.as_ref();
    fields.extend(body.map(|body| ast::field(ast::docs(&body.docs), Some(&body.name), present(scene, &body.ty, body.presence))));
    let definition = ast::structure(attributes(item, Some(ast::plain())), name, ast::named(fields));
    let rows = request.parameters.iter().map(|parameter| row(parameter, Some(parameter.location)));
    let tail = request.body.as_ref().map(|body| {
        let carrier = body.media.as_ref().map_or("support::Each".to_owned(), media);
        let presence = if body.presence == Presence::Required { "required_body" } else { "optional_body" };
        format!(" {}: {presence} {carrier}", body.name)
    });
    let head = format!("request! {{\n    {name} {} {}", literal(request.method), literal(&request.path));
    Code { definition, methods: None, table: table(&head, rows, &tail.unwrap_or_default()) }
}

/// The field of a parameter.
pub(super) fn field(scene: &Scene<'_>, parameter: &Parameter) -> Field {
    let docs = documented(&parameter.docs, parameter.deprecated);
    ast::field(docs, Some(&parameter.name), present(scene, &parameter.ty, parameter.presence))
}

fn present(scene: &Scene<'_>, ty: &Type, presence: Presence) -> syn::Type {
    let written = scene.written(ty);
    ast::ty(&if presence == Presence::Required { written } else { written.within("Option") })
}

/// The row of a parameter; header fields of responses have no location.
pub(super) fn row(parameter: &Parameter, location: Option<ParameterLocation>) -> String {
    let location = match location {
        Some(ParameterLocation::Path) => "Path ",
        Some(ParameterLocation::Query) => "Query ",
        Some(ParameterLocation::Header) => "Header ",
        Some(ParameterLocation::Cookie) => "Cookie ",
        None => "",
    };
    let presence = if parameter.presence == Presence::Required { "required" } else { "optional" };
    let flags = [(parameter.explode, " explode"), (parameter.reserved, " reserved")];
    let flags: String = flags.into_iter().filter(|(on, _)| *on).map(|(_, flag)| flag).collect();
    let wire = literal(&parameter.wire);
    format!("{}: {location}{presence} {wire} ({}{flags}, {})", parameter.name, style(parameter.style), shape(&parameter.shape))
}

const fn style(style: Style) -> &'static str {
    match style {
        Style::Matrix => "Matrix",
        Style::Label => "Label",
        Style::Form => "Form",
        Style::Simple => "Simple",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    }
}

fn shape(own: &Shape) -> String {
    match own {
        Shape::Text => "support::Shape::Text".into(),
        Shape::Scalar => "support::Shape::Scalar".into(),
        Shape::Json => "support::Shape::Json".into(),
        Shape::List(item) => format!("support::Shape::List(&{})", shape(item)),
        Shape::Object(members, others) => {
            let members = members.iter().map(|(name, member)| format!("({}, {})", literal(name), shape(member)));
            format!("support::Shape::Object(&[{}], &{})", members.collect::<Vec<_>>().join(", "), shape(others))
        }
    }
}

/// A media type as an expression.
pub(super) fn media(media: &Media) -> String {
    let name = literal(&media.name);
    match &media.codec {
        Codec::Json => format!("support::Media::json({name})"),
        Codec::Text(own) => format!("support::Media::text({name}, {})", shape(own)),
        Codec::Bytes => format!("support::Media::bytes({name})"),
        Codec::Form(own, others) => format!("support::Media::form({name}, {}, {})", parts(own), rest(others)),
        Codec::Multipart(own, others) => format!("support::Media::multipart({name}, {}, {})", parts(own), rest(others)),
    }
}

/// Named members stand in the parts already: only the shape of the others is said again.
fn rest(own: &Shape) -> String {
    match own {
        Shape::Object(_, others) => shape(&Shape::Object(Vec::new(), others.clone())),
        other => shape(other),
    }
}

fn parts(parts: &[Part]) -> String {
    let parts = parts.iter().map(|part| {
        let Part { name, content_type, explode, .. } = part;
        format!(
            "\n        support::Part {{ name: {}, content_type: {}, style: support::Style::{}, explode: {explode}, shape: {} }}",
            literal(name),
            literal(content_type),
            style(part.style),
            shape(&part.shape)
        )
    });
    format!("&[{}]", parts.collect::<Vec<_>>().join(","))
}
