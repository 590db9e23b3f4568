//! [`Code`]: a definition as tokens, and the table that implements it.

use crate::ir::{Docs, Item};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// What is emitted for one item.
pub(super) struct Code {
    /// The definition.
    pub(super) definition: TokenStream,
    /// An `impl` of its own; empty where there is none.
    pub(super) methods: TokenStream,
    /// The call of the support module's macro that implements it; empty where nothing is left to implement.
    pub(super) table: String,
}

impl Code {
    /// Formatted source text.
    pub(super) fn text(self) -> String {
        let mut text = pretty(self.definition);
        if !self.methods.is_empty() {
            text.push('\n');
            text.push_str(&pretty(self.methods));
        }
        if !self.table.is_empty() {
            text.push('\n');
            text.push_str(&self.table);
        }
        text
    }
}

fn pretty(tokens: TokenStream) -> String {
    match syn::parse2(tokens) {
        Ok(file) => prettyplease::unparse(&file),
        // Tokens that are no file cannot come out of the emitters; should they, the compiler says more than we could.
        Err(error) => error.to_compile_error().to_string(),
    }
}

/// An identifier, raw ones included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Doc attributes.
pub(super) fn docs(lines: &Docs) -> TokenStream {
    let mut tokens = TokenStream::new();
    for line in lines {
        let text = if line.is_empty() { String::new() } else { format!(" {line}") };
        tokens.extend(quote!(#[doc = #text]));
    }
    tokens
}

/// Docs of an item. That it is deprecated is said, not marked: the attribute would warn within the generated code itself.
pub(super) fn attributes(item: &Item) -> TokenStream {
    documented(&item.docs, item.deprecated)
}

/// Docs that begin with a word on deprecation.
pub(super) fn documented(lines: &Docs, deprecated: bool) -> TokenStream {
    match (deprecated, lines.is_empty()) {
        (false, _) => docs(lines),
        (true, true) => docs(&vec!["**Deprecated.**".to_owned()]),
        (true, false) => docs(&[vec!["**Deprecated.**".to_owned(), String::new()], lines.clone()].concat()),
    }
}

/// Type source text as tokens.
pub(super) fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// A macro call with one row a line.
pub(super) fn table(head: &str, rows: impl IntoIterator<Item = String>, tail: &str) -> String {
    let mut text = format!("support::{head} {{\n");
    for row in rows {
        text.push_str("        ");
        text.push_str(&row);
        text.push_str(",\n");
    }
    text.push_str("    }");
    text.push_str(tail);
    text.push_str("\n}\n");
    text
}
