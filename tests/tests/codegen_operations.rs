//! Requests and responses of the fixtures as properties: whatever is made from the contract, and written by the runner's own serialiser, is read by
//! the generated types and written again as the same; with one keyword violated in one place, it is refused.

#[allow(dead_code, unused_imports)]
mod fixtures {
    include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));
}

use fixtures::support::{Request, Response, same};
use fixtures::{Answered, MESSAGES, Resent};
use serde_json::{Map, Value};
use specproof_conform::draft::{Draft, DraftBody, DraftParameter};
use specproof_conform::sample::{Sampler, Size};
use specproof_conform::wire;
use specproof_contract::model::{Api, MediaType, Operation, ParameterLocation, Schema, SchemaId, StatusPattern, Type};
use specproof_contract::notation::percent_decoded;
use specproof_contract::validate::Direction;
use specproof_contract::{Options, load_document};

/// Times that each operation is made up anew.
const SEEDS: u64 = 24;

const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "additionalProperties",
];

fn api(name: &str) -> Api {
    let file = specproof_tests::root().join(format!("tests/fixtures/codegen-operations/{name}.yaml"));
    load_document(&file, &Options::default()).expect("a fixture loads").contract.apis.remove(0)
}

fn operation<'a>(api: &'a Api, id: &str) -> (&'a Operation, Resent, Answered) {
    let operation = api.operations.iter().find(|operation| operation.id == id).expect("an operation");
    let (_, _, resent, answered) = MESSAGES.iter().find(|own| own.0 == api.name && own.1 == id).expect("its types");
    (operation, *resent, *answered)
}

/// The request that the runner would send.
fn sent(api: &Api, operation: &Operation, draft: &Draft) -> Option<Request> {
    let request = wire::request(api, operation, draft, "http://host", &[]).ok()?;
    let target = request.url.strip_prefix("http://host").unwrap_or(&request.url).to_owned();
    Some(Request { method: request.method, target, headers: request.headers, body: request.body.unwrap_or_default() })
}

/// What two requests have in common when they say the same: the target decoded, the documented headers, JSON as values.
fn meaning(operation: &Operation, request: &Request) -> (Vec<u8>, Vec<Option<String>>) {
    let names = operation.parameters.iter().filter(|own| own.location == ParameterLocation::Header).map(|own| own.name.as_str());
    let field = |name: &str| request.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    (percent_decoded(&request.target), names.chain(["cookie"]).map(field).collect())
}

/// Schemas as they are used: references followed.
fn end(api: &Api, mut id: SchemaId) -> (SchemaId, &Schema) {
    loop {
        let schema = api.schema(id).expect("a schema");
        match schema.reference {
            Some(next) => id = next,
            None => return (id, schema),
        }
    }
}

/// Every value that breaks one keyword somewhere in a right one, with the place and the keyword.
fn broken(api: &Api, id: SchemaId, value: &Value, sampler: &mut Sampler<'_>) -> Vec<(String, Value)> {
    let (id, schema) = end(api, id);
    let mut all: Vec<(String, Value)> = Vec::new();
    for keyword in KEYWORDS {
        all.extend(sampler.wrong(id, keyword).into_iter().map(|wrong| (format!("{keyword} {}", wrong.variant), wrong.value)));
    }
    match value {
        Value::Object(members) => {
            for name in &schema.required {
                let mut without = members.clone();
                without.remove(name);
                all.push((format!("required {name}"), Value::Object(without)));
            }
            for (name, member) in &schema.properties {
                for (what, wrong) in members.get(name).map(|value| broken(api, *member, value, sampler)).unwrap_or_default() {
                    let mut with = members.clone();
                    with.insert(name.clone(), wrong);
                    all.push((format!("{name}: {what}"), Value::Object(with)));
                }
            }
        }
        Value::Array(items) => {
            for (what, wrong) in schema.items.map(|item| broken(api, item, &items[0], sampler)).unwrap_or_default() {
                let mut with = items.clone();
                with[0] = wrong;
                all.push((format!("0: {what}"), Value::Array(with)));
            }
        }
        _ => {}
    }
    all
}

/// Whether a wrong value can be told as such where everything is text: there, `1` for a string is the string "1".
fn shows_in_text(api: &Api, id: SchemaId, what: &str, wrong: &Value) -> bool {
    let holds = |ty: Type, schema: &Schema| schema.types.contains(ty);
    let (_, schema) = end(api, id);
    let is_text =
        |value: &Value| value.as_str().is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    match wrong {
        Value::Object(members) => {
            let own = |name: &str| schema.properties.iter().find(|(own, _)| own == name).map(|(_, id)| *id);
            let rest = what.split_once(": ");
            holds(Type::Object, schema)
                && !members.is_empty()
                && match rest.and_then(|(name, what)| Some((own(name)?, what, members.get(name)?))) {
                    Some((id, what, wrong)) => shows_in_text(api, id, what, wrong),
                    None => members.values().all(|value| value.is_number() || is_text(value)),
                }
        }
        Value::Array(items) => {
            holds(Type::Array, schema)
                && !items.is_empty()
                && match (what.strip_prefix("0: "), schema.items) {
                    (Some(what), Some(id)) => shows_in_text(api, id, what, &items[0]),
                    _ => items.iter().all(|value| value.is_number() || is_text(value)),
                }
        }
        // Bytes are never wrong.
        Value::Number(_) => !holds(Type::Array, schema) && !holds(Type::Object, schema) && schema.format.as_deref() != Some("binary"),
        Value::String(_) => is_text(wrong) && !holds(Type::Array, schema) && !holds(Type::Object, schema),
        _ => false,
    }
}

fn body(media: &MediaType, value: &Value) -> DraftBody {
    if wire::is_json(&media.name) {
        DraftBody::Json(value.clone())
    } else if let (true, Value::Object(members)) = (media.name.contains("form"), value) {
        DraftBody::Form(members.clone().into_iter().collect())
    } else {
        DraftBody::Raw(value.as_str().unwrap_or_default().as_bytes().to_vec())
    }
}

struct Tally {
    right: usize,
    refused: usize,
    faults: Vec<String>,
}

impl Tally {
    fn new() -> Self {
        Self { right: 0, refused: 0, faults: Vec::new() }
    }

    fn done(self, right: usize, refused: usize) {
        let Self { faults, .. } = &self;
        assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.iter().take(30).cloned().collect::<Vec<_>>().join("\n"));
        println!("{} right, {} refused", self.right, self.refused);
        assert!(self.right >= right && self.refused >= refused, "{} right, {} refused", self.right, self.refused);
    }

    fn taken(&mut self, operation: &Operation, resent: Resent, request: &Request) {
        let shown = format!("{} {} {:?} {}", request.method, request.target, request.headers, String::from_utf8_lossy(&request.body));
        match resent(request) {
            Err(error) => self.faults.push(format!("refused: {shown}: {error}")),
            Ok(again) if meaning(operation, &again) != meaning(operation, request) => {
                self.faults.push(format!("{shown}\n   comes back as {} {:?}", again.target, again.headers));
            }
            Ok(again) => {
                self.right += 1;
                // The body may be spelt otherwise: what is read from the second must be written as the second.
                if resent(&again).as_ref() != Ok(&again) {
                    self.faults.push(format!("{shown}\n   is not read as it was written: {} {:?}", again.target, again.headers));
                }
                if let (Ok(first), Ok(second)) = (json(&request.body), json(&again.body))
                    && !same(&first, &second)
                {
                    self.faults.push(format!("{first} comes back as {second}"));
                }
            }
        }
    }

    fn refused<T: std::fmt::Debug, E>(&mut self, what: &str, result: Result<T, E>) {
        match result {
            Ok(own) => self.faults.push(format!("taken although {what}: {own:?}")),
            Err(_) => self.refused += 1,
        }
    }
}

fn json(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(bytes)
}

#[test]
fn parameters_of_every_style() {
    let api = api("styles");
    let mut tally = Tally::new();
    for id in ["inPath", "inQuery", "inHeader"] {
        let (operation, resent, _) = operation(&api, id);
        for seed in 0..SEEDS {
            let mut sampler = Sampler::new(&api, Direction::Request, seed);
            let size = if seed % 2 == 0 { Size::Full } else { Size::Minimal };
            let mut parameters = Vec::new();
            for parameter in operation.parameters.iter().filter(|parameter| parameter.required || seed % 3 > 0) {
                let schema = parameter.schema.or(parameter.content.as_ref().and_then(|media| media.schema)).expect("a schema");
                let value = sampler.value(schema, size).expect("a value");
                parameters.push(DraftParameter { location: parameter.location, name: parameter.name.clone(), value, scheme: None });
            }
            let draft = Draft { parameters, content_type: None, body: DraftBody::None, header_case: None, elsewhere: None };
            tally.taken(operation, resent, &sent(&api, operation, &draft).expect("a request"));
            for (at, given) in draft.parameters.iter().enumerate() {
                let parameter = operation.parameters.iter().find(|own| given.is(own.location, &own.name)).expect("documented");
                let is_json = parameter.content.is_some();
                let schema = parameter.schema.or(parameter.content.as_ref().and_then(|media| media.schema)).expect("a schema");
                if parameter.required && parameter.location != ParameterLocation::Path {
                    let mut without = draft.clone();
                    without.parameters.remove(at);
                    tally.refused(&format!("{} is missing", given.name), resent(&sent(&api, operation, &without).expect("a request")));
                }
                // What is spread over the query stands among its neighbours; there a missing member is an absent parameter.
                for (what, wrong) in broken(&api, schema, &given.value, &mut sampler) {
                    if !is_json && !shows_in_text(&api, schema, &what, &wrong) {
                        continue;
                    }
                    let mut with = draft.clone();
                    with.parameters[at].value = wrong.clone();
                    if let Some(request) = sent(&api, operation, &with) {
                        tally.refused(&format!("{} has a wrong {what}: {wrong} ({})", given.name, request.target), resent(&request));
                    }
                }
            }
        }
    }
    tally.done(3 * SEEDS as usize, 1_000);
}

#[test]
fn bodies_of_every_media_type() {
    let api = api("styles");
    let (operation, resent, _) = operation(&api, "everyBody");
    let mut tally = Tally::new();
    for media in operation.request_body.iter().flat_map(|body| &body.content) {
        let schema = media.schema.expect("a schema");
        for seed in 0..SEEDS {
            let mut sampler = Sampler::new(&api, Direction::Request, seed);
            let value = sampler.value(schema, if seed % 2 == 0 { Size::Full } else { Size::Minimal }).expect("a value");
            let content_type = Some(media.name.clone());
            let draft = Draft { parameters: vec![], content_type, body: body(media, &value), header_case: None, elsewhere: None };
            tally.taken(operation, resent, &sent(&api, operation, &draft).expect("a request"));
            for (what, wrong) in broken(&api, schema, &value, &mut sampler) {
                let is_json = wire::is_json(&media.name);
                if !(is_json || what.starts_with("required") || shows_in_text(&api, schema, &what, &wrong)) {
                    continue;
                }
                let with = Draft { body: body(media, &wrong), ..draft.clone() };
                let request = sent(&api, operation, &with).expect("a request");
                tally.refused(&format!("{}: wrong {what}: {wrong}", media.name), resent(&request));
            }
            let other = Draft { content_type: Some("application/xml".into()), ..draft.clone() };
            tally.refused("it is XML", resent(&sent(&api, operation, &other).expect("a request")));
        }
        let none = Draft { parameters: vec![], content_type: None, body: DraftBody::None, header_case: None, elsewhere: None };
        tally.refused("the body is missing", resent(&sent(&api, operation, &none).expect("a request")));
    }
    tally.done(6 * SEEDS as usize, 1_000);
}

#[test]
fn responses_by_status_range_and_default() {
    let api = api("styles");
    let (operation, _, answered) = operation(&api, "everyBody");
    let mut tally = Tally::new();
    for response in &operation.responses {
        let status = match response.status {
            StatusPattern::Exact(status) => status,
            StatusPattern::Range(class) => u16::from(class) * 100 + 22,
            StatusPattern::Default => 503,
        };
        for media in &response.content {
            for seed in 0..SEEDS {
                let mut sampler = Sampler::new(&api, Direction::Response, seed);
                let size = if seed % 2 == 0 { Size::Full } else { Size::Minimal };
                let mut headers = vec![("Content-Type".to_owned(), media.name.clone())];
                for header in response.headers.iter().filter(|header| header.required || seed % 3 > 0) {
                    let value = sampler.value(header.schema.expect("a schema"), size).expect("a value");
                    headers.push((header.name.clone(), flat(&value, header.explode)));
                }
                let schema = media.schema.expect("a schema");
                let value = sampler.value(schema, size).expect("a value");
                let written = |value: &Value| match value {
                    Value::String(text) if !wire::is_json(&media.name) => text.clone().into_bytes(),
                    value => value.to_string().into_bytes(),
                };
                let answer = Response { status, headers, body: written(&value) };
                match answered(&answer) {
                    Err(error) => tally.faults.push(format!("{answer:?} is refused: {error}")),
                    Ok(again) => {
                        tally.right += 1;
                        let as_json = |bytes: &[u8]| json(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned().into());
                        let mut fields = [&answer.headers, &again.headers].map(|headers| {
                            let lower: Vec<(String, String)> =
                                headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
                            lower
                        });
                        fields.iter_mut().for_each(|fields| fields.sort());
                        if again.status != status || fields[0] != fields[1] || !same(&as_json(&again.body), &as_json(&answer.body)) {
                            tally.faults.push(format!("{answer:?}\n   comes back as {again:?}"));
                        }
                    }
                }
                for (what, wrong) in broken(&api, schema, &value, &mut sampler) {
                    if wire::is_json(&media.name) || shows_in_text(&api, schema, &what, &wrong) {
                        tally.refused(
                            &format!("{status} wrong {what}: {wrong}"),
                            answered(&Response { body: written(&wrong), ..answer.clone() }),
                        );
                    }
                }
                for header in &response.headers {
                    let Some(at) = answer.headers.iter().position(|(name, _)| *name == header.name) else { continue };
                    if header.required {
                        let mut without = answer.clone();
                        without.headers.remove(at);
                        tally.refused(&format!("{} is missing", header.name), answered(&without));
                    }
                    let schema = header.schema.expect("a schema");
                    let value = sampler.value(schema, size).expect("a value");
                    for (what, wrong) in broken(&api, schema, &value, &mut sampler) {
                        if shows_in_text(&api, schema, &what, &wrong) {
                            let mut with = answer.clone();
                            with.headers[at].1 = flat(&wrong, header.explode);
                            tally.refused(&format!("{} has a wrong {what}: {wrong}", header.name), answered(&with));
                        }
                    }
                }
            }
        }
    }
    tally.done(4 * SEEDS as usize, 500);
}

/// A header field in `simple` style.
fn flat(value: &Value, explode: bool) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pair = |(name, value): (&String, &Value)| format!("{name}{}{}", if explode { "=" } else { "," }, text(value));
    match value {
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(members) => Map::iter(members).map(pair).collect::<Vec<_>>().join(","),
        scalar => text(scalar),
    }
}
