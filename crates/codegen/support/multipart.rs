//! `multipart/form-data` bodies (RFC 7578): every member of an object is a part, every item of an array a part of the same name.

use super::{Error, Part, Shape, Value, from_octets, header, octets, scalar, text};
use serde_json::Map;

/// Reads a multipart body into an object.
pub fn read_multipart(parts: &'static [Part], shape: Shape, content_type: &str, body: &[u8]) -> Result<Value, Error> {
    let boundary = boundary(content_type).ok_or_else(|| Error::new("content", "a multipart content type must name its boundary"))?;
    let mut members = Map::new();
    for (headers, content) in split(&boundary, body)? {
        let disposition = header(&headers, "Content-Disposition").unwrap_or_default();
        let Some(name) = disposition_parameter(disposition, "name") else { continue };
        let part = parts.iter().find(|part| part.name == name);
        let shape = part.map_or(if let Shape::Object(_, others) = shape { *others } else { Shape::Scalar }, |part| part.shape);
        let content_type = header(&headers, "Content-Type").or(part.map(|part| part.content_type)).unwrap_or_default();
        let (item, list) = if let Shape::List(item) = shape { (*item, true) } else { (shape, false) };
        let value = value(item, content_type, part.is_some_and(|part| is_binary(part.content_type)), content);
        match members.get_mut(&name) {
            Some(Value::Array(items)) if list => items.push(value),
            _ if list && !value.is_array() => {
                members.insert(name, Value::Array(vec![value]));
            }
            _ => {
                members.insert(name, value);
            }
        }
    }
    Ok(Value::Object(members))
}

fn value(shape: Shape, content_type: &str, binary: bool, content: &[u8]) -> Value {
    if binary {
        return from_octets(content);
    }
    let Ok(content) = std::str::from_utf8(content) else {
        return from_octets(content);
    };
    let json = super::essence(content_type).ends_with("json") || matches!(shape, Shape::Object(..) | Shape::List(_));
    if json { serde_json::from_str(content).unwrap_or_else(|_| Value::from(content)) } else { scalar(content, shape) }
}

fn is_binary(content_type: &str) -> bool {
    let essence = super::essence(content_type);
    !(essence.is_empty() || essence.starts_with("text/") || essence.ends_with("json"))
}

/// Writes an object; returns the boundary and the body.
pub fn write_multipart(parts: &'static [Part], value: &Value) -> (String, Vec<u8>) {
    let mut sections: Vec<(String, Vec<u8>)> = Vec::new();
    let empty = Map::new();
    for (name, value) in value.as_object().unwrap_or(&empty) {
        let part = parts.iter().find(|part| part.name == name);
        let content_type = part.map_or("", |part| part.content_type);
        let json = super::essence(content_type).ends_with("json");
        match value {
            Value::Array(items) if !json => sections.extend(items.iter().map(|item| section(name, content_type, item))),
            value => sections.push(section(name, content_type, value)),
        }
    }
    let mut boundary = "specproof-boundary".to_owned();
    while sections.iter().any(|(_, content)| find(content, boundary.as_bytes(), 0).is_some()) {
        boundary.push('x');
    }
    let mut body = Vec::new();
    for (head, content) in sections {
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(&content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (boundary, body)
}

fn section(name: &str, content_type: &str, value: &Value) -> (String, Vec<u8>) {
    let escaped = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut head = format!("Content-Disposition: form-data; name=\"{escaped}\"");
    if is_binary(content_type) {
        head.push_str(&format!("; filename=\"{escaped}\""));
    }
    let nested = value.is_object() || value.is_array();
    let content_type = if content_type.is_empty() && nested { "application/json" } else { content_type };
    if !content_type.is_empty() {
        head.push_str(&format!("\r\nContent-Type: {content_type}"));
    }
    let content = match value {
        value if nested || super::essence(content_type).ends_with("json") => value.to_string().into_bytes(),
        value if is_binary(content_type) => octets(value),
        value => text(value).into_bytes(),
    };
    (head, content)
}

fn boundary(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn disposition_parameter(disposition: &str, name: &str) -> Option<String> {
    let value = disposition.split(';').skip(1).find_map(|parameter| {
        let (own, value) = parameter.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })?;
    Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

type Section<'a> = (Vec<(String, String)>, &'a [u8]);

fn split<'a>(boundary: &str, body: &'a [u8]) -> Result<Vec<Section<'a>>, Error> {
    let broken = || Error::new("content", format!("the body must be multipart with the boundary {boundary:?}"));
    let delimiter = format!("--{boundary}");
    let mut at = find(body, delimiter.as_bytes(), 0).ok_or_else(broken)? + delimiter.len();
    let mut sections = Vec::new();
    while !body[at..].starts_with(b"--") {
        let start = find(body, b"\r\n", at).ok_or_else(broken)? + 2;
        let next = find(body, format!("\r\n{delimiter}").as_bytes(), start.saturating_sub(2)).ok_or_else(broken)?;
        let (head, content) = if body[start..].starts_with(b"\r\n") {
            (&body[start..start], start + 2)
        } else {
            let end = find(body, b"\r\n\r\n", start).filter(|&end| end <= next).ok_or_else(broken)?;
            (&body[start..end], end + 4)
        };
        let head = String::from_utf8_lossy(head);
        let headers = head.lines().filter_map(|line| line.split_once(':')).map(|(name, value)| (name.trim().into(), value.trim().into()));
        sections.push((headers.collect(), body.get(content..next).unwrap_or_default()));
        at = next + 2 + delimiter.len();
    }
    Ok(sections)
}

fn find(haystack: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    haystack.get(from..)?.windows(needle.len()).position(|window| window == needle).map(|at| at + from)
}
