//! Which requests meet a fault, and whether what comes of it is against the contract.

use crate::bend::{Frozen, bend};
use crate::fault::{Effect, Fault, How, Unit, When};
use crate::message::Asked;
use crate::recording::{Recorded, Rights};
use crate::spot::Spot;
use crate::verdict::verdict;
use serde_json::Value;
use specproof_contract::model::{Api, Operation, SchemaId, SecurityKind};
use specproof_contract::validate::{Direction, Validator};

/// Whether a request meets a fault's condition; `number` counts the operation's requests from 0.
pub fn meets(api: &Api, operation: &Operation, when: &When, asked: &Asked, number: u64) -> bool {
    let length = |spot: &Spot| spot.text(asked).map(|text| text.chars().count() as u64);
    match when {
        When::Always => true,
        When::Every(n) => number % n == n - 1,
        When::Present(spot) => spot.of(asked).is_some(),
        When::Missing(spot) => spot.of(asked).is_none() && (matches!(spot, Spot::Header(_) | Spot::Query(_)) || asked.object().is_some()),
        When::Is(spot, value) => spot.of(asked).is_some_and(|own| same(&own, value)),
        When::Violates(spot, keyword) => violates(api, operation, spot, keyword, asked),
        When::Length(spot, right) => length(spot) == Some(*right),
        When::LongIn(spot, most, unit) => spot.text(asked).is_some_and(|text| {
            let units = match unit {
                Unit::Bytes => text.len(),
                Unit::Utf16 => text.encode_utf16().count(),
            };
            length(spot).is_some_and(|length| length <= *most) && units as u64 > *most
        }),
        When::NotAscii(spot) => spot.text(asked).is_some_and(|text| !text.is_ascii()),
        When::NotText(spot) => spot.of(asked).is_some_and(|value| !value.is_string()),
        When::NotJson => serde_json::from_slice::<Value>(&asked.body).is_err() && !asked.body.is_empty(),
        When::Reordered(order) => asked.object().is_some_and(|body| {
            let places: Vec<_> = body.keys().filter_map(|name| order.iter().position(|own| own == name)).collect();
            !places.is_sorted()
        }),
        When::Respelt => asked.object().is_some_and(|body| Value::Object(body).to_string().len() != asked.body.len()),
        When::Unauthorized => unauthorized(api, operation, asked),
    }
}

fn same(own: &Value, other: &Value) -> bool {
    let spelt = || if other.is_string() { None } else { Some(other.to_string()) };
    own == other || (own.is_string() && own.as_str() == spelt().as_deref())
}

/// The schema of what stands at a place.
fn schema_of(api: &Api, operation: &Operation, spot: &Spot) -> Option<SchemaId> {
    let of = |location| match spot {
        Spot::Header(name) | Spot::Query(name) => operation
            .parameters
            .iter()
            .find(|parameter| parameter.location == location && parameter.name.eq_ignore_ascii_case(name))
            .and_then(|parameter| parameter.schema),
        Spot::Member(_) => None,
    };
    use specproof_contract::model::ParameterLocation::{Header, Query};
    match spot {
        Spot::Header(_) => of(Header),
        Spot::Query(_) => of(Query),
        Spot::Member(_) => operation.request_body.iter().flat_map(|body| &body.content).find_map(|media| media.schema),
    }
    .filter(|id| api.schema(*id).is_some())
}

fn violates(api: &Api, operation: &Operation, spot: &Spot, keyword: &str, asked: &Asked) -> bool {
    let Some(schema) = schema_of(api, operation, spot) else { return false };
    let validator = Validator::new(api, Direction::Request);
    let (value, pointer) = match spot {
        Spot::Member(path) => (asked.object().map(Value::Object), format!("/{}", path.join("/"))),
        Spot::Header(_) | Spot::Query(_) => (spot.of(asked), String::new()),
    };
    value.is_some_and(|value| {
        let broken = validator.check(schema, &value).violations;
        broken.iter().any(|violation| violation.keyword == keyword && violation.pointer == pointer)
    })
}

/// Whether a request has none of the credentials that the operation asks for.
fn unauthorized(api: &Api, operation: &Operation, asked: &Asked) -> bool {
    let names = operation.security.iter().flatten().map(|requirement| requirement.scheme.as_str());
    let schemes = names.filter_map(|name| api.security_schemes.iter().find(|scheme| scheme.name == name));
    !schemes.into_iter().any(|scheme| match &scheme.kind {
        SecurityKind::ApiKey { location, parameter } => {
            Spot::parameter(*location, parameter).is_none_or(|spot| spot.text(asked).is_some_and(|text| !text.is_empty()))
        }
        SecurityKind::Http { scheme } => {
            asked.header("authorization").is_some_and(|text| text.to_ascii_lowercase().starts_with(scheme.as_str()))
        }
        _ => asked.header("authorization").is_some(),
    })
}

/// Whether this exchange would have been different with the fault: `Some(true)` when that is against the contract, `Some(false)` when the contract
/// allows it, `None` when nothing would be different.
pub fn would_break(api: &Api, fault: &Fault, own: &Recorded, number: u64, rights: &Rights) -> Option<bool> {
    let operation = api.operation(&own.operation)?;
    match &fault.effect {
        Effect::Careless(spot, likeness) => {
            (!own.verdict.granted).then_some(())?;
            rights.meant(&own.asked, spot, *likeness).map(|_| true)
        }
        Effect::Bend(bent) => {
            if own.verdict.response != Some(bent.response) {
                return None;
            }
            let mut reply = own.reply.clone();
            if !bend(&mut reply, &bent.how, &Frozen::default()) {
                return None;
            }
            match &bent.how {
                How::CutShort | How::Freeze(_) => return Some(true),
                How::Twice | How::DropHeader(_) | How::PutHeader(..) => return Some(true),
                _ => {}
            }
            let after = verdict(api, operation, &reply);
            let other = after.granted != own.verdict.granted || (after.response != own.verdict.response);
            let repeats = fault.id.ends_with(".other");
            Some(!after.valid || other || repeats || reply.status.is_server_error())
        }
        effect => {
            let met = meets(api, operation, &fault.when, &own.asked, number);
            let differs = match effect {
                Effect::Refuse | Effect::Replay | Effect::Swallow | Effect::OthersToo | Effect::Swap => own.verdict.granted,
                Effect::Grant => !own.verdict.granted,
                Effect::Nevertheless => !own.verdict.granted && rights.half_held(&own.asked).is_some(),
                _ => true,
            };
            (met && differs).then_some(true)
        }
    }
}
