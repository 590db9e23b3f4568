//! Why a fault is none, or is not found out: what of the specification explains it.

use crate::fault::{Effect, Fault, How, When};
use crate::recording::{Met, Recording};
use crate::shape;
use serde_json::Value;
use specproof_conform::seed;
use specproof_contract::model::{Api, Method, Operation, Response, StatusPattern};

/// Why what a fault does is allowed.
pub fn loose(api: &Api, fault: &Fault) -> String {
    let operation = api.operation(&fault.operation);
    let Effect::Bend(bent) = &fault.effect else { return "the content of the refusal is not described".to_owned() };
    let response = operation.and_then(|operation| operation.responses.get(bent.response));
    let described = response.is_some_and(|response| response.content.iter().any(|media| media.schema.is_some()));
    if !described && !matches!(bent.how, How::Status(_) | How::ContentType(_)) {
        return "the response has no schema".to_owned();
    }
    match &bent.how {
        How::Drop(_) | How::Rename(..) => "nothing requires this member".to_owned(),
        How::Put(path, Value::Null) => match typed(api, response, path) {
            true => "null is allowed here".to_owned(),
            false => "no type is stated here".to_owned(),
        },
        How::Put(path, value) => match typed(api, response, path) {
            true => format!("no keyword of the schema keeps {value} out"),
            false => "no type is stated here".to_owned(),
        },
        How::Status(status) => by_status(operation, *status),
        How::ContentType(_) => match response.is_some_and(|response| response.content.is_empty()) {
            true => "no content is described".to_owned(),
            false => "the content type is described by a range".to_owned(),
        },
        How::InArray | How::InObject | How::InString | How::Whole(_) => "the schema takes other JSON types too".to_owned(),
        How::Extra(_) => "members that are not described are allowed".to_owned(),
        How::Items(..) => "the schema takes any number of items".to_owned(),
        _ => "the content is not described as JSON".to_owned(),
    }
}

fn by_status(operation: Option<&Operation>, status: u16) -> String {
    let taken = operation.and_then(|operation| operation.responses.iter().find(|response| response.status.matches(status)));
    match taken.map(|response| response.status) {
        Some(StatusPattern::Default) => format!("{status} is documented by `default`, which takes any status"),
        Some(StatusPattern::Range(_)) => format!("{status} is documented by a range"),
        _ => format!("{status} is documented too, and with such content"),
    }
}

fn typed(api: &Api, response: Option<&Response>, path: &[shape::Hop]) -> bool {
    let roots = response.into_iter().flat_map(|response| &response.content).filter_map(|media| media.schema);
    let mut members = roots.flat_map(|root| shape::members(api, root));
    members.any(|member| member.path == path && !shape::types(api, member.schema).is_empty())
}

/// Why no request meets a fault; `None` where the suite should have sent one.
pub fn unmet(api: &Api, fault: &Fault, met: &Met, recording: &Recording) -> Option<String> {
    let calls = recording.exchanges.iter().filter(|own| own.operation == fault.operation && !own.elsewhere);
    let (all, granted) = (calls.clone().count(), calls.filter(|own| own.verdict.granted).count());
    if all == 0 {
        return Some("the operation was not called: what it needs is not given, or it could destroy what is not the run's own".to_owned());
    }
    let unproven = || {
        let operation = api.operation(&fault.operation)?;
        (!is_proven(api, operation)).then(|| "no flow shows which requests to it are valid".to_owned())
    };
    match (&fault.effect, &fault.when) {
        (Effect::Bend(_), _) if !met.seen => Some("no request of the run gets this answer, and no flow tells which would".to_owned()),
        (Effect::Bend(bent), When::Always) => matches!(
            bent.how,
            How::Drop(_)
                | How::Rename(..)
                | How::Put(..)
                | How::Freeze(_)
                | How::DropHeader(_)
                | How::PutHeader(..)
                | How::Items(..)
                | How::Extra(_)
        )
        .then(|| "the honest deployment's answers do not have it".to_owned())
        .or_else(|| Some("the honest deployment's answers have no such content".to_owned())),
        (_, When::Another(_)) => Some("no second account is given".to_owned()),
        (Effect::Forget, _) => Some("no flow creates or deletes something and asks for it afterwards".to_owned()),
        (_, When::Repeated) => Some("no request to it is granted a second time".to_owned()),
        (_, When::Reordered(_)) => Some("the known-valid request has fewer than two members".to_owned()),
        (_, When::Elsewhere) => Some("everything that could be asked there could change what is not the run's own".to_owned()),
        (_, When::From(n)) if (all as u64) <= *n => Some(format!("the run calls it {all} times")),
        (_, When::Every(n)) if (all as u64) < *n => Some(format!("the run calls it {all} times")),
        (Effect::Grant | Effect::Leak | Effect::Cross, _) if granted == all => Some("no request to it is refused".to_owned()),
        (Effect::Refuse | Effect::Swap | Effect::Replay, _) if granted == 0 => Some("no request to it is granted".to_owned()),
        (Effect::Cross | Effect::Swap, _) | (_, When::Overlapping | When::AfterRefusals(_)) => unproven(),
        _ => None,
    }
}

/// Why a fault that requests met was not found out; `None` where it should have been.
pub fn survived(api: &Api, fault: &Fault) -> Option<String> {
    let operation = api.operation(&fault.operation)?;
    let by_refusal = match &fault.effect {
        Effect::Refuse | Effect::Cross | Effect::Swap | Effect::Replay => true,
        Effect::Bend(bent) => matches!(bent.how, How::Status(400..=499)),
        _ => false,
    };
    let brought = api.document.is_none();
    if brought && matches!((&fault.effect, &fault.when), (Effect::HangUp, When::Every(_))) {
        return Some(
            "a request on a kept connection that is closed at once is sent again (RFC 9112, 9.3.1), and no other met it".to_owned(),
        );
    }
    if brought && matches!(fault.effect, Effect::Forget) && !says_absent(api, operation) {
        return Some("no answer is documented for what is gone: 404 or 410 where it is read".to_owned());
    }
    (by_refusal && !is_proven(api, operation))
        .then(|| "no flow shows that a request to it is valid, so the refusal of one that was made up is no finding (--arazzo)".to_owned())
}

/// Whether the document says how something is answered for that is not there.
fn says_absent(api: &Api, operation: &Operation) -> bool {
    let at_path = api.operations.iter().filter(|own| own.method == Method::Get && own.path == operation.path);
    let mut statuses = at_path.flat_map(|read| &read.responses).map(|response| response.status);
    statuses.any(|status| status != StatusPattern::Default && (status.matches(404) || status.matches(410)))
}

/// Whether a flow shows a request that is valid.
fn is_proven(api: &Api, operation: &Operation) -> bool {
    let asks_nothing = operation.parameters.is_empty() && operation.request_body.is_none() && operation.security.is_empty();
    asks_nothing || seed::workflow_of(api, operation).is_some()
}
