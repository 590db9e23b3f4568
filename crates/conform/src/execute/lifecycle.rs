//! [`Trial::Lifecycle`](crate::case::Trial::Lifecycle): something is made, read, replaced, read again, removed, and asked for once more.

use super::guessed::{is_granted, refusal};
use super::trial::Running;
use crate::arazzo::{Ended, Sent, StepFault};
use crate::case::{Account, Case, Expectation, Lifecycle};
use crate::draft::{Draft, DraftBody};
use crate::judge::Fault;
use crate::lifecycle::{Made, made, path_values};
use crate::sample::{Sampler, Size};
use crate::security;
use crate::seed::sampled;
use serde_json::{Map, Value};
use specproof_contract::model::{Operation, ParameterLocation, StatusPattern};
use specproof_contract::validate::Direction;

/// An answer with this status promises to do it later.
const LATER: u16 = 202;

/// What came of it: what was sent, and what does not hold.
pub type Lived<'a> = (Vec<Sent<'a>>, Vec<StepFault>, Ended<'a>);

impl<'a> Running<'a> {
    /// Lives through the life of one thing.
    pub async fn life(self, case: &Case, life: &Lifecycle) -> Lived<'a> {
        let mut sent = Vec::new();
        let mut faults = Vec::new();
        let ended = self.live(case, life, &mut sent, &mut faults).await;
        (sent, faults, ended.err().unwrap_or(Ended::Done))
    }

    async fn live(&self, case: &Case, life: &Lifecycle, sent: &mut Vec<Sent<'a>>, faults: &mut Vec<StepFault>) -> Result<(), Ended<'a>> {
        let begun = self.begin(life.seed.as_deref(), Account::First, None, sent).await?;
        let guess = || Expectation::Guessed { firm: false };
        let making = self.flow.send(begun.operation, begun.draft, guess(), case.clauses.clone(), None).await?;
        let status = making.exchange.answer.as_ref().map_or(0, |answer| answer.status);
        let found = made(self.flow.api, &life.item, &making);
        sent.push(making);
        let maker = sent.len() - 1;
        if !is_granted(&sent[maker]) {
            return Err(Ended::Skipped(format!("not exercised: {}", refusal(&sent[maker]))));
        }
        let Some(own) = found else {
            return Err(Ended::Skipped("not exercised: the answer does not name what was made".into()));
        };
        let operation = |id: &Option<String>| id.as_deref().and_then(|id| self.flow.api.operation(id));
        let read = operation(&life.read);
        let firm = own.firm && status != LATER;
        let mut before = None;
        if let Some(read) = read {
            let expect = if firm { Expectation::Granted } else { guess() };
            self.visit(read, &life.item, &own, maker, expect, "http.created", sent).await?;
            before = sent.last().filter(|last| is_granted(last)).and_then(|last| last.answered.as_ref()?.json.clone());
        }
        if let (Some(replace), Some(read), Some(before)) = (operation(&life.replace), read, &before) {
            self.replaced(replace, read, life, &own, (maker, before), sent, faults).await?;
        }
        let Some(remove) = operation(&life.remove) else { return Ok(()) };
        self.visit(remove, &life.item, &own, maker, guess(), "http.deleted", sent).await?;
        let gone =
            sent.last().filter(|last| is_granted(last)).and_then(|last| last.answered.as_ref()).map(|answered| answered.answer.status);
        if gone.is_none_or(|status| status == LATER) {
            return Ok(());
        }
        if let (Some(read), true) = (read, before.is_some()) {
            // Where the document does not say what is absent, the answer is looked at all the same: so its refusal comes to be seen.
            let (expect, clause) = match says_absent(read) {
                true => (Expectation::Refused { clause: "http.deleted".into(), exact: false }, "http.deleted"),
                false => (Expectation::Open, "http.no-server-error"),
            };
            self.visit(read, &life.item, &own, maker, expect, clause, sent).await?;
        }
        // Removing it twice may be refused or granted; that is how the documented refusal comes to be seen.
        self.visit(remove, &life.item, &own, maker, Expectation::Open, "http.no-server-error", sent).await
    }

    /// Replaces what was made by something else: what a later reading shows must have moved.
    #[expect(clippy::too_many_arguments, reason = "one step of a life, told where it is")]
    async fn replaced(
        &self,
        replace: &'a Operation,
        read: &'a Operation,
        life: &Lifecycle,
        own: &Made,
        (maker, before): (usize, &Value),
        sent: &mut Vec<Sent<'a>>,
        faults: &mut Vec<StepFault>,
    ) -> Result<(), Ended<'a>> {
        let Some(mut draft) = self.draft(replace, &life.item, own, &sent[maker]) else { return Ok(()) };
        let Some(other) = other(self, replace, &draft, before) else { return Ok(()) };
        draft.body = DraftBody::Json(Value::Object(other.clone()));
        let clauses = vec!["http.stored".to_owned()];
        sent.push(self.flow.send(replace, draft, Expectation::Guessed { firm: false }, clauses, None).await?);
        let done =
            sent.last().filter(|last| is_granted(last)).and_then(|last| last.answered.as_ref()).map(|answered| answered.answer.status);
        if done.is_none_or(|status| status == LATER) {
            return Ok(());
        }
        self.visit(read, &life.item, own, maker, Expectation::Granted, "http.stored", sent).await?;
        let Some(after) = sent.last().and_then(|last| last.answered.as_ref()?.json.clone()) else { return Ok(()) };
        let moved: Vec<(&String, &Value)> =
            other.iter().filter(|(name, value)| before.get(*name).is_some_and(|old| old != *value)).collect();
        let stayed =
            |(name, _): &&(&String, &Value)| after.get(name.as_str()).is_some() && after.get(name.as_str()) == before.get(name.as_str());
        if !moved.is_empty() && moved.iter().all(|own| stayed(&own)) {
            let names: Vec<&str> = moved.iter().map(|(name, _)| name.as_str()).collect();
            let fault = Fault::new(
                "http.stored",
                format!("{} as {} {} set it", names.join(", "), replace.method.as_str(), replace.path),
                format!("{} as before", names.join(", ")),
            );
            faults.push(StepFault { sent: Some(sent.len() - 1), fault: fault.said(replace.place) });
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one step of a life, told where it is")]
    async fn visit(
        &self,
        operation: &'a Operation,
        item: &str,
        own: &Made,
        maker: usize,
        expect: Expectation,
        clause: &str,
        sent: &mut Vec<Sent<'a>>,
    ) -> Result<(), Ended<'a>> {
        let Some(draft) = self.draft(operation, item, own, &sent[maker]) else { return Ok(()) };
        sent.push(self.flow.send(operation, draft, expect, vec![clause.to_owned()], None).await?);
        Ok(())
    }

    /// A request about what was made; `None` where none can be made up.
    fn draft(&self, operation: &Operation, item: &str, own: &Made, making: &Sent<'_>) -> Option<Draft> {
        let flow = &self.flow;
        let mut draft = sampled(flow.api, operation, flow.settings.seed).ok()?;
        for (name, value) in path_values(operation, item, &own.value, making.operation, &making.draft) {
            draft.set_parameter(ParameterLocation::Path, &name, value);
        }
        let given = |scheme: &str| flow.tokens.credential(flow.settings, &flow.api.name, scheme);
        security::add(&mut draft, flow.api, operation, flow.settings, &given);
        Some(draft)
    }
}

/// Whether the document says that what is not there is answered with a refusal.
fn says_absent(read: &Operation) -> bool {
    read.responses
        .iter()
        .any(|response| response.status != StatusPattern::Default && (response.status.matches(404) || response.status.matches(410)))
}

/// Another valid body: every plain text in it is one that is not there yet; every other value is sampled from another number.
fn other(running: &Running<'_>, replace: &Operation, draft: &Draft, before: &Value) -> Option<Map<String, Value>> {
    let DraftBody::Json(Value::Object(first)) = &draft.body else { return None };
    let media = replace.request_body.as_ref()?.content.iter().find(|media| crate::seed::is_json(&media.name))?;
    let schema = media.schema?;
    let api = running.flow.api;
    let mut sampler = Sampler::new(api, Direction::Request, running.flow.settings.seed ^ 0x5eed);
    let mut body = match sampler.value(schema, Size::Full) {
        Ok(Value::Object(members)) => members,
        _ => first.clone(),
    };
    for (name, value) in &mut body {
        let Value::String(text) = value else { continue };
        if before.get(name).and_then(Value::as_str).is_some() {
            let longer = Value::String(format!("{text} 2"));
            *value = longer;
        }
    }
    let whole = Value::Object(body.clone());
    if sampler.holds(schema, &whole) {
        return Some(body);
    }
    match sampler.value(schema, Size::Full) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}
