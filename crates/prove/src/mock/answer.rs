//! Answers sampled from the specification.

use super::Refusal;
use super::resources::Resources;
use crate::message::{Asked, Reply};
use crate::shape::{self, Hop};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use specproof_conform::sample::{Sampler, Size};
use specproof_contract::model::{Api, MediaType, Method, Moment, MomentRelation, MomentUnit, Operation, Response, SchemaId, StatusPattern};
use specproof_contract::validate::{Direction, Validator};

/// A grant as the specification describes it; `None` when no value satisfies its schema.
pub fn granted(api: &Api, operation: &Operation) -> Option<Reply> {
    let Some(success) = super::success(operation) else {
        // Where nothing is documented, any answer will do; where only refusals are, there is nothing else to say.
        if operation.responses.is_empty() {
            return Some(Reply::empty());
        }
        let refusal = |response: &Response| match response.status {
            StatusPattern::Exact(status @ ..500) => sampled(api, response, status, |schema| schema),
            _ => None,
        };
        return operation.responses.iter().find_map(refusal);
    };
    let response = &operation.responses[success];
    let status = match response.status {
        StatusPattern::Exact(status) => status,
        _ => 200,
    };
    sampled(api, response, status, |schema| first_grant(api, schema, 0).unwrap_or(schema))
}

/// The documented refusal: the one that carries the clause, else one with a status that fits, else any.
pub fn refused(api: &Api, operation: &Operation, refusal: &Refusal) -> Reply {
    let by_clause = refusal.clause.as_ref().and_then(|clause| {
        let carries = |response: &&Response| response.clauses.contains(clause);
        let whole = operation.responses.iter().filter(|response| response.refusal).find(carries).map(|response| (response, None));
        whole.or_else(|| {
            operation.responses.iter().filter(|response| response.refusal).find_map(|response| {
                let schemas = response.content.iter().filter_map(|media| media.schema);
                schemas.into_iter().find_map(|schema| branch(api, schema, clause, 0)).map(|branch| (response, Some(branch)))
            })
        })
    });
    let fits = |status: u16| {
        let refuses = |response: &&Response| response.status.matches(status) && (response.refusal || status >= 400);
        operation.responses.iter().find(refuses).map(|response| (response, None))
    };
    let any = || {
        let fails = |response: &&Response| matches!(response.status, StatusPattern::Exact(400..=499) | StatusPattern::Range(4));
        operation.responses.iter().find(fails).map(|response| (response, None))
    };
    let made = |(response, branch): (&Response, Option<SchemaId>)| {
        let status = match response.status {
            StatusPattern::Exact(status) => status,
            _ => refusal.status,
        };
        sampled(api, response, status, |schema| branch.unwrap_or(schema))
    };
    let documented = [by_clause, fits(refusal.status), fits(400), any()];
    documented.into_iter().flatten().find_map(made).unwrap_or_else(|| {
        // A status that is not documented promises nothing that could not be kept.
        let open = |status: &u16| !operation.responses.iter().any(|response| response.status.matches(*status));
        let status = [refusal.status].into_iter().chain(400..=431).find(open).unwrap_or(refusal.status);
        Reply::json(status, &json!({"error": "The specification does not allow this request"}))
    })
}

fn sampled(api: &Api, response: &Response, status: u16, choose: impl Fn(SchemaId) -> SchemaId) -> Option<Reply> {
    let mut reply = Reply { status: StatusCode::from_u16(status).ok()?, ..Reply::empty() };
    for own in response.headers.iter().filter(|own| own.required && !own.name.eq_ignore_ascii_case("content-type")) {
        let value = own.schema.and_then(|schema| Sampler::new(api, Direction::Response, 0).value(schema, Size::Minimal).ok());
        let value = value.unwrap_or_else(|| json!("sample"));
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        reply.headers.insert(HeaderName::from_bytes(own.name.as_bytes()).ok()?, HeaderValue::from_str(&text).ok()?);
    }
    let Some(media) = preferred(&response.content) else { return Some(reply) };
    let json = media.name.contains("json") || media.name == "*/*";
    let name = if media.name == "*/*" { "application/json".to_owned() } else { media.name.replace("/*", "/octet-stream") };
    reply.headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&name).ok()?);
    reply.body = match (media.schema, json) {
        (Some(schema), true) => value(api, choose(schema), schema)?.to_string().into_bytes(),
        (None, true) => b"{}".to_vec(),
        (Some(schema), false) => match value(api, schema, schema) {
            Some(Value::String(text)) => text.into_bytes(),
            _ => b"sample".to_vec(),
        },
        (None, false) => b"sample".to_vec(),
    };
    Some(reply)
}

fn value(api: &Api, chosen: SchemaId, whole: SchemaId) -> Option<Value> {
    let mut sampler = Sampler::new(api, Direction::Response, 0);
    let sizes = [Size::Full, Size::Minimal];
    sizes.into_iter().find_map(|size| {
        let mut value = sampler.value(chosen, size).ok()?;
        for member in shape::members(api, whole) {
            if let (Some(moment), Some(own)) = (member.schema.moment, shape::at_mut(&mut value, &member.path)) {
                *own = json!(at(moment));
            }
        }
        sampler.holds(whole, &value).then_some(value)
    })
}

/// A point in time an hour away, on the side that is asked for.
fn at(moment: Moment) -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    let then = if moment.is == MomentRelation::Future { now + 3600 } else { now - 3600 };
    if moment.unit == MomentUnit::Ms { then * 1000 } else { then }
}

fn preferred(content: &[MediaType]) -> Option<&MediaType> {
    content.iter().find(|media| media.name.contains("json")).or_else(|| content.first())
}

/// The branch of a schema that is a grant, where others are marked as refusals: the first that is not.
fn first_grant(api: &Api, id: SchemaId, depth: usize) -> Option<SchemaId> {
    let schema = api.schema(id).filter(|_| depth < 16)?;
    let refusal = |branch: &&SchemaId| shape::followed(api, **branch).is_some_and(|(branch, _)| branch.refusal);
    let branches: Vec<_> = schema.any_of.iter().chain(&schema.one_of).collect();
    if branches.iter().any(refusal) {
        let branch = branches.into_iter().copied().find(|branch| !refusal(&branch))?;
        return Some(first_grant(api, branch, depth + 1).unwrap_or(branch));
    }
    schema.reference.and_then(|next| first_grant(api, next, depth + 1))
}

/// The branch of a schema that carries a clause.
fn branch(api: &Api, id: SchemaId, clause: &String, depth: usize) -> Option<SchemaId> {
    let schema = api.schema(id).filter(|_| depth < 16)?;
    if schema.clauses.contains(clause) {
        return Some(id);
    }
    let below = schema.reference.iter().chain(&schema.any_of).chain(&schema.one_of);
    below.into_iter().find_map(|next| branch(api, *next, clause, depth + 1))
}

/// A sample made this request's own: what must differ differs, what must repeat the request repeats it.
pub fn own(api: &Api, operation: &Operation, sample: &Reply, asked: &Asked, number: u64, resources: &Resources) -> Reply {
    let mut reply = sample.clone();
    let Some(schema) = operation.responses.iter().flat_map(|response| &response.content).filter_map(|media| media.schema).find(|schema| {
        serde_json::from_slice(&sample.body).is_ok_and(|value| Validator::new(api, Direction::Response).check(*schema, &value).is_valid())
    }) else {
        return reply;
    };
    let holds = |value: &Value| Validator::new(api, Direction::Response).check(schema, value).is_valid();
    let stored = resources.stored(asked.parts.uri.path()).filter(|stored| operation.method == Method::Get && holds(stored));
    let mut value = stored.cloned().unwrap_or_else(|| sample.value());
    resources.name(operation, &mut value, number, holds);
    for member in shape::members(api, schema) {
        let Some(own) = shape::at_mut(&mut value, &member.path) else { continue };
        let before = own.clone();
        if let Some(equals) = &member.schema.equals {
            if let Some(wanted) = evaluated(&equals.value, asked) {
                *own = wanted;
            }
        } else if let Some(text) = before.as_str()
            && (member.schema.distinct_for.is_some() || member.schema.format.as_deref() == Some("password"))
        {
            *own = json!(format!("{text}-{number}"));
        }
        let changed = shape::at(&value, &member.path) != Some(&before);
        if changed && !holds(&value) {
            put_back(&mut value, &member.path, before);
        }
    }
    reply.body = value.to_string().into_bytes();
    reply
}

fn put_back(value: &mut Value, path: &[Hop], before: Value) {
    if let Some(own) = shape::at_mut(value, path) {
        *own = before;
    }
}

/// `$request.body#/a/b` of a request.
fn evaluated(expression: &str, asked: &Asked) -> Option<Value> {
    let pointer = expression.strip_prefix("$request.body#")?;
    serde_json::from_slice::<Value>(&asked.body).ok()?.pointer(pointer).cloned()
}
