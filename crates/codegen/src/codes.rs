//! The codes of the generator's own warnings: what is legal in a document, but lost or impossible in its models.

use specproof_contract::{Problem, Severity};

/// A kind of warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Stable kebab-case name, for `--deny` and `--allow`.
    pub id: &'static str,
    /// What it means, in one sentence.
    pub says: &'static str,
}

/// The parts of an `allOf` contradict each other.
pub const ALL_OF_CONFLICT: Code =
    Code { id: "allof-conflict", says: "A member is required by one part of an allOf and forbidden by another." };
/// No value is valid.
pub const NEVER_VALID: Code = Code { id: "never-valid", says: "No value satisfies the schema; its type cannot be made." };
/// Nesting beyond what is followed.
pub const NESTED_TOO_DEEP: Code = Code { id: "nested-too-deep", says: "Inline schemas nested beyond 100 levels become any JSON value." };
/// A union of too many combinations.
pub const UNION_TOO_WIDE: Code = Code { id: "union-too-wide", says: "A union of more than 400 branches becomes any JSON value." };
/// A schema that cannot be held against the bytes of its media type.
pub const OPAQUE_MEDIA_TYPE: Code =
    Code { id: "opaque-media-type", says: "Bodies of this media type are kept as bytes; their schema is not checked." };

/// `unevaluatedProperties` or `unevaluatedItems` that depends on which branches hold.
pub const UNEVALUATED: Code =
    Code { id: "unevaluated", says: "`unevaluatedProperties` or `unevaluatedItems` that the generated type does not check." };
/// `$dynamicRef` to a `$dynamicAnchor`.
pub const DYNAMIC_REFERENCE: Code =
    Code { id: "dynamic-reference", says: "`$dynamicRef` is taken to lead where it leads without an outer resource." };

/// All of them.
pub const CODES: [Code; 7] =
    [ALL_OF_CONFLICT, NEVER_VALID, NESTED_TOO_DEEP, UNION_TOO_WIDE, OPAQUE_MEDIA_TYPE, UNEVALUATED, DYNAMIC_REFERENCE];

/// Sorts warnings by place, drops those whose code is allowed, and turns those whose code is denied (`warnings` for all) into errors.
pub fn weigh(mut warnings: Vec<Problem>, deny: &[String], allow: &[String]) -> Vec<Problem> {
    warnings.retain(|warning| !allow.iter().any(|code| code == warning.code));
    for warning in &mut warnings {
        if deny.iter().any(|code| code == warning.code || code == "warnings") {
            warning.severity = Severity::Error;
        }
    }
    warnings.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    warnings.dedup();
    warnings
}
