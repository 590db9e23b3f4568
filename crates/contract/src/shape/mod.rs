//! The shape of every object that a document may hold, as tables: known keys, the kind of their values, what is required.
//!
//! [`crate::walk`] holds a document against them, and the skeleton that the typed readers get is cut along them.

pub(crate) mod arazzo;
pub(crate) mod clauses;
pub(crate) mod openapi;
pub(crate) mod schema;

use crate::tree::NodeId;
use crate::walk::Walk;

/// What may stand in a place.
pub(crate) enum Shape {
    /// Anything: examples, defaults, constants.
    Any,
    /// A string.
    Text,
    /// A scalar whose text is taken as it was written, in quotes or not.
    Raw,
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// A whole number from 0.
    Whole,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// The id of a clause.
    Clause,
    /// `<clause id>/<reading id>`.
    Reading,
    /// A list.
    List(&'static Shape),
    /// A map with free keys.
    Map(&'static Shape),
    /// A map whose keys name components.
    Components(&'static Shape),
    /// An object of this table.
    Object(&'static Object),
    /// The same, or a Reference Object.
    RefOr(&'static Object),
    /// A boolean, or this.
    FlagOr(&'static Shape),
    /// A string, or this.
    TextOr(&'static Shape),
    /// A number or a boolean (`exclusiveMinimum` through the versions).
    NumberOrFlag,
    /// A list of the first, or the second.
    ListOr(&'static Shape, &'static Shape),
}

/// A kind of object.
pub(crate) struct Object {
    /// As the specification calls it.
    pub name: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
    /// Keys that follow a pattern.
    pub pattern: Pattern,
    /// Whether `x-` keys are allowed by the specification.
    pub extensible: bool,
    /// Faults with one sensible repair, mended before the keys are checked.
    pub repairs: &'static [Repair],
}

/// Mends one kind of fault of an object, saying so in the report.
pub(crate) type Repair = fn(&mut Walk<'_>, NodeId);

/// A version of OpenAPI, as far as it changes what a document may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// 3.0.x: schemas in a dialect of their own.
    V3_0,
    /// 3.1.x: schemas in JSON Schema 2020-12. Arazzo's inputs are written in it too.
    V3_1,
}

/// A known key.
pub(crate) struct Field {
    pub key: &'static str,
    pub shape: Shape,
    pub presence: Presence,
}

/// Which versions know a key, and which ask for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Optional in each.
    May,
    /// Required in each.
    Must,
    /// Required by 3.0, optional from 3.1 on.
    MustIn3_0,
    /// Unknown to 3.0, optional from 3.1 on.
    From3_1,
}

/// Keys that are not words of the specification.
pub(crate) enum Pattern {
    None,
    /// `/…` templates.
    Path(Shape),
    /// Statuses, ranges and `default`.
    Status(Shape),
    /// Runtime expressions.
    Expression(Shape),
}

pub(crate) const fn may(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::May }
}

pub(crate) const fn must(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::Must }
}

pub(crate) const fn must_in_3_0(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::MustIn3_0 }
}

pub(crate) const fn from_3_1(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::From3_1 }
}

impl Field {
    /// Whether a document of this version must have it.
    pub fn is_required(&self, version: Version) -> bool {
        self.presence == Presence::Must || (self.presence == Presence::MustIn3_0 && version == Version::V3_0)
    }

    /// Whether a document of this version may have it.
    pub fn is_known(&self, version: Version) -> bool {
        self.presence != Presence::From3_1 || version >= Version::V3_1
    }
}

/// `x-clause`, which nearly everything may carry.
pub(crate) const CLAUSES: Field = may("x-clause", Shape::List(&Shape::Clause));

/// `x-refused`: keyword to clause.
pub(crate) const REFUSED: Field = may("x-refused", Shape::Map(&Shape::Clause));

impl Object {
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Whether an empty one is right.
    pub fn may_be_empty(&self, version: Version) -> bool {
        self.fields.iter().all(|field| !field.is_required(version))
    }

    /// Whether this is a Schema Object of some dialect.
    pub fn is_schema(&self) -> bool {
        std::ptr::eq(self, &schema::SCHEMA) || std::ptr::eq(self, &schema::SCHEMA_2020)
    }
}
