//! Flows for operations that ask for something which another operation makes or lists.

use super::{Item, items, last_variable, plain, prefixes};
use crate::draft::{Draft, DraftBody};
use crate::seed::{is_filled, sampled, workflow_of};
use serde_json::Value;
use specproof_contract::Contract;
use specproof_contract::model::{
    Api, Expect, Found, Method, Operation, ParameterLocation, Step, StepBody, StepParameter, StepTarget, Workflow,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// What the ids of derived flows begin with.
const DERIVED: &str = "derived:";
/// The output of a step that is the name of what it made; the item's path follows.
pub(super) const MADE: &str = "$made ";
/// The output of a step that is the name of what it listed first.
pub(super) const LISTED: &str = "$listed ";
/// What makes what is needed to make what is needed: no deeper than this.
const DEPTH: usize = 5;

/// Whether a flow was derived.
pub fn is_derived(workflow: &str) -> bool {
    workflow.starts_with(DERIVED)
}

/// The contract with a flow for each operation of a document that was brought along which needs one and has none.
pub fn extended(contract: &Contract, number: u64) -> Cow<'_, Contract> {
    let mut contract = Cow::Borrowed(contract);
    for index in 0..contract.apis.len() {
        let api = &contract.apis[index];
        if api.document.is_some() || api.workflows.iter().any(|workflow| is_derived(&workflow.id)) {
            continue;
        }
        let flows = flows(api, number);
        if !flows.is_empty() {
            let api = &mut contract.to_mut().apis[index];
            api.workflows.extend(flows);
            api.found = Found::default();
        }
    }
    contract
}

fn flows(api: &Api, number: u64) -> Vec<Workflow> {
    let items = items(api);
    let items: HashMap<String, &Item<'_>> = items.iter().map(|item| (plain(&item.path), item)).collect();
    let needing = api.operations.iter().filter(|operation| workflow_of(api, operation).is_none());
    needing.filter_map(|operation| flow(api, &items, operation, number)).collect()
}

fn flow(api: &Api, items: &HashMap<String, &Item<'_>>, operation: &Operation, number: u64) -> Option<Workflow> {
    if prefixes(&operation.path).is_empty() {
        return None;
    }
    let mut maker = Maker { api, items, number, known: BTreeMap::new(), steps: Vec::new() };
    let safe = matches!(operation.method, Method::Get | Method::Head | Method::Options);
    let last = maker.step(operation, "last".into(), Vec::new(), safe, 0)?;
    if maker.steps.is_empty() {
        return None;
    }
    maker.steps.push(last);
    Some(Workflow {
        id: format!("{DERIVED}{}", operation.id),
        summary: None,
        description: None,
        inputs: Vec::new(),
        depends_on: Vec::new(),
        parameters: Vec::new(),
        steps: maker.steps,
        success_actions: Vec::new(),
        failure_actions: Vec::new(),
        outputs: Vec::new(),
        clauses: Vec::new(),
        place: operation.place,
    })
}

struct Maker<'m, 'a> {
    api: &'a Api,
    /// By the plain form of their paths.
    items: &'m HashMap<String, &'m Item<'a>>,
    number: u64,
    /// Expressions by the path of the item that they name.
    known: BTreeMap<String, String>,
    steps: Vec<Step>,
}

impl Maker<'_, '_> {
    /// The expression that names an item, after the steps that make or list it. What is written to is only ever what the run made itself.
    fn ensure(&mut self, path: &str, safe: bool, depth: usize) -> Option<String> {
        let item = self.items.get(&plain(path)).filter(|_| depth < DEPTH)?;
        if let Some(known) = self.known.get(&item.path) {
            return Some(known.clone());
        }
        let (operation, word, output) = match (item.maker, item.list) {
            (Some(maker), _) if item.remove.is_some() => (maker, "made", MADE),
            (_, Some(list)) if safe => (list, "listed", LISTED),
            (Some(maker), _) => (maker, "made", MADE),
            _ => return None,
        };
        let id = format!("{word}-{}", self.known.len() + 1);
        let expression = format!("$steps.{id}.outputs.id");
        self.known.insert(item.path.clone(), expression.clone());
        let path = item.path.clone();
        let Some(step) = self.step(operation, id, vec![("id".to_owned(), format!("{output}{path}"))], true, depth + 1) else {
            self.known.remove(&path);
            return None;
        };
        self.steps.push(step);
        Some(expression)
    }

    /// A step that calls an operation with a made-up request, in which what the path names is there.
    fn step(&mut self, operation: &Operation, id: String, outputs: Vec<(String, String)>, safe: bool, depth: usize) -> Option<Step> {
        let mut draft = sampled(self.api, operation, self.number).ok()?;
        if holds_expressions(&draft) {
            return None;
        }
        let paths = prefixes(&operation.path);
        for (at, path) in paths.iter().enumerate() {
            let own = safe || at + 1 < paths.len();
            if let (Some(expression), Some(name)) = (self.ensure(path, own, depth), last_variable(path)) {
                draft.set_parameter(ParameterLocation::Path, name, expression.into());
            }
        }
        let place = operation.place;
        let parameters = draft.parameters.iter().map(|own| StepParameter {
            name: own.name.clone(),
            location: Some(own.location),
            value: own.value.clone(),
            place,
        });
        Some(Step {
            id,
            description: None,
            target: StepTarget::Operation(operation.id.clone()),
            parameters: parameters.collect(),
            request_body: body(&draft)?,
            success_criteria: Vec::new(),
            on_success: Vec::new(),
            on_failure: Vec::new(),
            outputs,
            expect: Some(Expect::Granted),
            clauses: Vec::new(),
            place,
        })
    }
}

/// The body as a step writes it; `None` where a step cannot say it.
fn body(draft: &Draft) -> Option<Option<StepBody>> {
    let payload = match &draft.body {
        DraftBody::None => return Some(None),
        // A text would be a raw template, which is sent as it stands.
        DraftBody::Json(value @ Value::String(_)) => Value::String(value.to_string()),
        DraftBody::Json(value) => value.clone(),
        DraftBody::Form(members) => Value::Object(members.iter().cloned().collect()),
        DraftBody::Raw(bytes) => Value::String(String::from_utf8(bytes.clone()).ok()?),
    };
    Some(Some(StepBody { content_type: draft.content_type.clone(), payload: Some(payload), replacements: Vec::new() }))
}

/// Whether a sampled value would be taken for an expression.
fn holds_expressions(draft: &Draft) -> bool {
    let in_body = match &draft.body {
        DraftBody::None => false,
        DraftBody::Json(value) => is_filled(value),
        DraftBody::Form(members) => members.iter().any(|(_, value)| is_filled(value)),
        DraftBody::Raw(bytes) => String::from_utf8_lossy(bytes).contains("{$"),
    };
    in_body || draft.parameters.iter().any(|own| is_filled(&own.value))
}
