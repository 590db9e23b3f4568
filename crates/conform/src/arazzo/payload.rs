//! From a step to the [`Draft`] of its request.

use super::scope::Scope;
use crate::draft::{Draft, DraftBody, DraftParameter};
use crate::wire::is_json;
use serde_json::Value;
use specproof_contract::expression::{self, Part};
use specproof_contract::model::{Operation, ParameterLocation, Step, StepBody, StepParameter, Workflow};
use specproof_contract::notation::{essence, name_of_token};

/// The request of a step, before security is added.
///
/// # Errors
/// Which expression has no value, or what else stands in the way.
pub fn draft(scope: &Scope<'_>, workflow: &Workflow, step: &Step, operation: &Operation) -> Result<Draft, String> {
    let mut draft = Draft::empty();
    for parameter in workflow.parameters.iter().chain(&step.parameters) {
        let Some(location) = location(parameter, operation) else { continue };
        draft.set_parameter(location, &parameter.name, value(&parameter.value, scope)?);
    }
    // As documented: the order of parameters must not follow from who set them.
    let rank = |own: &DraftParameter| operation.parameters.iter().position(|documented| own.is(documented.location, &documented.name));
    draft.parameters.sort_by_key(|own| rank(own).unwrap_or(usize::MAX));
    if let Some(body) = &step.request_body {
        let first = operation.request_body.as_ref().and_then(|body| body.content.first()).map(|media| media.name.clone());
        let content_type = body.content_type.clone().or(first).unwrap_or_else(|| "application/json".into());
        draft.body = content(body, &content_type, scope)?;
        draft.content_type = Some(content_type);
    }
    Ok(draft)
}

/// The inputs of a called workflow.
///
/// # Errors
/// Which expression has no value.
pub fn inputs(scope: &Scope<'_>, parameters: &[StepParameter]) -> Result<serde_json::Map<String, Value>, String> {
    parameters.iter().map(|parameter| Ok((parameter.name.clone(), value(&parameter.value, scope)?))).collect()
}

fn location(parameter: &StepParameter, operation: &Operation) -> Option<ParameterLocation> {
    parameter.location.or_else(|| operation.parameters.iter().find(|own| own.name == parameter.name).map(|own| own.location))
}

fn content(body: &StepBody, content_type: &str, scope: &Scope<'_>) -> Result<DraftBody, String> {
    let json = is_json(content_type);
    let mut content = match &body.payload {
        None => return Ok(DraftBody::None),
        Some(Value::String(text)) if !expression::is_expression(text) => DraftBody::Raw(raw(text, json, scope)?.into_bytes()),
        Some(payload) => DraftBody::Json(value(payload, scope)?),
    };
    if !body.replacements.is_empty() {
        let mut whole = match content {
            DraftBody::Json(value) => value,
            DraftBody::Raw(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| format!("replacements need a JSON payload: {error}"))?
            }
            DraftBody::None | DraftBody::Form(_) => Value::Null,
        };
        for replacement in &body.replacements {
            let value = value(&replacement.value, scope)?;
            replace(&mut whole, &replacement.target, value)?;
        }
        content = DraftBody::Json(whole);
    }
    let essence = essence(content_type);
    Ok(match content {
        DraftBody::Json(Value::Object(members)) if essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/") => {
            DraftBody::Form(members.into_iter().collect())
        }
        DraftBody::Json(Value::String(text)) if !json => DraftBody::Raw(text.into_bytes()),
        other => other,
    })
}

/// A raw template. In JSON, a string goes between the quotes that the template has around it, so it is escaped.
fn raw(text: &str, json: bool, scope: &Scope<'_>) -> Result<String, String> {
    let mut filled = String::new();
    for part in expression::template(text)? {
        match part {
            Part::Text(text) => filled.push_str(&text),
            Part::Expression(expression) => match scope.value(&expression, None).ok_or_else(|| absent(&expression))? {
                Value::String(text) if json => {
                    let quoted = Value::String(text).to_string();
                    filled.push_str(&quoted[1..quoted.len() - 1]);
                }
                Value::String(text) => filled.push_str(&text),
                other => filled.push_str(&other.to_string()),
            },
        }
    }
    Ok(filled)
}

/// A value with its expressions replaced: a whole string by the value itself, `{$…}` within a string by its text.
pub fn value(template: &Value, scope: &Scope<'_>) -> Result<Value, String> {
    Ok(match template {
        Value::String(text) if expression::is_expression(text) => {
            let expression = expression::parse(text).map_err(|why| format!("`{text}`: {why}"))?;
            scope.value(&expression, None).ok_or_else(|| format!("`{text}` has no value"))?
        }
        Value::String(text) => raw(text, false, scope)?.into(),
        Value::Array(items) => items.iter().map(|item| value(item, scope)).collect::<Result<_, _>>()?,
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| Ok((name.clone(), value(member, scope)?)));
            Value::Object(members.collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}

fn absent(expression: &expression::Expression) -> String {
    format!("an embedded expression has no value: {expression:?}")
}

fn replace(whole: &mut Value, target: &str, value: Value) -> Result<(), String> {
    if !target.is_empty() && !target.starts_with('/') {
        return Err(format!("the replacement's target `{target}` is no JSON pointer"));
    }
    if let Some(place) = whole.pointer_mut(target) {
        *place = value;
        return Ok(());
    }
    let (parent, last) = target.rsplit_once('/').unwrap_or_default();
    let last = name_of_token(last);
    match whole.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(last, value);
            Ok(())
        }
        Some(Value::Array(items)) if last == "-" || last == items.len().to_string() => {
            items.push(value);
            Ok(())
        }
        _ => Err(format!("the replacement's target `{target}` is not in the payload")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use specproof_contract::model::{Api, Replacement};

    fn body(payload: Value, replacements: &[(&str, Value)], content_type: &str) -> Result<DraftBody, String> {
        let api = Api::default();
        let scope = Scope::new(&api, "", json!({"name": "a\"b", "number": 5, "list": [1]}).as_object().cloned().unwrap_or_default());
        let replacements =
            replacements.iter().map(|(target, value)| Replacement { target: (*target).into(), value: value.clone() }).collect();
        content(&StepBody { content_type: None, payload: Some(payload), replacements }, content_type, &scope)
    }

    #[test]
    fn payloads_by_shape_and_media_type() {
        let json = "application/json";
        let raw = |text: &str| Ok(DraftBody::Raw(text.as_bytes().to_vec()));
        assert_eq!(
            body(json!({"a": "$inputs.name", "b": ["x{$inputs.number}", "$5", 1]}), &[], json),
            Ok(DraftBody::Json(json!({"a": "a\"b", "b": ["x5", "$5", 1]})))
        );
        assert_eq!(body(json!("{\"a\": \"{$inputs.name}\", \"a\":{$inputs.list}}"), &[], json), raw(r#"{"a": "a\"b", "a":[1]}"#));
        assert_eq!(body(json!("{$inputs.name}!"), &[], "text/plain"), raw("a\"b!"));
        assert_eq!(body(json!("$inputs.list"), &[], json), Ok(DraftBody::Json(json!([1]))));
        assert_eq!(body(json!("$inputs.name"), &[], "text/plain"), raw("a\"b"));
        assert_eq!(
            body(json!({"a": "$inputs.number"}), &[], "application/x-www-form-urlencoded"),
            Ok(DraftBody::Form(vec![("a".into(), json!(5))]))
        );
        assert_eq!(
            body(json!({"a": [1]}), &[("/a/0", json!("$inputs.number")), ("/a/-", json!(2)), ("/b", json!(null))], json),
            Ok(DraftBody::Json(json!({"a": [5, 2], "b": null})))
        );
    }

    #[test]
    fn what_has_no_value_is_an_error() {
        assert!(body(json!({"a": "$inputs.nope"}), &[], "application/json").is_err());
        assert!(body(json!("x{$inputs.nope}"), &[], "application/json").is_err());
        assert!(body(json!({}), &[("/x/y", json!(1))], "application/json").is_err());
        assert!(body(json!({}), &[("//x", json!(1))], "application/json").is_err());
    }
}
