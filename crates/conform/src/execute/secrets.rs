//! Which values are secrets.

use crate::draft::{Draft, DraftBody};
use crate::judge::{Answered, Schemas};
use crate::mask::Mask;
use crate::settings::Settings;
use serde_json::Value;
use specproof_contract::Contract;
use specproof_contract::model::{Api, Operation, SchemaId};
use std::collections::BTreeSet;

/// Everything secret in the settings: secret inputs (the second account's, too), credentials, and the header fields that can carry one.
pub fn learn_settings(mask: &Mask, contract: &Contract, settings: &Settings) {
    for api in contract.apis.iter() {
        for (name, value) in settings.inputs.get(&api.name).into_iter().flatten() {
            let inputs = || api.workflows.iter().flat_map(|workflow| &workflow.inputs);
            let own = name.strip_prefix("second_").unwrap_or(name);
            let secret = |name: &str| inputs().any(|input| input.name == name && input.secret);
            let declared = inputs().any(|input| input.name == *name || input.name == own);
            // An input that no workflow declares could be anything.
            if secret(name) || secret(own) || !declared {
                mask.learn(name, &text(value));
            }
        }
        for (scheme, value) in settings.credentials.get(&api.name).into_iter().flatten() {
            mask.learn(scheme, value);
            if let Some((_, password)) = value.split_once(':') {
                mask.learn(&format!("{scheme}-password"), password);
            }
        }
    }
    if let Some(user) = settings.route.proxy.as_deref().and_then(|proxy| Some(proxy.split_once("://")?.1.split_once('@')?.0)) {
        mask.learn("proxy", user);
        if let Some((_, password)) = user.split_once(':') {
            mask.learn("proxy-password", password);
        }
    }
    for (name, value) in &settings.headers {
        let public = ["accept", "accept-language", "user-agent", "content-type", "host"];
        if !public.contains(&name.to_ascii_lowercase().as_str()) {
            mask.learn(name, value);
            if let Some((_, bare)) = value.split_once(' ') {
                mask.learn(name, bare);
            }
        }
    }
}

/// Credentials in a request: parameters and members that prove an identity, right or made wrong, and what a scheme asked for.
pub fn learn_request(mask: &Mask, api: &Api, operation: &Operation, draft: &Draft, in_flow: bool) {
    for given in &draft.parameters {
        let documented = operation.parameters.iter().find(|own| given.is(own.location, &own.name));
        if given.scheme.is_some() || documented.is_some_and(|own| own.credential.is_some()) {
            learn_credential(mask, &given.name.to_lowercase(), &given.value, in_flow);
        }
    }
    let schema = operation.request_body.as_ref().and_then(|body| body.content.first()).and_then(|media| media.schema);
    let Some(mut schema) = schema.and_then(|id| api.schema(id)) else { return };
    while let Some(target) = schema.reference.and_then(|id| api.schema(id)) {
        schema = target;
    }
    let value = |name: &str| match &draft.body {
        DraftBody::Json(value) => value.get(name).cloned(),
        DraftBody::Form(members) => members.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()),
        DraftBody::Raw(bytes) => serde_json::from_slice::<Value>(bytes).ok().and_then(|value| value.get(name).cloned()),
        DraftBody::None => None,
    };
    for (name, id) in &schema.properties {
        let secret = api.schema(*id).is_some_and(|member| member.credential.is_some() || member.format.as_deref() == Some("password"));
        if secret && let Some(value) = value(name) {
            learn_credential(mask, name, &value, in_flow);
        }
    }
}

/// A credential as it is sent. In a case it can be one made wrong: `true`, an empty string or another member's value is no secret, but what is
/// nearly right tells most of one. In a flow it is what an earlier answer gave.
fn learn_credential(mask: &Mask, name: &str, value: &Value, in_flow: bool) {
    if let Some(text) = value.as_str() {
        if in_flow {
            mask.learn(name, text);
        } else {
            mask.learn_alike(name, text);
        }
    }
}

/// Tokens and keys in an answer: whatever stands under the name of a member whose schema, in any answer of the operation, has the format
/// `password`; also where the answer should not have it, or is no JSON.
pub fn learn_answer(mask: &Mask, schemas: &Schemas<'_>, operation: &Operation, answered: &Answered<'_>) {
    let names = schemas.once(operation, |known| &known.secrets, || secret_names(schemas.api, operation));
    if names.is_empty() {
        return;
    }
    match &answered.json {
        Some(json) => learn_members(mask, &names, json),
        None => {
            let text = String::from_utf8_lossy(&answered.answer.body);
            names.iter().for_each(|name| learn_written(mask, name, &text));
        }
    }
}

/// The names of secret members in any answer of the operation.
fn secret_names(api: &Api, operation: &Operation) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let contents = operation.responses.iter().flat_map(|response| &response.content);
    let mut open: Vec<SchemaId> = contents.filter_map(|media| media.schema).collect();
    while let Some(id) = open.pop() {
        let Some(schema) = api.schema(id).filter(|_| seen.insert(id)) else { continue };
        for (name, member) in &schema.properties {
            if is_secret(api, *member) {
                names.insert(name.clone());
            }
            open.push(*member);
        }
        let parts = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of);
        open.extend(parts.chain(&schema.reference).chain(&schema.not).chain(&schema.items).copied());
    }
    names
}

/// Whether a schema, or one that it stands for or is made of, has the format `password`.
fn is_secret(api: &Api, id: SchemaId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let Some(schema) = api.schema(id).filter(|_| seen.insert(id)) else { continue };
        if schema.format.as_deref() == Some("password") {
            return true;
        }
        open.extend(schema.reference.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of).copied());
    }
    false
}

fn learn_members(mask: &Mask, names: &BTreeSet<String>, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let (true, Value::String(text)) = (names.contains(name.as_str()), member) {
                    mask.learn(name, text);
                }
                learn_members(mask, names, member);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| learn_members(mask, names, item)),
        _ => {}
    }
}

/// Learns what is written like a member in text that is no JSON: `"token": "…`, to the closing quote or the end.
fn learn_written(mask: &Mask, name: &str, text: &str) {
    for (at, quoted) in text.match_indices(&format!("\"{name}\"")) {
        let rest = text[at + quoted.len()..].trim_start();
        let Some(rest) = rest.strip_prefix(':').map(str::trim_start).and_then(|rest| rest.strip_prefix('"')) else { continue };
        mask.learn(name, rest.split('"').next().unwrap_or(rest));
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Clauses of the request's own elements that a grant has shown to hold.
pub fn granted_clauses<'a>(schemas: &Schemas<'a>, operation: &'a Operation, draft: &Draft) -> Vec<&'a str> {
    let api = schemas.api;
    let mut all: Vec<&'a str> = operation.clauses.iter().map(String::as_str).collect();
    for given in &draft.parameters {
        if let Some(documented) = operation.parameters.iter().find(|own| given.is(own.location, &own.name)) {
            let about_refusals = |clause: &&String| {
                documented.credential.as_ref() == Some(*clause) || documented.refused.iter().any(|refused| refused.clause == **clause)
            };
            all.extend(documented.clauses.iter().filter(|clause| !about_refusals(clause)).map(String::as_str));
        }
    }
    let Some(body) = operation.request_body.as_ref().filter(|_| draft.body != DraftBody::None) else { return all };
    all.extend(body.clauses.iter().map(String::as_str));
    let media = draft.content_type.as_deref().and_then(|content_type| crate::judge::best(&body.content, Some(content_type)));
    let Some(media) = media else { return all };
    all.extend(media.clauses.iter().map(String::as_str));
    if let (Some(schema), DraftBody::Json(value)) = (media.schema, &draft.body) {
        for matched in schemas.check_request(schema, value).matched {
            let Some(schema) = api.schema(matched.schema) else { continue };
            let about_refusals = |clause: &&String| {
                schema.credential.as_ref() == Some(*clause) || schema.refused.iter().any(|refused| refused.clause == **clause)
            };
            all.extend(schema.clauses.iter().filter(|clause| !about_refusals(clause)).map(String::as_str));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_learnt_from_broken_text() {
        let mask = Mask::default();
        learn_written(&mask, "key", r#"<p>{"key" : "abcdef", "other": "x", "key":"ghij"#);
        assert_eq!(mask.text("abcdef ghij x"), "{key} {key} x");
    }
}
