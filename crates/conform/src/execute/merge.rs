//! What one answer breaks is told once: the fault that the others follow from, with their clauses behind its own.

use crate::checks::{BODY, EQUALS, FLOW, GRANTED, REFUSED, STATUS};
use crate::judge::{Fault, Judged};

/// A check and what it found.
pub type Found = (&'static str, Fault);

/// Clauses about the message itself: where they are broken, nothing else can be told of the answer.
const MESSAGE: &[&str] = &["http.answered", "http.framing", "http.no-server-error", "json.well-formed", "json.utf-8"];

/// The faults of one exchange, those that follow from another left out.
pub fn merged(judged: &Judged<'_>, mut found: Vec<Found>) -> Vec<Found> {
    let asked = judged.refusing_clause().or_else(|| judged.clauses.first().filter(|_| judged.wants_grant()));
    if let Some(at) = found.iter().position(|(_, fault)| MESSAGE.contains(&fault.clause.as_str())) {
        let (check, root) = found.swap_remove(at);
        let root = root.also(asked.filter(|clause| judged.api.clause(clause).is_some()));
        return vec![(check, absorbed(root, found))];
    }
    // The status says what kind of answer it is; then the flow, which knows best what it asked for.
    for root in [STATUS, FLOW, REFUSED, GRANTED] {
        let Some(at) = found.iter().position(|(check, _)| *check == root) else { continue };
        let (check, fault) = found.remove(at);
        let follows = |other: &str| matches!(other, GRANTED | REFUSED | BODY | EQUALS) || (root == STATUS && other == FLOW);
        let (following, mut rest): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|(other, _)| follows(other));
        rest.insert(0, (check, absorbed(fault, following)));
        return rest;
    }
    // Several rules about one member.
    let mut told: Vec<Found> = Vec::new();
    for (check, fault) in found {
        match told.iter_mut().find(|(own, other)| *own == check && check == BODY && other.at == fault.at) {
            Some((_, other)) => *other = absorbed(other.clone(), vec![(check, fault)]),
            None => told.push((check, fault)),
        }
    }
    told
}

fn absorbed(mut root: Fault, others: Vec<Found>) -> Fault {
    for (_, other) in others {
        root.at = root.at.or(other.at);
        root = root.also(std::iter::once(&other.clause).chain(&other.also));
    }
    root
}
