//! Content by media type.

use super::percent::form;
use super::plain;
use crate::draft::{Draft, DraftBody};
use crate::sample::Facets;
use serde_json::Value;
use specproof_contract::model::{Api, Operation, Style};
use specproof_contract::notation::essence;

/// Whether a media type is JSON: `application/json` or any `+json`, whatever its parameters.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || (essence.contains('/') && essence.ends_with("+json"))
}

/// The bytes and the `Content-Type` to send them with.
pub fn content(api: &Api, operation: &Operation, draft: &Draft) -> Result<(Option<Vec<u8>>, Option<String>), String> {
    let content_type = draft.content_type.clone();
    Ok(match &draft.body {
        DraftBody::None => (None, content_type),
        DraftBody::Raw(bytes) => (Some(bytes.clone()), content_type),
        DraftBody::Json(value) => (Some(value.to_string().into_bytes()), content_type),
        DraftBody::Form(members) => {
            let media_type = content_type.clone().unwrap_or_else(|| "application/x-www-form-urlencoded".into());
            if media_type.to_ascii_lowercase().starts_with("multipart/") {
                let (bytes, boundary) = multipart(api, operation, &media_type, members);
                (Some(bytes), Some(format!("{media_type}; boundary={boundary}")))
            } else {
                (Some(urlencoded(operation, &media_type, members).into_bytes()), content_type)
            }
        }
    })
}

fn urlencoded(operation: &Operation, media_type: &str, members: &[(String, Value)]) -> String {
    let mut pieces: Vec<String> = Vec::new();
    for (name, value) in members {
        let encoding = encoding(operation, media_type, name);
        let style = encoding.and_then(|encoding| encoding.style);
        let explode = encoding.and_then(|encoding| encoding.explode).unwrap_or(style.is_none_or(|style| style == Style::Form));
        let json = encoding.and_then(|encoding| encoding.content_type.as_deref()).is_some_and(is_json);
        let mut pair = |name: &str, text: &str| pieces.push(format!("{}={}", form(name), form(text)));
        match value {
            _ if json => pair(name, &value.to_string()),
            Value::Array(items) if explode => items.iter().for_each(|item| pair(name, &plain(item))),
            Value::Array(items) => {
                let separator = match style {
                    Some(Style::SpaceDelimited) => " ",
                    Some(Style::PipeDelimited) => "|",
                    _ => ",",
                };
                pair(name, &items.iter().map(plain).collect::<Vec<_>>().join(separator));
            }
            Value::Object(members) if style == Some(Style::DeepObject) => {
                members.iter().for_each(|(key, item)| pair(&format!("{name}[{key}]"), &plain(item)));
            }
            // Without a style, an object's default content type is JSON (OpenAPI 3.0.3, "Encoding Object").
            Value::Object(_) if style.is_none() => pair(name, &value.to_string()),
            Value::Object(members) if explode => members.iter().for_each(|(key, item)| pair(key, &plain(item))),
            Value::Object(members) => {
                let flat: Vec<String> = members.iter().flat_map(|(key, item)| [key.clone(), plain(item)]).collect();
                pair(name, &flat.join(","));
            }
            scalar => pair(name, &plain(scalar)),
        }
    }
    pieces.join("&")
}

/// RFC 7578; the boundary depends on the content alone, so that two runs send the same bytes.
fn multipart(api: &Api, operation: &Operation, media_type: &str, members: &[(String, Value)]) -> (Vec<u8>, String) {
    let mut parts: Vec<(String, String, String)> = Vec::new();
    for (name, value) in members {
        let file = is_file(api, operation, media_type, name);
        let stated = encoding(operation, media_type, name).and_then(|encoding| encoding.content_type.clone());
        let mut part = |value: &Value| {
            let otherwise = match value {
                Value::Object(_) | Value::Array(_) => "application/json",
                _ if file => "application/octet-stream",
                _ => "text/plain; charset=utf-8",
            };
            let kind = stated.clone().unwrap_or_else(|| otherwise.into());
            let text = if is_json(&kind) { value.to_string() } else { plain(value) };
            let quoted = name.replace('\\', "\\\\").replace('"', "%22").replace(['\r', '\n'], "%0A");
            // Frameworks tell a file from a field by its file name (RFC 7578, 4.2).
            let disposition = if file { format!("\"{quoted}\"; filename=\"{quoted}\"") } else { format!("\"{quoted}\"") };
            parts.push((disposition, kind, text));
        };
        match value {
            Value::Array(items) => items.iter().for_each(&mut part),
            other => part(other),
        }
    }
    let boundary = (0_u32..)
        .map(|number| format!("specproof-{number}"))
        .find(|boundary| !parts.iter().any(|(_, _, text)| text.contains(boundary.as_str())))
        .unwrap_or_default();
    let mut bytes = String::new();
    for (name, kind, text) in &parts {
        bytes.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name={name}\r\nContent-Type: {kind}\r\n\r\n{text}\r\n"));
    }
    bytes.push_str(&format!("--{boundary}--\r\n"));
    (bytes.into_bytes(), boundary)
}

/// Whether a member is the content of a file: its format is `binary`, or that of its items.
fn is_file(api: &Api, operation: &Operation, media_type: &str, name: &str) -> bool {
    let content = operation.request_body.iter().flat_map(|body| &body.content);
    let schema = content.into_iter().find(|media| media.name.eq_ignore_ascii_case(media_type)).and_then(|media| media.schema);
    let Some(schema) = schema else { return false };
    let root = Facets::first(api, &[schema]);
    let Some((_, ids)) = root.properties.iter().find(|(own, _)| *own == name) else { return false };
    let own = Facets::first(api, ids);
    own.format == Some("binary") || (!own.items.is_empty() && Facets::first(api, &own.items).format == Some("binary"))
}

fn encoding<'a>(operation: &'a Operation, media_type: &str, name: &str) -> Option<&'a specproof_contract::model::Encoding> {
    let content = &operation.request_body.as_ref()?.content;
    let media = content.iter().find(|media| media.name.eq_ignore_ascii_case(media_type))?;
    media.encoding.iter().find(|(own, _)| own == name).map(|(_, encoding)| encoding)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_media_types() {
        for json in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json", "application/vnd.x+json;v=1"] {
            assert!(is_json(json), "{json}");
        }
        for other in ["text/json", "application/jsonx", "+json", "text/plain", "", "*/*", "application/json-seq"] {
            assert!(!is_json(other), "{other}");
        }
    }
}
