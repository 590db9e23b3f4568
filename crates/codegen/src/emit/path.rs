//! Types as source text, relative to the module that mentions them.

use crate::ir::{Api, Home, Named, Type, TypeId};

/// The module that is being emitted, and what it knows of the others.
pub(super) struct Scene<'a> {
    pub(super) types: &'a [Named],
    /// Group module of each operation by [`Home::Operation`].
    pub(super) groups: &'a [Option<String>],
    pub(super) home: Home,
}

impl Scene<'_> {
    /// The Rust name of a type.
    pub(super) fn name(&self, id: TypeId) -> &str {
        &self.types[id.0].name
    }

    /// The path of a named type.
    pub(super) fn path(&self, id: TypeId) -> String {
        let Named { name, home } = &self.types[id.0];
        match (home, self.home) {
            (own, here) if *own == here => name.clone(),
            (Home::Schema { .. }, Home::Schema { .. }) => format!("super::{name}"),
            (Home::Schema { .. }, Home::Operation { .. }) => format!("schemas::{name}"),
            (Home::Operation { operation }, _) => match self.groups.get(*operation) {
                Some(Some(group)) => format!("operations::{group}::{name}"),
                _ => format!("operations::{name}"),
            },
        }
    }

    /// A type as source text.
    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "support::Value".into(),
            Type::Null => "support::Null".into(),
            Type::Never => "support::Never".into(),
            Type::Boolean => "bool".into(),
            Type::Integer(int) => int.name().into(),
            Type::Bounded { minimum, maximum } => match (*minimum, *maximum) {
                (minimum, i64::MAX) => format!("support::IntMin<{minimum}>"),
                (i64::MIN, maximum) => format!("support::IntMax<{maximum}>"),
                (minimum, maximum) => format!("support::Int<{minimum}, {maximum}>"),
            },
            Type::Number => "f64".into(),
            Type::String => "String".into(),
            Type::Text { minimum, maximum } => match (*minimum, *maximum) {
                (minimum, u64::MAX) => format!("support::TextMin<{minimum}>"),
                (0, maximum) => format!("support::TextMax<{maximum}>"),
                (minimum, maximum) => format!("support::Text<{minimum}, {maximum}>"),
            },
            Type::Format(format) => format!("support::{}", format.name()),
            Type::Foreign(source) => format!("support::Foreign<{source}>"),
            Type::Named(id) => self.path(*id),
            Type::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
            Type::List { item, minimum, maximum, unique } => {
                let item = self.ty(item);
                match (*unique, *minimum, *maximum) {
                    (false, 0, u64::MAX) => format!("Vec<{item}>"),
                    (true, 0, u64::MAX) => format!("support::UniqueList<{item}>"),
                    (true, minimum, maximum) => format!("support::UniqueList<{item}, {minimum}, {maximum}>"),
                    (false, minimum, u64::MAX) => format!("support::ListMin<{item}, {minimum}>"),
                    (false, 0, maximum) => format!("support::ListMax<{item}, {maximum}>"),
                    (false, minimum, maximum) => format!("support::List<{item}, {minimum}, {maximum}>"),
                }
            }
            Type::Map { value, minimum, maximum } => {
                let value = self.ty(value);
                match (*minimum, *maximum) {
                    (0, u64::MAX) => format!("support::Map<{value}>"),
                    (minimum, maximum) => format!("support::Dict<{value}, {minimum}, {maximum}>"),
                }
            }
        }
    }
}

/// Group module of each operation, in the order of their homes.
pub(super) fn groups(api: &Api, types: &[Named]) -> Vec<Option<String>> {
    let mut groups = Vec::new();
    for group in &api.groups {
        for operation in group.operations.iter().filter_map(|module| module.operation.as_ref()) {
            if let Home::Operation { operation } = types[operation.request.0].home {
                if groups.len() <= operation {
                    groups.resize(operation + 1, None);
                }
                groups[operation] = group.name.clone();
            }
        }
    }
    groups
}
