//! OpenAPI 3.0.3 and 3.1.1, all but the Schema Object: where a table names the Schema Object of 3.0, a document of 3.1 has that of 2020-12.

use super::Shape::{Any, Components, Flag, List, Map, RefOr, Text, Word};
use super::schema::SCHEMA;
use super::{CLAUSES, Field, Object, Pattern, REFUSED, Repair, Shape, from_3_1, may, must, must_in_3_0};
use crate::repair;

const fn object(name: &'static str, fields: &'static [Field], repairs: &'static [Repair]) -> Object {
    Object { name, fields, pattern: Pattern::None, extensible: true, repairs }
}

/// The root.
pub(crate) static OPENAPI: Object = object(
    "OpenAPI Object",
    &[
        must("openapi", Text),
        must("info", Shape::Object(&INFO)),
        may("servers", List(&Shape::Object(&SERVER))),
        must_in_3_0("paths", Shape::Object(&PATHS)),
        from_3_1("webhooks", Map(&RefOr(&PATH_ITEM))),
        may("components", Shape::Object(&COMPONENTS)),
        may("security", List(&Map(&List(&Text)))),
        may("tags", List(&Shape::Object(&TAG))),
        may("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        from_3_1("jsonSchemaDialect", Text),
    ],
    &[repair::info_missing::repair, repair::paths_missing::repair],
);

static INFO: Object = object(
    "Info Object",
    &[
        must("title", Text),
        from_3_1("summary", Text),
        may("description", Text),
        may("termsOfService", Text),
        may("contact", Shape::Object(&CONTACT)),
        may("license", Shape::Object(&LICENSE)),
        must("version", Text),
        CLAUSES,
    ],
    &[repair::info_version_missing::repair],
);

static CONTACT: Object = object("Contact Object", &[may("name", Text), may("url", Text), may("email", Text)], &[]);

static LICENSE: Object = object("License Object", &[must("name", Text), may("url", Text), from_3_1("identifier", Text)], &[]);

static SERVER: Object =
    object("Server Object", &[must("url", Text), may("description", Text), may("variables", Map(&Shape::Object(&SERVER_VARIABLE)))], &[]);

static SERVER_VARIABLE: Object = object(
    "Server Variable Object",
    &[may("enum", List(&Text)), must("default", Text), may("description", Text)],
    &[repair::server_variable_default::repair],
);

static COMPONENTS: Object = object(
    "Components Object",
    &[
        may("schemas", Components(&RefOr(&SCHEMA))),
        may("responses", Components(&RefOr(&RESPONSE))),
        may("parameters", Components(&RefOr(&PARAMETER))),
        may("examples", Components(&RefOr(&EXAMPLE))),
        may("requestBodies", Components(&RefOr(&REQUEST_BODY))),
        may("headers", Components(&RefOr(&HEADER))),
        may("securitySchemes", Components(&RefOr(&SECURITY_SCHEME))),
        may("links", Components(&RefOr(&LINK))),
        may("callbacks", Components(&RefOr(&CALLBACK))),
        from_3_1("pathItems", Components(&RefOr(&PATH_ITEM))),
    ],
    &[],
);

static PATHS: Object =
    Object { name: "Paths Object", fields: &[], pattern: Pattern::Path(Shape::Object(&PATH_ITEM)), extensible: true, repairs: &[] };

/// `$ref` is a key of its own here, and may have siblings.
pub(crate) static PATH_ITEM: Object = object(
    "Path Item Object",
    &[
        may("summary", Text),
        may("description", Text),
        may("get", Shape::Object(&OPERATION)),
        may("put", Shape::Object(&OPERATION)),
        may("post", Shape::Object(&OPERATION)),
        may("delete", Shape::Object(&OPERATION)),
        may("options", Shape::Object(&OPERATION)),
        may("head", Shape::Object(&OPERATION)),
        may("patch", Shape::Object(&OPERATION)),
        may("trace", Shape::Object(&OPERATION)),
        may("servers", List(&Shape::Object(&SERVER))),
        may("parameters", List(&RefOr(&PARAMETER))),
    ],
    &[],
);

pub(crate) static OPERATION: Object = object(
    "Operation Object",
    &[
        may("tags", List(&Text)),
        may("summary", Text),
        may("description", Text),
        may("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
        may("operationId", Text),
        may("parameters", List(&RefOr(&PARAMETER))),
        may("requestBody", RefOr(&REQUEST_BODY)),
        must_in_3_0("responses", Shape::Object(&RESPONSES)),
        may("callbacks", Map(&RefOr(&CALLBACK))),
        may("deprecated", Flag),
        may("security", List(&Map(&List(&Text)))),
        may("servers", List(&Shape::Object(&SERVER))),
        CLAUSES,
    ],
    &[repair::responses_missing::repair],
);

static EXTERNAL_DOCS: Object = object("External Documentation Object", &[may("description", Text), must("url", Text)], &[]);

pub(crate) static PARAMETER: Object = object(
    "Parameter Object",
    &[
        must("name", Text),
        must("in", Word(&["path", "query", "header", "cookie"])),
        may("description", Text),
        may("required", Flag),
        may("deprecated", Flag),
        may("allowEmptyValue", Flag),
        may("style", Word(&["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"])),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", RefOr(&SCHEMA)),
        may("example", Any),
        may("examples", Map(&RefOr(&EXAMPLE))),
        may("content", Map(&Shape::Object(&MEDIA_TYPE))),
        CLAUSES,
        REFUSED,
        may("x-credential", Shape::Clause),
    ],
    &[
        repair::parameter_type::repair,
        repair::content_or_schema::repair,
        repair::path_parameter_required::repair,
        repair::parameter_style::repair,
        repair::example_and_examples::repair,
    ],
);

pub(crate) static REQUEST_BODY: Object = object(
    "Request Body Object",
    &[may("description", Text), must("content", Map(&Shape::Object(&MEDIA_TYPE))), may("required", Flag), CLAUSES],
    &[repair::content_missing::repair],
);

static MEDIA_TYPE: Object = object(
    "Media Type Object",
    &[
        may("schema", RefOr(&SCHEMA)),
        may("example", Any),
        may("examples", Map(&RefOr(&EXAMPLE))),
        may("encoding", Map(&Shape::Object(&ENCODING))),
        CLAUSES,
    ],
    &[repair::example_and_examples::repair],
);

static ENCODING: Object = object(
    "Encoding Object",
    &[
        may("contentType", Text),
        may("headers", Map(&RefOr(&HEADER))),
        may("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        may("explode", Flag),
        may("allowReserved", Flag),
    ],
    &[],
);

static RESPONSES: Object =
    Object { name: "Responses Object", fields: &[], pattern: Pattern::Status(RefOr(&RESPONSE)), extensible: true, repairs: &[] };

pub(crate) static RESPONSE: Object = object(
    "Response Object",
    &[
        must("description", Text),
        may("headers", Map(&RefOr(&HEADER))),
        may("content", Map(&Shape::Object(&MEDIA_TYPE))),
        may("links", Map(&RefOr(&LINK))),
        CLAUSES,
        may("x-refusal", Flag),
        may("x-reading", Shape::Reading),
    ],
    &[repair::description_missing::repair, repair::response_schema::repair],
);

static CALLBACK: Object = Object {
    name: "Callback Object",
    fields: &[],
    pattern: Pattern::Expression(Shape::Object(&PATH_ITEM)),
    extensible: true,
    repairs: &[],
};

pub(crate) static EXAMPLE: Object = object(
    "Example Object",
    &[may("summary", Text), may("description", Text), may("value", Any), may("externalValue", Text), CLAUSES],
    &[repair::example_value::repair],
);

pub(crate) static LINK: Object = object(
    "Link Object",
    &[
        may("operationRef", Text),
        may("operationId", Text),
        may("parameters", Map(&Any)),
        may("requestBody", Any),
        may("description", Text),
        may("server", Shape::Object(&SERVER)),
    ],
    &[repair::link_target::repair],
);

pub(crate) static HEADER: Object = object(
    "Header Object",
    &[
        may("description", Text),
        may("required", Flag),
        may("deprecated", Flag),
        may("allowEmptyValue", Flag),
        may("style", Word(&["simple"])),
        may("explode", Flag),
        may("allowReserved", Flag),
        may("schema", RefOr(&SCHEMA)),
        may("example", Any),
        may("examples", Map(&RefOr(&EXAMPLE))),
        may("content", Map(&Shape::Object(&MEDIA_TYPE))),
        CLAUSES,
    ],
    &[repair::parameter_type::repair, repair::content_or_schema::repair, repair::example_and_examples::repair],
);

static TAG: Object =
    object("Tag Object", &[must("name", Text), may("description", Text), may("externalDocs", Shape::Object(&EXTERNAL_DOCS))], &[]);

pub(crate) static SECURITY_SCHEME: Object = object(
    "Security Scheme Object",
    &[
        must("type", Word(&["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"])),
        may("description", Text),
        may("name", Text),
        may("in", Word(&["query", "header", "cookie"])),
        may("scheme", Text),
        may("bearerFormat", Text),
        may("flows", Shape::Object(&FLOWS)),
        may("openIdConnectUrl", Text),
        CLAUSES,
    ],
    &[repair::security_scheme::repair],
);

static FLOWS: Object = object(
    "OAuth Flows Object",
    &[
        may("implicit", Shape::Object(&IMPLICIT_FLOW)),
        may("password", Shape::Object(&TOKEN_FLOW)),
        may("clientCredentials", Shape::Object(&TOKEN_FLOW)),
        may("authorizationCode", Shape::Object(&CODE_FLOW)),
    ],
    &[],
);

static IMPLICIT_FLOW: Object = object(
    "OAuth Flow Object",
    &[must("authorizationUrl", Text), may("refreshUrl", Text), must("scopes", Map(&Text))],
    &[repair::flow_scopes::repair],
);

static TOKEN_FLOW: Object = object(
    "OAuth Flow Object",
    &[must("tokenUrl", Text), may("refreshUrl", Text), must("scopes", Map(&Text))],
    &[repair::flow_scopes::repair],
);

static CODE_FLOW: Object = object(
    "OAuth Flow Object",
    &[must("authorizationUrl", Text), must("tokenUrl", Text), may("refreshUrl", Text), must("scopes", Map(&Text))],
    &[repair::flow_scopes::repair],
);
