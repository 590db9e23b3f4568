//! Arazzo runtime expressions, templates and simple conditions as syntax: parsed here, given values where a flow runs.
//!
//! The grammar is that of Arazzo 1.0.1, "Runtime Expressions" and "Criterion Object". Anything else is refused with the reason.

mod condition;
mod template;

pub use condition::{Access, Comparison, Condition, Operand, condition};
pub use template::{Part, template};

/// A runtime expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `$url`: the absolute URL of the request.
    Url,
    /// `$method`.
    Method,
    /// `$statusCode`.
    StatusCode,
    /// `$request.…`
    Request(Source),
    /// `$response.…`
    Response(Source),
    /// `$inputs.name`
    Inputs(Name),
    /// `$outputs.name`
    Outputs(Name),
    /// `$steps.step.outputs.name`
    Steps {
        /// `stepId`.
        step: String,
        /// Name of the output.
        output: Name,
    },
    /// `$workflows.workflow.inputs.name` or `$workflows.workflow.outputs.name`
    Workflows {
        /// `workflowId`.
        workflow: String,
        /// Whether it is an input; else an output.
        input: bool,
        /// Name of the input or output.
        name: Name,
    },
    /// `$sourceDescriptions.source.field`
    SourceDescriptions {
        /// Name of the source description.
        source: String,
        /// What is asked of it: `url`, or a `workflowId` or `operationId` in it.
        field: String,
    },
    /// `$components.kind.name`
    Components {
        /// `parameters`, `inputs`, `successActions` or `failureActions`.
        kind: String,
        /// The component's key.
        name: Name,
    },
}

/// A name with an optional JSON pointer into its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written; it may hold dots.
    pub name: String,
    /// After `#`, without it: `""` or `/a/b`.
    pub pointer: Option<String>,
}

/// What is taken of a request or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `header.token`: compared without case.
    Header(String),
    /// `query.name`
    Query(String),
    /// `path.name`
    Path(String),
    /// `body`, `body#/pointer`
    Body(Option<String>),
}

/// Whether a text begins like a runtime expression, and so must be one.
pub fn is_expression(text: &str) -> bool {
    const WHOLE: [&str; 3] = ["$url", "$method", "$statusCode"];
    const ROOTS: [&str; 8] =
        ["$request.", "$response.", "$inputs.", "$outputs.", "$steps.", "$workflows.", "$sourceDescriptions.", "$components."];
    WHOLE.contains(&text) || ROOTS.iter().any(|root| text.starts_with(root))
}

/// Reads one runtime expression, which is the whole text.
///
/// # Errors
/// What is wrong with it, in one sentence without the text itself.
pub fn parse(text: &str) -> Result<Expression, String> {
    let body = text.strip_prefix('$').ok_or("a runtime expression begins with `$`")?;
    let (root, rest) = match body.split_once('.') {
        Some((root, rest)) => (root, Some(rest)),
        None => (body, None),
    };
    match (root, rest) {
        ("url", None) => Ok(Expression::Url),
        ("method", None) => Ok(Expression::Method),
        ("statusCode", None) => Ok(Expression::StatusCode),
        ("request", Some(rest)) => source(rest, true).map(Expression::Request),
        ("response", Some(rest)) => source(rest, false).map(Expression::Response),
        ("inputs", Some(rest)) => name(rest).map(Expression::Inputs),
        ("outputs", Some(rest)) => name(rest).map(Expression::Outputs),
        ("steps", Some(rest)) => {
            let (step, rest) = rest.split_once('.').ok_or("`$steps.<stepId>.outputs.<name>` is meant")?;
            let output = rest.strip_prefix("outputs.").ok_or("after the step's id only `.outputs.<name>` can follow")?;
            Ok(Expression::Steps { step: identifier(step)?, output: name(output)? })
        }
        ("workflows", Some(rest)) => {
            let (workflow, rest) = rest.split_once('.').ok_or("`$workflows.<workflowId>.inputs.<name>` or `….outputs.<name>` is meant")?;
            let (input, rest) = if let Some(rest) = rest.strip_prefix("outputs.") {
                (false, rest)
            } else if let Some(rest) = rest.strip_prefix("inputs.") {
                (true, rest)
            } else {
                return Err("after the workflow's id only `.inputs.<name>` or `.outputs.<name>` can follow".into());
            };
            Ok(Expression::Workflows { workflow: identifier(workflow)?, input, name: name(rest)? })
        }
        ("sourceDescriptions", Some(rest)) => {
            let (source, field) = rest.split_once('.').ok_or("`$sourceDescriptions.<name>.<field>` is meant")?;
            if field.is_empty() {
                return Err("a name is missing at its end".into());
            }
            Ok(Expression::SourceDescriptions { source: identifier(source)?, field: field.to_owned() })
        }
        ("components", Some(rest)) => {
            let (kind, rest) = rest.split_once('.').ok_or("`$components.<kind>.<name>` is meant")?;
            if !["parameters", "inputs", "successActions", "failureActions"].contains(&kind) {
                return Err("components are `parameters`, `inputs`, `successActions` and `failureActions`".into());
            }
            Ok(Expression::Components { kind: kind.to_owned(), name: name(rest)? })
        }
        ("url" | "method" | "statusCode", Some(_)) => Err(format!("nothing can follow `${root}`")),
        ("request" | "response" | "inputs" | "outputs" | "steps" | "workflows" | "sourceDescriptions" | "components", None) => {
            Err(format!("something must follow `${root}.`"))
        }
        _ => Err("an expression begins with $url, $method, $statusCode, $request., $response., $inputs., $outputs., $steps., \
                  $workflows., $sourceDescriptions. or $components."
            .into()),
    }
}

fn source(text: &str, request: bool) -> Result<Source, String> {
    if let Some(token) = text.strip_prefix("header.") {
        let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        return if is_token { Ok(Source::Header(token.to_owned())) } else { Err("a header name is a token (RFC 9110, 5.6.2)".into()) };
    }
    if let Some(name) = text.strip_prefix("query.") {
        return if name.is_empty() { Err("a name is missing after `query.`".into()) } else { Ok(Source::Query(name.to_owned())) };
    }
    if let Some(name) = text.strip_prefix("path.") {
        return match (name.is_empty(), request) {
            (false, true) => Ok(Source::Path(name.to_owned())),
            (true, _) => Err("a name is missing after `path.`".into()),
            (_, false) => Err("an answer has no path parameters".into()),
        };
    }
    if text == "body" {
        return Ok(Source::Body(None));
    }
    if let Some(pointer) = text.strip_prefix("body#") {
        return self::pointer(pointer).map(|pointer| Source::Body(Some(pointer)));
    }
    Err("after `$request.` and `$response.` only `header.<name>`, `query.<name>`, `path.<name>`, `body` and `body#<JSON pointer>` can follow"
        .into())
}

fn name(text: &str) -> Result<Name, String> {
    let (name, pointer) = match text.split_once('#') {
        Some((name, pointer)) => (name, Some(self::pointer(pointer)?)),
        None => (text, None),
    };
    if name.is_empty() {
        return Err("a name is missing at its end".into());
    }
    Ok(Name { name: name.to_owned(), pointer })
}

fn identifier(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("a name between two dots is empty".into()) } else { Ok(text.to_owned()) }
}

/// RFC 6901: empty, or `/` before each token, in which `~` is followed by 0 or 1.
fn pointer(text: &str) -> Result<String, String> {
    if !text.is_empty() && !text.starts_with('/') {
        return Err("a JSON pointer is empty or begins with `/` (RFC 6901)".into());
    }
    let mut rest = text;
    while let Some(at) = rest.find('~') {
        rest = &rest[at + 1..];
        if !rest.starts_with(['0', '1']) {
            return Err("in a JSON pointer `~` is followed by 0 or 1 (RFC 6901)".into());
        }
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_specification_is_read() {
        let name = |name: &str| Name { name: name.into(), pointer: None };
        for (text, expected) in [
            ("$url", Expression::Url),
            ("$method", Expression::Method),
            ("$statusCode", Expression::StatusCode),
            ("$request.header.X-Key", Expression::Request(Source::Header("X-Key".into()))),
            ("$request.query.a b", Expression::Request(Source::Query("a b".into()))),
            ("$request.path.id", Expression::Request(Source::Path("id".into()))),
            ("$request.body", Expression::Request(Source::Body(None))),
            ("$response.body#", Expression::Response(Source::Body(Some(String::new())))),
            ("$response.body#/a~1b/0", Expression::Response(Source::Body(Some("/a~1b/0".into())))),
            ("$response.header.Location", Expression::Response(Source::Header("Location".into()))),
            ("$inputs.username", Expression::Inputs(name("username"))),
            ("$outputs.a.b", Expression::Outputs(name("a.b"))),
            ("$steps.login.outputs.token", Expression::Steps { step: "login".into(), output: name("token") }),
            (
                "$steps.login.outputs.data#/token",
                Expression::Steps { step: "login".into(), output: Name { name: "data".into(), pointer: Some("/token".into()) } },
            ),
            ("$workflows.w.inputs.x", Expression::Workflows { workflow: "w".into(), input: true, name: name("x") }),
            ("$workflows.w.outputs.x", Expression::Workflows { workflow: "w".into(), input: false, name: name("x") }),
            ("$sourceDescriptions.api.url", Expression::SourceDescriptions { source: "api".into(), field: "url".into() }),
            ("$components.parameters.page", Expression::Components { kind: "parameters".into(), name: name("page") }),
        ] {
            assert_eq!(parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in [
            "",
            "$",
            "url",
            "$url.x",
            "$request",
            "$request.",
            "$request.body/x",
            "$request.body#x",
            "$response.path.id",
            "$response.header.",
            "$response.header.a b",
            "$response.body#/~2",
            "$response.body#/~",
            "$inputs.",
            "$inputs",
            "$inputs.#/a",
            "$steps.a",
            "$steps.a.b",
            "$steps.a.outputs.",
            "$steps..outputs.x",
            "$workflows.w.steps.x",
            "$sourceDescriptions.a",
            "$sourceDescriptions.a.",
            "$components.schemas.X",
            "$components.parameters.",
            "$request.query.",
            "$request.path.",
            "$statuscode",
            "$message.body",
        ] {
            assert!(parse(text).is_err(), "{text:?} was taken");
        }
    }
}
