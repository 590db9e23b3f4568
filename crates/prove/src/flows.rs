//! What Arazzo flows tell about an operation: which requests are refused, and what ends with one.

use crate::fault::credentials;
use crate::shape;
use crate::spot::Spot;
use serde_json::Value;
use specproof_contract::model::{Api, Expect, Operation, Step, StepTarget, Workflow};
use std::collections::BTreeSet;

/// Whether a step calls an operation.
pub fn calls(step: &Step, operation: &Operation) -> bool {
    matches!(&step.target, StepTarget::Operation(id) if *id == operation.id)
}

/// What a step fills in, place by place.
pub fn filled(step: &Step) -> Vec<(Spot, Value)> {
    let mut all = Vec::new();
    for parameter in &step.parameters {
        if let Some(spot) = parameter.location.and_then(|location| Spot::parameter(location, &parameter.name)) {
            all.push((spot, parameter.value.clone()));
        }
    }
    if let Some(Value::Object(members)) = step.request_body.as_ref().and_then(|body| body.payload.as_ref()) {
        all.extend(members.iter().map(|(name, value)| (Spot::Member(vec![name.clone()]), value.clone())));
    }
    all
}

/// Whether a flow shows that an operation ends something: called again with the same values it is refused.
pub fn ends(workflow: &Workflow, operation: &Operation) -> bool {
    let own: Vec<_> = workflow.steps.iter().filter(|step| calls(step, operation)).collect();
    own.iter().enumerate().any(|(at, later)| {
        later.expect == Some(Expect::Refused)
            && own[..at].iter().any(|earlier| earlier.expect == Some(Expect::Granted) && filled(earlier) == filled(later))
    })
}

/// The clauses by which requests to an operation are refused: of what they violate, of credentials, of the steps that are refused.
pub fn refusing(api: &Api, operation: &Operation) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = credentials::of(api, operation).into_iter().map(|own| own.clause).collect();
    for parameter in &operation.parameters {
        all.extend(parameter.refused.iter().map(|refused| refused.clause.clone()));
    }
    let roots = operation.request_body.iter().flat_map(|body| &body.content).filter_map(|media| media.schema);
    for member in roots.flat_map(|root| shape::members(api, root)) {
        all.extend(member.schema.refused.iter().map(|refused| refused.clause.clone()));
    }
    let steps = api.workflows.iter().flat_map(|workflow| &workflow.steps).filter(|step| calls(step, operation));
    for step in steps.filter(|step| step.expect == Some(Expect::Refused)) {
        all.extend(step.clauses.iter().chain(step.success_criteria.iter().flat_map(|criterion| &criterion.clauses)).cloned());
    }
    all
}
