//! Bodies by media type.

use super::node::{Part, flatten, resolve};
use super::{Lowering, Merged, Spot};
use crate::codes;
use crate::ir::{self, Codec, Format, Kind, Media, Shape, Type};
use crate::names::{Role, settle};
use specproof_contract::model::{self, MediaType, SchemaId, Style};
use specproof_contract::notation::essence;

impl Lowering<'_> {
    /// The type of a body, and its media type where there is but one; `None` where no content is documented.
    pub(super) fn content_type(&mut self, content: &[MediaType], spot: &Spot) -> Option<(Type, Option<Media>)> {
        match content {
            [] => None,
            [only] => {
                let (ty, media) = self.media(only, spot);
                Some((ty, Some(media)))
            }
            several => {
                let labels: Vec<String> = several.iter().map(|media| label(&media.name)).collect();
                let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
                let names = settle(&labels, Role::Variant, &[]);
                let id = self.claim(spot);
                let mut variants = Vec::new();
                for (media, name) in several.iter().zip(names) {
                    let inner = Spot { hint: format!("{}{name}", spot.hint), slot: None, ..spot.clone() };
                    let (ty, media) = self.media(media, &inner);
                    variants.push((name, ty, media));
                }
                self.push(spot, id, vec![spot.says.clone()], false, Kind::Body(ir::Body { variants }));
                Some((Type::Named(id), None))
            }
        }
    }

    fn media(&mut self, media: &MediaType, spot: &Spot) -> (Type, Media) {
        let essence = essence(&media.name);
        let (codec, ty) = match (media.schema, essence.as_str()) {
            (schema, name) if is_json(name) => (Codec::Json, schema.map_or(Type::Any, |schema| self.of(&[schema], spot))),
            (Some(schema), "application/x-www-form-urlencoded") => {
                let (parts, shape) = self.body_parts(schema, media, false);
                (Codec::Form(parts, shape), self.of(&[schema], spot))
            }
            (Some(schema), name) if name.starts_with("multipart/") => {
                let (parts, shape) = self.body_parts(schema, media, true);
                (Codec::Multipart(parts, shape), self.of(&[schema], spot))
            }
            (schema, name) if name.starts_with("text/") => match schema {
                Some(schema) if self.is_scalar(schema) => (Codec::Text(self.shape(&[schema], 0)), self.of(&[schema], spot)),
                _ => (Codec::Text(Shape::Text), Type::String),
            },
            (Some(schema), "*/*") if !self.is_scalar(schema) => (Codec::Json, self.of(&[schema], spot)),
            (schema, name) => {
                if let Some(schema) = schema.filter(|&schema| !self.is_scalar(schema)) {
                    let message = format!("the schema of {name} bodies is not checked: they are kept as bytes");
                    self.warn(
                        &codes::OPAQUE_MEDIA_TYPE,
                        schema,
                        message,
                        Some("describe the body as application/json where it is JSON".into()),
                    );
                }
                (Codec::Bytes, Type::Format(Format::Binary))
            }
        };
        (ty, Media { name: media.name.clone(), codec })
    }

    /// Whether the schema is a string, number or boolean, and so can stand as bare text.
    fn is_scalar(&self, id: SchemaId) -> bool {
        let merged = Merged::of(self.api, &flatten(self.api, &[Part::whole(resolve(self.api, id))]));
        let scalar = |ty| matches!(ty, model::Type::String | model::Type::Integer | model::Type::Number | model::Type::Boolean);
        match (&merged.enumeration, merged.types.is_empty()) {
            (Some(values), true) => values.iter().all(|value| !value.is_object() && !value.is_array()),
            (None, true) => false,
            (_, false) => merged.types.iter().all(scalar),
        }
    }

    /// How each member of a form or multipart body is written, and the shape of those that have no name.
    fn body_parts(&self, schema: SchemaId, media: &MediaType, multipart: bool) -> (Vec<ir::Part>, Shape) {
        let shape = self.shape(&[schema], 0);
        let Shape::Object(members, _) = &shape else { return (Vec::new(), shape) };
        let properties = self.properties(&[schema], 0);
        let parts = members.iter().map(|(name, shape)| {
            let encoding = media.encoding.iter().find(|(own, _)| own == name).map(|(_, encoding)| encoding);
            let stated = encoding.and_then(|encoding| encoding.content_type.clone());
            let ids = properties.iter().find(|(own, _)| own == name).map(|(_, ids)| ids.as_slice()).unwrap_or_default();
            let default = if multipart { self.part_type(ids, shape) } else { "" };
            let style = encoding.and_then(|encoding| encoding.style).unwrap_or(Style::Form);
            ir::Part {
                name: name.clone(),
                content_type: stated.unwrap_or_else(|| default.to_owned()),
                style,
                explode: encoding.and_then(|encoding| encoding.explode).unwrap_or(style == Style::Form),
                shape: shape.clone(),
            }
        });
        (parts.collect(), shape.clone())
    }

    /// The default content type of a part (OpenAPI 3.0, section 4.7.15).
    fn part_type(&self, ids: &[SchemaId], shape: &Shape) -> &'static str {
        let parts: Vec<Part> = ids.iter().map(|&id| Part::whole(resolve(self.api, id))).collect();
        let merged = Merged::of(self.api, &flatten(self.api, &parts));
        match shape {
            Shape::Object(..) => "application/json",
            Shape::List(item) if matches!(**item, Shape::Object(..)) => "application/json",
            Shape::List(item) if !merged.items.is_empty() => self.part_type(&merged.items, item),
            _ if matches!(merged.format.as_deref(), Some("binary")) => "application/octet-stream",
            _ => "",
        }
    }
}

/// Whether bodies of this media type are JSON.
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

fn label(name: &str) -> String {
    let essence = essence(name);
    match essence.as_str() {
        "application/json" => "Json".into(),
        "application/x-www-form-urlencoded" => "Form".into(),
        "multipart/form-data" => "Multipart".into(),
        "text/plain" => "Text".into(),
        "text/html" => "Html".into(),
        "application/octet-stream" => "Bytes".into(),
        "application/xml" | "text/xml" => "Xml".into(),
        "*/*" => "Any".into(),
        other => other.split_once('/').map_or(other, |(top, sub)| if sub == "*" { top } else { sub }).to_owned(),
    }
}
