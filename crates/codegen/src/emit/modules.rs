//! Modules: the tree of source files, as files of a crate or as one text for `include!`.

use super::path::{Scene, groups};
use super::{alias, bodies, code, constants, headers, newtype, operations, request, response, structs, support, union};
use crate::docs::join;
use crate::ir::{Api, Format, Group, Home, Item, Kind, Module, Named, Package, Type, TypeId};
use std::collections::BTreeSet;

/// A module of source text; declarations of its children are part of its text.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Module name; empty for the root.
    pub name: String,
    /// Declared `pub`.
    pub public: bool,
    /// What stands in its file, `//!` docs first.
    pub text: String,
    /// Modules within.
    pub children: Vec<Source>,
}

/// Name, version and features of a crate; without features, its default ones.
pub type Dependency = (&'static str, &'static str, &'static [&'static str]);

/// All that was generated.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// The root module.
    pub root: Source,
    /// Crates that the generated code needs, by name.
    pub dependencies: Vec<Dependency>,
    /// Where the type of each component schema is, by API and name.
    pub components: Vec<ComponentType>,
}

/// The types of a component schema by their paths below the root module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentType {
    /// Name of the API.
    pub api: String,
    /// Name of the component.
    pub name: String,
    /// Its type in answers, and where no operation mentions it: `schemas::Pet`.
    pub response: String,
    /// Its type in requests; another one only where `readOnly` or `writeOnly` tell them apart.
    pub request: String,
}

impl Output {
    /// Files by path below `src/`, in order; the root is `lib.rs`.
    pub fn files(self) -> Vec<(String, String)> {
        let mut files = vec![("lib.rs".to_owned(), self.root.text)];
        self.root.children.into_iter().for_each(|child| add_files(child, "", &mut files));
        files
    }

    /// One text with nested modules, for `include!` in a module.
    pub fn inline(&self) -> String {
        let mut text = String::new();
        inline(&self.root, &mut text);
        text
    }
}

fn add_files(source: Source, folder: &str, files: &mut Vec<(String, String)>) {
    let path = format!("{folder}{}", source.name);
    if source.children.is_empty() {
        files.push((format!("{path}.rs"), source.text));
        return;
    }
    files.push((format!("{path}/mod.rs"), source.text));
    source.children.into_iter().for_each(|child| add_files(child, &format!("{path}/"), files));
}

/// Inner docs become outer ones, and the children's declarations their content.
fn inline(source: &Source, into: &mut String) {
    let docs: Vec<&str> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
    if !source.name.is_empty() {
        docs.iter().for_each(|line| into.push_str(&format!("///{}\n", &line[3..])));
        into.push_str(if source.public { "pub mod " } else { "mod " });
        into.push_str(&source.name);
        into.push_str(" {\n");
    }
    let declared = |line: &str| {
        source.children.iter().any(|child| line == format!("mod {};", child.name) || line == format!("pub mod {};", child.name))
    };
    for line in source.text.lines().skip(docs.len()).filter(|line| !declared(line)) {
        into.push_str(line);
        into.push('\n');
    }
    source.children.iter().for_each(|child| inline(child, into));
    if !source.name.is_empty() {
        into.push_str("}\n");
    }
}

/// Emits a package. The modules of a single API stand at the root where `flat`.
pub fn emit(package: &Package, flat: bool) -> Output {
    let mut root = Source { text: "//! Typed models, generated from API descriptions.\n\n".into(), ..Source::default() };
    let mut children = vec![];
    for api in &package.apis {
        let modules = api_modules(package, api);
        if flat {
            root.text = inner_docs(&api.docs);
            children.extend(modules);
        } else {
            let declared: String = modules.iter().map(|module| format!("pub mod {};\n", module.name)).collect();
            let shared = if modules.iter().any(mentions_support) { "use super::support;\n\n" } else { "" };
            let text = format!("{}{shared}{declared}", inner_docs(&api.docs));
            children.push(Source { name: api.name.clone(), public: true, text, children: modules });
        }
    }
    let facts = Facts::of(package);
    children.push(support::module(|part| facts.wants(part)));
    children.sort_by(|a, b| a.name.cmp(&b.name));
    children.iter().for_each(|child| root.text.push_str(&format!("pub mod {};\n", child.name)));
    if facts.operations {
        root.text.push('\n');
        root.text.push_str(&operations::table(package, flat));
    }
    root.children = children;
    let components = package.apis.iter().flat_map(|api| component_types(package, api, flat)).collect();
    Output { root, dependencies: facts.dependencies(), components }
}

/// Whether a module or one within it uses the support module.
fn mentions_support(source: &Source) -> bool {
    source.text.lines().any(|line| line.starts_with("use ") && line.contains("support")) || source.children.iter().any(mentions_support)
}

fn component_types<'a>(package: &'a Package, api: &'a Api, flat: bool) -> impl Iterator<Item = ComponentType> + 'a {
    let prefix = if flat { String::new() } else { format!("{}::", api.name) };
    api.components.iter().map(move |component| {
        let path = |id: TypeId| format!("{prefix}schemas::{}", package.types[id.0].name);
        ComponentType {
            api: api.wire.clone(),
            name: component.wire.clone(),
            response: path(component.response),
            request: path(component.request),
        }
    })
}

fn api_modules(package: &Package, api: &Api) -> Vec<Source> {
    let groups = groups(api, &package.types);
    let mut modules = Vec::new();
    if !api.schemas.is_empty() {
        let children: Vec<Source> = api
            .schemas
            .iter()
            .enumerate()
            .map(|(at, module)| {
                let scene = Scene { types: &package.types, groups: &groups, home: Home::Schema { module: at } };
                source(&scene, module, "super::super", &[])
            })
            .collect();
        let text = format!("//! Named schemas, a module each.\n\n{}", exports(&api.schemas, &package.types));
        modules.push(Source { name: "schemas".into(), public: true, text, children });
    }
    if !api.groups.is_empty() {
        modules.push(operation_modules(package, api, &groups));
    }
    modules
}

fn operation_modules(package: &Package, api: &Api, groups: &[Option<String>]) -> Source {
    let mut children = Vec::new();
    let mut text = "//! Requests and responses, a module for each operation.\n\n".to_owned();
    for group in &api.groups {
        let up = if group.name.is_some() { "super::super::super" } else { "super::super" };
        let modules = group.operations.iter().map(|module| {
            let home =
                module.operation.as_ref().map_or(Home::Operation { operation: 0 }, |operation| package.types[operation.request.0].home);
            source(&Scene { types: &package.types, groups, home }, module, up, &["operations", "schemas"])
        });
        let modules: Vec<Source> = modules.collect();
        match &group.name {
            None => {
                text.push_str(&exports(&group.operations, &package.types));
                children.extend(modules);
            }
            Some(name) => {
                text.push_str(&format!("pub mod {name};\n"));
                children.push(Source { name: name.clone(), public: true, text: group_text(group, &package.types), children: modules });
            }
        }
    }
    Source { name: "operations".into(), public: true, text, children }
}

fn group_text(group: &Group, types: &[Named]) -> String {
    format!("{}{}", inner_docs(&group.docs), exports(&group.operations, types))
}

/// Declares modules and re-exports their types.
fn exports(modules: &[Module], types: &[Named]) -> String {
    let declared: String = modules.iter().map(|module| format!("mod {};\n", module.name)).collect();
    let exported = modules.iter().map(|module| {
        let mut names: Vec<&str> = module.items.iter().map(|item| types[item.id.0].name.as_str()).collect();
        names.sort_unstable();
        use_line(&format!("pub use {}::", module.name), &names)
    });
    format!("{declared}\n{}", exported.collect::<String>())
}

/// A `use` of several names, wrapped at 100 columns.
fn use_line(head: &str, names: &[&str]) -> String {
    if let [only] = names {
        return format!("{head}{only};\n");
    }
    let line = format!("{head}{{{}}};\n", names.join(", "));
    if line.len() <= 100 {
        return line;
    }
    let mut text = format!("{head}{{\n");
    let mut row = String::from("   ");
    for name in names {
        if row.len() + name.len() + 2 > 100 {
            text.push_str(&row);
            text.push('\n');
            row = String::from("   ");
        }
        row.push_str(&format!(" {name},"));
    }
    text.push_str(&row);
    text.push_str("\n};\n");
    text
}

fn inner_docs(lines: &[String]) -> String {
    let lines = join([lines.to_vec()]);
    let mut text: String = lines.iter().map(|line| if line.is_empty() { "//!\n".into() } else { format!("//! {line}\n") }).collect();
    text.push('\n');
    text
}

/// The file of one module; `up` leads to the module of the API.
fn source(scene: &Scene<'_>, module: &Module, up: &str, neighbours: &[&str]) -> Source {
    let mut body = String::new();
    for item in &module.items {
        if !body.is_empty() {
            body.push('\n');
        }
        body.push_str(&item_code(scene, item).text());
    }
    let mut text = inner_docs(&if module.docs.is_empty() { vec!["Types of one schema.".to_owned()] } else { module.docs.clone() });
    let used = |name: &str| {
        let path = format!("{name}::");
        body.contains(&path) && body.lines().any(|line| line.contains(&path) && !line.trim_start().starts_with("///"))
    };
    let mut uses: Vec<&str> = neighbours.iter().copied().filter(|name| used(name)).collect();
    let own_support = if used("support") { vec!["support"] } else { vec![] };
    uses.extend(own_support);
    if !uses.is_empty() {
        text.push_str(&use_line(&format!("use {up}::"), &uses));
        text.push('\n');
    }
    text.push_str(&body);
    Source { name: module.name.clone(), public: false, text, children: Vec::new() }
}

fn item_code(scene: &Scene<'_>, item: &Item) -> code::Code {
    match &item.kind {
        Kind::Struct(object) => structs::emit(scene, item, object),
        Kind::Enum(own) => constants::emit(scene, item, own),
        Kind::Union(own) => union::emit(scene, item, own),
        Kind::Newtype(own) => newtype::emit(scene, item, own),
        Kind::Alias(ty) => alias::emit(scene, item, ty),
        Kind::Request(own) => request::emit(scene, item, own),
        Kind::Response(own) => response::emit(scene, item, own),
        Kind::Body(own) => bodies::emit(scene, item, own),
        Kind::Headers(own) => headers::emit(scene, item, own),
    }
}

/// What a package needs of the support module.
#[derive(Debug, Default)]
struct Facts {
    patterns: bool,
    applicators: bool,
    operations: bool,
    kinds: bool,
    formats: BTreeSet<Format>,
}

impl Facts {
    fn of(package: &Package) -> Self {
        let mut facts = Self { operations: package.apis.iter().any(|api| !api.groups.is_empty()), ..Self::default() };
        for item in package.items() {
            item.holds(&mut |ty| facts.note(ty));
            if let Kind::Newtype(newtype) = &item.kind {
                for rule in &newtype.rules {
                    rule.types().into_iter().for_each(|ty| facts.note(ty));
                    facts.patterns |= rule.has_pattern();
                    facts.applicators |= rule.is_applicator();
                }
            }
        }
        facts
    }

    fn note(&mut self, ty: &Type) {
        ty.visit(&mut |ty| match ty {
            Type::Format(format) => drop(self.formats.insert(*format)),
            Type::When { .. } => self.kinds = true,
            _ => {}
        });
    }

    fn has(&self, formats: &[Format]) -> bool {
        formats.iter().any(|format| self.formats.contains(format))
    }

    fn wants(&self, part: &str) -> bool {
        match part {
            "pattern" => self.patterns,
            "applicators" => self.applicators,
            "kinds" => self.kinds,
            "carrier" | "form" | "http" | "media" | "multipart" | "request" | "response" | "style" => self.operations,
            "date" => self.has(&[Format::Date, Format::DateTime]),
            "uuid" => self.has(&[Format::Uuid]),
            "base64" => self.has(&[Format::Base64]),
            "format" => self.formats.iter().any(|format| !matches!(format, Format::Binary | Format::Password)),
            _ => true,
        }
    }

    fn dependencies(&self) -> Vec<Dependency> {
        let all: [(&str, Dependency); 4] = [
            ("base64", ("base64", "0.23", &["std"])),
            ("pattern", ("regress", "0.12", &[])),
            ("date", ("time", "0.3", &["std", "parsing"])),
            ("uuid", ("uuid", "1", &["std"])),
        ];
        let mut needed: Vec<Dependency> = vec![("serde", "1", &[]), ("serde_json", "1", &[])];
        needed.extend(all.into_iter().filter(|(part, _)| self.wants(part)).map(|(_, dependency)| dependency));
        needed.sort_unstable();
        needed
    }
}
