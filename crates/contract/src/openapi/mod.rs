//! An OpenAPI 3.0 document, from its checked tree to an [`Api`].
//!
//! The walk checks and mends the tree; schemas go into the arena; what is left is cut into a skeleton, read by openapiv3, and lowered.

mod agreement;
mod components;
mod lower;
mod message;
mod operations;
mod parameters;
mod rings;
mod security;
mod servers;

use crate::codes;
use crate::loader::Loader;
use crate::model::{Api, FileId, Place};
use crate::schemas::SchemaReader;
use crate::shape::openapi::OPENAPI;
use crate::tree::{Kind, NodeId};
use crate::typed::{Cutter, read as read_typed};
use crate::walk::{ClauseUse, Walk};

/// Reads one document; `None` when it cannot be read on, which is in the report.
pub(crate) fn read(loader: &mut Loader, file: FileId, name: &str) -> Option<(Api, Vec<ClauseUse>)> {
    let root = loader.tree.files.get(file.0 as usize)?.root?;
    let place = loader.tree.place(root);
    if !version_is_read(loader, root) {
        return None;
    }
    let mut walk = Walk::new(loader);
    if !walk.document(root, &OPENAPI) {
        return None;
    }
    let Walk { targets, schemas: found, referenced, referenced_schemas, uses, .. } = walk;

    let mut api = Api { name: name.to_owned(), place, ..Api::default() };
    let mut reader = SchemaReader { loader, ids: Default::default(), targets, nodes: Vec::new() };
    reader.number(&found, 0);
    api.schemas = found.iter().map(|schema| reader.read(schema)).collect();
    components::name(&mut api, &reader, root, &referenced_schemas);
    rings::break_up(&mut api, &mut reader.loader.report);
    agreement::check(&mut api, &mut reader.loader.report);

    let skeleton = components::skeleton(&Cutter { tree: &reader.loader.tree, targets: &reader.targets }, root, &referenced);
    let document: openapiv3::OpenAPI = read_typed(skeleton, place, &mut reader.loader.report)?;
    lower::document(&mut api, reader, &document, root);
    Some((api, uses))
}

/// 3.0 is read; every other version is refused at its line.
fn version_is_read(loader: &mut Loader, root: NodeId) -> bool {
    let tree = &loader.tree;
    let entry = tree.entry(root, "openapi").or_else(|| tree.entry(root, "swagger")).or_else(|| tree.entry(root, "asyncapi")).cloned();
    let Some(entry) = entry else {
        let place = tree.place(root);
        if !matches!(tree.kind(root), Kind::Map(_)) {
            let found = tree.kind(root).describe();
            loader.report.add(
                &codes::DOCUMENT_UNUSABLE,
                place,
                format!("this is {found}, not an OpenAPI document"),
                "begin it with `openapi: 3.0.3`",
            );
            return false;
        }
        loader.report.add(
            &codes::VERSION_UNSUPPORTED,
            place,
            "this is no OpenAPI document: it has no `openapi` key",
            "begin it with `openapi: 3.0.3`",
        );
        return false;
    };
    let place: Place = tree.key_place(root, &entry);
    let version = tree.raw(entry.value).unwrap_or_default().trim().to_owned();
    let help = match &*entry.key {
        "openapi" if version == "3.0" || version.starts_with("3.0.") => return true,
        "openapi" if version.starts_with("3.1") => "OpenAPI 3.1 is not yet read; give a 3.0 document",
        "openapi" if version.starts_with("3.2") => "OpenAPI 3.2 is not read; give a 3.0 document",
        "swagger" => "convert the document to OpenAPI 3.0, with swagger2openapi for example",
        _ => "OpenAPI 3.0 is read; write `openapi: 3.0.3` if that is what it is",
    };
    let message = format!("`{}: {}` is not read", entry.key, crate::text::short(&version));
    loader.report.add(&codes::VERSION_UNSUPPORTED, place, message, help);
    false
}
