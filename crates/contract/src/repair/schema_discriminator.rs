//! A discriminator written as a text, as in Swagger 2.0, or without its property.

use crate::codes;
use crate::tree::{Entry, Kind, NodeId};
use crate::walk::Walk;

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(node) = walk.loader.tree.get(schema, "discriminator") else { return };
    let place = walk.loader.tree.place(node);
    match walk.loader.tree.kind(node) {
        Kind::Text(_) => {
            walk.fault(&codes::SCHEMA_DISCRIMINATOR, place, "a discriminator is an object", "write `discriminator: {propertyName: …}`");
            let entry = Entry { key: "propertyName".into(), line: place.line, column: place.column, value: node };
            let object = walk.loader.tree.add(place, Kind::Map(vec![entry]));
            walk.loader.tree.set(schema, "discriminator", object);
        }
        Kind::Map(_) if walk.loader.tree.text_at(node, "propertyName").is_none() => {
            walk.fault(
                &codes::SCHEMA_DISCRIMINATOR,
                place,
                "the discriminator has no `propertyName`",
                "name the member that tells the schemas apart",
            );
            walk.loader.tree.remove(schema, "discriminator");
        }
        _ => {}
    }
}
