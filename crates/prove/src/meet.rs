//! Which requests meet a fault, and whether what comes of it is against the contract.

use crate::bend::{Frozen, bend, bends};
use crate::fault::{Effect, Fault, How, Unit, When};
use crate::flows;
use crate::message::Asked;
use crate::recording::{Recorded, Recording};
use crate::rights::Rights;
use crate::spot::Spot;
use crate::verdict::verdict;
use serde_json::Value;
use specproof_contract::model::{Api, Operation, SchemaId, SecurityKind};
use specproof_contract::validate::{Direction, Validator};

/// Shorter values can be in an answer by chance.
const TOLD: usize = 8;

/// What is known of the moment at which a request comes.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// Requests of the operation before it.
    pub number: u64,
    /// How many of them were refused.
    pub refusals: u64,
    /// Another request of the operation is under way.
    pub overlaps: bool,
    /// The same request came before.
    pub repeated: bool,
    /// Who may ask for what.
    pub rights: &'a Rights,
}

/// Whether a request meets a fault's condition.
pub fn meets(api: &Api, operation: &Operation, when: &When, asked: &Asked, moment: &Moment<'_>) -> bool {
    let length = |spot: &Spot| spot.text(asked).map(|text| text.chars().count() as u64);
    match when {
        When::Always => true,
        When::Every(n) => moment.number % n == n - 1,
        When::From(n) => moment.number >= *n,
        When::Only(n) => moment.number == *n,
        When::Elsewhere => true,
        When::Repeated => moment.repeated,
        When::Overlapping => moment.overlaps,
        When::AfterRefusals(n) => moment.refusals >= *n,
        When::Another(spot) => moment.rights.is_another(asked, spot),
        When::Present(spot) => spot.of(asked).is_some(),
        When::Missing(spot) => spot.of(asked).is_none() && (!matches!(spot, Spot::Member(_)) || asked.object().is_some()),
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
        Spot::Member(_) | Spot::Authorization => None,
    };
    use specproof_contract::model::ParameterLocation::{Header, Query};
    match spot {
        Spot::Header(_) => of(Header),
        Spot::Query(_) => of(Query),
        Spot::Authorization => None,
        Spot::Member(_) => operation.request_body.iter().flat_map(|body| &body.content).find_map(|media| media.schema),
    }
    .filter(|id| api.schema(*id).is_some())
}

fn violates(api: &Api, operation: &Operation, spot: &Spot, keyword: &str, asked: &Asked) -> bool {
    let Some(schema) = schema_of(api, operation, spot) else { return false };
    let validator = Validator::new(api, Direction::Request);
    let (value, pointer) = match spot {
        Spot::Member(path) => (asked.object().map(Value::Object), format!("/{}", path.join("/"))),
        Spot::Header(_) | Spot::Query(_) | Spot::Authorization => (spot.of(asked), String::new()),
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

/// Whether this exchange would have been different with the fault.
pub fn changes(api: &Api, operation: &Operation, fault: &Fault, own: &Recorded, moment: &Moment<'_>) -> bool {
    let granted = own.verdict.granted;
    if own.elsewhere != matches!(fault.when, When::Elsewhere) {
        return false;
    }
    let differs = match &fault.effect {
        Effect::Careless(spot, likeness) => !granted && moment.rights.meant(&own.asked, spot, *likeness).is_some(),
        Effect::Bend(bent) => own.verdict.response == Some(bent.response) && bends(&own.reply, &own.value, &bent.how),
        Effect::Refuse | Effect::Replay | Effect::Swallow | Effect::OthersToo => granted,
        Effect::Swap => granted && own.beside.overlaps,
        Effect::Cross => own.beside.crosses,
        Effect::Grant | Effect::Leak => !granted,
        Effect::Late => !granted && own.beside.granted_before,
        Effect::Nevertheless => !granted && moment.rights.half_held(&own.asked).is_some(),
        Effect::Forget => own.beside.is_gone_after || own.beside.is_found_after,
        Effect::Tell(spot) => granted && own.value.is_object() && spot.text(&own.asked).is_some_and(|text| text.chars().count() >= TOLD),
        Effect::Crash(_) | Effect::HangUp | Effect::Never => true,
    };
    differs && meets(api, operation, &fault.when, &own.asked, moment)
}

/// Whether an exchange that the fault changes is then against the contract; else the contract allows it.
pub fn breaks(api: &Api, operation: &Operation, fault: &Fault, own: &Recorded, recording: &Recording) -> bool {
    let mut reply = own.reply.clone();
    // Of a document without a register nobody says which requests are refused, but for those without a credential.
    let mut may_be_granted = false;
    match &fault.effect {
        Effect::Bend(bent) => {
            bend(&mut reply, &bent.how, &Frozen::default());
            if matches!(
                bent.how,
                How::CutShort | How::Freeze(_) | How::Twice | How::ByteOrderMark | How::DropHeader(_) | How::PutHeader(..)
            ) {
                return true;
            }
            may_be_granted =
                matches!(bent.how, How::Status(_)) && api.document.is_none() && ![401, 403].contains(&own.reply.status.as_u16());
        }
        // What is not documented may hold anything.
        Effect::Leak if own.verdict.response.is_none() => return false,
        Effect::Leak => match recording.first(&operation.id, true) {
            Some(grant) => reply.body.clone_from(&grant.reply.body),
            None => return false,
        },
        _ => return true,
    }
    let after = verdict(api, operation, &reply);
    // A refusal may be asked for by the clause that it carries: then another one that does not carry it is none.
    let asked_for = |clause: &&String| flows::refusing(api, operation).contains(*clause) && !after.clauses.contains(*clause);
    let turned = after.granted != own.verdict.granted && !(after.granted && may_be_granted);
    let other = turned || (!after.granted && own.verdict.clauses.iter().any(|clause| asked_for(&clause)));
    !after.valid || other || fault.is_about_repetition() || reply.status.is_server_error()
}
