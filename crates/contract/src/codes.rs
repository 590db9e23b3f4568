//! Every code a problem can carry, with its weight: the visible table behind `--deny` and `--allow`.

/// A kind of fault.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable kebab-case name.
    pub id: &'static str,
    /// What becomes of a document that has it.
    pub weight: Weight,
    /// What it means, in one sentence.
    pub says: &'static str,
}

/// What becomes of a document with a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Refused always.
    Fatal,
    /// Refused in the strict attitude; repaired with a warning in the tolerant one.
    Repaired,
    /// Refused in the strict attitude; of no account in the tolerant one.
    Strict,
    /// Legal, but something is lost: refused in the strict attitude, a warning in the tolerant one.
    Lossy,
}

macro_rules! codes {
    ($($name:ident $id:literal $weight:ident $says:literal)*) => {
        $(#[doc = $says] pub static $name: Code = Code { id: $id, weight: Weight::$weight, says: $says };)*
        /// The whole table.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    FILE_UNREADABLE "file-unreadable" Fatal "A file cannot be read, or is not UTF-8."
    FILE_OUTSIDE "file-outside" Repaired "A reference leads out of the document's folder, or onto the network, where nothing is read; any value is taken."
    REFERENCE_UNREAD "reference-unread" Repaired "A reference to a file that cannot be read; any value is taken."
    TOO_LARGE "too-large" Fatal "A limit on size, number of values, files or aliases is passed."
    TOO_DEEP "too-deep" Fatal "A limit on nesting is passed."
    NUMBER_RANGE "number-range" Repaired "A number that is infinite, none, or too large; its text is taken."
    YAML_SYNTAX "yaml-syntax" Fatal "A file is not YAML 1.2, or uses a part of it that has no place in a document."
    YAML_FLOW_INDENT "yaml-flow-indent" Repaired "A bracket or quoted text that goes on in a line indented too little; the line is moved."
    YAML_TAG "yaml-tag" Fatal "A YAML tag."
    JSON_SYNTAX "json-syntax" Fatal "A file is not JSON."
    DUPLICATE_KEY "duplicate-key" Repaired "A map holds the same key twice; the last one is taken."
    UNKNOWN_KEY "unknown-key" Repaired "A key that the object does not have; it is ignored."
    UNKNOWN_EXTENSION "unknown-extension" Strict "An `x-` key that is not one of ours."
    WRONG_KIND "wrong-kind" Repaired "A value of the wrong kind, a list where a map is expected, say; it is ignored, and where a schema should stand, any value is taken."
    MISSING_KEY "missing-key" Repaired "An object lacks a required key, and nothing can stand for it; the object is ignored."
    UNKNOWN_VALUE "unknown-value" Repaired "A value that is none of those allowed; it is ignored."
    EMPTY_MEMBER "empty-member" Repaired "A member without a value; it is taken as absent."
    NOT_A_STRING "not-a-string" Repaired "A number, boolean or date where a text is expected; its text is taken."
    NOT_A_BOOLEAN "not-a-boolean" Repaired "A text such as `true` where a boolean is expected; it is taken as that boolean."
    NOT_A_NUMBER "not-a-number" Repaired "A numeric text where a number is expected; it is taken as that number."
    NOT_A_LIST "not-a-list" Repaired "A single value where a list is expected; it is taken as a list of one."
    VERSION_UNSUPPORTED "version-unsupported" Fatal "The document is written in a version that is not read."
    REFERENCE_UNRESOLVED "reference-unresolved" Repaired "A `$ref` leads nowhere; any value is taken, or what it should say is left out."
    REFERENCE_RING "reference-ring" Repaired "References that lead back to themselves and say nothing; any value is taken."
    REFERENCE_SIBLINGS "reference-siblings" Repaired "Keys beside `$ref`, which OpenAPI ignores: all in 3.0, outside schemas all but `summary` and `description` in 3.1."
    REFERENCE_MISPLACED "reference-misplaced" Repaired "A `$ref` where OpenAPI has none; it is followed."
    COMPOSITION_RING "composition-ring" Repaired "A schema that composes itself; the branch says nothing and is left out."
    INFO_VERSION_MISSING "info-version-missing" Repaired "`info.version` is missing; an empty one is taken."
    INFO_MISSING "info-missing" Repaired "`info` or `info.title` is missing; the name of the document is taken."
    PATHS_MISSING "paths-missing" Repaired "`paths` is missing; the document has no operations."
    DESCRIPTION_MISSING "description-missing" Repaired "A response without a description; an empty one is taken."
    RESPONSES_MISSING "responses-missing" Repaired "An operation that documents no answer; none is promised, and any is right."
    CONTENT_MISSING "content-missing" Repaired "A request body without `content`; it is taken to be of any media type."
    SCHEMA_MISSING "schema-missing" Repaired "A parameter or header with neither `schema` nor `content`; any text is taken."
    CONTENT_AMBIGUOUS "content-ambiguous" Repaired "A parameter or header with both `schema` and `content`, or with several media types; the first is taken."
    RESPONSE_SCHEMA_MISPLACED "response-schema-misplaced" Repaired "`schema` or `type` in a response, as in Swagger 2.0; it is ignored."
    PATH_PARAMETER_OPTIONAL "path-parameter-optional" Repaired "A path parameter that is not `required: true`; it is taken as required."
    PATH_PARAMETER_UNDECLARED "path-parameter-undeclared" Repaired "A name in the path template without a parameter; a text parameter is taken."
    PATH_PARAMETER_UNUSED "path-parameter-unused" Repaired "A path parameter that the template does not name; it is ignored."
    PATH_TEMPLATE "path-template" Repaired "A path that does not begin with `/`, or whose braces do not match."
    PATH_AMBIGUOUS "path-ambiguous" Repaired "Two path templates that differ only in the names of their parameters."
    PARAMETER_DUPLICATE "parameter-duplicate" Repaired "Two parameters of the same name and place; the last is taken."
    PARAMETER_IGNORED "parameter-ignored" Lossy "A header parameter that OpenAPI ignores: Accept, Content-Type, Authorization."
    PARAMETER_STYLE "parameter-style" Repaired "A style that the parameter's place does not allow; the default is taken."
    STATUS_UNKNOWN "status-unknown" Repaired "A key of `responses` that is neither a status from 100 to 599, a range such as `4XX`, nor `default`; it is ignored."
    OPERATION_ID_DUPLICATE "operation-id-duplicate" Repaired "Two operations with the same operationId; the later one is renamed."
    TAG_DUPLICATE "tag-duplicate" Repaired "Two tags with the same name."
    SECURITY_UNKNOWN "security-unknown" Repaired "A security requirement that names no security scheme; it is ignored."
    SECURITY_SCHEME_INVALID "security-scheme-invalid" Repaired "A security scheme that is not complete or of no known kind; it is ignored."
    SERVER_VARIABLE "server-variable" Repaired "A server URL names a variable that is not declared, or a variable has no default."
    LINK_UNRESOLVED "link-unresolved" Repaired "A link that names no operation; it is ignored."
    CALLBACK_UNCHECKED "callback-unchecked" Lossy "Callbacks are requests that the API sends; what they carry has types, but they are not checked."
    HEADER_IGNORED "header-ignored" Lossy "A response header called Content-Type, which OpenAPI ignores."
    COMPONENT_NAME "component-name" Repaired "A component name with characters other than letters, digits, `.`, `-` and `_`."
    SCHEMA_TYPE_UNKNOWN "schema-type-unknown" Repaired "A `type` that JSON Schema does not have; a well-known one is translated, any other is taken as any type."
    SCHEMA_TYPE_LIST "schema-type-list" Repaired "A list of types in OpenAPI 3.0, an empty one, or a null in one that is not in quotes; it is taken as that."
    SCHEMA_TYPE_NULL "schema-type-null" Repaired "`type: \"null\"`, as in OpenAPI 3.1; it is taken as that."
    SCHEMA_BOOLEAN "schema-boolean" Repaired "A boolean schema, as in JSON Schema; it is taken as that."
    SCHEMA_EXCLUSIVE_BOUND "schema-exclusive-bound" Repaired "An `exclusiveMinimum` or `exclusiveMaximum` in the form of the other version: a number in 3.0, a boolean in 3.1; it is taken as that."
    SCHEMA_NULLABLE "schema-nullable" Repaired "`nullable`, which OpenAPI 3.1 does not have; it is taken as what it says in 3.0."
    SCHEMA_DIALECT "schema-dialect" Fatal "`jsonSchemaDialect` or `$schema` names a dialect other than the one of OpenAPI 3.1."
    SCHEMA_DRAFT "schema-draft" Repaired "`$schema` names an older draft of JSON Schema; the schema is read as 2020-12, where nearly every keyword means the same."
    REFERENCE_BASE "reference-base" Repaired "A reference within a schema with an `$id` of its own, which leads nowhere in it; it is taken from the document."
    WEBHOOK_UNCHECKED "webhook-unchecked" Lossy "Webhooks are requests that the API sends; what they carry has types, but they are not checked."
    SCHEMA_TUPLE "schema-tuple" Repaired "A list of schemas in `items`, as in older JSON Schema; it is taken as `prefixItems`."
    SCHEMA_KEYWORD "schema-keyword" Repaired "A keyword of another JSON Schema dialect; it is taken as what it says there."
    SCHEMA_REQUIRED_FLAG "schema-required-flag" Repaired "`required: true` on a member, as in older JSON Schema; it is moved to the list of its object where there is one."
    SCHEMA_REQUIRED_UNKNOWN "schema-required-unknown" Lossy "`required` names a member that `properties` does not have; any value is taken for it."
    SCHEMA_REQUIRED_REPEATED "schema-required-repeated" Repaired "`required` names a member twice."
    SCHEMA_LIMIT "schema-limit" Repaired "A limit that is not a whole number from 0, or a pair that leaves no value."
    SCHEMA_ITEMS_MISSING "schema-items-missing" Repaired "An array without `items`; any item is taken."
    SCHEMA_ENUM_DUPLICATE "schema-enum-duplicate" Repaired "The same value twice in `enum`."
    SCHEMA_ENUM_EMPTY "schema-enum-empty" Repaired "An empty `enum`, which no value could satisfy; it is ignored."
    SCHEMA_ENUM_TYPE "schema-enum-type" Repaired "A value in `enum` that the schema's `type` forbids; it stays, and no value can be it."
    SCHEMA_DEFAULT "schema-default" Repaired "A default that the schema forbids; it is ignored."
    SCHEMA_PATTERN "schema-pattern" Repaired "A pattern that is not an ECMA-262 regular expression; it is ignored."
    SCHEMA_DISCRIMINATOR "schema-discriminator" Repaired "A discriminator that is not complete, or whose mapping leads nowhere; that part is ignored."
    SCHEMA_READ_WRITE "schema-read-write" Repaired "`readOnly` and `writeOnly` together; both are ignored."
    SCHEMA_COMPOSITION "schema-composition" Repaired "An empty `allOf`, `anyOf` or `oneOf`; it is ignored."
    EXAMPLE_AMBIGUOUS "example-ambiguous" Repaired "Both `example` and `examples`, or both `value` and `externalValue`."
    EXAMPLE_MISMATCH "example-mismatch" Strict "An example that its own schema refuses."
    EXAMPLE_UNREAD "example-unread" Strict "An external example that cannot be read."
    CLAUSE_UNRESOLVED "clause-unresolved" Fatal "A clause id that the register does not have."
    CLAUSE_DUPLICATE "clause-duplicate" Fatal "Two clauses with the same id."
    CLAUSE_ID "clause-id" Fatal "A clause id that is not dotted kebab-case, or does not begin with the API's name."
    CLAUSE_LINES "clause-lines" Fatal "A citation that is not `a`, `a-b`, `a, b-c` or `none`, or whose digest does not go with it."
    CLAUSE_READINGS "clause-readings" Fatal "Readings on a clause that is not open, or none on one that is."
    CLAUSE_UNCARRIED "clause-uncarried" Fatal "A clause that nothing carries and that gives no reason for it."
    CLAUSE_CARRIED "clause-carried" Fatal "A clause that says it is unchecked although something carries it."
    READING_UNRESOLVED "reading-unresolved" Fatal "An `x-reading` that names no reading of an open clause."
    DIGEST_MISMATCH "digest-mismatch" Fatal "The cited lines are not those the clause was written from."
    DOCUMENT_MISSING "document-missing" Fatal "A cited document, or a line of it, is not there."
    API_NAME "api-name" Fatal "A name that does not agree with its folder, or cannot name an API."
    FLOW_SOURCE "flow-source" Fatal "An Arazzo source description that is not the OpenAPI document beside it."
    FLOW_DUPLICATE "flow-duplicate" Fatal "Two workflows, steps, actions or outputs with the same name."
    FLOW_UNRESOLVED "flow-unresolved" Fatal "A flow names an operation, workflow, step, action, parameter or component that is not there."
    FLOW_STEP "flow-step" Fatal "A step or action whose keys do not go together."
    FLOW_INPUT "flow-input" Fatal "An expression names an input or output that is not declared."
    FLOW_EXPRESSION "flow-expression" Fatal "A runtime expression that does not parse."
    FLOW_CONDITION "flow-condition" Fatal "A condition that does not parse."
    FLOW_RING "flow-ring" Fatal "Workflows that depend on or call themselves."
    EXTENSION_INVALID "extension-invalid" Fatal "One of our own `x-` keys stands where it says nothing, or names what is not there."
    DOCUMENT_UNUSABLE "document-unusable" Fatal "The document as a whole is not the kind of object it should be."
    DOCUMENT_UNREADABLE "document-unreadable" Fatal "The typed reader refused what was left after every repair."
}

/// The code with this name.
pub fn find(id: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.id == id).copied()
}
