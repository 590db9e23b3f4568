//! A deployment's own snapshot of a flow: all that it answered, with what differs from run to run replaced by its shape.

use super::kind::Kinds;
use super::shape::{of_text, volatile};
use super::{Flow, Lens, Taken, media, pretty, response};
use crate::exchange::Answer;
use crate::report::text::escape;
use serde_json::{Map, Value, json};
use specproof_contract::model::{AdditionalProperties, Schema, SchemaId, Type};

/// Characters of content that is not JSON.
const TEXT_LIMIT: usize = 4096;
/// Header fields whose value is another in every answer, or says nothing about the deployment's own doing.
const PASSING: &[&str] = &["age", "content-length", "connection", "keep-alive", "transfer-encoding", "set-cookie"];
/// Parts of member names that stand for secrets, whatever their value looks like.
const SENSITIVE: &[&str] = &["password", "passwd", "secret", "token", "apikey", "api_key", "credential", "session", "cookie", "signature"];

/// Writes every step that was taken.
pub fn text(flow: &Flow<'_>, lens: Lens<'_>) -> String {
    flow.steps.iter().map(|taken| step(flow, taken, lens)).collect::<Vec<_>>().join("\n\n")
}

fn step(flow: &Flow<'_>, taken: &Taken<'_>, lens: Lens<'_>) -> String {
    let head = format!("# {}\n\n{} {}", taken.step.id, taken.operation.method.as_str(), taken.operation.path);
    match &taken.exchange.answer {
        Ok(answer) => format!("{head}\n\n{}", answered(flow, taken, answer, lens)),
        Err(error) => format!("{head}\n\nno answer: {error:?}"),
    }
}

fn answered(flow: &Flow<'_>, taken: &Taken<'_>, answer: &Answer, lens: Lens<'_>) -> String {
    let mut fields: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {}", field(name, value, lens))).collect();
    fields.sort();
    let media = response(taken.operation, answer.status).and_then(|response| media(response, answer.header("content-type")));
    let body = match serde_json::from_slice::<Value>(&answer.body) {
        Ok(value) => {
            let reader = Reader { flow, lens };
            pretty(&reader.value(media.and_then(|media| media.schema), &value, false))
        }
        Err(_) if answer.body.is_empty() => "[no content]".to_owned(),
        Err(_) => {
            let text = (lens.mask)(&String::from_utf8_lossy(&answer.body));
            crate::report::text::cut(&text.lines().map(escape).collect::<Vec<_>>().join("\n"), TEXT_LIMIT).into_owned()
        }
    };
    format!("HTTP {}\n{}\n\n{body}", answer.status, fields.join("\n"))
}

fn field(name: &str, value: &str, lens: Lens<'_>) -> String {
    if PASSING.contains(&name) || sensitive(name) {
        return "[…]".to_owned();
    }
    of_text(value).unwrap_or_else(|| escape(&(lens.mask)(value)).into_owned())
}

fn sensitive(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "");
    SENSITIVE.iter().any(|part| name.contains(part))
}

struct Reader<'a> {
    flow: &'a Flow<'a>,
    lens: Lens<'a>,
}

impl Reader<'_> {
    /// `varies`: a schema on the way said that the value is another for every request.
    fn value(&self, id: Option<SchemaId>, value: &Value, varies: bool) -> Value {
        let schema = id.and_then(|id| self.flow.api.schema(id));
        let varies = varies || schema.is_some_and(makes_vary);
        if let Some(next) = schema.and_then(|schema| self.next(schema, value)) {
            let reads = self.flow.api.schema(next).is_some_and(|schema| schema.reading.is_some());
            return self.value(Some(next), value, varies || reads);
        }
        match value {
            Value::Object(members) => self.object(schema, members),
            Value::Array(items) => items.iter().map(|item| self.value(schema.and_then(|schema| schema.items), item, false)).collect(),
            scalar => match (schema, id) {
                (Some(schema), Some(id)) if varies && !schema.types.is_empty() => {
                    Kinds { api: self.flow.api, holds: self.lens.holds }.of(id, Some(scalar))
                }
                _ => self.plain(scalar),
            },
        }
    }

    /// The schema to go on with: what is referred to, or the branch that holds.
    fn next(&self, schema: &Schema, value: &Value) -> Option<SchemaId> {
        let branch = || schema.any_of.iter().chain(&schema.one_of).copied().find(|&branch| (self.lens.holds)(branch, value));
        schema.reference.or_else(branch)
    }

    fn object(&self, schema: Option<&Schema>, members: &Map<String, Value>) -> Value {
        let documented = |name: &str| schema.and_then(|schema| self.property(schema, name, 0));
        let mut sorted: Vec<(String, Value)> = members
            .iter()
            .map(|(name, value)| {
                let known = documented(name);
                let told = if known.is_none() && sensitive(name) && value.is_string() {
                    json!("[string: by its name a secret]")
                } else {
                    self.value(known, value, false)
                };
                (escape(name).into_owned(), told)
            })
            .collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        sorted.into_iter().collect()
    }

    fn property(&self, schema: &Schema, name: &str, depth: usize) -> Option<SchemaId> {
        let own = schema.properties.iter().find(|(own, _)| own == name).map(|(_, id)| *id);
        let inherited = || {
            let parts = schema.all_of.iter().chain(&schema.reference).filter(|_| depth < 16);
            parts.filter_map(|&part| self.flow.api.schema(part)).find_map(|part| self.property(part, name, depth + 1))
        };
        own.or_else(inherited).or(match schema.additional_properties {
            AdditionalProperties::Schema(id) => Some(id),
            _ => None,
        })
    }

    fn plain(&self, value: &Value) -> Value {
        if let Some(shape) = volatile(value, self.lens.now) {
            return json!(shape);
        }
        match value {
            Value::String(text) => json!((self.lens.mask)(text)),
            other => other.clone(),
        }
    }
}

/// Secrets, moments and values that tell requests apart are another in every answer.
fn makes_vary(schema: &Schema) -> bool {
    let changing = matches!(schema.format.as_deref(), Some("password" | "date-time" | "uuid"));
    (changing || schema.moment.is_some() || schema.distinct_for.is_some() || schema.equals.is_some())
        && !schema.types.contains(Type::Object)
}
