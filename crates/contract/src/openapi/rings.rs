//! Schemas that lead back to themselves without going into a member or item.
//!
//! A ring of references alone says nothing and is refused. `Pet` that is one of `Cat` and `Dog`, which are each all of `Pet` and more, is
//! common and clear: there, `allOf` means `Pet` without its `oneOf`. Every other branch that leads back says nothing, and is left out.

use crate::codes;
use crate::model::{Api, SchemaId};
use crate::report::Report;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Edge {
    Reference,
    AllOf,
    AnyOf,
    OneOf,
    Other,
}

/// A schema being visited, the edges that leave it, and how many of them have been followed.
type Visit = (SchemaId, Vec<(Edge, SchemaId)>, usize);

/// A schema on the way, and the edge that leaves it.
type Step = (SchemaId, Edge);

pub(super) fn break_up(api: &mut Api, report: &mut Report) {
    // Base schema and the composition taken out of it, to the schema that is left.
    let mut bases: HashMap<(SchemaId, Edge), SchemaId> = HashMap::new();
    for _ in 0..PASSES {
        let rings = find(api);
        if rings.is_empty() {
            return;
        }
        let mut cut: Vec<(SchemaId, SchemaId)> = Vec::new();
        for ring in rings {
            break_one(api, report, &ring, &mut bases, &mut cut);
        }
    }
    if let Some(ring) = find(api).first() {
        report.add(
            &codes::TOO_DEEP,
            place(api, ring[0].0),
            "schemas that lead back to themselves in too many ways",
            "let each say what it is by itself",
        );
    }
}

/// How often rings are sought: each time, one of every tangle is broken.
const PASSES: usize = 100;

/// Steps of the rings found at a time.
const STEPS: usize = 500_000;

fn edges(api: &Api, id: SchemaId) -> Vec<(Edge, SchemaId)> {
    let Some(schema) = api.schema(id) else { return Vec::new() };
    let mut edges: Vec<(Edge, SchemaId)> = schema.reference.map(|target| (Edge::Reference, target)).into_iter().collect();
    edges.extend(schema.all_of.iter().map(|&target| (Edge::AllOf, target)));
    edges.extend(schema.any_of.iter().map(|&target| (Edge::AnyOf, target)));
    edges.extend(schema.one_of.iter().map(|&target| (Edge::OneOf, target)));
    edges.extend(schema.not.map(|target| (Edge::Other, target)));
    if let Some((test, then, otherwise)) = schema.if_then_else {
        edges.extend([Some(test), then, otherwise].into_iter().flatten().map(|target| (Edge::Other, target)));
    }
    edges.extend(schema.dependent_schemas.iter().map(|(_, target)| (Edge::Other, *target)));
    edges
}

/// At least one ring of each tangle, by an iterative depth-first search.
fn find(api: &Api) -> Vec<Vec<Step>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; api.schemas.len()];
    let mut rings: Vec<Vec<Step>> = Vec::new();
    let mut steps = 0;
    for start in 0..api.schemas.len() {
        if marks[start] != Mark::New {
            continue;
        }
        let first = SchemaId(u32::try_from(start).unwrap_or(u32::MAX));
        marks[start] = Mark::Open;
        let mut stack: Vec<Visit> = vec![(first, edges(api, first), 0)];
        while let Some((id, out, at)) = stack.last_mut() {
            let Some(&(_, target)) = out.get(*at) else {
                marks[id.0 as usize] = Mark::Done;
                stack.pop();
                continue;
            };
            *at += 1;
            match marks.get(target.0 as usize) {
                Some(Mark::New) => {
                    marks[target.0 as usize] = Mark::Open;
                    stack.push((target, edges(api, target), 0));
                }
                Some(Mark::Open) if steps < STEPS => {
                    let from = stack.iter().position(|(id, _, _)| *id == target).unwrap_or(0);
                    steps += stack.len() - from;
                    rings.push(stack[from..].iter().map(|(id, out, at)| (*id, out[at - 1].0)).collect());
                }
                _ => {}
            }
        }
    }
    rings
}

fn break_one(
    api: &mut Api,
    report: &mut Report,
    ring: &[Step],
    bases: &mut HashMap<(SchemaId, Edge), SchemaId>,
    cut: &mut Vec<(SchemaId, SchemaId)>,
) {
    let next = |at: usize| ring[(at + 1) % ring.len()].0;
    // `allOf` that leads, by references, to a schema that leads back by `oneOf` or `anyOf`.
    for (at, &(owner, edge)) in ring.iter().enumerate() {
        if edge != Edge::AllOf {
            continue;
        }
        let base = (1..ring.len()).map(|ahead| ring[(at + ahead) % ring.len()]).find(|(_, edge)| *edge != Edge::Reference);
        if let Some((base, edge @ (Edge::OneOf | Edge::AnyOf))) = base {
            let own = *bases.entry((base, edge)).or_insert_with(|| without(api, base, edge));
            replace(api, owner, next(at), own);
            let (place, name) = (place(api, owner), name(api, base));
            let message = format!("{name} leads back to this schema; `allOf` is taken to mean {name} without its alternatives");
            report.add(&codes::COMPOSITION_RING, place, message, "move the common members into a schema of their own");
            return;
        }
    }
    // Any other composition: the branch adds nothing to what is being said already.
    let composed = ring.iter().enumerate().rev().find(|(_, (_, edge))| matches!(edge, Edge::AllOf | Edge::AnyOf | Edge::OneOf));
    let Some((at, &(owner, _))) = composed else {
        let place = place(api, ring[0].0);
        report.add(
            &codes::REFERENCE_RING,
            place,
            "this schema leads back to itself and says nothing else",
            "let one of the references lead to a schema",
        );
        if let Some(schema) = api.schemas.get_mut(ring[0].0.0 as usize) {
            schema.reference = None;
            schema.not = None;
            schema.if_then_else = None;
            schema.dependent_schemas.clear();
        }
        return;
    };
    let branch = next(at);
    if cut.contains(&(owner, branch)) {
        return;
    }
    cut.push((owner, branch));
    report.add(
        &codes::COMPOSITION_RING,
        place(api, owner),
        "this schema is composed of itself; the branch says nothing",
        "remove the branch",
    );
    if let Some(schema) = api.schemas.get_mut(owner.0 as usize) {
        schema.all_of.retain(|id| *id != branch);
        schema.any_of.retain(|id| *id != branch);
        schema.one_of.retain(|id| *id != branch);
    }
}

/// A copy of a schema without one of its compositions.
fn without(api: &mut Api, base: SchemaId, edge: Edge) -> SchemaId {
    let mut copy = api.schema(base).cloned().unwrap_or_default();
    match edge {
        Edge::OneOf => copy.one_of.clear(),
        _ => copy.any_of.clear(),
    }
    copy.discriminator = None;
    copy.name = None;
    let id = SchemaId(u32::try_from(api.schemas.len()).unwrap_or(u32::MAX));
    api.schemas.push(copy);
    id
}

fn replace(api: &mut Api, owner: SchemaId, old: SchemaId, new: SchemaId) {
    if let Some(schema) = api.schemas.get_mut(owner.0 as usize) {
        schema.all_of.iter_mut().filter(|id| **id == old).for_each(|id| *id = new);
    }
}

fn place(api: &Api, id: SchemaId) -> crate::model::Place {
    api.schema(id).map(|schema| schema.place).unwrap_or_default()
}

fn name(api: &Api, id: SchemaId) -> String {
    match api.schema(id) {
        Some(schema) => format!("`{}`", crate::text::short(schema.name.as_deref().unwrap_or(&schema.pointer))),
        None => "it".into(),
    }
}
