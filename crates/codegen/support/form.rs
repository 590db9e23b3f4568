//! `application/x-www-form-urlencoded` bodies.

use super::{Error, Parameter, Shape, Style, Value};
use serde_json::Map;

/// How one member of a form or multipart body is written (an Encoding Object with its defaults filled in).
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Name of the member.
    pub name: &'static str,
    /// `contentType`; empty where it was not given and the default is plain text.
    pub content_type: &'static str,
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// What stands behind the text.
    pub shape: Shape,
}

impl Part {
    fn parameter(&self) -> Parameter {
        Parameter { name: self.name, style: self.style, explode: self.explode, reserved: false, shape: self.shape }
    }
}

/// Reads a form into an object; members without a [`Part`] have the shape of the object's other members.
pub fn read_form(parts: &'static [Part], shape: Shape, body: &[u8]) -> Result<Value, Error> {
    let body = std::str::from_utf8(body).map_err(|_| Error::new("content", "a form must be text in UTF-8"))?;
    let pairs: Vec<(String, String)> = pairs(body);
    let mut members = Map::new();
    for part in parts {
        if let Some(value) = part.parameter().unpairs(&pairs) {
            members.insert(part.name.to_owned(), value);
        }
    }
    let others = if let Shape::Object(_, others) = shape { *others } else { Shape::Scalar };
    for (name, value) in &pairs {
        let name = super::unpercent(name, true);
        let root = name.split('[').next().unwrap_or_default();
        let taken = parts.iter().any(|part| part.name == name || (part.style == Style::DeepObject && part.name == root));
        if !taken && !spread(parts, &name) {
            members.insert(name, super::scalar(&super::unpercent(value, true), others));
        }
    }
    Ok(Value::Object(members))
}

/// Whether the name belongs to an exploded object, whose members stand beside the others.
fn spread(parts: &[Part], name: &str) -> bool {
    let is_member = |part: &Part| match part.shape {
        Shape::Object(members, _) => part.explode && part.style == Style::Form && members.iter().any(|(own, _)| *own == name),
        _ => false,
    };
    parts.iter().any(is_member)
}

/// Splits `a=1&b=2`, percent-encoding kept.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Writes an object as a form.
pub fn write_form(parts: &'static [Part], shape: Shape, value: &Value) -> String {
    let Value::Object(members) = value else { return super::percent(&super::text(value), false) };
    let _ = shape;
    let mut pairs = Vec::new();
    for (name, value) in members {
        match parts.iter().find(|part| part.name == name) {
            Some(part) => pairs.extend(part.parameter().pairs(value)),
            None => pairs.push((super::percent(name, false), super::percent(&super::text(value), false))),
        }
    }
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
