//! Aliases.

use super::code::{Code, attributes, ident, tokens};
use super::path::Scene;
use crate::ir::{Item, Type};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(scene: &Scene<'_>, item: &Item, ty: &Type) -> Code {
    let name = ident(scene.name(item.id));
    let attributes = attributes(item);
    let ty = tokens(&scene.ty(ty));
    Code { definition: quote!(#attributes pub type #name = #ty;), methods: TokenStream::new(), table: String::new() }
}
