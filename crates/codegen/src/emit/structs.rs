//! Structs: the members of an object as public fields.

use super::ast;
use super::code::{Code, attributes, documented, literal, table};
use super::path::Scene;
use crate::ir::{Fallback, Item, Member, Presence, Rest, Struct};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, ImplItem};

/// With more required members than this, there is no `new`: the fields are written out by name.
const MOST_ARGUMENTS: usize = 7;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, object: &Struct) -> Code {
    let name = scene.name(item.id);
    let mut fields: Vec<Field> = object.members.iter().map(|member| field(scene, member)).collect();
    if let Rest::Kept(name, ty) = &object.rest {
        let docs = vec![ast::doc("All other members.")];
        fields.push(ast::field(docs, Some(name), ast::ty(&scene.written(ty).within("support::Map"))));
    }
    let needed = object.members.iter().filter(|member| is_needed(member)).count();
    let derive = if needed == 0 { ast::derive(quote!(Debug, Clone, PartialEq, Default)) } else { ast::plain() };
    let definition = ast::structure(attributes(item, Some(derive)), name, ast::named(fields));
    let mut methods: Vec<ImplItem> = Vec::new();
    if (1..=MOST_ARGUMENTS).contains(&needed) {
        methods.push(constructor(scene, name, object));
    }
    methods.extend(object.members.iter().filter_map(|member| fallback(scene, member)));
    let methods = (!methods.is_empty()).then(|| ast::methods(name, methods));
    let rows = object.members.iter().map(|member| format!("{}: {} {}", member.name, presence(member.presence), literal(&member.wire)));
    let mut tail = match &object.rest {
        Rest::Closed => " closed".to_owned(),
        Rest::Kept(name, _) => format!(" rest {name}"),
    };
    if let Some((rule, others)) = &object.without {
        let others: Vec<String> = others.iter().map(|name| literal(name)).collect();
        tail.push_str(&format!(" without {} [{}]", literal(rule), others.join(", ")));
    }
    Code { definition, methods, table: object_table(name, rows.collect(), &tail) }
}

fn object_table(name: &str, rows: Vec<String>, tail: &str) -> String {
    if rows.is_empty() {
        return format!("support::object! {{\n    {name} {{}}{tail}\n}}\n");
    }
    table(&format!("object! {{\n    {name}"), rows, tail)
}

fn is_needed(member: &Member) -> bool {
    matches!(member.presence, Presence::Required | Presence::Nullable)
}

fn field(scene: &Scene<'_>, member: &Member) -> Field {
    ast::field(documented(&member.docs, member.deprecated), Some(&member.name), member_type(scene, member))
}

fn member_type(scene: &Scene<'_>, member: &Member) -> syn::Type {
    let written = scene.written(&member.ty);
    ast::ty(&match member.presence {
        Presence::Required => written,
        Presence::Optional | Presence::Nullable => written.within("Option"),
        Presence::Field => written.within("support::Field"),
    })
}

/// `new` with what every value has; the rest is absent.
fn constructor(scene: &Scene<'_>, name: &str, object: &Struct) -> ImplItem {
    // In the order of their names: the document's order may change, and arguments of one type would change places unseen.
    let mut needed: Vec<&Member> = object.members.iter().filter(|member| is_needed(member)).collect();
    needed.sort_by(|a, b| a.wire.cmp(&b.wire));
    let arguments = needed.into_iter().map(|member| (member.name.as_str(), member_type(scene, member))).collect();
    let mut fields: Vec<(&str, Option<syn::Expr>)> = Vec::new();
    for member in &object.members {
        let absent = match member.presence {
            Presence::Required | Presence::Nullable => None,
            Presence::Optional => Some(ast::expression("None")),
            Presence::Field => Some(ast::expression("support::Field::Absent")),
        };
        fields.push((&member.name, absent));
    }
    if let Rest::Kept(name, _) = &object.rest {
        fields.push((name, Some(ast::call("support::Map::new"))));
    }
    let mut attributes = vec![ast::doc("One with the required members alone, given in the order of their names.")];
    // The document's names are as they are.
    let disliked = object.members.iter().any(|member| is_needed(member) && matches!(member.name.as_str(), "foo" | "baz" | "quux"));
    attributes.extend(disliked.then(|| ast::allow(quote!(clippy::disallowed_names))));
    attributes.extend((name == "New").then(|| ast::allow(quote!(clippy::self_named_constructors))));
    ast::constructor(attributes, arguments, fields)
}

/// The method that gives a member or its default.
fn fallback(scene: &Scene<'_>, member: &Member) -> Option<ImplItem> {
    let default = member.default.as_ref()?;
    let field = ast::ident(&member.name);
    let plain = member.name.strip_prefix("r#").unwrap_or(&member.name);
    let method = ast::ident(&format!("{plain}_or_default"));
    let is_field = member.presence == Presence::Field;
    let copied = if is_field { quote!(self.#field.value().copied()) } else { quote!(self.#field) };
    let (ty, value) = match default {
        Fallback::Declared(_) => return None,
        Fallback::Boolean(value) => (quote!(bool), quote!(#copied.unwrap_or(#value))),
        Fallback::Number(_, number) | Fallback::Float(number) => {
            let ty = if let Fallback::Number(int, _) = default { int.name() } else { "f64" };
            let number = tokens(number);
            (tokens(ty), quote!(#copied.unwrap_or(#number)))
        }
        Fallback::Bounded(number) => {
            let number = tokens(&number.to_string());
            (quote!(i64), quote!(#copied.map_or(#number, |number| number.get())))
        }
        Fallback::Text(text) if is_field => (quote!(&str), quote!(self.#field.value().map_or(#text, |text| text))),
        Fallback::Text(text) => (quote!(&str), quote!(self.#field.as_deref().unwrap_or(#text))),
        Fallback::Variant { id, name, open } => {
            let (path, variant) = (tokens(&scene.path(*id)), ast::ident(name));
            let cloned = if is_field { quote!(self.#field.value().cloned()) } else { quote!(self.#field.clone()) };
            let held = if *open { cloned } else { copied };
            (path.clone(), quote!(#held.unwrap_or(#path::#variant)))
        }
    };
    let says = format!(" {}, or its default.", crate::docs::code(&member.wire));
    let method = quote! {
        #[doc = #says]
        pub fn #method(&self) -> #ty {
            #value
        }
    };
    syn::parse2(method).ok()
}

const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
        Presence::Field => "field",
    }
}

/// Source text of numbers and paths as tokens.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
