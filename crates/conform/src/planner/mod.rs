//! [`Planner`]: what the checks that plan cases share: the seed of an operation, its places, its clauses, and the writing of cases.

mod valid;

use crate::case::{Account, Case, Change, CredentialPlace, Expectation, Trial};
use crate::inputs::{Place, places};
use crate::lifecycle::is_derived;
use crate::sample::Facets;
use crate::seed::{Seed, calls};
use crate::shared::{Pool, Shared};
use serde_json::Value;
use specproof_contract::model::{Api, Expect, Method, Operation, SchemaId, StatusPattern, Type};
use std::collections::HashSet;
use std::sync::Arc;

/// Plans the cases of one check for one operation.
#[derive(Debug)]
pub struct Planner<'a> {
    /// The API.
    pub api: &'a Api,
    /// The operation.
    pub operation: &'a Operation,
    /// Its known-valid request.
    pub seed: Seed<'a>,
    /// What can be varied in it.
    pub places: Vec<Place<'a>>,
    /// The seed of the plan.
    pub number: u64,
    check: &'static str,
    cases: Vec<Case>,
    ids: HashSet<Shared>,
    /// Texts that many cases have.
    texts: Arc<Pool>,
}

/// The most telling cases; kept longest when the number of requests is bounded.
pub const FIRST: u8 = 0;
/// Cases that many deployments fail.
pub const SECOND: u8 = 1;
/// Cases that some deployments fail.
pub const THIRD: u8 = 2;
/// Cases that few deployments fail.
pub const LAST: u8 = 3;

/// The operations of an API, each with its seed and its places, from which every check derives its cases.
#[derive(Debug)]
pub struct Derivation<'a>(Vec<Planner<'a>>);

impl<'a> Derivation<'a> {
    /// Makes the seeds, in the order of the document. Operations without a request that could be made are left out.
    pub fn of(api: &'a Api, number: u64) -> Self {
        let texts = Arc::new(Pool::default());
        Self(api.operations.iter().filter_map(|operation| Planner::of(api, operation, number, &texts)).collect())
    }

    /// The cases of one check.
    pub fn cases(&mut self, check: &'static str, derive: fn(&mut Planner<'_>)) -> Vec<Case> {
        let mut cases = Vec::new();
        for planner in &mut self.0 {
            planner.check = check;
            planner.ids.clear();
            derive(planner);
            cases.append(&mut planner.cases);
        }
        cases
    }
}

impl<'a> Planner<'a> {
    /// Plans this change of the seed request.
    pub fn vary(
        &mut self,
        variant: &str,
        clauses: &[&str],
        what: impl Into<String>,
        priority: u8,
        mut changes: Vec<Change>,
        expect: Expectation,
    ) {
        // A plan may be long.
        changes.shrink_to_fit();
        let refused = matches!(expect, Expectation::Refused { .. });
        let then_unchanged = refused && self.seed.is_stateful() && !self.is_derived();
        let trial = Trial::Variant { seed: self.workflow(), changes, expect, then_unchanged };
        self.add(variant, clauses, what, priority, trial);
    }

    /// Plans a request that must be granted; where no flow tells that the seed request is valid, it is a guess. A change that no body of the schema
    /// can have is not planned.
    pub fn grant(&mut self, variant: &str, clauses: &[&str], what: impl Into<String>, priority: u8, changes: Vec<Change>) {
        let Some(changes) = self.completed(changes) else { return };
        if self.knows_valid() {
            return self.vary(variant, clauses, what, priority, changes, Expectation::Granted);
        }
        let said = self.is_said(variant, &changes);
        self.vary(variant, clauses, what, priority.max(SECOND), changes, Expectation::Guessed { firm: said });
    }

    /// Whether what is changed is the document's own word: a listed value, a bound of a number, or made of nothing but such; or means the same by a
    /// standard.
    fn is_said(&self, variant: &str, changes: &[Change]) -> bool {
        let listed = |change: &Change| match change {
            Change::Set { path, value: Value::Null } => self.place(&CredentialPlace::Member(path.clone())).is_some(),
            Change::Set { path, .. } => {
                self.place(&CredentialPlace::Member(path.clone())).is_some_and(|own| is_listed(self.api, &own.facets, 0))
            }
            Change::SetParameter { location, name, .. } => {
                self.place(&CredentialPlace::Parameter(*location, name.clone())).is_some_and(|own| is_listed(self.api, &own.facets, 0))
            }
            Change::Keep { .. } | Change::Remove { .. } | Change::RemoveParameter { .. } => true,
            _ => false,
        };
        match self.check {
            "granted-enum" | "granted-spelling" | "granted-headers" => true,
            "granted-minimal" => false,
            "granted-bounds" => variant.ends_with(".least") || variant.ends_with(".greatest"),
            _ => !changes.is_empty() && changes.iter().all(listed),
        }
    }

    fn place(&self, at: &CredentialPlace) -> Option<&Place<'a>> {
        self.places.iter().find(|own| own.at == *at)
    }

    /// Plans a request that must be refused, because this clause says so.
    pub fn refuse(&mut self, variant: &str, clause: &str, exact: bool, what: impl Into<String>, priority: u8, changes: Vec<Change>) {
        let lasting = if self.seed.is_stateful() { self.lasting_clause() } else { "" };
        self.vary(variant, &[clause, lasting], what, priority, changes, Expectation::Refused { clause: clause.to_owned(), exact });
    }

    /// Plans a request that nothing is said about: only the rules of every answer hold.
    pub fn tolerate(&mut self, variant: &str, what: impl Into<String>, priority: u8, changes: Vec<Change>) {
        let malformed = self.malformed_clause();
        self.vary(variant, &["http.no-server-error", malformed], what, priority, changes, Expectation::Open);
    }

    /// Plans any trial.
    pub fn add(&mut self, variant: &str, clauses: &[&str], what: impl Into<String>, priority: u8, trial: Trial) {
        let dot = if variant.is_empty() { "" } else { "." };
        let wanted = format!("{}.{}.{}{dot}{variant}", self.api.name, self.operation.id, self.check);
        let mut id = Shared::from(wanted.as_str());
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{wanted}-{number}").into();
        }
        let mut needs = self.needs();
        if uses_second(&trial) {
            needs.extend(self.second_needs().unwrap_or_default());
        }
        let mut own: Vec<String> = clauses.iter().filter(|clause| !clause.is_empty()).map(|clause| (*clause).to_owned()).collect();
        own.dedup();
        self.cases.push(Case {
            id,
            check: self.check,
            api: self.texts.get(&self.api.name),
            operation: Some(self.texts.get(&self.operation.id)),
            clauses: own,
            what: self.texts.get(&what.into()),
            needs,
            trial,
            stateful: self.seed.is_stateful() || self.may_make(),
            alone: false,
            priority,
        });
    }

    /// The case planned last runs when no other does: what others are granted in between would change what it shows.
    pub fn alone(&mut self) {
        if let Some(case) = self.cases.last_mut() {
            case.alone = true;
        }
    }

    /// `workflowId` of the seed flow.
    pub fn workflow(&self) -> Option<String> {
        self.seed.workflow.map(|workflow| workflow.id.clone())
    }

    /// Whether the contract tells that the seed request is valid: a flow does; so does an operation that asks for nothing at all, unless it
    /// documents refusals and nothing else.
    pub fn knows_valid(&self) -> bool {
        let Operation { parameters, request_body, security, responses, .. } = self.operation;
        let asks_for_nothing = parameters.is_empty() && request_body.is_none() && security.is_empty();
        let refuses = |status: StatusPattern| matches!(status, StatusPattern::Exact(400..) | StatusPattern::Range(4..));
        let may_grant = responses.is_empty() || responses.iter().any(|response| !response.refusal && !refuses(response.status));
        (self.seed.workflow.is_some() && !self.is_derived()) || (asks_for_nothing && may_grant && self.operation.method == Method::Get)
    }

    /// Whether the seed flow was derived from paths and links, so that its requests are guesses.
    pub fn is_derived(&self) -> bool {
        self.seed.workflow.is_some_and(|workflow| is_derived(&workflow.id))
    }

    /// Whether a guess could make or change something: of a document without a register nobody says which requests leave each other alone.
    fn may_make(&self) -> bool {
        self.api.document.is_none() && !matches!(self.operation.method, Method::Get | Method::Head | Method::Options)
    }

    /// What must come of the unchanged seed request, where it can be sent many times; `None` where that could leave many things behind.
    pub fn unchanged(&self) -> Option<Expectation> {
        match (self.knows_valid(), self.operation.method) {
            (true, _) => Some(Expectation::Granted),
            (false, Method::Get) if self.operation.security.is_empty() || self.is_derived() => Some(Expectation::Guessed { firm: true }),
            _ => None,
        }
    }

    /// The clause that says that a valid request is granted; empty where no register does.
    pub fn granted_clause(&self) -> &'a str {
        granted_clause(self.operation)
    }

    /// The clause of the refusal that is documented for no status of its own: what is said about malformed requests; empty where nothing is.
    fn malformed_clause(&self) -> &'a str {
        let any = |status: StatusPattern| matches!(status, StatusPattern::Range(4) | StatusPattern::Default);
        let response = self.operation.responses.iter().find(|response| any(response.status) && response.refusal);
        response.and_then(|response| response.clauses.first()).map_or("", String::as_str)
    }

    /// The clause that says that what a flow began lives on until it is ended: that of a documented grant of this operation after an earlier request
    /// to it; else the one that says that a valid request is granted.
    pub fn lasting_clause(&self) -> &'a str {
        let mut found = None;
        for workflow in &self.api.workflows {
            let mut own = workflow
                .steps
                .iter()
                .filter(|step| calls(step, self.operation))
                .skip(1)
                .filter(|step| step.expect == Some(Expect::Granted));
            found = found.or_else(|| own.next().and_then(|step| step.clauses.first()));
        }
        found.map_or_else(|| self.granted_clause(), String::as_str)
    }

    /// The operations that the seed flow calls before this one, each with a seed of its own that is a single request.
    pub fn earlier(&self) -> Vec<Planner<'a>> {
        let steps = self.seed.workflow.map_or(&[][..], |workflow| &workflow.steps);
        let mut found: Vec<Planner<'a>> = Vec::new();
        for operation in &self.api.operations {
            let called = steps.iter().any(|step| calls(step, operation)) && operation.id != self.operation.id;
            let own = called.then(|| Self::of(self.api, operation, self.number, &self.texts)).flatten();
            found.extend(own.filter(|own| own.knows_valid() && !own.seed.is_stateful()));
        }
        found
    }

    /// A planner for an operation; `None` where no request could be made.
    fn of(api: &'a Api, operation: &'a Operation, number: u64, texts: &Arc<Pool>) -> Option<Self> {
        let seed = Seed::of(api, operation, number);
        let places = seed.unmade.is_none().then(|| places(api, operation, &seed, number))?;
        Some(Planner { api, operation, seed, places, number, check: "", cases: Vec::new(), ids: HashSet::new(), texts: texts.clone() })
    }

    /// The clause of a place, else the one that says that a valid request is granted.
    pub fn clause_of(&self, place: &Place<'a>) -> &'a str {
        place.clauses.first().copied().unwrap_or_else(|| self.granted_clause())
    }

    /// Leaves only what a request must have.
    pub fn bare(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let roots = || self.places.iter().filter(|place| place.is_root());
        if self.seed.has_members() && self.places.iter().any(Place::in_body) {
            let members = roots().filter(|place| place.in_body() && place.required).map(|place| place.wire.clone()).collect();
            changes.push(Change::Keep { members });
        }
        changes.extend(roots().filter(|place| !place.in_body() && !place.required && place.sent).flat_map(Place::remove));
        changes
    }

    /// The inputs of the seed flow.
    fn needs(&self) -> Vec<String> {
        self.seed.workflow.map_or_else(Vec::new, |workflow| {
            workflow.inputs.iter().filter(|input| input.required).map(|input| input.name.clone()).collect()
        })
    }

    /// The second account's inputs, where the API has a second account.
    pub fn second_needs(&self) -> Option<Vec<String>> {
        let known = |name: &str| self.api.workflows.iter().any(|workflow| workflow.inputs.iter().any(|input| input.name == name));
        let second: Vec<String> = self.needs().iter().map(|name| format!("second_{name}")).filter(|name| known(name)).collect();
        (!second.is_empty()).then_some(second)
    }
}

/// Whether every value is one that the document lists, down to the leaves.
fn is_listed(api: &Api, facets: &Facets<'_>, depth: usize) -> bool {
    let below = |ids: &[SchemaId]| depth < 4 && is_listed(api, &Facets::first(api, ids), depth + 1);
    match facets.main_type() {
        _ if facets.enumeration.is_some() => true,
        Type::Boolean => true,
        Type::Array => !facets.items.is_empty() && below(&facets.items),
        Type::Object => !facets.properties.is_empty() && facets.properties.iter().all(|(_, ids)| below(ids)),
        _ => false,
    }
}

/// The clause that says that a valid request of this operation is granted; empty where no register does.
pub fn granted_clause(operation: &Operation) -> &str {
    let success = |status: StatusPattern| matches!(status, StatusPattern::Exact(200..=299) | StatusPattern::Range(2));
    let response = operation.responses.iter().find(|response| success(response.status) && !response.refusal);
    response.and_then(|response| response.clauses.first()).or_else(|| operation.clauses.first()).map_or("", String::as_str)
}

fn uses_second(trial: &Trial) -> bool {
    let second = |changes: &Vec<Change>| {
        changes.iter().any(|change| {
            matches!(change, Change::OfSecondAccount | Change::Credential { wrong: crate::case::WrongCredential::SecondAccounts, .. })
        })
    };
    match trial {
        Trial::Variant { changes, .. } => second(changes),
        Trial::Many { variants, .. } => variants.iter().any(|(changes, _)| second(changes)),
        Trial::Interleaved { accounts, .. } => accounts.contains(&Account::Second),
        Trial::Flow { .. } | Trial::Between { .. } | Trial::Lifecycle(_) => false,
    }
}

#[cfg(test)]
mod tests;
