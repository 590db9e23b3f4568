//! Structs: the members of an object as public fields.

use super::code::{Code, attributes, documented, ident, literal, table, tokens};
use super::path::Scene;
use crate::ir::{Fallback, Item, Member, Presence, Rest, Struct};
use proc_macro2::TokenStream;
use quote::quote;

/// With more required members than this, there is no `new`: the fields are written out by name.
const MOST_ARGUMENTS: usize = 7;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, object: &Struct) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let fields = object.members.iter().map(|member| field(scene, member));
    let rest = match &object.rest {
        Rest::Closed => TokenStream::new(),
        Rest::Kept(name, ty) => {
            let name = ident(name);
            let ty = tokens(&scene.ty(ty));
            quote!(#[doc = " All other members."] pub #name: support::Map<#ty>,)
        }
    };
    let needed: Vec<&Member> = object.members.iter().filter(|member| is_needed(member)).collect();
    let default = if needed.is_empty() { quote!(, Default) } else { TokenStream::new() };
    let definition = quote! {
        #attributes
        #[derive(Debug, Clone, PartialEq #default)]
        pub struct #name { #(#fields)* #rest }
    };
    let new = if (1..=MOST_ARGUMENTS).contains(&needed.len()) { constructor(scene, object) } else { TokenStream::new() };
    let fallbacks: TokenStream = object.members.iter().filter_map(|member| fallback(scene, member)).collect();
    let methods = if new.is_empty() && fallbacks.is_empty() { TokenStream::new() } else { quote!(impl #name { #new #fallbacks }) };
    let rows = object.members.iter().map(|member| format!("{}: {} {}", member.name, presence(member.presence), literal(&member.wire)));
    let tail = match &object.rest {
        Rest::Closed => " closed".to_owned(),
        Rest::Kept(name, _) => format!(" rest {name}"),
    };
    Code { definition, methods, table: object_table(&name.to_string(), rows.collect(), &tail) }
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

fn field(scene: &Scene<'_>, member: &Member) -> TokenStream {
    let name = ident(&member.name);
    let docs = documented(&member.docs, member.deprecated);
    let ty = tokens(&member_type(scene, member));
    quote!(#docs pub #name: #ty,)
}

fn member_type(scene: &Scene<'_>, member: &Member) -> String {
    let ty = scene.ty(&member.ty);
    match member.presence {
        Presence::Required => ty,
        Presence::Optional | Presence::Nullable => format!("Option<{ty}>"),
        Presence::Field => format!("support::Field<{ty}>"),
    }
}

/// `new` with what every value has; the rest is absent.
fn constructor(scene: &Scene<'_>, object: &Struct) -> TokenStream {
    // In the order of their names: the document's order may change, and arguments of one type would change places unseen.
    let mut needed: Vec<&Member> = object.members.iter().filter(|member| is_needed(member)).collect();
    needed.sort_by(|a, b| a.wire.cmp(&b.wire));
    let arguments = needed.into_iter().map(|member| {
        let name = ident(&member.name);
        let ty = tokens(&member_type(scene, member));
        quote!(#name: #ty)
    });
    let fields = object.members.iter().map(|member| {
        let name = ident(&member.name);
        match member.presence {
            Presence::Required | Presence::Nullable => quote!(#name,),
            Presence::Optional => quote!(#name: None,),
            Presence::Field => quote!(#name: support::Field::Absent,),
        }
    });
    let rest = match &object.rest {
        Rest::Closed => TokenStream::new(),
        Rest::Kept(name, _) => {
            let name = ident(name);
            quote!(#name: support::Map::new(),)
        }
    };
    quote! {
        /// One with the required members alone, given in the order of their names.
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields)* #rest }
        }
    }
}

/// The method that gives a member or its default.
fn fallback(scene: &Scene<'_>, member: &Member) -> Option<TokenStream> {
    let default = member.default.as_ref()?;
    let field = ident(&member.name);
    let plain = member.name.strip_prefix("r#").unwrap_or(&member.name);
    let method = ident(&format!("{plain}_or_default"));
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
            let (path, variant) = (tokens(&scene.path(*id)), ident(name));
            let cloned = if is_field { quote!(self.#field.value().cloned()) } else { quote!(self.#field.clone()) };
            let held = if *open { cloned } else { copied };
            (path.clone(), quote!(#held.unwrap_or(#path::#variant)))
        }
    };
    let says = format!(" {}, or its default.", crate::docs::code(&member.wire));
    Some(quote! {
        #[doc = #says]
        pub fn #method(&self) -> #ty {
            #value
        }
    })
}

const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
        Presence::Field => "field",
    }
}
