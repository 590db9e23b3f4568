//! Our own `x-` keys: what they name is there.

use crate::codes;
use crate::expression::{self, Expression, Source};
use crate::model::{Api, Place, Refused};
use crate::report::Report;
use crate::text::{nearest, short};
use crate::walk::list;

/// Keywords whose violation `x-refused` may name; `unknown` is a value that names nothing, such as no account.
const KEYWORDS: &[&str] = &[
    "required",
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "additionalProperties",
    "unknown",
];

/// Reports keys that name what is not there.
pub(crate) fn check(api: &Api, report: &mut Report) {
    for schema in &api.schemas {
        refused(&schema.refused, schema.place, report);
        if let Some(equals) = &schema.equals {
            match expression::parse(&equals.value) {
                Ok(Expression::Request(_) | Expression::Response(Source::Body(_) | Source::Header(_)) | Expression::Inputs(_)) => {}
                Ok(_) => {
                    let message = format!("`{}` is nothing of this exchange", short(&equals.value));
                    report.add(&codes::EXTENSION_INVALID, schema.place, message, "write `$request.body#/member` or the like");
                }
                Err(help) => {
                    let message = format!("`{}` is no expression that can be read", short(&equals.value));
                    report.add(&codes::EXTENSION_INVALID, schema.place, message, help);
                }
            }
        }
    }
    for operation in &api.operations {
        operation.parameters.iter().for_each(|parameter| refused(&parameter.refused, parameter.place, report));
    }
}

fn refused(refused: &[Refused], place: Place, report: &mut Report) {
    for entry in refused.iter().filter(|entry| !KEYWORDS.contains(&entry.keyword.as_str())) {
        let help = match nearest(&entry.keyword, KEYWORDS.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", list(KEYWORDS.iter().copied())),
        };
        report.add(&codes::EXTENSION_INVALID, place, format!("`x-refused` names no keyword `{}`", short(&entry.keyword)), help);
    }
}
