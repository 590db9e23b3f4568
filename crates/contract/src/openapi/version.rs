//! The version that a document is written in, and the dialect of its schemas.

use crate::codes;
use crate::loader::Loader;
use crate::model::Place;
use crate::repair::schema_dialect::DIALECTS;
use crate::shape::Version;
use crate::text::short;
use crate::tree::{Kind, NodeId};

/// The version of a document; `None`, after a report, for one that is not read.
pub(super) fn of(loader: &mut Loader, root: NodeId) -> Option<Version> {
    let tree = &loader.tree;
    let place = tree.place(root);
    let entry = tree.entry(root, "openapi").or_else(|| tree.entry(root, "swagger")).or_else(|| tree.entry(root, "asyncapi")).cloned();
    let Some(entry) = entry else {
        let (code, message) = match tree.kind(root) {
            Kind::Map(_) => (&codes::VERSION_UNSUPPORTED, "this is no OpenAPI document: it has no `openapi` key".to_owned()),
            other => (&codes::DOCUMENT_UNUSABLE, format!("this is {}, not an OpenAPI document", other.describe())),
        };
        loader.report.add(code, place, message, "begin it with `openapi: 3.1.1`, or `openapi: 3.0.3`");
        return None;
    };
    let place: Place = tree.key_place(root, &entry);
    let written = tree.raw(entry.value).unwrap_or_default().trim().to_owned();
    let help = match &*entry.key {
        "openapi" if is_of(&written, "3.0") => return Some(Version::V3_0),
        "openapi" if is_of(&written, "3.1") => return default_dialect(loader, root).then_some(Version::V3_1),
        "openapi" if is_of(&written, "3.2") => "OpenAPI 3.2 is not read; without what it adds, write `openapi: 3.1.1`",
        "swagger" => "convert the document to OpenAPI 3.0, with swagger2openapi for example",
        _ => "OpenAPI 3.0 and 3.1 are read; write `openapi: 3.1.1` if that is what it is",
    };
    let message = format!("`{}: {}` is not read", entry.key, short(&written));
    loader.report.add(&codes::VERSION_UNSUPPORTED, place, message, help);
    None
}

fn is_of(written: &str, version: &str) -> bool {
    written.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Another dialect changes what every keyword means.
fn default_dialect(loader: &mut Loader, root: NodeId) -> bool {
    let Some(node) = loader.tree.get(root, "jsonSchemaDialect") else { return true };
    let Some(dialect) = loader.tree.text(node).map(|dialect| dialect.trim_end_matches('#').to_owned()) else { return true };
    if DIALECTS.contains(&&*dialect) {
        return true;
    }
    let message = format!("the schema dialect `{}` is not read", short(&dialect));
    loader.report.add(&codes::SCHEMA_DIALECT, loader.tree.place(node), message, format!("remove the key, or write `{}`", DIALECTS[0]));
    false
}
