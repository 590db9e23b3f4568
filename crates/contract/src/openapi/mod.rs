//! An OpenAPI document of 3.0 or 3.1, from its checked tree to an [`Api`].
//!
//! The walk checks and mends the tree; schemas go into the arena; what is left is cut into a skeleton, read by openapiv3, and lowered.

mod agreement;
mod components;
mod loosen;
mod lower;
mod message;
mod operations;
mod outgoing;
mod parameters;
mod rings;
mod security;
mod servers;
mod version;

use crate::loader::Loader;
use crate::model::{Api, FileId};
use crate::schemas::SchemaReader;
use crate::shape::Version;
use crate::shape::openapi::OPENAPI;
use crate::typed::{Cutter, read as read_typed};
use crate::walk::{ClauseUse, Walk};

/// Reads one document; `None` when it cannot be read on, which is in the report.
pub(crate) fn read(loader: &mut Loader, file: FileId, name: &str) -> Option<(Api, Vec<ClauseUse>, Version)> {
    let root = loader.tree.files.get(file.0 as usize)?.root?;
    let place = loader.tree.place(root);
    let version = version::of(loader, root)?;
    let mut walk = Walk::new(loader, version);
    if !walk.document(root, &OPENAPI) {
        return None;
    }
    let Walk { targets, schemas: found, referenced, referenced_schemas, uses, lost, ignored, .. } = walk;

    let mut api = Api { name: name.to_owned(), place, ..Api::default() };
    let mut reader = SchemaReader { loader, ids: Default::default(), targets, nodes: Vec::new(), lost, ignored, version };
    reader.number(&found, 0);
    api.schemas = found.into_iter().map(|schema| reader.read(schema)).collect();
    loosen::settle(&mut api, &reader);
    components::name(&mut api, &reader, root, &referenced_schemas);
    rings::break_up(&mut api, &mut reader.loader.report);
    agreement::check(&mut api, &mut reader.loader.report);

    let skeleton = components::skeleton(&Cutter { tree: &reader.loader.tree, targets: &reader.targets }, root, &referenced);
    let document: openapiv3::OpenAPI = read_typed(skeleton, place, &mut reader.loader.report)?;
    lower::document(&mut api, reader, &document, root);
    Some((api, uses, version))
}
