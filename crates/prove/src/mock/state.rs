//! What the Arazzo flows tell about state: who may log in, what a request takes from an earlier answer, and what ends with a request.

use super::Refusal;
use crate::fault::credentials;
use crate::flows::{calls, ends, filled};
use crate::message::{Asked, Reply};
use crate::shape;
use crate::spot::Spot;
use serde_json::Value;
use specproof_contract::model::{Api, Expect, Operation, Step, StepTarget, Workflow};
use std::collections::{BTreeMap, BTreeSet};

/// What holds an account or a session together: its values by place.
type Held = BTreeMap<Spot, String>;

/// A place in a request that takes its value from an earlier answer.
#[derive(Debug, Clone, PartialEq)]
struct Taken {
    spot: Spot,
    source: String,
    pointer: String,
}

/// The state of a mock.
#[derive(Debug, Default)]
pub struct State {
    accounts: BTreeMap<String, Vec<Held>>,
    taken: BTreeMap<String, Vec<Taken>>,
    ends: BTreeSet<String>,
    issued: BTreeMap<String, Vec<Held>>,
}

impl State {
    /// What the flows tell, with these inputs.
    pub fn new(api: &Api, inputs: &BTreeMap<String, Value>) -> Self {
        let mut state = Self::default();
        for operation in &api.operations {
            let steps = api.workflows.iter().flat_map(|workflow| workflow.steps.iter().map(move |step| (workflow, step)));
            for (workflow, step) in steps.filter(|(_, step)| calls(step, operation) && step.expect != Some(Expect::Refused)) {
                state.learn(operation, workflow, step, inputs);
            }
            if api.workflows.iter().any(|workflow| ends(workflow, operation)) {
                state.ends.insert(operation.id.clone());
            }
        }
        state
    }

    fn learn(&mut self, operation: &Operation, workflow: &Workflow, step: &Step, inputs: &BTreeMap<String, Value>) {
        let mut account = Held::new();
        for (spot, value) in filled(step) {
            let Some(expression) = value.as_str() else { continue };
            if let Some(name) = expression.strip_prefix("$inputs.") {
                if let Some(text) = inputs.get(name).and_then(Value::as_str) {
                    account.insert(spot, text.to_owned());
                }
            } else if let Some(taken) = taken(workflow, &spot, expression) {
                let known = self.taken.entry(operation.id.clone()).or_default();
                if !known.contains(&taken) {
                    known.push(taken);
                }
            }
        }
        let known = self.accounts.entry(operation.id.clone()).or_default();
        if !account.is_empty() && !known.contains(&account) {
            known.push(account);
        }
    }

    /// Refuses a request of nobody that is known.
    pub fn admit(&self, api: &Api, operation: &Operation, asked: &Asked) -> Result<(), Refusal> {
        let credentials = credentials::of(api, operation);
        let clause_of = |spot: &Spot| credentials.iter().find(|own| own.spot == *spot).map(|own| own.clause.as_str());
        if let Some(accounts) = self.accounts.get(&operation.id).filter(|accounts| !accounts.is_empty() && !credentials.is_empty()) {
            if accounts.iter().any(|account| holds(account, asked)) {
                return Ok(());
            }
            let named =
                |account: &&Held| account.iter().all(|(spot, text)| clause_of(spot).is_some() || spot.text(asked).as_ref() == Some(text));
            let known = accounts.iter().any(|account| named(&account));
            let wrong = if known { credentials.first().map(|own| own.clause.as_str()) } else { unknown(api, operation, accounts) };
            return Err(Refusal { clause: wrong.map(str::to_owned), status: if known { 401 } else { 404 } });
        }
        if self.taken.contains_key(&operation.id) && !credentials.is_empty() {
            let live = self.issued.get(&operation.id).is_some_and(|issued| issued.iter().any(|held| holds(held, asked)));
            return if live { Ok(()) } else { Err(Refusal { clause: credentials.first().map(|own| own.clause.clone()), status: 401 }) };
        }
        Ok(())
    }

    /// Learns from a grant: what its answer hands out, and what it ends.
    pub fn granted(&mut self, operation: &Operation, asked: &Asked, reply: &Reply) {
        if self.ends.contains(&operation.id)
            && let Some(issued) = self.issued.get_mut(&operation.id)
        {
            issued.retain(|held| !holds(held, asked));
        }
        let body = reply.value();
        for (target, taken) in &self.taken {
            let from_here = taken.iter().filter(|taken| taken.source == operation.id);
            let held: Held =
                from_here.filter_map(|taken| Some((taken.spot.clone(), body.pointer(&taken.pointer)?.as_str()?.to_owned()))).collect();
            if !held.is_empty() {
                self.issued.entry(target.clone()).or_default().push(held);
            }
        }
    }
}

fn holds(held: &Held, asked: &Asked) -> bool {
    held.iter().all(|(spot, text)| spot.text(asked).as_ref() == Some(text))
}

/// `$steps.<step>.outputs.<name>`, followed to the operation and the pointer into its answer.
fn taken(workflow: &Workflow, spot: &Spot, expression: &str) -> Option<Taken> {
    let (step, output) = expression.strip_prefix("$steps.")?.split_once(".outputs.")?;
    let step = workflow.steps.iter().find(|own| own.id == step)?;
    let StepTarget::Operation(source) = &step.target else { return None };
    let (_, from) = step.outputs.iter().find(|(name, _)| name == output)?;
    let pointer = from.strip_prefix("$response.body#")?;
    Some(Taken { spot: spot.clone(), source: source.clone(), pointer: pointer.to_owned() })
}

/// The clause that says what becomes of somebody unknown.
fn unknown<'a>(api: &'a Api, operation: &'a Operation, accounts: &[Held]) -> Option<&'a str> {
    let names = accounts.first()?;
    let roots = operation.request_body.iter().flat_map(|body| &body.content).filter_map(|media| media.schema);
    roots.flat_map(|root| shape::members(api, root)).find_map(|member| {
        let spot = Spot::Member(vec![shape::spelt(&member.path)]);
        let refused = member.schema.refused.iter().find(|refused| refused.keyword == "unknown")?;
        names.contains_key(&spot).then_some(refused.clause.as_str())
    })
}
