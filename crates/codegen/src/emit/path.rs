//! Types as source text, relative to the module that mentions them.

use super::ast;
use crate::ir::{Api, Home, JsonKind, Named, Type, TypeId};
use std::borrow::Cow;
use std::fmt;

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

    /// A type as it is written here.
    pub(super) fn written(&self, ty: &Type) -> Written {
        let bounded = |name: &'static str, item: Option<&Type>, bounds: &[String]| {
            let item = item.map(|item| Argument::Type(self.written(item)));
            Written::Path(name.into(), item.into_iter().chain(bounds.iter().cloned().map(Argument::Number)).collect())
        };
        match ty {
            Type::Any => Written::path("support::Value"),
            Type::Null => Written::path("support::Null"),
            Type::Never => Written::path("support::Never"),
            Type::Boolean => Written::path("bool"),
            Type::Integer(int) => Written::path(int.name()),
            Type::Bounded { minimum, maximum } => match (*minimum, *maximum) {
                (minimum, i64::MAX) => bounded("support::IntMin", None, &[minimum.to_string()]),
                (i64::MIN, maximum) => bounded("support::IntMax", None, &[maximum.to_string()]),
                (minimum, maximum) => bounded("support::Int", None, &[minimum.to_string(), maximum.to_string()]),
            },
            Type::Number => Written::path("f64"),
            Type::String => Written::path("String"),
            Type::Text { minimum, maximum } => match (*minimum, *maximum) {
                (minimum, u64::MAX) => bounded("support::TextMin", None, &[minimum.to_string()]),
                (0, maximum) => bounded("support::TextMax", None, &[maximum.to_string()]),
                (minimum, maximum) => bounded("support::Text", None, &[minimum.to_string(), maximum.to_string()]),
            },
            Type::Format(format) => Written::Path(format!("support::{}", format.name()).into(), Vec::new()),
            Type::Foreign(source) => Written::Path("support::Foreign".into(), vec![Argument::Type(Written::Source(source.clone()))]),
            Type::Named(id) => Written::Path(self.path(*id).into(), Vec::new()),
            Type::Nullable(inner) => bounded("Option", Some(inner), &[]),
            Type::When { kind, then, otherwise } => {
                let name = match kind {
                    JsonKind::Text => "support::IfText",
                    JsonKind::Number => "support::IfNumber",
                    JsonKind::List => "support::IfList",
                    JsonKind::Object => "support::IfObject",
                };
                let otherwise = Some(otherwise).filter(|other| ***other != Type::Any);
                let types = std::iter::once(then).chain(otherwise);
                Written::Path(name.into(), types.map(|ty| Argument::Type(self.written(ty))).collect())
            }
            Type::Boxed(inner) => bounded("Box", Some(inner), &[]),
            Type::List { item, minimum, maximum, unique } => match (*unique, *minimum, *maximum) {
                (false, 0, u64::MAX) => bounded("Vec", Some(item), &[]),
                (true, 0, u64::MAX) => bounded("support::UniqueList", Some(item), &[]),
                (true, minimum, maximum) => bounded("support::UniqueList", Some(item), &[minimum.to_string(), maximum.to_string()]),
                (false, minimum, u64::MAX) => bounded("support::ListMin", Some(item), &[minimum.to_string()]),
                (false, 0, maximum) => bounded("support::ListMax", Some(item), &[maximum.to_string()]),
                (false, minimum, maximum) => bounded("support::List", Some(item), &[minimum.to_string(), maximum.to_string()]),
            },
            Type::Map { value, minimum, maximum } => match (*minimum, *maximum) {
                (0, u64::MAX) => bounded("support::Map", Some(value), &[]),
                (minimum, maximum) => bounded("support::Dict", Some(value), &[minimum.to_string(), maximum.to_string()]),
            },
        }
    }

    /// A type as a syntax tree.
    pub(super) fn tree(&self, ty: &Type) -> syn::Type {
        ast::ty(&self.written(ty))
    }

    /// A type as source text.
    pub(super) fn ty(&self, ty: &Type) -> String {
        self.written(ty).to_string()
    }
}

/// A type as it is written: the one form from which text and syntax tree are made.
pub(super) enum Written {
    /// A path with the arguments of its last segment.
    Path(Cow<'static, str>, Vec<Argument>),
    /// The source text of a type from outside.
    Source(String),
}

/// An argument of a type.
pub(super) enum Argument {
    /// A type.
    Type(Written),
    /// A number.
    Number(String),
}

impl Written {
    /// A path without arguments.
    pub(super) fn path(path: &str) -> Self {
        Self::Path(path.to_owned().into(), Vec::new())
    }

    /// The type as the one argument of another.
    pub(super) fn within(self, path: &'static str) -> Self {
        Self::Path(path.into(), vec![Argument::Type(self)])
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, arguments) = match self {
            Self::Source(source) => return f.write_str(source),
            Self::Path(path, arguments) => (path, arguments),
        };
        f.write_str(path)?;
        for (at, argument) in arguments.iter().enumerate() {
            f.write_str(if at == 0 { "<" } else { ", " })?;
            match argument {
                Argument::Type(inner) => inner.fmt(f)?,
                Argument::Number(number) => f.write_str(number)?,
            }
        }
        if arguments.is_empty() { Ok(()) } else { f.write_str(">") }
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
