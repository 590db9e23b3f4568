//! Which values are secrets.

use crate::draft::{Draft, DraftBody};
use crate::judge::{Answered, Schemas};
use crate::mask::Mask;
use crate::settings::Settings;
use serde_json::Value;
use specproof_contract::Contract;
use specproof_contract::model::{Api, Operation};

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

/// Tokens and keys in an answer: strings whose schema has the format `password`.
pub fn learn_answer(mask: &Mask, answered: &Answered<'_>) {
    let Some(json) = &answered.json else { return };
    for (matched, schema) in answered.schemas() {
        if schema.format.as_deref() == Some("password")
            && let Some(value) = json.pointer(&matched.pointer)
        {
            let name = matched.pointer.rsplit('/').next().unwrap_or("secret");
            mask.learn(name, &text(value));
        }
    }
    // A body that breaks its schema may hold one all the same.
    if !answered.outcome.violations.is_empty() {
        let documented = answered.response.iter().flat_map(|response| &response.content).filter_map(|media| media.schema);
        documented.for_each(|id| learn_named(mask, answered.api, id, json, 0));
    }
}

/// Learns what stands under the name of a secret member, whatever else is wrong.
fn learn_named(mask: &Mask, api: &Api, id: specproof_contract::model::SchemaId, value: &Value, depth: u32) {
    let Some(schema) = api.schema(id).filter(|_| depth < 16) else { return };
    if schema.format.as_deref() == Some("password") && value.is_string() {
        mask.learn("secret", &text(value));
    }
    for next in schema.reference.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of) {
        learn_named(mask, api, *next, value, depth + 1);
    }
    for (name, member) in &schema.properties {
        if let Some(value) = value.get(name) {
            learn_named(mask, api, *member, value, depth + 1);
        }
    }
    if let (Some(items), Value::Array(values)) = (schema.items, value) {
        values.iter().for_each(|value| learn_named(mask, api, items, value, depth + 1));
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Clauses of the request's own elements that a grant has shown to hold.
pub fn granted_clauses(schemas: &Schemas<'_>, operation: &Operation, draft: &Draft) -> Vec<String> {
    let api = schemas.api;
    let mut all: Vec<String> = operation.clauses.clone();
    for given in &draft.parameters {
        if let Some(documented) = operation.parameters.iter().find(|own| given.is(own.location, &own.name)) {
            let about_refusals = |clause: &&String| {
                documented.credential.as_ref() == Some(*clause) || documented.refused.iter().any(|refused| refused.clause == **clause)
            };
            all.extend(documented.clauses.iter().filter(|clause| !about_refusals(clause)).cloned());
        }
    }
    let Some(body) = operation.request_body.as_ref().filter(|_| draft.body != DraftBody::None) else { return all };
    all.extend(body.clauses.iter().cloned());
    let media = draft.content_type.as_deref().and_then(|content_type| crate::judge::best(&body.content, Some(content_type)));
    let Some(media) = media else { return all };
    all.extend(media.clauses.iter().cloned());
    if let (Some(schema), DraftBody::Json(value)) = (media.schema, &draft.body) {
        for matched in schemas.check_request(schema, value).matched {
            let Some(schema) = api.schema(matched.schema) else { continue };
            let about_refusals = |clause: &&String| {
                schema.credential.as_ref() == Some(*clause) || schema.refused.iter().any(|refused| refused.clause == **clause)
            };
            all.extend(schema.clauses.iter().filter(|clause| !about_refusals(clause)).cloned());
        }
    }
    all
}
