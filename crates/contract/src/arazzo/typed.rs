//! Arazzo's objects as serde reads them; free values are the numbers of their nodes.

use crate::loader::Loader;
use crate::model::Place;
use crate::tree::NodeId;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Document {
    #[serde(rename = "arazzo")]
    _version: String,
    #[serde(rename = "info")]
    _info: Info,
    pub source_descriptions: Vec<Source>,
    pub workflows: Vec<Workflow>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Info {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "summary")]
    _summary: Option<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(rename = "version")]
    _version: String,
    #[serde(rename = "x-node")]
    _node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub name: String,
    pub url: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Workflow {
    pub workflow_id: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub inputs: Option<Placeholder>,
    #[serde(default)]
    pub depends_on: Vec<String>,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub success_actions: Vec<Action>,
    #[serde(default)]
    pub failure_actions: Vec<Action>,
    #[serde(default, rename = "outputs")]
    pub _outputs: BTreeMap<String, String>,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

/// Stands for a schema.
#[derive(Deserialize)]
pub(super) struct Placeholder {
    #[serde(rename = "$ref")]
    pub reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Step {
    pub step_id: String,
    pub description: Option<String>,
    pub operation_id: Option<String>,
    pub operation_path: Option<String>,
    pub workflow_id: Option<String>,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    pub request_body: Option<RequestBody>,
    #[serde(default)]
    pub success_criteria: Vec<Criterion>,
    #[serde(default)]
    pub on_success: Vec<Action>,
    #[serde(default)]
    pub on_failure: Vec<Action>,
    #[serde(default, rename = "outputs")]
    pub _outputs: BTreeMap<String, String>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

/// A Parameter Object or a Reusable Object.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameter {
    pub name: Option<String>,
    #[serde(rename = "in")]
    pub location: Option<String>,
    pub value: Option<u32>,
    pub reference: Option<String>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct RequestBody {
    pub content_type: Option<String>,
    pub payload: Option<u32>,
    #[serde(default)]
    pub replacements: Vec<Replacement>,
    #[serde(rename = "x-node")]
    pub _node: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replacement {
    pub target: String,
    pub value: u32,
    #[serde(rename = "x-node")]
    pub node: u32,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Criterion {
    pub context: Option<String>,
    pub condition: String,
    #[serde(rename = "type")]
    pub kind: Option<CriterionType>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

/// A word, or an object with a version.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum CriterionType {
    Word(String),
    Versioned {
        #[serde(rename = "type")]
        kind: String,
    },
}

/// An action, or a Reusable Object.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Action {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub workflow_id: Option<String>,
    pub step_id: Option<String>,
    pub retry_after: Option<f64>,
    pub retry_limit: Option<f64>,
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    pub reference: Option<String>,
    #[serde(rename = "value")]
    pub _value: Option<u32>,
    #[serde(rename = "x-node")]
    pub node: u32,
}

/// Where a member stands, or the object that should have it.
pub(super) fn place(loader: &Loader, node: u32, key: &str) -> Place {
    let node = NodeId(node);
    loader.tree.get(node, key).map_or(loader.tree.place(node), |value| loader.tree.place(value))
}
