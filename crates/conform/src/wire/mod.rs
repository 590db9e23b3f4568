//! From a [`Draft`] to the [`Request`] that goes over the wire.

mod body;
mod parameter;
mod percent;
mod server;
mod spelling;

pub use body::is_json;
pub use server::elsewhere;
pub use spelling::{Head, Spelling, spell};

use crate::draft::{Draft, DraftBody, DraftParameter};
use crate::exchange::Request;
use crate::security;
use base64::Engine;
use serde_json::Value;
use specproof_contract::model::{Api, Operation, Parameter, ParameterLocation, SecurityKind};

/// Whether a value leaves something in the path for its parameter.
pub fn fills(parameter: &Parameter, value: &Value) -> bool {
    !is_gap(&parameter::path(Some(parameter), &parameter.name, value))
}

/// A segment that a server never sees as one.
fn is_gap(segment: &str) -> bool {
    matches!(segment, "" | "." | "..")
}

/// Serialises a draft as OpenAPI says; `base` is the target's URL, `extra` header fields are added to every request.
///
/// # Errors
/// Why such a request cannot be sent at all, in one sentence.
pub fn request(api: &Api, operation: &Operation, draft: &Draft, base: &str, extra: &[(String, String)]) -> Result<Request, String> {
    let mut path = operation.path.clone();
    let mut query: Vec<String> = Vec::new();
    let mut cookies: Vec<String> = Vec::new();
    let mut headers: Vec<(String, String)> =
        vec![("Accept".into(), accept(operation)), ("User-Agent".into(), concat!("specproof/", env!("CARGO_PKG_VERSION")).into())];
    let (body, content_type) = body::content(api, operation, draft)?;
    if let Some(content_type) = content_type {
        headers.push(("Content-Type".into(), content_type));
    }
    for given in &draft.parameters {
        let documented = operation.parameters.iter().find(|parameter| given.is(parameter.location, &parameter.name));
        let value = credential(api, given);
        match given.location {
            ParameterLocation::Path => {
                let text = parameter::path(documented, &given.name, &value);
                if is_gap(&text) {
                    return Err(format!("the path parameter `{}` cannot be {text:?}", given.name));
                }
                path = path.replace(&format!("{{{}}}", given.name), &text);
            }
            ParameterLocation::Query => query.extend(parameter::query(documented, &given.name, &value)),
            ParameterLocation::Header => headers.push((given.name.clone(), parameter::header(documented, &value))),
            ParameterLocation::Cookie => cookies.extend(parameter::cookie(documented, &given.name, &value)),
        }
    }
    if let Some(open) = path.find('{') {
        return Err(format!("the path has no value for `{}`", path[open..].split_inclusive('}').next().unwrap_or(&path)));
    }
    for pair in extra.iter().filter(|(name, _)| name.eq_ignore_ascii_case("cookie")).flat_map(|(_, value)| value.split(';')) {
        let name = pair.split('=').next().unwrap_or_default().trim();
        let given = cookies.iter().any(|own| own.split('=').next() == Some(name));
        if !name.is_empty() && !given && !security::owns(api, operation, ParameterLocation::Cookie, name) {
            cookies.push(pair.trim().to_owned());
        }
    }
    if !cookies.is_empty() {
        headers.push(("Cookie".into(), cookies.join("; ")));
    }
    for (name, value) in extra {
        if security::owns(api, operation, ParameterLocation::Header, name) {
            continue;
        }
        match headers.iter_mut().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
            // What the run says of itself can be said otherwise; what a case sends stays.
            Some((own, ours)) if ["accept", "user-agent"].contains(&own.to_ascii_lowercase().as_str()) => ours.clone_from(value),
            Some(_) => {}
            None => headers.push((name.clone(), value.clone())),
        }
    }
    for (name, _) in &mut headers {
        *name = spell(name, draft.header_case);
    }
    let (method, below) = match &draft.elsewhere {
        Some(elsewhere) => (elsewhere.method.as_deref(), elsewhere.below.as_str()),
        None => (None, ""),
    };
    let mut url = format!("{}{path}{below}", server::base(api, operation, base).trim_end_matches('/'));
    // Whatever a document says of servers and paths, requests go to the target.
    let beyond = url.strip_prefix(server::origin(base));
    if !beyond.is_some_and(|rest| rest.starts_with('/') || rest.is_empty()) {
        return Err(format!("the path `{path}` of the document leads away from the target"));
    }
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query.join("&"));
    }
    Ok(Request { method: method.unwrap_or(operation.method.as_str()).into(), url, headers, body })
}

/// JSON first where several kinds of answer are documented, since only JSON can be judged in full.
fn accept(operation: &Operation) -> String {
    let mut types: Vec<&str> = operation
        .responses
        .iter()
        .flat_map(|response| &response.content)
        .map(|media| media.name.as_str())
        .filter(|name| !name.contains('*'))
        .collect();
    types.dedup();
    let json = types.iter().find(|name| is_json(name));
    match json {
        Some(json) if types.iter().any(|name| !is_json(name)) => format!("{json}, */*;q=0.5"),
        _ => "*/*".into(),
    }
}

/// The value as it is sent: a credential of a scheme gets the scheme's form.
fn credential(api: &Api, given: &DraftParameter) -> Value {
    let scheme = given.scheme.as_ref().and_then(|name| api.security_schemes.iter().find(|scheme| scheme.name == *name));
    let (Some(scheme), Value::String(bare)) = (scheme, &given.value) else { return given.value.clone() };
    match &scheme.kind {
        SecurityKind::Http { scheme } if scheme == "basic" => {
            format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(bare)).into()
        }
        SecurityKind::Http { scheme } if scheme == "bearer" => format!("Bearer {bare}").into(),
        SecurityKind::Http { scheme } => format!("{scheme} {bare}").into(),
        SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => format!("Bearer {bare}").into(),
        SecurityKind::ApiKey { .. } | SecurityKind::MutualTls => given.value.clone(),
    }
}

/// The bytes of text as a JSON or plain string is sent in a parameter.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn explodes(documented: Option<&Parameter>, otherwise: bool) -> bool {
    documented.map_or(otherwise, |parameter| parameter.explode)
}

/// A draft without content, for operations that take none.
impl Draft {
    /// No parameters, no content.
    pub fn empty() -> Self {
        Self { parameters: Vec::new(), content_type: None, body: DraftBody::None, header_case: None, elsewhere: None }
    }
}
