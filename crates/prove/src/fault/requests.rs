//! What requests may hold: valid ones refused or crashed upon, invalid ones granted.

use super::{At, Bend, Effect, Fault, How, Unit, When, own};
use crate::shape::{self, Hop};
use crate::spot::Spot;
use serde_json::Value;
use specproof_conform::sample::hint;
use specproof_conform::seed::{self, Seed};
use specproof_contract::model::{Api, Place, Refused, Schema, SchemaId, Type};

/// Something that a request may hold.
struct Part<'a> {
    spot: Spot,
    required: bool,
    /// Its value is an account's or an earlier answer's, so that no other value is known to be valid.
    fixed: bool,
    schema: &'a Schema,
    clauses: Vec<String>,
    refused: Vec<Refused>,
    place: Place,
}

pub(super) fn list(at: At<'_>, all: &mut Vec<Fault>) {
    for part in parts(at) {
        refused(at, &part, all);
        altered(at, &part, all);
        granted(at, &part, all);
        crashed(at, &part, all);
        told(at, &part, all);
    }
    if at.operation.request_body.is_some() {
        spelling(at, all);
    }
}

fn parts(at: At<'_>) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let seed = seed::workflow_of(at.api, at.operation).map(|_| Seed::of(at.api, at.operation, 0));
    for parameter in &at.operation.parameters {
        let Some((spot, (schema, clauses))) =
            Spot::parameter(parameter.location, &parameter.name).zip(parameter.schema.and_then(|schema| shape::followed(at.api, schema)))
        else {
            continue;
        };
        let clauses = [parameter.clauses.clone(), clauses].concat();
        let refused = [parameter.refused.clone(), schema.refused.clone()].concat();
        let fixed = seed.as_ref().is_some_and(|seed| seed.is_fixed_parameter(parameter.location, &parameter.name));
        parts.push(Part { spot, required: parameter.required, fixed, schema, clauses, refused, place: parameter.place });
    }
    let bodies = at.operation.request_body.iter().flat_map(|body| &body.content).filter(|media| media.name.contains("json"));
    for root in bodies.filter_map(|media| media.schema) {
        let required = required(at.api, root, 0);
        for (name, id) in properties(at.api, root, 0) {
            let Some((schema, clauses)) = shape::followed(at.api, id).filter(|(schema, _)| !schema.read_only) else { continue };
            let refused = along(at.api, id);
            let required = required.contains(&name);
            let fixed = seed.as_ref().is_some_and(|seed| seed.is_fixed_member(&name));
            parts.push(Part { spot: Spot::Member(vec![name]), required, fixed, schema, clauses, refused, place: schema.place });
        }
    }
    parts
}

/// The properties of a schema, of what it refers to and of all that it consists of.
fn properties(api: &Api, id: SchemaId, depth: usize) -> Vec<(String, SchemaId)> {
    let Some(schema) = api.schema(id).filter(|_| depth < 16) else { return Vec::new() };
    let parts = schema.reference.iter().chain(&schema.all_of).flat_map(|part| properties(api, *part, depth + 1));
    let mut all: Vec<_> = parts.chain(schema.properties.clone()).collect();
    let mut seen = std::collections::HashSet::new();
    all.retain(|(name, _)| seen.insert(name.clone()));
    all
}

fn required(api: &Api, id: SchemaId, depth: usize) -> Vec<String> {
    let Some(schema) = api.schema(id).filter(|_| depth < 16) else { return Vec::new() };
    let parts = schema.reference.iter().chain(&schema.all_of).flat_map(|part| required(api, *part, depth + 1));
    parts.chain(schema.required.clone()).collect()
}

/// `x-refused` of a schema and of all that it refers to.
fn along(api: &Api, id: SchemaId) -> Vec<Refused> {
    let (mut at, mut all) = (Some(id), Vec::new());
    for _ in 0..32 {
        let Some(schema) = at.and_then(|id| api.schema(id)) else { break };
        all.extend(schema.refused.clone());
        at = schema.reference;
    }
    all
}

/// Valid requests that are refused.
fn refused(at: At<'_>, part: &Part<'_>, all: &mut Vec<Fault>) {
    let name = part.spot.spelt();
    let clauses = [own(&part.clauses, "openapi.schema"), at.granted()].concat();
    let mut push = |what: &str, says: String, when| {
        all.push(at.fault(&format!("{name}.{what}-refused"), &clauses, part.place, says, when, Effect::Refuse));
    };
    if !part.required {
        push("present", format!("A request with {name} is refused"), When::Present(part.spot.clone()));
    }
    if part.fixed {
        return;
    }
    for value in part.schema.enumeration.iter().flatten() {
        let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        push(&word, format!("A request with {word} for {name} is refused"), When::Is(part.spot.clone(), value.clone()));
    }
    if let Some(most) = part.schema.max_length {
        push("longest", format!("{name} of {most} characters is refused"), When::Length(part.spot.clone(), most));
        let bytes = When::LongIn(part.spot.clone(), most, Unit::Bytes);
        push("in-bytes", format!("{name} of more than {most} bytes is refused"), bytes);
        let utf16 = When::LongIn(part.spot.clone(), most, Unit::Utf16);
        push("in-utf-16", format!("{name} of more than {most} UTF-16 units is refused"), utf16);
    }
    if let Some(least) = part.schema.min_length.filter(|least| *least > 0) {
        push("shortest", format!("{name} of {least} characters is refused"), When::Length(part.spot.clone(), least));
    }
    for (what, bound) in [("least", &part.schema.minimum), ("most", &part.schema.maximum)] {
        if let Some(bound) = bound {
            push(what, format!("{bound} for {name} is refused"), When::Is(part.spot.clone(), Value::Number(bound.clone())));
        }
    }
    // A link is spelt in ASCII (RFC 3986, 2).
    if free_text(part.schema) && hint(&name) != Some("uri") {
        push("not-ascii", format!("{name} with characters beyond ASCII is refused"), When::NotAscii(part.spot.clone()));
    }
}

/// Answers that lack something only when an optional part of the request, or one of its values, is there.
fn altered(at: At<'_>, part: &Part<'_>, all: &mut Vec<Fault>) {
    let granted = at.operation.responses.iter().position(|response| !response.refusal && !response.content.is_empty());
    let Some((index, response)) = granted.and_then(|index| Some((index, at.operation.responses.get(index)?))) else { return };
    let Some(root) = response.content.iter().find_map(|media| media.schema) else { return };
    let Some(member) = shape::members(at.api, root)
        .into_iter()
        .find(|member| required(at.api, root, 0).iter().any(|name| member.path == [Hop::Member(name.clone())]))
    else {
        return;
    };
    let (name, lacks) = (part.spot.spelt(), shape::spelt(&member.path));
    let clauses = [own(&member.clauses, "openapi.schema"), own(&part.clauses, "openapi.schema")].concat();
    let last = part
        .schema
        .enumeration
        .iter()
        .flatten()
        .last()
        .map(|value| (value, value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    let (what, when, says) = match last {
        Some((value, word)) => (
            format!("{name}.{word}-alters"),
            When::Is(part.spot.clone(), value.clone()),
            format!("With {word} for {name} the answer has no {lacks}"),
        ),
        None if !part.required => {
            (format!("{name}.present-alters"), When::Present(part.spot.clone()), format!("With {name} the answer has no {lacks}"))
        }
        None => return,
    };
    let effect = Effect::Bend(Box::new(Bend { response: index, how: How::Drop(member.path.clone()) }));
    all.push(at.fault(&what, &clauses, part.place, says, when, effect));
}

/// Invalid requests that are granted, where a clause says that they are refused.
fn granted(at: At<'_>, part: &Part<'_>, all: &mut Vec<Fault>) {
    let name = part.spot.spelt();
    for refused in &part.refused {
        let clauses = std::slice::from_ref(&refused.clause);
        let mut push = |what: &str, says: String, when| {
            all.push(at.fault(&format!("{name}.{what}-granted"), clauses, part.place, says, when, Effect::Grant));
        };
        match (refused.keyword.as_str(), part.schema.max_length) {
            ("required", _) => push("missing", format!("A request without {name} is granted"), When::Missing(part.spot.clone())),
            ("maxLength", Some(most)) => {
                let one_more = When::Length(part.spot.clone(), most + 1);
                push("one-too-long", format!("{name} of {} characters is granted", most + 1), one_more);
            }
            // A name that is not known is no violation of a schema, and a wrong credential has faults of its own.
            ("unknown" | "credential", _) => {}
            (keyword, _) => {
                let when = When::Violates(part.spot.clone(), keyword.to_owned());
                push(&format!("bad-{keyword}"), format!("A request whose {name} violates {keyword} is granted"), when);
            }
        }
    }
}

/// What only goes in comes back.
fn told(at: At<'_>, part: &Part<'_>, all: &mut Vec<Fault>) {
    if part.schema.write_only && matches!(part.spot, Spot::Member(_)) {
        let name = part.spot.spelt();
        let clauses = own(&part.clauses, "openapi.schema");
        let says = format!("{name} is write-only, and the answer shows it");
        all.push(at.fault(&format!("{name}.told"), &clauses, part.place, says, When::Always, Effect::Tell(part.spot.clone())));
    }
}

/// Values on which the deployment crashes.
fn crashed(at: At<'_>, part: &Part<'_>, all: &mut Vec<Fault>) {
    let name = part.spot.spelt();
    let clauses = ["http.no-server-error".to_owned()];
    let mut push = |what: &str, says: String, when| {
        all.push(at.fault(&format!("{name}.{what}-crashes"), &clauses, part.place, says, when, Effect::Crash(500)));
    };
    if part.required {
        push("missing", format!("A request without {name} is answered with 500"), When::Missing(part.spot.clone()));
    }
    if free_text(part.schema) {
        push("not-ascii", format!("Characters beyond ASCII in {name} are answered with 500"), When::NotAscii(part.spot.clone()));
    }
    if matches!(part.spot, Spot::Member(_)) && part.schema.types.contains(Type::String) {
        push("not-text", format!("{name} that is not a string is answered with 500"), When::NotText(part.spot.clone()));
    }
}

fn free_text(schema: &Schema) -> bool {
    schema.types.single() == Some(Type::String)
        && schema.enumeration.is_none()
        && schema.pattern.is_none()
        && schema.format.is_none()
        && schema.max_length.is_none_or(|most| most > 20)
}

/// JSON that means the same and is spelt otherwise.
fn spelling(at: At<'_>, all: &mut Vec<Fault>) {
    let bodies = at.operation.request_body.iter().flat_map(|body| &body.content).filter(|media| media.name.contains("json"));
    let Some(root) = bodies.filter_map(|media| media.schema).next() else { return };
    let order: Vec<_> = properties(at.api, root, 0).into_iter().map(|(name, _)| name).collect();
    let place = at.operation.place;
    let clauses = [vec!["json.order".to_owned()], at.operation.clauses.clone(), at.granted()].concat();
    if order.len() > 1 {
        let says = "A body whose members come in another order is refused".to_owned();
        all.push(at.fault("body.reordered-refused", &clauses, place, says, When::Reordered(order), Effect::Refuse));
    }
    let says = "A body with white space or escapes in its JSON is refused".to_owned();
    all.push(at.fault("body.respelt-refused", &clauses, place, says, When::Respelt, Effect::Refuse));
    let says = "A body that is not JSON is answered with 500".to_owned();
    all.push(at.fault("body.not-json-crashes", &["http.no-server-error".to_owned()], place, says, When::NotJson, Effect::Crash(500)));
}
