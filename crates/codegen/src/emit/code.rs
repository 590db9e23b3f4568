//! [`Code`]: a definition as a syntax tree, and the table that implements it.

use super::ast;
use crate::ir::{Docs, Item};
use proc_macro2::Literal;
use syn::Attribute;

/// What is emitted for one item.
pub(super) struct Code {
    /// The definition.
    pub(super) definition: syn::Item,
    /// An `impl` of its own.
    pub(super) methods: Option<syn::Item>,
    /// The call of the support module's macro that implements it; empty where nothing is left to implement.
    pub(super) table: String,
}

impl Code {
    /// Formatted source text.
    pub(super) fn text(self) -> String {
        let mut text = pretty(self.definition);
        if let Some(methods) = self.methods {
            text.push('\n');
            text.push_str(&pretty(methods));
        }
        if !self.table.is_empty() {
            text.push('\n');
            text.push_str(&self.table);
        }
        text
    }
}

fn pretty(item: syn::Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] })
}

/// Docs of an item, and the traits it derives. That it is deprecated is said, not marked: the attribute would warn within the generated
/// code itself.
pub(super) fn attributes(item: &Item, derive: Option<Attribute>) -> Vec<Attribute> {
    let mut attributes = documented(&item.docs, item.deprecated);
    attributes.extend(derive);
    attributes
}

/// Docs that begin with a word on deprecation.
pub(super) fn documented(lines: &Docs, deprecated: bool) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    if deprecated {
        attributes.push(ast::doc("**Deprecated.**"));
        attributes.extend((!lines.is_empty()).then(|| ast::doc("")));
    }
    attributes.extend(ast::docs(lines));
    attributes
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
