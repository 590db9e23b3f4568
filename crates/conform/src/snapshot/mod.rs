//! Snapshots of documented cases, kept as insta's `.snap` files so that `cargo insta review` works on them.
//!
//! A *contract snapshot* shows request and answer of each step with the documented members only, every value that may vary replaced by its
//! kind after it was verified to be of that kind: whatever conforms yields the same. A deployment's *own snapshot* shows all that it answered,
//! extra members too. insta's assertion macros print and panic and know no other way to fail, so its reader and comparison are used, and its
//! file format is written here: whole, or not at all.

mod contract;
mod files;
mod kind;
mod name;
mod own;
mod shape;

use crate::exchange::Exchange;
use crate::judge::Fault;
use crate::masked::Masked;
pub use files::{Mode, Store};
use files::{Outcome, compare, compare_built_in};
pub use name::{original, safe};
use serde_json::Value;
use specproof_contract::model::{Api, MediaType, Operation, Response, SchemaId, Step, Workflow};
use specproof_contract::notation::essence;
use std::path::Path;

/// A flow that ran.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'a> {
    /// The API.
    pub api: &'a Api,
    /// The workflow.
    pub workflow: &'a Workflow,
    /// Id of the case that ran it.
    pub case: &'a str,
    /// What it sent, in order; of a step that was tried again, the last time.
    pub steps: &'a [Taken<'a>],
}

/// A step that was taken.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// The step.
    pub step: &'a Step,
    /// The operation it called.
    pub operation: &'a Operation,
    /// Request and answer.
    pub exchange: &'a Exchange,
}

/// What a snapshot needs to know beside the flow.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// Takes every secret out of a text.
    pub mask: &'a dyn Fn(&str) -> Masked,
    /// Whether a value of an answer satisfies a schema of the API.
    pub holds: &'a dyn Fn(SchemaId, &Value) -> bool,
    /// Seconds since 1970.
    pub now: u64,
}

/// A deployment's own snapshot says what it did, not what its documents say.
const OWN: &str = "snapshot.reviewed";

/// Compares a flow that passed with the snapshots that are kept of it, and keeps what the store's modes say.
///
/// # Errors
/// Says which file could not be read or written: that is nobody's fault but this machine's.
pub fn check(store: &Store, flow: &Flow<'_>, lens: Lens<'_>) -> Result<Vec<Fault>, String> {
    let mut faults = Vec::new();
    if flow.steps.is_empty() {
        return Ok(faults);
    }
    let below = format!("{}/snapshots/{}.snap", flow.api.name, safe(&flow.workflow.id));
    // Every value of an answer went through the lens; the rest is the contract's.
    let text = |text: fn(&Flow<'_>, Lens<'_>) -> String| Masked::of_masked(text(flow, lens));
    if let Some((specs, mode)) = &store.contract {
        let path = specs.join(&below);
        // A contract without snapshots is complete; its clauses are checked all the same.
        if let Outcome::Differs(diff) = compare(&path, &text(contract::text), flow.case, *mode)? {
            faults.push(fault(flow, clause(flow), &path, "the reviewed contract snapshot", diff));
        }
    } else if let Some(file) = store.built_in.get(&below)
        && let Outcome::Differs(diff) = compare_built_in(file, &text(contract::text))
    {
        faults.push(fault(flow, clause(flow), Path::new(&below), "the reviewed contract snapshot", diff));
    }
    if let Some((folder, mode)) = &store.own {
        let path = folder.join(safe(&flow.api.name)).join(format!("{}.snap", safe(flow.case)));
        match compare(&path, &text(own::text), flow.case, *mode)? {
            Outcome::Differs(diff) => faults.push(fault(flow, OWN, &path, "the reviewed snapshot of this deployment", diff)),
            Outcome::Missing if *mode == Mode::Check => {
                faults.push(fault(flow, OWN, &path, "a reviewed snapshot of this deployment", "no snapshot of this case".to_owned()));
            }
            _ => {}
        }
    }
    Ok(faults)
}

/// What a contract snapshot stands for: the clause of the last step that has one, or of the flow.
fn clause<'a>(flow: &Flow<'a>) -> &'a str {
    let mut clauses = flow.steps.iter().rev().flat_map(|taken| &taken.step.clauses).chain(&flow.workflow.clauses);
    clauses.next().map_or("arazzo.criteria", String::as_str)
}

fn fault(flow: &Flow<'_>, clause: &str, path: &Path, what: &str, diff: String) -> Fault {
    Fault {
        also: Vec::new(),
        clause: clause.to_owned(),
        at: None,
        expected: format!("{what}, {}", path.display()),
        received: diff,
        place: Some(flow.workflow.place),
    }
}

/// The response that documents a status: the most specific one.
fn response(operation: &Operation, status: u16) -> Option<&Response> {
    operation.responses.iter().find(|response| response.status.matches(status))
}

/// The documented media type that an answer's content type falls under; `+json` types fall under `application/json`.
fn media<'a>(response: &'a Response, content_type: Option<&str>) -> Option<&'a MediaType> {
    let given = content_type.map(essence).unwrap_or_default();
    let rank = |media: &MediaType| {
        let name = essence(&media.name);
        match name.split_once('/') {
            _ if name == given => Some(0),
            Some(("application", "json")) if given.ends_with("+json") => Some(1),
            Some(("*", "*")) => Some(3),
            Some((kind, "*")) if given.starts_with(&format!("{kind}/")) => Some(2),
            _ => None,
        }
    };
    response.content.iter().filter_map(|media| rank(media).map(|rank| (rank, media))).min_by_key(|(rank, _)| *rank).map(|(_, media)| media)
}

/// Indented JSON, as it stands in a snapshot.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests;
