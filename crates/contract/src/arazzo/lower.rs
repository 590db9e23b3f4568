//! From the typed document to workflows: reusable objects put in, operations found, inputs gathered.

use super::typed::{self, place};
use crate::codes;
use crate::model::{
    Api, Expect, Input, Operation, ParameterLocation, Replacement, SchemaId, Step, StepBody, StepParameter, StepTarget, Workflow,
};
use crate::notation::name_of_token;
use crate::schemas::SchemaReader;
use crate::text::{nearest, short};
use crate::tree::NodeId;
use crate::typed::node_of;
use serde_json::Value;

/// What lowering needs at hand.
pub(super) struct Lower<'r, 'l> {
    pub(super) reader: &'r mut SchemaReader<'l>,
    api: &'r Api,
    sources: &'r [String],
    root: NodeId,
}

pub(super) fn workflows(reader: &mut SchemaReader<'_>, api: &Api, document: &typed::Document, sources: &[String]) -> Vec<Workflow> {
    let mut lower = Lower { reader, api, sources, root: NodeId(document.node) };
    document.workflows.iter().map(|workflow| lower.workflow(workflow)).collect()
}

impl Lower<'_, '_> {
    pub(super) fn fault(&mut self, code: &'static codes::Code, node: u32, key: &str, message: String, help: String) {
        let place = place(self.reader.loader, node, key);
        self.reader.loader.report.add(code, place, message, help);
    }

    pub(super) fn clauses(&self, node: u32) -> Vec<String> {
        let tree = &self.reader.loader.tree;
        let Some(list) = tree.get(NodeId(node), "x-clause") else { return Vec::new() };
        tree.items(list).iter().filter_map(|&item| tree.text(item)).map(str::to_owned).collect()
    }

    fn json(&self, node: u32) -> Value {
        self.reader.loader.tree.json(NodeId(node))
    }

    /// Outputs in the order they are written in.
    fn outputs(&self, node: u32) -> Vec<(String, String)> {
        let tree = &self.reader.loader.tree;
        let entries = tree.get(NodeId(node), "outputs").map(|outputs| tree.entries(outputs)).unwrap_or_default().iter();
        entries.filter_map(|entry| Some((entry.key.to_string(), tree.text(entry.value)?.to_owned()))).collect()
    }

    fn workflow(&mut self, typed: &typed::Workflow) -> Workflow {
        Workflow {
            id: typed.workflow_id.clone(),
            summary: typed.summary.clone(),
            description: typed.description.clone(),
            inputs: self.inputs(typed),
            depends_on: typed.depends_on.iter().map(|id| self.without_source(id).to_owned()).collect(),
            parameters: typed.parameters.iter().filter_map(|parameter| self.parameter(parameter)).collect(),
            steps: typed.steps.iter().map(|step| self.step(step)).collect(),
            success_actions: typed.success_actions.iter().filter_map(|action| self.action(action, "successActions")).collect(),
            failure_actions: typed.failure_actions.iter().filter_map(|action| self.action(action, "failureActions")).collect(),
            outputs: self.outputs(typed.node),
            clauses: self.clauses(typed.node),
            place: place(self.reader.loader, typed.node, "workflowId"),
        }
    }

    /// The members of the input schema, those of what it refers to and is all of included.
    fn inputs(&mut self, typed: &typed::Workflow) -> Vec<Input> {
        let Some(root) = typed.inputs.as_ref().and_then(|inputs| node_of(&inputs.reference)).and_then(|node| self.reader.id(node)) else {
            return Vec::new();
        };
        let mut members: Vec<(String, SchemaId)> = Vec::new();
        let mut required: Vec<String> = Vec::new();
        let mut open = vec![root];
        let mut seen = std::collections::HashSet::new();
        while let Some(id) = open.pop() {
            let Some(schema) = self.api.schema(id).filter(|_| seen.insert(id)) else { continue };
            for (name, member) in &schema.properties {
                if !members.iter().any(|(own, _)| own == name) {
                    members.push((name.clone(), *member));
                }
            }
            required.extend(schema.required.iter().cloned());
            open.extend(schema.all_of.iter().rev());
            open.extend(schema.reference);
        }
        for name in &required {
            if !members.iter().any(|(own, _)| own == name) {
                let message = format!("the inputs require `{}`, which is no member of them", short(name));
                let help = match nearest(name, members.iter().map(|(own, _)| own.as_str())) {
                    Some(near) => format!("did you mean `{}`?", short(near)),
                    None => "declare it under `properties`".into(),
                };
                self.fault(&codes::FLOW_INPUT, typed.node, "inputs", message, help);
            }
        }
        members.into_iter().map(|(name, id)| self.input(name, id, &required)).collect()
    }

    fn input(&self, name: String, id: SchemaId, required: &[String]) -> Input {
        let mut input = Input { required: required.contains(&name), name, secret: false, default: None, description: None, schema: id };
        let mut next = Some(id);
        for _ in 0..32 {
            let Some(schema) = next.and_then(|id| self.api.schema(id)) else { break };
            input.secret |= schema.write_only || schema.format.as_deref() == Some("password");
            input.default = input.default.or_else(|| schema.default.clone());
            input.description = input.description.or_else(|| schema.description.clone());
            next = schema.reference;
        }
        input
    }

    /// `$sourceDescriptions.<name>.<id>` names the same as `<id>`.
    pub(super) fn without_source<'t>(&self, id: &'t str) -> &'t str {
        let rest = id.strip_prefix("$sourceDescriptions.").and_then(|rest| rest.split_once('.'));
        match rest {
            Some((name, rest)) if self.sources.iter().any(|own| own == name) => rest,
            _ => id,
        }
    }

    fn step(&mut self, typed: &typed::Step) -> Step {
        let node = NodeId(typed.node);
        let expect = match self.reader.loader.tree.text_at(node, "x-expect") {
            Some("granted") => Some(Expect::Granted),
            Some("refused") => Some(Expect::Refused),
            _ => None,
        };
        let target = self.target(typed);
        if matches!(target, StepTarget::Workflow(_)) && (typed.request_body.is_some() || expect.is_some()) {
            self.fault(
                &codes::FLOW_STEP,
                typed.node,
                "workflowId",
                "a step that calls a workflow sends nothing itself".into(),
                "remove `requestBody` and `x-expect`".into(),
            );
        }
        let parameters: Vec<StepParameter> = typed.parameters.iter().filter_map(|parameter| self.parameter(parameter)).collect();
        for (parameter, typed) in parameters.iter().zip(&typed.parameters) {
            self.check_parameter(parameter, &target, typed.node);
        }
        Step {
            id: typed.step_id.clone(),
            description: typed.description.clone(),
            target,
            parameters,
            request_body: typed.request_body.as_ref().map(|body| self.body(body)),
            success_criteria: typed.success_criteria.iter().map(|criterion| self.criterion(criterion)).collect(),
            on_success: typed.on_success.iter().filter_map(|action| self.action(action, "successActions")).collect(),
            on_failure: typed.on_failure.iter().filter_map(|action| self.action(action, "failureActions")).collect(),
            outputs: self.outputs(typed.node),
            expect,
            clauses: self.clauses(typed.node),
            place: place(self.reader.loader, typed.node, "stepId"),
        }
    }

    /// Parameters of an operation say where they go, those of a workflow do not.
    fn check_parameter(&mut self, parameter: &StepParameter, target: &StepTarget, node: u32) {
        match (target, parameter.location) {
            (StepTarget::Operation(_), None) => {
                let message = format!("the parameter `{}` does not say where it goes", short(&parameter.name));
                self.fault(&codes::FLOW_STEP, node, "name", message, "add `in: path`, `query`, `header` or `cookie`".into());
            }
            (StepTarget::Workflow(_), Some(_)) => {
                let message = format!("`in` on `{}`, an input of a workflow", short(&parameter.name));
                self.fault(&codes::FLOW_STEP, node, "in", message, "remove `in`".into());
            }
            (StepTarget::Operation(id), Some(location)) => self.check_operation_parameter(parameter, id, location, node),
            (StepTarget::Workflow(_), None) => {}
        }
    }

    /// A path has no place for a parameter that its template does not name; elsewhere an undocumented one can be sent on purpose.
    fn check_operation_parameter(&mut self, parameter: &StepParameter, id: &str, location: ParameterLocation, node: u32) {
        let Some(operation) = self.api.operation(id) else { return };
        let mut known = operation.parameters.iter().filter(|own| own.location == location);
        if location == ParameterLocation::Path && !known.clone().any(|own| own.name == parameter.name) {
            let message = format!("the path of `{}` has no `{{{}}}`", short(id), short(&parameter.name));
            let help = match nearest(&parameter.name, known.by_ref().map(|own| own.name.as_str())) {
                Some(near) => format!("did you mean `{}`?", short(near)),
                None => "remove the parameter".into(),
            };
            self.fault(&codes::FLOW_UNRESOLVED, node, "name", message, help);
        }
    }

    fn target(&mut self, typed: &typed::Step) -> StepTarget {
        match (&typed.operation_id, &typed.operation_path, &typed.workflow_id) {
            (Some(id), None, None) => {
                let id = self.without_source(id).to_owned();
                if self.api.operation(&id).is_none() {
                    let help = match nearest(&id, self.api.operations.iter().map(|operation| operation.id.as_str())) {
                        Some(near) => format!("did you mean `{}`?", short(near)),
                        None => "name an operationId of the OpenAPI document".into(),
                    };
                    self.fault(
                        &codes::FLOW_UNRESOLVED,
                        typed.node,
                        "operationId",
                        format!("no operation is called `{}`", short(&id)),
                        help,
                    );
                }
                StepTarget::Operation(id)
            }
            (None, Some(path), None) => {
                let id = self.operation_at(path);
                if id.is_none() {
                    let help = "write `{$sourceDescriptions.<name>.url}#/paths/~1path/method`".into();
                    self.fault(
                        &codes::FLOW_UNRESOLVED,
                        typed.node,
                        "operationPath",
                        format!("`{}` leads to no operation", short(path)),
                        help,
                    );
                }
                StepTarget::Operation(id.unwrap_or_else(|| path.clone()))
            }
            (None, None, Some(id)) => StepTarget::Workflow(self.without_source(id).to_owned()),
            _ => {
                let message = "a step names exactly one of `operationId`, `operationPath` and `workflowId`".to_owned();
                self.fault(&codes::FLOW_STEP, typed.node, "stepId", message, "keep one of them".into());
                StepTarget::Operation(String::new())
            }
        }
    }

    fn operation_at(&mut self, path: &str) -> Option<String> {
        let (source, pointer) = path.split_once('#')?;
        let name = source.strip_prefix("{$sourceDescriptions.")?.strip_suffix(".url}")?;
        if !self.sources.iter().any(|own| own == name) {
            return None;
        }
        let mut tokens = pointer.strip_prefix("/paths/")?.split('/');
        let (path, method) = (name_of_token(tokens.next()?), tokens.next()?);
        let is_it = |operation: &&Operation| operation.path == path && operation.method.as_str().eq_ignore_ascii_case(method);
        self.api.operations.iter().find(is_it).map(|operation| operation.id.clone())
    }

    /// The node a Reusable Object names.
    pub(super) fn reused(&mut self, reference: &str, node: u32, sections: &str) -> Option<NodeId> {
        let tree = &self.reader.loader.tree;
        let name =
            reference.strip_prefix("$components.").and_then(|rest| rest.strip_prefix(sections)).and_then(|rest| rest.strip_prefix('.'));
        let section = tree.get(self.root, "components").and_then(|components| tree.get(components, sections));
        let found = name.zip(section).and_then(|(name, section)| tree.get(section, name));
        if found.is_none() {
            let message = format!("`{}` names no component", short(reference));
            self.fault(
                &codes::FLOW_UNRESOLVED,
                node,
                "reference",
                message,
                format!("write `$components.{sections}.<name>`, and define it there"),
            );
        }
        found
    }

    fn parameter(&mut self, typed: &typed::Parameter) -> Option<StepParameter> {
        let mut own = typed.clone();
        if let Some(reference) = &typed.reference {
            let target = self.reused(reference, typed.node, "parameters")?;
            let tree = &self.reader.loader.tree;
            own.name = tree.text_at(target, "name").map(str::to_owned);
            own.location = tree.text_at(target, "in").map(str::to_owned);
            own.value = typed.value.or_else(|| tree.get(target, "value").map(|value| value.0));
        }
        let (Some(name), Some(value)) = (own.name, own.value) else {
            self.fault(
                &codes::FLOW_STEP,
                typed.node,
                "name",
                "a parameter has a `name` and a `value`".into(),
                "add what is missing".into(),
            );
            return None;
        };
        let location = own.location.as_deref().map(|location| match location {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query,
            "header" => ParameterLocation::Header,
            _ => ParameterLocation::Cookie,
        });
        Some(StepParameter { name, location, value: self.json(value), place: self.reader.loader.tree.place(NodeId(typed.node)) })
    }

    fn body(&mut self, typed: &typed::RequestBody) -> StepBody {
        let mut replacements = Vec::new();
        for replacement in &typed.replacements {
            if !replacement.target.starts_with('/') && !replacement.target.is_empty() {
                let message = format!("`{}` is no JSON pointer", short(&replacement.target));
                self.fault(&codes::FLOW_STEP, replacement.node, "target", message, "write `/member`".into());
            }
            replacements.push(Replacement { target: replacement.target.clone(), value: self.json(replacement.value) });
        }
        StepBody { content_type: typed.content_type.clone(), payload: typed.payload.map(|payload| self.json(payload)), replacements }
    }
}
