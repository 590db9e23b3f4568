//! Arazzo 1.0.1.

use super::Shape::{Any, Components, List, Map, Number, Text, TextOr, Whole, Word};
use super::schema::SCHEMA_2020;
use super::{CLAUSES, Field, Object, Pattern, Shape, may, must};

const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields, pattern: Pattern::None, extensible: true, repairs: &[] }
}

/// The root.
pub(crate) static ARAZZO: Object = object(
    "Arazzo Object",
    &[
        must("arazzo", Text),
        must("info", Shape::Object(&INFO)),
        must("sourceDescriptions", List(&Shape::Object(&SOURCE))),
        must("workflows", List(&Shape::Object(&WORKFLOW))),
        may("components", Shape::Object(&COMPONENTS)),
    ],
);

static INFO: Object = object("Info Object", &[must("title", Text), may("summary", Text), may("description", Text), must("version", Text)]);

static SOURCE: Object =
    object("Source Description Object", &[must("name", Text), must("url", Text), may("type", Word(&["openapi", "arazzo"]))]);

static WORKFLOW: Object = object(
    "Workflow Object",
    &[
        must("workflowId", Text),
        may("summary", Text),
        may("description", Text),
        may("inputs", Shape::RefOr(&SCHEMA_2020)),
        may("dependsOn", List(&Text)),
        must("steps", List(&Shape::Object(&STEP))),
        may("successActions", List(&Shape::Object(&SUCCESS_ACTION))),
        may("failureActions", List(&Shape::Object(&FAILURE_ACTION))),
        may("outputs", Map(&Text)),
        may("parameters", List(&Shape::Object(&PARAMETER))),
        CLAUSES,
    ],
);

static STEP: Object = object(
    "Step Object",
    &[
        must("stepId", Text),
        may("description", Text),
        may("operationId", Text),
        may("operationPath", Text),
        may("workflowId", Text),
        may("parameters", List(&Shape::Object(&PARAMETER))),
        may("requestBody", Shape::Object(&REQUEST_BODY)),
        may("successCriteria", List(&Shape::Object(&CRITERION))),
        may("onSuccess", List(&Shape::Object(&SUCCESS_ACTION))),
        may("onFailure", List(&Shape::Object(&FAILURE_ACTION))),
        may("outputs", Map(&Text)),
        CLAUSES,
        may("x-expect", Word(&["granted", "refused"])),
    ],
);

/// A Parameter Object, or a Reusable Object, which is told by its `reference`.
static PARAMETER: Object = object(
    "Parameter Object",
    &[may("name", Text), may("in", Word(&["path", "query", "header", "cookie"])), may("value", Any), may("reference", Text)],
);

static REQUEST_BODY: Object = object(
    "Request Body Object",
    &[may("contentType", Text), may("payload", Any), may("replacements", List(&Shape::Object(&REPLACEMENT)))],
);

static REPLACEMENT: Object = object("Payload Replacement Object", &[must("target", Text), must("value", Any)]);

static CRITERION: Object = object(
    "Criterion Object",
    &[
        may("context", Text),
        must("condition", Shape::Raw),
        may("type", TextOr(&Shape::Object(&CRITERION_TYPE))),
        CLAUSES,
        may("x-reading", Shape::Reading),
    ],
);

static CRITERION_TYPE: Object =
    object("Criterion Expression Type Object", &[must("type", Word(&["jsonpath", "xpath"])), must("version", Text)]);

static SUCCESS_ACTION: Object = object(
    "Success Action Object",
    &[
        may("name", Text),
        may("type", Word(&["end", "goto"])),
        may("workflowId", Text),
        may("stepId", Text),
        may("criteria", List(&Shape::Object(&CRITERION))),
        may("reference", Text),
        may("value", Any),
    ],
);

static FAILURE_ACTION: Object = object(
    "Failure Action Object",
    &[
        may("name", Text),
        may("type", Word(&["end", "goto", "retry"])),
        may("workflowId", Text),
        may("stepId", Text),
        may("retryAfter", Number),
        may("retryLimit", Whole),
        may("criteria", List(&Shape::Object(&CRITERION))),
        may("reference", Text),
        may("value", Any),
    ],
);

static COMPONENTS: Object = object(
    "Components Object",
    &[
        may("inputs", Components(&Shape::RefOr(&SCHEMA_2020))),
        may("parameters", Components(&Shape::Object(&PARAMETER))),
        may("successActions", Components(&Shape::Object(&SUCCESS_ACTION))),
        may("failureActions", Components(&Shape::Object(&FAILURE_ACTION))),
    ],
);

/// The table of the actions in a section of the components.
pub(crate) fn action(section: &str) -> &'static Object {
    if section == "successActions" { &SUCCESS_ACTION } else { &FAILURE_ACTION }
}
