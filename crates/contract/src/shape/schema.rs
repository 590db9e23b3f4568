//! The Schema Object: OpenAPI 3.0's dialect, and JSON Schema 2020-12 as Arazzo inputs write it.

use super::Shape::{Any, Flag, FlagOr, List, ListOr, Map, Number, NumberOrFlag, RefOr, Text, TextOr, Whole};
use super::{CLAUSES, Field, Object, Pattern, REFUSED, Shape, may, must};
use crate::repair;

static DISTINCT_FOR: Object = Object {
    name: "x-distinct-for",
    fields: &[must("members", List(&Text)), must("clause", Shape::Clause)],
    pattern: Pattern::None,
    extensible: false,
    repairs: &[],
};

static EQUALS: Object = Object {
    name: "x-equals",
    fields: &[must("value", Text), must("clause", Shape::Clause)],
    pattern: Pattern::None,
    extensible: false,
    repairs: &[],
};

static MOMENT: Object = Object {
    name: "x-moment",
    fields: &[must("unit", Shape::Word(&["ms", "s"])), must("is", Shape::Word(&["future", "past"]))],
    pattern: Pattern::None,
    extensible: false,
    repairs: &[],
};

static DISCRIMINATOR: Object = Object {
    name: "Discriminator Object",
    fields: &[must("propertyName", Text), may("mapping", Map(&Text))],
    pattern: Pattern::None,
    extensible: false,
    repairs: &[],
};

static EXTERNAL_DOCS: Object = Object {
    name: "External Documentation Object",
    fields: &[may("description", Text), must("url", Text)],
    pattern: Pattern::None,
    extensible: true,
    repairs: &[],
};

static XML: Object = Object {
    name: "XML Object",
    fields: &[may("name", Text), may("namespace", Text), may("prefix", Text), may("attribute", Flag), may("wrapped", Flag)],
    pattern: Pattern::None,
    extensible: true,
    repairs: &[],
};

const TYPES: &[&str] = &["null", "boolean", "integer", "number", "string", "array", "object"];

const TYPE: Field = may("type", ListOr(&Shape::Word(TYPES), &Shape::Word(TYPES)));

const DISTINCT: Field = may("x-distinct-for", Shape::Object(&DISTINCT_FOR));

/// OpenAPI 3.0. Keywords of later dialects that a repair lets through are in the list as well: the repair reports them.
pub(crate) static SCHEMA: Object = Object {
    name: "Schema Object",
    fields: &[
        TYPE,
        may("description", Text),
        may("properties", Map(&RefOr(&SCHEMA))),
        may("required", List(&Text)),
        may("items", RefOr(&SCHEMA)),
        may("format", Text),
        may("enum", List(&Any)),
        may("nullable", Flag),
        may("allOf", List(&RefOr(&SCHEMA))),
        may("oneOf", List(&RefOr(&SCHEMA))),
        may("anyOf", List(&RefOr(&SCHEMA))),
        may("not", RefOr(&SCHEMA)),
        may("additionalProperties", FlagOr(&RefOr(&SCHEMA))),
        may("title", Text),
        may("default", Any),
        may("example", Any),
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("deprecated", Flag),
        may("minimum", Number),
        may("maximum", Number),
        may("exclusiveMinimum", NumberOrFlag),
        may("exclusiveMaximum", NumberOrFlag),
        may("multipleOf", Number),
        may("minLength", Whole),
        may("maxLength", Whole),
        may("pattern", Text),
        may("minItems", Whole),
        may("maxItems", Whole),
        may("uniqueItems", Flag),
        may("minProperties", Whole),
        may("maxProperties", Whole),
        may("discriminator", TextOr(&Shape::Object(&DISCRIMINATOR))),
        may("xml", Shape::Object(&XML)),
        may("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        may("examples", ListOr(&Any, &Map(&Any))),
        may("const", Any),
        may("prefixItems", List(&RefOr(&SCHEMA))),
        may("patternProperties", Map(&RefOr(&SCHEMA))),
        may("propertyNames", RefOr(&SCHEMA)),
        may("contains", RefOr(&SCHEMA)),
        may("minContains", Whole),
        may("maxContains", Whole),
        may("if", RefOr(&SCHEMA)),
        may("then", RefOr(&SCHEMA)),
        may("else", RefOr(&SCHEMA)),
        may("dependentRequired", Map(&List(&Text))),
        may("dependentSchemas", Map(&RefOr(&SCHEMA))),
        may("unevaluatedItems", RefOr(&SCHEMA)),
        may("unevaluatedProperties", RefOr(&SCHEMA)),
        may("$defs", Map(&RefOr(&SCHEMA))),
        may("definitions", Map(&RefOr(&SCHEMA))),
        may("contentEncoding", Text),
        may("contentMediaType", Text),
        CLAUSES,
        may("x-refusal", Flag),
        REFUSED,
        may("x-credential", Shape::Clause),
        may("x-reading", Shape::Reading),
        DISTINCT,
        may("x-equals", Shape::Object(&EQUALS)),
        may("x-moment", Shape::Object(&MOMENT)),
    ],
    pattern: Pattern::None,
    extensible: true,
    repairs: &[
        repair::schema_type::repair,
        repair::schema_later_keywords::repair,
        repair::schema_exclusive_bound::repair,
        repair::schema_required::repair,
        repair::schema_items::repair,
        repair::schema_enum::repair,
        repair::schema_limits::repair,
        repair::schema_composition::repair,
        repair::schema_pattern::repair,
        repair::schema_discriminator::repair,
        repair::schema_read_write::repair,
    ],
};

/// JSON Schema 2020-12, as far as the model holds it.
pub(crate) static SCHEMA_2020: Object = Object {
    name: "JSON Schema",
    fields: &[
        TYPE,
        may("description", Text),
        may("title", Text),
        may("properties", Map(&RefOr(&SCHEMA_2020))),
        may("required", List(&Text)),
        may("items", RefOr(&SCHEMA_2020)),
        may("prefixItems", List(&RefOr(&SCHEMA_2020))),
        may("contains", RefOr(&SCHEMA_2020)),
        may("minContains", Whole),
        may("maxContains", Whole),
        may("unevaluatedItems", RefOr(&SCHEMA_2020)),
        may("unevaluatedProperties", RefOr(&SCHEMA_2020)),
        may("patternProperties", Map(&RefOr(&SCHEMA_2020))),
        may("propertyNames", RefOr(&SCHEMA_2020)),
        may("dependentRequired", Map(&List(&Text))),
        may("dependentSchemas", Map(&RefOr(&SCHEMA_2020))),
        may("additionalProperties", FlagOr(&RefOr(&SCHEMA_2020))),
        may("if", RefOr(&SCHEMA_2020)),
        may("then", RefOr(&SCHEMA_2020)),
        may("else", RefOr(&SCHEMA_2020)),
        may("allOf", List(&RefOr(&SCHEMA_2020))),
        may("oneOf", List(&RefOr(&SCHEMA_2020))),
        may("anyOf", List(&RefOr(&SCHEMA_2020))),
        may("not", RefOr(&SCHEMA_2020)),
        may("format", Text),
        may("enum", List(&Any)),
        may("const", Any),
        may("default", Any),
        may("examples", List(&Any)),
        may("readOnly", Flag),
        may("writeOnly", Flag),
        may("deprecated", Flag),
        may("minimum", Number),
        may("maximum", Number),
        may("exclusiveMinimum", Number),
        may("exclusiveMaximum", Number),
        may("multipleOf", Number),
        may("minLength", Whole),
        may("maxLength", Whole),
        may("pattern", Text),
        may("minItems", Whole),
        may("maxItems", Whole),
        may("uniqueItems", Flag),
        may("minProperties", Whole),
        may("maxProperties", Whole),
        may("contentEncoding", Text),
        may("contentMediaType", Text),
        may("$comment", Text),
        may("$defs", Map(&RefOr(&SCHEMA_2020))),
    ],
    pattern: Pattern::None,
    extensible: true,
    repairs: &[repair::schema_enum::repair, repair::schema_limits::repair, repair::schema_pattern::repair],
};
