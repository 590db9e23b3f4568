//! The register of clauses.

use super::Shape::{Flag, List, Raw, Text, Word};
use super::{Field, Object, Pattern, Shape, may, must};

const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields, pattern: Pattern::None, extensible: false, repairs: &[] }
}

/// The root.
pub(crate) static REGISTER: Object =
    object("register of clauses", &[must("api", Text), must("document", Text), must("clauses", List(&Shape::Object(&CLAUSE)))]);

static CLAUSE: Object = object(
    "clause",
    &[
        must("id", Text),
        must("lines", Raw),
        may("digest", Raw),
        may("silent", Flag),
        must("force", Word(&["must", "sample", "open"])),
        must("says", Text),
        may("readings", List(&Shape::Object(&READING))),
        may("consistent", Flag),
        may("unchecked", Text),
    ],
);

static READING: Object = object("reading", &[must("id", Text), must("says", Text)]);
