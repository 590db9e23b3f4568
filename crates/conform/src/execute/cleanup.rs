//! What a case made is removed again when it has ended, the youngest first; what cannot be removed is named.

use super::World;
use crate::arazzo::Sent;
use crate::curl;
use crate::draft::DraftParameter;
use crate::exchange::Request;
use crate::lifecycle::{Item, made, path_values};
use crate::run::LeftBehind;
use crate::security;
use crate::seed::sampled;
use crate::wire;
use specproof_contract::model::{Api, Method, Operation, ParameterLocation};

/// Removes what these requests made and did not remove themselves.
pub async fn clean_up(world: &World<'_>, api: &Api, sent: &[Sent<'_>]) -> Vec<LeftBehind> {
    // The register of an API says what its requests leave behind; of other documents the paths do.
    let makes = |sent: &Sent<'_>| {
        let granted = sent.answered.as_ref().is_some_and(|answered| (200..300).contains(&answered.answer.status));
        sent.operation.method == Method::Post && granted
    };
    let Some(items) = world.items.get(api.name.as_str()).filter(|_| sent.iter().any(makes)) else { return Vec::new() };
    let mut left = Vec::new();
    for (at, own) in sent.iter().enumerate().filter(|(_, sent)| makes(sent)).rev() {
        let Some(item) = items.iter().find(|item| item.maker.is_some_and(|maker| maker.id == own.operation.id)) else {
            let created = own.answered.as_ref().is_some_and(|answered| answered.answer.status == 201);
            if created {
                left.push(named(world, own, None, "the document has no path for what this makes"));
            }
            continue;
        };
        let Some(request) = request(world, api, item, own) else {
            let why = match item.remove {
                None => "the document has no DELETE for it",
                Some(_) => "its name could not be read from the answer",
            };
            left.push(named(world, own, None, why));
            continue;
        };
        let removed = |later: &Sent<'_>| {
            let gone = later.answered.as_ref().is_some_and(|answered| matches!(answered.answer.status, 200..=299 | 404 | 410));
            later.operation.method == Method::Delete && gone && later.exchange.request.url == request.url
        };
        if sent[at + 1..].iter().any(removed) {
            continue;
        }
        let why = match world.sender.tidy(&request).await {
            Ok(answer) if matches!(answer.status, 200..=299 | 404 | 410) => continue,
            Ok(answer) => format!("DELETE answered {}", answer.status),
            Err(why) => format!("DELETE was not answered: {why}"),
        };
        left.push(named(world, own, Some(&request), &why));
    }
    left
}

/// The request that removes what another made.
fn request(world: &World<'_>, api: &Api, item: &Item<'_>, sent: &Sent<'_>) -> Option<Request> {
    let remove: &Operation = item.remove?;
    let made = made(api, &item.path, sent)?;
    let mut draft = sampled(api, remove, world.settings.seed).ok()?;
    for (name, value) in path_values(remove, &item.path, &made.value, sent.operation, &sent.draft) {
        draft.set_parameter(ParameterLocation::Path, &name, value);
    }
    // With the credential that made it, which may be another account's.
    let credentials = sent.draft.parameters.iter().filter(|own| own.scheme.is_some());
    let own: Vec<DraftParameter> = credentials.filter(|own| security::owns(api, remove, own.location, &own.name)).cloned().collect();
    draft.parameters.extend(own);
    security::add(&mut draft, api, remove, world.settings, &|scheme| world.tokens.credential(world.settings, &api.name, scheme));
    wire::request(api, remove, &draft, world.base(api), &world.settings.headers).ok()
}

fn named(world: &World<'_>, sent: &Sent<'_>, request: Option<&Request>, why: &str) -> LeftBehind {
    let location = sent.exchange.answer.as_ref().ok().and_then(|answer| answer.header("location"));
    let at = request.map(|request| request.url.as_str()).or(location).unwrap_or(&sent.exchange.request.url);
    LeftBehind {
        operation: sent.operation.id.clone(),
        at: world.mask.text(at),
        reason: world.mask.text(why),
        curl: request.map(|request| curl::command(request, world.mask)),
    }
}
