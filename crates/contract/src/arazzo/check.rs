//! What flows say to each other: ids are unique, every name resolves, every expression and condition parses, nothing goes in a ring.

use super::typed::{self, place};
use crate::codes::{self, Code};
use crate::expression::{self, Condition, Expression, Operand, Part};
use crate::jsonpath::JsonPath;
use crate::loader::Loader;
use crate::model::{Action, ActionKind, Criterion, CriterionKind, GotoTarget, Place, StepTarget, Workflow};
use crate::text::{nearest, short};
use crate::tree::{Kind, NodeId};
use std::collections::{HashMap, HashSet};

struct Check<'c> {
    loader: &'c mut Loader,
    workflows: &'c [Workflow],
}

pub(super) fn workflows(loader: &mut Loader, workflows: &[Workflow], document: &typed::Document) {
    let mut check = Check { loader, workflows };
    check.unique("workflow", workflows.iter().map(|workflow| (workflow.id.as_str(), workflow.place)));
    for (workflow, typed) in workflows.iter().zip(&document.workflows) {
        check.workflow(workflow, typed);
    }
    check.rings();
}

impl Check<'_> {
    fn add(&mut self, code: &'static Code, place: Place, message: String, help: String) {
        self.loader.report.add(code, place, message, help);
    }

    fn unique<'i>(&mut self, what: &str, ids: impl Iterator<Item = (&'i str, Place)>) {
        let mut first: HashMap<&str, Place> = HashMap::new();
        for (id, place) in ids {
            if let Some(first) = first.get(id) {
                let message = format!("the {what} `{}` stands here a second time; the first is in line {}", short(id), first.line);
                self.add(&codes::FLOW_DUPLICATE, place, message, "give each a name of its own".into());
            } else {
                first.insert(id, place);
            }
            if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
                let message = format!("`{}` cannot name a {what}", short(id));
                self.add(&codes::FLOW_DUPLICATE, place, message, "use letters, digits, `_` and `-`".into());
            }
        }
    }

    fn unresolved<'i>(&mut self, place: Place, what: &str, id: &str, known: impl Iterator<Item = &'i str>) {
        let help = match nearest(id, known) {
            Some(near) => format!("did you mean `{}`?", short(near)),
            None => format!("name a {what} of this document"),
        };
        self.add(&codes::FLOW_UNRESOLVED, place, format!("no {what} is called `{}`", short(id)), help);
    }

    fn workflow_named(&mut self, id: &str, place: Place) {
        let workflows = self.workflows;
        if !workflows.iter().any(|workflow| workflow.id == id) {
            self.unresolved(place, "workflow", id, workflows.iter().map(|workflow| workflow.id.as_str()));
        }
    }

    fn workflow(&mut self, workflow: &Workflow, typed: &typed::Workflow) {
        self.unique("step", workflow.steps.iter().map(|step| (step.id.as_str(), step.place)));
        for id in &workflow.depends_on {
            let place = place(self.loader, typed.node, "dependsOn");
            self.workflow_named(id, place);
        }
        if workflow.steps.is_empty() {
            self.add(&codes::FLOW_STEP, workflow.place, "a workflow without steps".into(), "add one, or remove the workflow".into());
        }
        let root = NodeId(typed.node);
        self.outputs(root, workflow);
        self.values(root, "parameters", workflow);
        self.actions(&workflow.success_actions, workflow);
        self.actions(&workflow.failure_actions, workflow);
        for (step, typed) in workflow.steps.iter().zip(&typed.steps) {
            if let StepTarget::Workflow(id) = &step.target {
                let at = place(self.loader, typed.node, "workflowId");
                self.workflow_named(id, at);
                self.called_inputs(step, id);
            }
            let node = NodeId(typed.node);
            self.outputs(node, workflow);
            self.values(node, "parameters", workflow);
            self.values(node, "requestBody", workflow);
            self.criteria(&step.success_criteria, workflow);
            self.actions(&step.on_success, workflow);
            self.actions(&step.on_failure, workflow);
        }
    }

    /// A called workflow gets the inputs it requires, and no others.
    fn called_inputs(&mut self, step: &crate::model::Step, id: &str) {
        let Some(called) = self.workflows.iter().find(|workflow| workflow.id == id) else { return };
        for parameter in &step.parameters {
            if !called.inputs.iter().any(|input| input.name == parameter.name) {
                self.unresolved(
                    parameter.place,
                    "input of that workflow",
                    &parameter.name,
                    called.inputs.iter().map(|input| input.name.as_str()),
                );
            }
        }
        for input in called.inputs.iter().filter(|input| input.required && input.default.is_none()) {
            if !step.parameters.iter().any(|parameter| parameter.name == input.name) {
                let message = format!("the workflow `{}` needs the input `{}`", short(id), short(&input.name));
                self.add(&codes::FLOW_INPUT, step.place, message, "pass it as a parameter of this step".into());
            }
        }
    }

    fn outputs(&mut self, node: NodeId, workflow: &Workflow) {
        let Some(outputs) = self.loader.tree.get(node, "outputs") else { return };
        for entry in self.loader.tree.entries(outputs).to_vec() {
            let place = self.loader.tree.place(entry.value);
            let Some(text) = self.loader.tree.text(entry.value).map(str::to_owned) else { continue };
            if looks_like_expression(&text) {
                self.text(&text, place, workflow);
            } else {
                let message = format!("the output `{}` is `{}`, which is no expression", short(&entry.key), short(&text));
                self.add(&codes::FLOW_EXPRESSION, place, message, "write `$response.body#/member` or the like".into());
            }
        }
    }

    /// Every text below a member.
    fn values(&mut self, node: NodeId, key: &str, workflow: &Workflow) {
        let mut open: Vec<NodeId> = self.loader.tree.get(node, key).into_iter().collect();
        while let Some(node) = open.pop() {
            match self.loader.tree.kind(node) {
                Kind::Text(text) if text.contains('$') => {
                    let (text, place) = (text.to_string(), self.loader.tree.place(node));
                    // Reusable Objects have been resolved.
                    if !text.starts_with("$components.") {
                        self.text(&text, place, workflow);
                    }
                }
                Kind::List(items) => open.extend(items.iter().rev()),
                Kind::Map(entries) => open.extend(entries.iter().rev().map(|entry| entry.value)),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str, place: Place, workflow: &Workflow) {
        let parsed = if looks_like_expression(text) {
            expression::parse(text).map(|expression| vec![expression])
        } else {
            expression::template(text).map(|parts| {
                parts
                    .into_iter()
                    .filter_map(|part| match part {
                        Part::Expression(expression) => Some(expression),
                        Part::Text(_) => None,
                    })
                    .collect()
            })
        };
        match parsed {
            Ok(expressions) => expressions.iter().for_each(|expression| self.expression(expression, place, workflow)),
            Err(help) => self.add(&codes::FLOW_EXPRESSION, place, format!("`{}` is no expression that can be read", short(text)), help),
        }
    }

    fn unknown_value<'i>(&mut self, place: Place, what: &str, name: &str, known: impl Iterator<Item = &'i str>) {
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{}`?", short(near)),
            None => "declare it".into(),
        };
        self.add(&codes::FLOW_INPUT, place, format!("no {what} is called `{}`", short(name)), help);
    }

    fn expression(&mut self, expression: &Expression, place: Place, workflow: &Workflow) {
        match expression {
            Expression::Inputs(name) if !workflow.inputs.iter().any(|input| input.name == name.name) => {
                self.unknown_value(place, "input of this workflow", &name.name, workflow.inputs.iter().map(|input| input.name.as_str()));
            }
            Expression::Outputs(name) if !workflow.outputs.iter().any(|(own, _)| *own == name.name) => {
                self.unknown_value(place, "output of this workflow", &name.name, workflow.outputs.iter().map(|(own, _)| own.as_str()));
            }
            Expression::Steps { step, output } => match workflow.steps.iter().find(|own| own.id == *step) {
                None => self.unresolved(place, "step", step, workflow.steps.iter().map(|own| own.id.as_str())),
                Some(own) if !own.outputs.iter().any(|(own, _)| *own == output.name) => {
                    self.unknown_value(place, "output of that step", &output.name, own.outputs.iter().map(|(own, _)| own.as_str()));
                }
                Some(_) => {}
            },
            Expression::Workflows { workflow: id, input, name } => {
                let workflows = self.workflows;
                let Some(other) = workflows.iter().find(|own| own.id == *id) else {
                    self.workflow_named(id, place);
                    return;
                };
                if *input && !other.inputs.iter().any(|input| input.name == name.name) {
                    self.unknown_value(place, "input of that workflow", &name.name, other.inputs.iter().map(|input| input.name.as_str()));
                } else if !input && !other.outputs.iter().any(|(own, _)| *own == name.name) {
                    self.unknown_value(place, "output of that workflow", &name.name, other.outputs.iter().map(|(own, _)| own.as_str()));
                }
            }
            _ => {}
        }
    }

    fn criteria(&mut self, criteria: &[Criterion], workflow: &Workflow) {
        for criterion in criteria {
            if let Some(context) = &criterion.context {
                self.text(context, criterion.place, workflow);
            }
            if criterion.context.is_none() && criterion.kind != CriterionKind::Simple {
                let message = "a regex or JSONPath criterion needs a `context` to look at".to_owned();
                self.add(&codes::FLOW_CONDITION, criterion.place, message, "add `context: $response.body`, or what it is".into());
            }
            match criterion.kind {
                CriterionKind::Simple => match expression::condition(&criterion.condition) {
                    Ok(condition) => {
                        let mut found = Vec::new();
                        expressions(&condition, &mut found);
                        found.into_iter().for_each(|expression| self.expression(expression, criterion.place, workflow));
                    }
                    Err(help) => self.condition(criterion, help),
                },
                CriterionKind::Regex => {
                    if let Err(error) = crate::validate::compile_pattern(&criterion.condition) {
                        self.condition(criterion, format!("it does not compile: {error}"));
                    }
                }
                CriterionKind::JsonPath => {
                    if let Err(why) = JsonPath::parse(&criterion.condition) {
                        self.condition(criterion, format!("as a JSONPath (RFC 9535), {why}"));
                    }
                }
            }
        }
    }

    fn condition(&mut self, criterion: &Criterion, help: String) {
        self.add(&codes::FLOW_CONDITION, criterion.place, format!("the condition `{}` cannot be read", short(&criterion.condition)), help);
    }

    fn actions(&mut self, actions: &[Action], workflow: &Workflow) {
        self.unique("action", actions.iter().map(|action| (action.name.as_str(), action.place)));
        for action in actions {
            self.criteria(&action.criteria, workflow);
            let target = match &action.kind {
                ActionKind::Goto(target) | ActionKind::Retry { through: Some(target), .. } => target,
                _ => continue,
            };
            match target {
                GotoTarget::Step(id) if !workflow.steps.iter().any(|step| step.id == *id) => {
                    self.unresolved(action.place, "step", id, workflow.steps.iter().map(|step| step.id.as_str()));
                }
                GotoTarget::Workflow(id) => self.workflow_named(id, action.place),
                GotoTarget::Step(_) => {}
            }
        }
    }

    /// `dependsOn` and calls never lead back.
    fn rings(&mut self) {
        let index: HashMap<&str, usize> = self.workflows.iter().enumerate().map(|(at, workflow)| (workflow.id.as_str(), at)).collect();
        let next: Vec<Vec<usize>> = self
            .workflows
            .iter()
            .map(|workflow| {
                let called = workflow.steps.iter().filter_map(|step| match &step.target {
                    StepTarget::Workflow(id) => Some(id),
                    StepTarget::Operation(_) => None,
                });
                workflow.depends_on.iter().chain(called).filter_map(|id| index.get(id.as_str()).copied()).collect()
            })
            .collect();
        for start in 0..self.workflows.len() {
            let mut seen: HashSet<usize> = HashSet::new();
            let mut open = next[start].clone();
            while let Some(at) = open.pop() {
                if at == start {
                    let (message, place) =
                        (format!("the workflow `{}` leads back to itself", short(&self.workflows[start].id)), self.workflows[start].place);
                    self.add(&codes::FLOW_RING, place, message, "break the ring of `dependsOn` and called workflows".into());
                    break;
                }
                if seen.insert(at) {
                    open.extend(&next[at]);
                }
            }
        }
    }
}

/// Whether a text is meant as one expression, misspelt or not: it begins with `$` and a letter.
fn looks_like_expression(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Every expression of a condition, in order.
fn expressions<'c>(condition: &'c Condition, found: &mut Vec<&'c Expression>) {
    let operand = |operand: &'c Operand, found: &mut Vec<&'c Expression>| {
        if let Operand::Expression { expression, .. } = operand {
            found.push(expression);
        }
    };
    match condition {
        Condition::Or(all) | Condition::And(all) => all.iter().for_each(|one| expressions(one, found)),
        Condition::Not(inner) => expressions(inner, found),
        Condition::Compare(left, _, right) => {
            operand(left, found);
            operand(right, found);
        }
        Condition::Holds(one) => operand(one, found),
    }
}
