//! `type` that the version does not have: lists and `null` in OpenAPI 3.0, and the names of other languages.

use crate::codes;
use crate::shape::Version;
use crate::tree::{Kind, NodeId};
use crate::walk::Walk;

/// Word, the type it means, and the format that keeps what the word says beyond it.
const KNOWN: &[(&str, &str, Option<&str>)] = &[
    ("int", "integer", None),
    ("int32", "integer", Some("int32")),
    ("int64", "integer", Some("int64")),
    ("long", "integer", Some("int64")),
    ("short", "integer", Some("int32")),
    ("bool", "boolean", None),
    ("float", "number", Some("float")),
    ("double", "number", Some("double")),
    ("decimal", "number", None),
    ("str", "string", None),
    ("text", "string", None),
    ("char", "string", None),
    ("date", "string", Some("date")),
    ("date-time", "string", Some("date-time")),
    ("datetime", "string", Some("date-time")),
    ("instant", "string", Some("date-time")),
    ("uuid", "string", Some("uuid")),
    ("uri", "string", Some("uri")),
    ("url", "string", Some("uri")),
    ("email", "string", Some("email")),
    ("password", "string", Some("password")),
    ("byte", "string", Some("byte")),
    ("binary", "string", Some("binary")),
    ("file", "string", Some("binary")),
    ("list", "array", None),
    ("map", "object", None),
    ("dict", "object", None),
];

const TYPES: &[&str] = &["boolean", "integer", "number", "string", "array", "object"];

pub(crate) fn repair(walk: &mut Walk<'_>, schema: NodeId) {
    let Some(node) = walk.loader.tree.get(schema, "type") else { return };
    let place = walk.loader.tree.place(node);
    match walk.loader.tree.kind(node).clone() {
        Kind::Text(word) => text(walk, schema, node, &word),
        Kind::List(items) => {
            if walk.version == Version::V3_0 {
                walk.fault(
                    &codes::SCHEMA_TYPE_LIST,
                    place,
                    "OpenAPI 3.0 has no list of types",
                    "write one type, and `nullable: true` or `anyOf` for the rest",
                );
            }
            if items.is_empty() {
                walk.fault(
                    &codes::SCHEMA_TYPE_LIST,
                    place,
                    "this list names no type",
                    "name one, or remove the key: then any type is right",
                );
            }
            for item in items {
                if matches!(walk.loader.tree.kind(item), Kind::Null) {
                    let place = walk.loader.tree.place(item);
                    walk.fault(&codes::SCHEMA_TYPE_LIST, place, "null itself is no name of a type", "put it in quotes: \"null\"");
                    *walk.loader.tree.kind_mut(item) = Kind::Text("null".into());
                }
                if let Some(word) = walk.loader.tree.text(item).map(Box::<str>::from)
                    && &*word != "null"
                {
                    text(walk, schema, item, &word);
                }
            }
            keep_known(walk, schema, node);
        }
        other => {
            walk.fault(
                &codes::SCHEMA_TYPE_UNKNOWN,
                place,
                format!("`type` is {}", other.describe()),
                format!("known: {}", crate::walk::list(TYPES.iter().copied())),
            );
            walk.loader.tree.remove(schema, "type");
        }
    }
}

fn text(walk: &mut Walk<'_>, schema: NodeId, node: NodeId, word: &str) {
    if TYPES.contains(&word) {
        return;
    }
    let place = walk.loader.tree.place(node);
    if word == "null" {
        if walk.version >= Version::V3_1 {
            return;
        }
        walk.fault(
            &codes::SCHEMA_TYPE_NULL,
            place,
            "OpenAPI 3.0 has no type `null`",
            "write `nullable: true` on the schema that may be null",
        );
        return;
    }
    let lower = word.to_ascii_lowercase();
    let known = KNOWN.iter().find(|(own, _, _)| *own == lower).copied();
    let meant = known.or_else(|| TYPES.iter().find(|own| **own == lower).map(|own| (*own, *own, None)));
    let help = match (meant, crate::text::nearest(word, TYPES.iter().copied())) {
        (Some((_, ty, Some(format))), _) => format!("write `type: {ty}` and `format: {format}`"),
        (Some((_, ty, None)), _) => format!("write `type: {ty}`"),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("known: {}", crate::walk::list(TYPES.iter().copied())),
    };
    walk.fault(&codes::SCHEMA_TYPE_UNKNOWN, place, format!("`{}` is no type", crate::text::short(word)), help);
    match meant {
        Some((_, ty, format)) => {
            *walk.loader.tree.kind_mut(node) = Kind::Text(ty.into());
            if let Some(format) = format
                && walk.loader.tree.get(schema, "format").is_none()
            {
                let value = walk.loader.tree.add(place, Kind::Text(format.into()));
                walk.loader.tree.set(schema, "format", value);
            }
        }
        None if walk.loader.tree.get(schema, "type") == Some(node) => {
            walk.loader.tree.remove(schema, "type");
        }
        None => {}
    }
}

/// A list with an unknown type in it allows any type.
fn keep_known(walk: &mut Walk<'_>, schema: NodeId, list: NodeId) {
    let tree = &walk.loader.tree;
    let all = tree.items(list).iter().all(|&item| tree.text(item).is_some_and(|word| word == "null" || TYPES.contains(&word)));
    if !all || tree.items(list).is_empty() {
        walk.loader.tree.remove(schema, "type");
    }
}
