//! What is made can be read, what is replaced has changed, and what is removed is gone.

use crate::case::{Case, Lifecycle, Trial};
use crate::check::{Check, Kind};
use crate::lifecycle::items;
use specproof_contract::model::Api;

/// The check.
pub const CHECK: Check = Check {
    id: "state-lifecycle",
    rule: "What a request makes can be read, is changed by what replaces it, and is gone when it was removed.",
    source: "RFC 9110, 9.3.3 to 9.3.5 (POST, PUT, DELETE), 10.2.2 (Location); RFC 5789, 2 (PATCH); OpenAPI 3.0.3 and 3.1.1, Link Object",
    manual: "For documents without a register of clauses. Paths and links tell which operations are about one thing: `POST /pets` makes what \
             `/pets/{petId}` names. It is made, read, replaced with other values, read, removed, and read again, where the document has operations for \
             that. Found are: what was made and named cannot be read; a success of PUT or PATCH after which every value is the old one; what was \
             removed is still there, where the document lists 404 or 410 for it. A making that is refused is not exercised, since its values are made up.",
    kind: Kind::Plan(plan),
};

fn plan(api: &Api, _seed: u64) -> Vec<Case> {
    if api.document.is_some() {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for item in items(api) {
        let Some(maker) = item.maker.filter(|_| item.read.is_some() || item.remove.is_some()) else { continue };
        let seed = crate::seed::workflow_of(api, maker).map(|workflow| workflow.id.clone());
        let parts = [item.read.map(|_| "read"), item.replace.and(item.read).map(|_| "replaced"), item.remove.map(|_| "removed")];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let id = |operation: Option<&specproof_contract::model::Operation>| operation.map(|own| own.id.clone());
        let mut clauses = vec!["http.created".to_owned()];
        if item.replace.is_some() && item.read.is_some() {
            clauses.push("http.stored".to_owned());
        }
        if item.remove.is_some() {
            clauses.push("http.deleted".to_owned());
        }
        let base = format!("{}.{}.{}", api.name, maker.id, CHECK.id);
        let taken = cases.iter().filter(|case: &&Case| case.id.starts_with(&base)).count();
        cases.push(Case {
            id: if taken == 0 { base } else { format!("{base}.{}", taken + 1) }.into(),
            check: CHECK.id,
            api: api.name.as_str().into(),
            operation: Some(maker.id.as_str().into()),
            clauses,
            what: format!("{} is made, {}", item.path, parts.join(", ")).into(),
            needs: Vec::new(),
            trial: Trial::Lifecycle(Lifecycle {
                seed,
                item: item.path.clone(),
                read: id(item.read),
                replace: id(item.replace),
                remove: id(item.remove),
            }),
            stateful: true,
            alone: false,
            priority: 0,
        });
    }
    cases
}
