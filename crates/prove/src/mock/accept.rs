//! Whether the specification allows a request.

use super::Refusal;
use crate::message::Asked;
use crate::shape;
use base64::Engine;
use serde_json::Value;
use specproof_contract::model::{Api, MediaType, Operation, Parameter, ParameterLocation, Refused, SchemaId, SecurityKind, Type};
use specproof_contract::notation::{essence, percent_decoded};
use specproof_contract::validate::{Direction, Validator, Violation};
use std::collections::BTreeMap;

/// Refuses a request that lacks a credential, a parameter or a body, or has one that is not as the schema says.
pub fn accept(api: &Api, operation: &Operation, asked: &Asked, credentials: &BTreeMap<String, String>) -> Result<(), Refusal> {
    authorized(api, operation, asked, credentials)?;
    let variables = crate::route::variables(&operation.path, asked.parts.uri.path()).unwrap_or_default();
    for parameter in &operation.parameters {
        acceptable(api, parameter, asked, &variables)?;
    }
    body(api, operation, asked)
}

fn authorized(api: &Api, operation: &Operation, asked: &Asked, credentials: &BTreeMap<String, String>) -> Result<(), Refusal> {
    if operation.security.is_empty() {
        return Ok(());
    }
    let has = |name: &str| {
        let Some(scheme) = api.security_schemes.iter().find(|scheme| scheme.name == name) else { return true };
        let right = credentials.get(name);
        match &scheme.kind {
            SecurityKind::ApiKey { location, parameter } => {
                values(*location, parameter, asked, &[]).first().is_some_and(|given| right.is_none_or(|right| right == given))
            }
            // A mock speaks no TLS: nobody can show it a certificate.
            SecurityKind::MutualTls => false,
            SecurityKind::Http { scheme } => presented(asked, scheme).is_some_and(|given| right.is_none_or(|right| right == &given)),
            SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
                presented(asked, "bearer").is_some_and(|given| right.is_none_or(|right| right == &given))
            }
        }
    };
    let met = operation.security.iter().any(|set| set.iter().all(|requirement| has(&requirement.scheme)));
    if met { Ok(()) } else { Err(Refusal::because(Some("openapi.security"), 401)) }
}

/// The credential of this scheme that a request presents (RFC 9110, 11.4), decoded where it is basic (RFC 7617).
fn presented(asked: &Asked, scheme: &str) -> Option<String> {
    let (named, given) = asked.header("authorization")?.split_once(' ')?;
    let given = Some(given).filter(|given| named.eq_ignore_ascii_case(scheme) && !given.is_empty())?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Some(given.to_owned());
    }
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(given).ok()?).ok()
}

/// What a request has for a parameter, as it was sent.
fn values(location: ParameterLocation, name: &str, asked: &Asked, variables: &[(String, String)]) -> Vec<String> {
    let in_query = || asked.parts.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    match location {
        ParameterLocation::Path => variables.iter().filter(|(own, _)| own == name).map(|(_, value)| decoded(value)).collect(),
        ParameterLocation::Query => in_query().filter(|(own, _)| decoded(own) == name).map(|(_, value)| decoded(value)).collect(),
        ParameterLocation::Header => asked.header(name).map(str::to_owned).into_iter().collect(),
        ParameterLocation::Cookie => {
            let cookies = asked.header("cookie").unwrap_or_default().split("; ").filter_map(|pair| pair.split_once('='));
            cookies.filter(|(own, _)| *own == name).map(|(_, value)| value.to_owned()).collect()
        }
    }
}

fn acceptable(api: &Api, parameter: &Parameter, asked: &Asked, variables: &[(String, String)]) -> Result<(), Refusal> {
    let sent = values(parameter.location, &parameter.name, asked, variables);
    let own = parameter.refused.as_slice();
    let Some(text) = sent.first() else {
        let composed = parameter
            .schema
            .and_then(|schema| shape::followed(api, schema))
            .is_some_and(|(schema, _)| shape::types(api, schema).iter().any(|ty| matches!(ty, Type::Object)));
        let missing = parameter.required && !composed;
        return if missing { Err(Refusal::because(clause(own, "required"), 400)) } else { Ok(()) };
    };
    let Some((id, schema)) = parameter.schema.and_then(|id| Some((id, shape::followed(api, id)?.0))) else { return Ok(()) };
    let types = shape::types(api, schema);
    if types.iter().any(|ty| matches!(ty, Type::Array | Type::Object)) {
        return Ok(());
    }
    let broken = Validator::new(api, Direction::Request).check(id, &typed(text, &types)).violations;
    let Some(first) = broken.first() else { return Ok(()) };
    let status = if parameter.location == ParameterLocation::Path { 404 } else { 400 };
    let named = clause(own, first.keyword).map(str::to_owned).or_else(|| refused_by(api, first));
    Err(Refusal { clause: named, status })
}

/// A parameter's text as the type that its schema asks for.
fn typed(text: &str, types: &[Type]) -> Value {
    let number = types.contains(&Type::Integer) || types.contains(&Type::Number);
    match text {
        "true" | "false" if types.contains(&Type::Boolean) => Value::Bool(text == "true"),
        _ if number => serde_json::from_str::<serde_json::Number>(text).map_or_else(|_| Value::String(text.to_owned()), Value::Number),
        _ => Value::String(text.to_owned()),
    }
}

fn body(api: &Api, operation: &Operation, asked: &Asked) -> Result<(), Refusal> {
    let Some(described) = &operation.request_body else { return Ok(()) };
    let sent = essence(asked.header("content-type").unwrap_or_default());
    if asked.body.is_empty() && sent.is_empty() {
        return if described.required { Err(Refusal::because(None, 400)) } else { Ok(()) };
    }
    let Some(media) = described.content.iter().find(|media| takes(media, &sent)) else {
        return if described.content.is_empty() { Ok(()) } else { Err(Refusal::because(None, 415)) };
    };
    let value: Value = match (sent.ends_with("json"), media.schema) {
        (true, _) => serde_json::from_slice(&asked.body).map_err(|_| Refusal::because(None, 400))?,
        (false, Some(schema)) if sent == "application/x-www-form-urlencoded" => form(api, schema, &asked.body),
        (false, _) => return Ok(()),
    };
    let Some(schema) = media.schema else { return Ok(()) };
    let broken = Validator::new(api, Direction::Request).check(schema, &value).violations;
    match broken.first() {
        None => Ok(()),
        Some(first) => {
            let named = broken.iter().find_map(|violation| refused_by(api, violation).or_else(|| refused_member(api, schema, violation)));
            let status = if first.keyword == "required" { 400 } else { 422 };
            Err(Refusal { clause: named, status })
        }
    }
}

/// The fields of a form, each as the type that the schema of its property asks for.
fn form(api: &Api, root: SchemaId, body: &[u8]) -> Value {
    let members = shape::members(api, root);
    let mut all = serde_json::Map::new();
    for (name, text) in String::from_utf8_lossy(body).split('&').filter_map(|pair| pair.split_once('=')) {
        let (name, text) = (decoded(&name.replace('+', " ")), decoded(&text.replace('+', " ")));
        // What is spelt `name[key]` is part of an object that is not put together here.
        if name.contains('[') {
            continue;
        }
        let member = members.iter().find(|member| member.path == [shape::Hop::Member(name.clone())]);
        let types = member.map(|member| shape::types(api, member.schema)).unwrap_or_default();
        let of_items = member.and_then(|member| shape::followed(api, member.schema.items?)).map(|(items, _)| shape::types(api, items));
        let item = || typed(&text, &of_items.unwrap_or_default());
        let read = || serde_json::from_str(&text).ok();
        let value = match types.first() {
            Some(Type::Array) => match all.remove(&name) {
                Some(Value::Array(mut items)) => {
                    items.push(item());
                    Value::Array(items)
                }
                _ => read().filter(Value::is_array).unwrap_or_else(|| Value::Array(vec![item()])),
            },
            Some(Type::Object) => read().unwrap_or(Value::String(text)),
            _ => typed(&text, &types),
        };
        all.insert(name, value);
    }
    Value::Object(all)
}

fn takes(media: &MediaType, sent: &str) -> bool {
    let own = essence(&media.name);
    let family = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
    own == sent
        || own == "*/*"
        || (own.ends_with("/*") && family(&own) == family(sent))
        || (own.ends_with("json") && sent.ends_with("+json"))
}

fn clause<'a>(refused: &'a [Refused], keyword: &str) -> Option<&'a str> {
    refused.iter().find(|own| own.keyword == keyword).map(|own| own.clause.as_str())
}

/// The clause that says that this violation is refused.
fn refused_by(api: &Api, violation: &Violation) -> Option<String> {
    clause(&api.schema(violation.schema)?.refused, violation.keyword).map(str::to_owned)
}

/// The clause that says that a request without this member is refused.
fn refused_member(api: &Api, root: SchemaId, violation: &Violation) -> Option<String> {
    if violation.keyword != "required" {
        return None;
    }
    let members = shape::members(api, root);
    let missing = members.iter().find(|member| match member.path.as_slice() {
        [shape::Hop::Member(name)] => violation.pointer == format!("/{name}") || violation.expected.contains(&format!("`{name}`")),
        _ => false,
    })?;
    clause(&missing.schema.refused, "required").map(str::to_owned)
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent_decoded(text)).into_owned()
}
