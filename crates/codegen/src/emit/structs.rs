//! Structs: the members of an object as public fields.

use super::code::{Code, attributes, documented, ident, literal, table, tokens};
use super::path::Scene;
use crate::ir::{Item, Member, Presence, Rest, Struct};
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
    let constructor = if (1..=MOST_ARGUMENTS).contains(&needed.len()) { constructor(scene, &name, object) } else { TokenStream::new() };
    let rows = object.members.iter().map(|member| format!("{}: {} {}", member.name, presence(member.presence), literal(&member.wire)));
    let tail = match &object.rest {
        Rest::Closed => " closed".to_owned(),
        Rest::Kept(name, _) => format!(" rest {name}"),
    };
    Code { definition, methods: constructor, table: object_table(&name.to_string(), rows.collect(), &tail) }
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
fn constructor(scene: &Scene<'_>, name: &proc_macro2::Ident, object: &Struct) -> TokenStream {
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
        impl #name {
            /// One with the required members alone, given in the order of their names.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#fields)* #rest }
            }
        }
    }
}

const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
        Presence::Field => "field",
    }
}
