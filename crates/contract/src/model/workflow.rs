//! [`Workflow`]: an Arazzo 1.0.1 flow with its references resolved.

use super::{Place, SchemaId};
use serde::Serialize;
use serde_json::Value;

/// A Workflow Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Workflow {
    /// `workflowId`.
    pub id: String,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The members of `inputs`, in order.
    pub inputs: Vec<Input>,
    /// `dependsOn`: workflow ids.
    pub depends_on: Vec<String>,
    /// `parameters`, applied to every step.
    pub parameters: Vec<StepParameter>,
    /// `steps`.
    pub steps: Vec<Step>,
    /// `successActions`.
    pub success_actions: Vec<Action>,
    /// `failureActions`.
    pub failure_actions: Vec<Action>,
    /// `outputs`: name to runtime expression.
    pub outputs: Vec<(String, String)>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A named input: a member of the workflow's `inputs` schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// Name, as in `$inputs.name` and `--input API.NAME=VALUE`.
    pub name: String,
    /// Without it the workflow cannot run.
    pub required: bool,
    /// `format: password` or `writeOnly`: masked in every output.
    pub secret: bool,
    /// `default`.
    pub default: Option<Value>,
    /// `description`.
    pub description: Option<String>,
    /// What a value must satisfy.
    pub schema: SchemaId,
}

/// A Step Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// `stepId`.
    pub id: String,
    /// `description`.
    pub description: Option<String>,
    /// What it calls.
    pub target: StepTarget,
    /// `parameters`.
    pub parameters: Vec<StepParameter>,
    /// `requestBody`.
    pub request_body: Option<StepBody>,
    /// `successCriteria`; all must hold.
    pub success_criteria: Vec<Criterion>,
    /// `onSuccess`.
    pub on_success: Vec<Action>,
    /// `onFailure`.
    pub on_failure: Vec<Action>,
    /// `outputs`: name to runtime expression.
    pub outputs: Vec<(String, String)>,
    /// `x-expect`: the exchange must be judged a grant, or a refusal.
    pub expect: Option<Expect>,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// What a step calls.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepTarget {
    /// Id of an operation of the same API.
    Operation(String),
    /// Id of a workflow of the same document.
    Workflow(String),
}

/// `x-expect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// A grant.
    Granted,
    /// A refusal.
    Refused,
}

/// A Parameter Object of Arazzo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepParameter {
    /// `name`.
    pub name: String,
    /// `in`; `None` for inputs of a called workflow.
    pub location: Option<super::ParameterLocation>,
    /// Constant, runtime expression, or string with embedded expressions.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// A Request Body Object of Arazzo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepBody {
    /// `contentType`; where absent, the operation's first.
    pub content_type: Option<String>,
    /// A value with expressions anywhere in it; a string is a raw template, sent as it is with `{$expression}` replaced.
    pub payload: Option<Value>,
    /// `replacements`.
    pub replacements: Vec<Replacement>,
}

/// A Payload Replacement Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replacement {
    /// JSON pointer (or XPath) into the payload.
    pub target: String,
    /// Constant or runtime expression.
    pub value: Value,
}

/// A Criterion Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Criterion {
    /// `context`: the runtime expression that a regex or JSONPath condition looks at.
    pub context: Option<String>,
    /// `condition`.
    pub condition: String,
    /// `type`.
    pub kind: CriterionKind,
    /// `x-clause`.
    pub clauses: Vec<String>,
    /// `x-reading`: holds exactly when the deployment follows this reading; such a criterion never fails the step.
    pub reading: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// `type` of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CriterionKind {
    /// Comparisons of expressions and literals with `&&`, `||`, `!`.
    Simple,
    /// A regular expression over the context.
    Regex,
    /// RFC 9535 JSONPath over the context.
    JsonPath,
}

/// A Success Action or Failure Action Object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Action {
    /// `name`.
    pub name: String,
    /// `type`.
    pub kind: ActionKind,
    /// `criteria`; all must hold for the action to be taken.
    pub criteria: Vec<Criterion>,
    /// Where it stands.
    pub place: Place,
}

/// `type` of an action.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionKind {
    /// End the workflow here.
    End,
    /// Go on at a step of this workflow, or with another workflow.
    Goto(GotoTarget),
    /// Try the step again.
    Retry {
        /// Seconds to wait.
        after: f64,
        /// How often at most.
        limit: u32,
        /// What to run first, where given.
        through: Option<GotoTarget>,
    },
}

/// Where a `goto` or `retry` leads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GotoTarget {
    /// `stepId` of the current workflow.
    Step(String),
    /// `workflowId`.
    Workflow(String),
}
