//! [`Options`]: what the generated code looks like.

use std::collections::BTreeMap;

/// What the generated code looks like.
#[derive(Debug, Clone)]
pub struct Options {
    /// Every constrained string, number, list and map gets a newtype named after its place, whose errors carry that name. Otherwise those
    /// that only differ in their limits share a type such as `support::Text<1, 254>`.
    pub named: bool,
    /// Enums of strings keep undocumented values in a last variant.
    pub open_enums: bool,
    /// Requests and responses are generated too, not only schemas.
    pub operations: bool,
    /// The modules of a single API stand at the root.
    pub flat: bool,
    /// Rust types for vendors' formats: format to a path of a type that implements `serde`'s traits, `Debug`, `Clone` and `PartialEq`.
    pub formats: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { named: false, open_enums: false, operations: true, flat: true, formats: BTreeMap::new() }
    }
}

/// Whether the text is the path of a Rust type, as [`Options::formats`] takes it.
pub fn is_type(text: &str) -> bool {
    syn::parse_str::<syn::TypePath>(text).is_ok()
}
