//! Types that contain themselves, and large variants: both go on the heap.

use crate::ir::{Item, Kind, Package, Type, TypeId};
use std::collections::HashMap;

/// A variant of at least so many bytes is boxed, so that no union is much larger than its smallest branch.
const LARGE: usize = 128;

/// Boxes what has to be; aliases that contain themselves become newtypes.
pub(super) fn settle(package: &mut Package) {
    let count = package.types.len();
    let mut edges: Vec<Vec<TypeId>> = vec![Vec::new(); count];
    let mut aliases: Vec<Vec<TypeId>> = vec![Vec::new(); count];
    for item in package.items() {
        item.holds(&mut |ty| held(ty, &mut edges[item.id.0]));
        if let Kind::Alias(ty) = &item.kind {
            named(ty, &mut aliases[item.id.0]);
        }
    }
    let rings = components(&aliases);
    for item in items_mut(package) {
        if let Kind::Alias(ty) = &item.kind {
            let own = &aliases[item.id.0];
            if own.iter().any(|other| rings[other.0] == rings[item.id.0]) {
                item.kind = Kind::Newtype(crate::ir::Newtype { inner: ty.clone(), rules: Vec::new() });
            }
        }
    }
    let rings = components(&edges);
    for item in items_mut(package) {
        let own = item.id;
        if matches!(item.kind, Kind::Newtype(_)) {
            continue;
        }
        item_types_mut(item, &mut |ty| enclose(ty, &|id| rings[id.0] == rings[own.0]));
    }
    let sizes = sizes(package);
    for item in items_mut(package) {
        if matches!(item.kind, Kind::Union(_) | Kind::Response(_) | Kind::Body(_)) {
            item_types_mut(item, &mut |ty| {
                if size(ty, &sizes) >= LARGE {
                    let inner = std::mem::replace(ty, Type::Any);
                    *ty = Type::Boxed(Box::new(inner));
                }
            });
        }
    }
}

fn items_mut(package: &mut Package) -> impl Iterator<Item = &mut Item> {
    package.apis.iter_mut().flat_map(|api| {
        let operations = api.groups.iter_mut().flat_map(|group| &mut group.operations);
        api.schemas.iter_mut().chain(operations).flat_map(|module| &mut module.items)
    })
}

fn item_types_mut(item: &mut Item, visit: &mut dyn FnMut(&mut Type)) {
    match &mut item.kind {
        Kind::Struct(object) => object.members.iter_mut().for_each(|member| visit(&mut member.ty)),
        Kind::Union(union) => union.branches.iter_mut().for_each(|branch| visit(&mut branch.ty)),
        Kind::Newtype(newtype) => visit(&mut newtype.inner),
        Kind::Response(response) => {
            for variant in &mut response.variants {
                variant.headers.iter_mut().for_each(&mut *visit);
                variant.body.iter_mut().for_each(|(ty, _)| visit(ty));
            }
        }
        Kind::Body(body) => body.variants.iter_mut().for_each(|(_, ty, _)| visit(ty)),
        Kind::Enum(_) | Kind::Alias(_) | Kind::Request(_) | Kind::Headers(_) => {}
    }
}

/// Named types that a type holds by value.
fn held(ty: &Type, into: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => into.push(*id),
        Type::Nullable(inner) => held(inner, into),
        Type::When { then, otherwise, .. } => {
            held(then, into);
            held(otherwise, into);
        }
        _ => {}
    }
}

/// Named types that a type mentions at all.
fn named(ty: &Type, into: &mut Vec<TypeId>) {
    ty.visit(&mut |ty| {
        if let Type::Named(id) = ty {
            into.push(*id);
        }
    });
}

fn enclose(ty: &mut Type, within: &dyn Fn(TypeId) -> bool) {
    match ty {
        Type::Named(id) if within(*id) => *ty = Type::Boxed(Box::new(ty.clone())),
        Type::Nullable(inner) => enclose(inner, within),
        Type::When { then, otherwise, .. } => {
            enclose(then, within);
            enclose(otherwise, within);
        }
        _ => {}
    }
}

/// The strongly connected component of each node; nodes that are in no ring have one of their own, and no edge to it.
fn components(edges: &[Vec<TypeId>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut component) = (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
    let (mut next, mut stack, mut found) = (0, Vec::new(), 0);
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            }
            if let Some(child) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if index[child.0] == UNSEEN {
                    work.push((child.0, 0));
                } else if component[child.0] == UNSEEN {
                    low[node] = low[node].min(index[child.0]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    component
}

/// Sizes of types in bytes, near enough.
fn sizes(package: &Package) -> HashMap<TypeId, usize> {
    let mut sizes: HashMap<TypeId, usize> = HashMap::new();
    // Types hold each other without rings by now; a few rounds settle all but the deepest nests, which only grow.
    for _ in 0..12 {
        let mut changed = false;
        for item in package.items() {
            let mut sum = 0;
            let mut most = 0;
            item.holds(&mut |ty| {
                let own = size(ty, &sizes);
                sum += own + 8;
                most = most.max(own);
            });
            let own = match &item.kind {
                Kind::Union(_) | Kind::Body(_) => most.min(LARGE) + 8,
                Kind::Response(_) => sum.min(LARGE) + 8,
                Kind::Enum(constants) => {
                    if constants.open.is_some() {
                        24
                    } else {
                        1
                    }
                }
                _ => sum,
            };
            changed |= sizes.insert(item.id, own) != Some(own);
        }
        if !changed {
            break;
        }
    }
    sizes
}

fn size(ty: &Type, sizes: &HashMap<TypeId, usize>) -> usize {
    match ty {
        Type::Any => 80,
        Type::Null | Type::Never | Type::Boolean => 1,
        Type::Integer(_) | Type::Bounded { .. } | Type::Number | Type::Boxed(_) => 8,
        Type::String | Type::Text { .. } | Type::List { .. } | Type::Map { .. } => 24,
        Type::Format(_) | Type::Foreign(_) => 40,
        Type::Named(id) => sizes.get(id).copied().unwrap_or(0),
        Type::Nullable(inner) => size(inner, sizes) + 8,
        Type::When { then, otherwise, .. } => size(then, sizes).max(size(otherwise, sizes)) + 8,
    }
}
