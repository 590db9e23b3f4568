//! An Arazzo 1.0.1 document, from its checked tree to workflows whose every reference is resolved.

mod actions;
mod check;
mod lower;
mod typed;

use crate::codes;
use crate::loader::Loader;
use crate::model::{Api, FileId, Place, Workflow};
use crate::schemas::SchemaReader;
use crate::shape::Version;
use crate::shape::arazzo::ARAZZO;
use crate::typed::{Cutter, read as read_typed};
use crate::walk::{ClauseUse, Walk};

/// Reads the flows of an API, whose OpenAPI document has been read; `openapi` is that document's file.
pub(crate) fn read(loader: &mut Loader, file: FileId, api: &mut Api, openapi: FileId) -> Option<(Vec<Workflow>, Vec<ClauseUse>)> {
    let root = loader.tree.files.get(file.0 as usize)?.root?;
    let place = loader.tree.place(root);
    let version = loader.tree.get(root, "arazzo").and_then(|version| loader.tree.raw(version)).unwrap_or_default().to_owned();
    if version != "1.0" && !version.starts_with("1.0.") {
        let place = loader.tree.entry(root, "arazzo").map_or(place, |entry| loader.tree.key_place(root, entry));
        let message = format!("`arazzo: {}` is not read", crate::text::short(&version));
        loader.report.add(&codes::VERSION_UNSUPPORTED, place, message, "Arazzo 1.0 is read; write `arazzo: 1.0.1`");
        return None;
    }
    let mut walk = Walk::new(loader, Version::V3_1);
    if !walk.document(root, &ARAZZO) {
        return None;
    }
    let Walk { targets, schemas: found, uses, .. } = walk;
    let mut reader = SchemaReader {
        loader,
        ids: Default::default(),
        targets,
        nodes: Vec::new(),
        lost: Default::default(),
        ignored: Default::default(),
        version: Version::V3_1,
    };
    reader.number(&found, api.schemas.len());
    for schema in found {
        let schema = reader.read(schema);
        api.schemas.push(schema);
    }
    let skeleton = Cutter { tree: &reader.loader.tree, targets: &reader.targets }.object(root, &ARAZZO);
    let document: typed::Document = read_typed(skeleton, place, &mut reader.loader.report)?;
    let names = check_sources(reader.loader, &document, openapi);
    let workflows = lower::workflows(&mut reader, api, &document, &names);
    check::workflows(reader.loader, &workflows, &document);
    Some((workflows, uses))
}

/// The names by which the OpenAPI document beside it is known.
fn check_sources(loader: &mut Loader, document: &typed::Document, openapi: FileId) -> Vec<String> {
    let mut names = Vec::new();
    for source in &document.source_descriptions {
        let place: Place = typed::place(loader, source.node, "url");
        let is_openapi = source.kind.as_deref().unwrap_or("openapi") == "openapi";
        if !is_openapi || loader.open_relative(&source.url, place) != Some(openapi) {
            let message = format!("`{}` is not the OpenAPI document of this API", crate::text::short(&source.url));
            loader.report.add(
                &codes::FLOW_SOURCE,
                place,
                message,
                "describe one source, of `type: openapi`, by its path relative to this file",
            );
            continue;
        }
        names.push(source.name.clone());
    }
    names
}
