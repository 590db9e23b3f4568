//! From the contract to the intermediate representation: every schema becomes a type, every name is settled.

mod applicators;
mod boxing;
mod constants;
mod defaults;
mod merged;
mod message;
mod node;
mod object;
mod operation;
mod scalar;
mod shape;
mod union;

use crate::Options;
use crate::codes;
use crate::docs;
use crate::ir::{self, Docs, Home, Item, Kind, Module, Named, Newtype, Package, Rule, Type, TypeId};
use crate::names::{Role, Scope, identifier, settle};
use merged::Merged;
use node::{Conjunction, Part, accepts_null, flatten, is_open, resolve};
use specproof_contract::model::{Api, Contract, SchemaId, SourceFile};
use specproof_contract::validate::Validator;
use specproof_contract::{Problem, Severity};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// Everything that is emitted from a contract, and what is legal but lost on the way.
pub fn lower(contract: &Contract, options: &Options) -> (Package, Vec<Problem>) {
    let mut package = Package::default();
    let mut warnings = Vec::new();
    let wires: Vec<&str> = contract.apis.iter().map(|api| api.name.as_str()).collect();
    let names = settle(&wires, Role::Module, &[]);
    for (api, name) in contract.apis.iter().zip(names) {
        let mut lowering = Lowering::new(api, &contract.files, options, std::mem::take(&mut package.types));
        lowering.components();
        lowering.operations();
        let components = lowering.index();
        let Lowering { types, mut modules, mut groups, warnings: found, .. } = lowering;
        // Types are named from the outside in: that is the order to read them in, too.
        let operations = groups.iter_mut().flat_map(|group| &mut group.operations);
        modules.iter_mut().chain(operations).for_each(|module| module.items.sort_by_key(|item| item.id));
        package.types = types;
        warnings.extend(found);
        let title = docs::inert(&format!("{} {}", api.title, api.version));
        let docs = docs::join([title, api.description.as_deref().map(docs::inert).unwrap_or_default()]);
        package.apis.push(ir::Api { name, wire: api.name.clone(), docs, schemas: modules, groups, components });
    }
    defaults::settle(&mut package);
    boxing::settle(&mut package);
    (package, warnings)
}

/// Which side of an exchange a type stands on: `readOnly` members are not part of requests, `writeOnly` members not of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Side {
    Request,
    Response,
}

/// What a type that has to be named is called, and where it goes.
#[derive(Debug, Clone)]
struct Spot {
    home: Home,
    /// The name that is wanted.
    hint: String,
    /// The id that is reserved for it: the type is a component, or an operation's own.
    slot: Option<TypeId>,
    /// Docs for a type without a description of its own.
    says: String,
    side: Side,
}

impl Spot {
    fn inner(&self, suffix: &str, says: String) -> Self {
        Self { home: self.home, hint: format!("{}{}", self.hint, identifier_part(suffix)), slot: None, says, side: self.side }
    }
}

/// The part of a type name that a wire name contributes.
fn identifier_part(wire: &str) -> String {
    let name = identifier(wire, Role::Variant);
    if name == "SelfValue" { "Self".into() } else { name }
}

struct Lowering<'a> {
    api: &'a Api,
    files: &'a [SourceFile],
    options: &'a Options,
    types: Vec<Named>,
    modules: Vec<Module>,
    groups: Vec<ir::Group>,
    /// Items of operations by [`Home::Operation`].
    operation_items: Vec<Vec<Item>>,
    schema_scope: Scope,
    operation_scope: Scope,
    /// Types of components by schema and side; both sides have the same where nothing tells them apart.
    component_types: HashMap<(SchemaId, Side), TypeId>,
    /// Whether `readOnly` or `writeOnly` is reachable.
    sided: HashSet<SchemaId>,
    done: HashMap<(Conjunction, Side), Type>,
    /// Those under way, with the name of what was met again within itself.
    open: HashMap<(Conjunction, Side), Option<TypeId>>,
    warnings: Vec<Problem>,
    /// For requests and for answers.
    validators: [OnceCell<Validator<'a>>; 2],
    depth: u32,
}

impl<'a> Lowering<'a> {
    fn new(api: &'a Api, files: &'a [SourceFile], options: &'a Options, types: Vec<Named>) -> Self {
        Self {
            api,
            files,
            options,
            types,
            modules: Vec::new(),
            groups: Vec::new(),
            operation_items: Vec::new(),
            schema_scope: Scope::default(),
            operation_scope: Scope::default(),
            component_types: HashMap::new(),
            sided: object::sided(api),
            done: HashMap::new(),
            open: HashMap::new(),
            warnings: Vec::new(),
            validators: [OnceCell::new(), OnceCell::new()],
            depth: 0,
        }
    }

    /// Names every component, then lowers each, in the order of their names.
    fn components(&mut self) {
        let mut components: Vec<(&str, SchemaId)> = self.api.components.iter().map(|(name, id)| (name.as_str(), *id)).collect();
        components.sort_unstable();
        let wires: Vec<&str> = components.iter().map(|(wire, _)| *wire).collect();
        let type_names = settle(&wires, Role::Type, &[]);
        let module_names = settle(&wires, Role::Module, &[]);
        type_names.iter().for_each(|name| drop(self.schema_scope.fresh(name.clone())));
        let uses = object::uses(self.api);
        let mut bodies = Vec::new();
        for (at, ((wire, id), name)) in components.iter().zip(&type_names).enumerate() {
            let home = Home::Schema { module: at };
            self.modules.push(Module { name: module_names[at].clone(), ..Module::default() });
            let used = uses.get(id).copied().unwrap_or_default();
            let split = self.sided.contains(id) && used.request && used.response;
            let main = if self.sided.contains(id) && used.request && !used.response { Side::Request } else { Side::Response };
            let plain = self.reserve(name.clone(), home);
            bodies.push((*id, plain, main, home, *wire));
            for side in [Side::Request, Side::Response] {
                self.component_types.entry((*id, side)).or_insert(plain);
            }
            if split {
                let input = self.schema_scope.fresh(format!("{name}Input"));
                let input = self.reserve(input, home);
                self.component_types.insert((*id, Side::Request), input);
                bodies.push((*id, input, Side::Request, home, *wire));
            }
        }
        for (id, slot, side, home, wire) in bodies {
            let hint = self.types[slot.0].name.clone();
            let says = if side == Side::Request && self.component_types.get(&(id, Side::Response)) != Some(&slot) {
                format!("{} as it is sent in requests.", docs::code(wire))
            } else {
                format!("The schema {}.", docs::code(wire))
            };
            let spot = Spot { home, hint, slot: Some(slot), says, side };
            let ty = self.content(&[Part::whole(id)], &spot);
            if ty != Type::Named(slot) {
                self.push(&spot, slot, self.type_docs(&[Part::whole(id)], &spot), false, Kind::Alias(ty));
            }
        }
    }

    /// Which type each component has become.
    fn index(&self) -> Vec<ir::Component> {
        let of = |id, side| self.component_types.get(&(id, side)).copied();
        let component = |(wire, id): &(String, SchemaId)| {
            Some(ir::Component { wire: wire.clone(), response: of(*id, Side::Response)?, request: of(*id, Side::Request)? })
        };
        let mut components: Vec<ir::Component> = self.api.components.iter().filter_map(component).collect();
        components.sort_by(|a, b| a.wire.cmp(&b.wire));
        components
    }

    fn reserve(&mut self, name: String, home: Home) -> TypeId {
        self.types.push(Named { name, home });
        TypeId(self.types.len() - 1)
    }

    /// The id of a type that is to be defined at this spot.
    fn claim(&mut self, spot: &Spot) -> TypeId {
        if let Some(slot) = spot.slot {
            return slot;
        }
        let wanted = crate::names::guarded(spot.hint.clone(), Role::Type);
        let scope = if matches!(spot.home, Home::Schema { .. }) { &mut self.schema_scope } else { &mut self.operation_scope };
        let name = scope.fresh(wanted);
        self.reserve(name, spot.home)
    }

    fn push(&mut self, spot: &Spot, id: TypeId, docs: Docs, deprecated: bool, kind: Kind) {
        let item = Item { id, docs, deprecated, kind };
        match spot.home {
            Home::Schema { module } => self.modules[module].items.push(item),
            Home::Operation { operation } => {
                if self.operation_items.len() <= operation {
                    self.operation_items.resize_with(operation + 1, Vec::new);
                }
                self.operation_items[operation].push(item);
            }
        }
    }

    /// The type of a value that keeps to all of these schemas.
    fn of(&mut self, ids: &[SchemaId], spot: &Spot) -> Type {
        let mut resolved: Vec<SchemaId> = Vec::new();
        for id in ids.iter().map(|&id| resolve(self.api, id)) {
            if !resolved.contains(&id) {
                resolved.push(id);
            }
        }
        let nullable = !ids.is_empty() && ids.iter().all(|&id| accepts_null(self.api, id, 0)) && !is_open(self.api, ids);
        let ty = match resolved.as_slice() {
            [only] if self.component_types.contains_key(&(*only, spot.side)) => Type::Named(self.component_types[&(*only, spot.side)]),
            _ => {
                let parts: Vec<Part> = resolved.into_iter().map(Part::whole).collect();
                self.parts(&parts, spot)
            }
        };
        if nullable { ty.nullable() } else { ty }
    }

    /// The type of a conjunction; the same conjunction is lowered once.
    fn parts(&mut self, parts: &[Part], spot: &Spot) -> Type {
        let mut flat = flatten(self.api, parts);
        flat.sort_unstable();
        let side = if flat.iter().any(|part| self.sided.contains(&part.id)) { spot.side } else { Side::Response };
        let key = (Conjunction::of(flat), side);
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        if self.depth > 100 {
            let id = parts.first().map_or(SchemaId(0), |part| part.id);
            self.warn(
                &codes::NESTED_TOO_DEEP,
                id,
                "schemas are nested more than 100 deep here; this one becomes any JSON value".into(),
                None,
            );
            return Type::Any;
        }
        // A conjunction that contains itself refers to the type that is being made.
        if spot.slot.is_none() && matches!(key.0, Conjunction::Several(_)) {
            let id = self.claim(spot);
            self.done.insert(key, Type::Named(id));
            let spot = Spot { slot: Some(id), hint: self.types[id.0].name.clone(), ..spot.clone() };
            let ty = self.content(parts, &spot);
            if ty != Type::Named(id) {
                self.push(&spot, id, vec![spot.says.clone()], false, Kind::Alias(ty));
            }
            return Type::Named(id);
        }
        // So does a schema without a name of its own, where it is met again within itself.
        if let Some(again) = self.open.get(&key) {
            let known = *again;
            let id = known.unwrap_or_else(|| self.claim(spot));
            self.open.insert(key, Some(id));
            return Type::Named(id);
        }
        self.open.insert(key.clone(), None);
        let ty = self.content(parts, spot);
        if let Some(Some(id)) = self.open.remove(&key)
            && ty != Type::Named(id)
        {
            let spot = Spot { home: self.types[id.0].home, ..spot.clone() };
            self.push(&spot, id, vec![spot.says.clone()], false, Kind::Alias(ty.clone()));
        }
        self.done.insert(key, ty.clone());
        ty
    }

    /// Lowers the content of a conjunction, defining what needs a name at the spot.
    fn content(&mut self, parts: &[Part], spot: &Spot) -> Type {
        self.depth += 1;
        let flat = flatten(self.api, parts);
        let merged = Merged::of(self.api, &flat);
        let ty = self.merged(&flat, merged, Vec::new(), spot);
        self.depth -= 1;
        ty
    }

    fn merged(&mut self, flat: &[Part], mut merged: Merged, mut rules: Vec<Rule>, spot: &Spot) -> Type {
        if merged.never {
            // What is written as `false` is meant so.
            let is_said = flat.iter().filter_map(|part| self.api.schema(part.id)).any(|schema| schema.boolean == Some(false));
            if !is_said {
                let id = flat.first().map_or(SchemaId(0), |part| part.id);
                self.warn(&codes::NEVER_VALID, id, "no value can satisfy this schema: its parts exclude each other".into(), None);
            }
            return Type::Never;
        }
        for &not in &merged.nots {
            let inner = spot.inner("Excluded", format!("What {} must not be.", docs::code(&spot.hint)));
            let before = self.unchecked();
            let excluded = self.of(&[not], &inner);
            // What takes too much would rule out too much.
            if self.unchecked() == before {
                rules.push(Rule::Not(excluded));
            }
        }
        rules.extend(self.applicators(flat, &mut merged, spot));
        if merged.enumeration.is_some() {
            return self.constants(flat, &merged, rules, spot);
        }
        if let Some(at) = flat.iter().position(|part| self.has_union(*part)) {
            return self.union(flat, at, &merged, rules, spot);
        }
        self.typed(flat, &merged, rules, spot)
    }

    /// The type within rules, where there are any.
    fn ruled(&mut self, ty: Type, rules: Vec<Rule>, flat: &[Part], spot: &Spot) -> Type {
        if rules.is_empty() {
            return ty;
        }
        let id = self.claim(spot);
        let docs = self.type_docs(flat, spot);
        self.push(spot, id, docs, self.is_deprecated(flat), Kind::Newtype(Newtype { inner: ty, rules }));
        Type::Named(id)
    }

    /// Docs of the type that a conjunction becomes.
    fn type_docs(&self, parts: &[Part], spot: &Spot) -> Docs {
        let first = parts.first().and_then(|part| self.api.schema(part.id));
        let described = match (first, spot.slot) {
            (Some(schema), Some(_)) if schema.description.is_some() || schema.title.is_some() => {
                let title = schema.title.as_deref().filter(|_| schema.description.is_none()).map(docs::inert).unwrap_or_default();
                docs::join([title, schema.description.as_deref().map(docs::inert).unwrap_or_default()])
            }
            _ => vec![spot.says.clone()],
        };
        let clauses = first.map(|schema| docs::clauses(self.api, &schema.clauses)).unwrap_or_default();
        docs::join([described, clauses])
    }

    fn is_deprecated(&self, parts: &[Part]) -> bool {
        parts.first().and_then(|part| self.api.schema(part.id)).is_some_and(|schema| schema.deprecated)
    }

    /// How many keywords the types made so far do not check, although their schemas have them.
    fn unchecked(&self) -> usize {
        let codes = [&codes::UNEVALUATED, &codes::DYNAMIC_REFERENCE, &codes::NESTED_TOO_DEEP, &codes::UNION_TOO_WIDE];
        self.warnings.iter().filter(|warning| codes.iter().any(|code| code.id == warning.code)).count()
    }

    fn warn(&mut self, code: &codes::Code, id: SchemaId, message: String, help: Option<String>) {
        let place = self.api.schema(id).map(|schema| schema.place).unwrap_or_default();
        let file = self.files.get(place.file.0 as usize).map(|file| file.path.clone()).unwrap_or_default();
        self.warnings.push(Problem {
            code: code.id,
            severity: Severity::Warning,
            file,
            line: place.line,
            column: place.column,
            message,
            help,
            excerpt: None,
        });
    }
}
