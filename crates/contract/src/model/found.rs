//! [`Found`]: what is found out about an API once and asked for often.

use super::{Api, StepTarget};
use crate::validate::Prepared;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// What was found out about an API. It is no part of the contract: any two are equal, and a copy begins anew, since a copy may be changed. Who changes
/// schemas or workflows of an API in use puts a new one in its place.
#[derive(Default)]
pub struct Found {
    prepared: OnceLock<(usize, Arc<Prepared>)>,
    operations: OnceLock<HashMap<String, usize>>,
    flows: OnceLock<HashMap<String, Vec<usize>>>,
}

impl Found {
    /// What validation has to know about the schemas.
    pub(crate) fn prepared(&self, api: &Api) -> Arc<Prepared> {
        let (schemas, prepared) = self.prepared.get_or_init(|| (api.schemas.len(), Arc::new(Prepared::of(api))));
        // While an API is being read, its schemas come in several turns.
        if *schemas == api.schemas.len() { prepared.clone() } else { Arc::new(Prepared::of(api)) }
    }

    /// Where an operation most likely stands.
    pub(super) fn operation(&self, api: &Api, id: &str) -> Option<usize> {
        let index = || api.operations.iter().enumerate().rev().map(|(at, operation)| (operation.id.clone(), at)).collect();
        self.operations.get_or_init(index).get(id).copied()
    }

    /// Where the workflows stand whose last step calls an operation.
    pub(super) fn flows(&self, api: &Api, id: &str) -> &[usize] {
        let index = || {
            let mut flows: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, workflow) in api.workflows.iter().enumerate() {
                if let Some(StepTarget::Operation(id)) = workflow.steps.last().map(|step| &step.target) {
                    flows.entry(id.clone()).or_default().push(at);
                }
            }
            flows
        };
        self.flows.get_or_init(index).get(id).map_or(&[], Vec::as_slice)
    }
}

impl Clone for Found {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Found {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Found")
    }
}
