//! Criteria and actions, reusable ones put in.

use super::lower::Lower;
use super::typed::{self, place};
use crate::codes;
use crate::model::{Action, ActionKind, Criterion, CriterionKind, GotoTarget};
use crate::text::short;
use crate::tree::NodeId;

impl Lower<'_, '_> {
    pub(super) fn criterion(&mut self, typed: &typed::Criterion) -> Criterion {
        let word = match &typed.kind {
            None => "simple",
            Some(typed::CriterionType::Word(word)) | Some(typed::CriterionType::Versioned { kind: word }) => word,
        };
        let kind = match word {
            "simple" => CriterionKind::Simple,
            "regex" => CriterionKind::Regex,
            "jsonpath" => CriterionKind::JsonPath,
            other => {
                let message = format!("`{}` is no type of criterion that is read", short(other));
                self.fault(&codes::FLOW_CONDITION, typed.node, "type", message, "known: `simple`, `regex`, `jsonpath`".into());
                CriterionKind::Simple
            }
        };
        Criterion {
            context: typed.context.clone(),
            condition: typed.condition.clone(),
            kind,
            clauses: self.clauses(typed.node),
            reading: self.reader.loader.tree.text_at(NodeId(typed.node), "x-reading").map(str::to_owned),
            place: place(self.reader.loader, typed.node, "condition"),
        }
    }

    pub(super) fn action(&mut self, typed: &typed::Action, section: &str) -> Option<Action> {
        if let Some(reference) = &typed.reference {
            let target = self.reused(reference, typed.node, section)?;
            let table = crate::shape::arazzo::action(section);
            let skeleton = crate::typed::Cutter { tree: &self.reader.loader.tree, targets: &self.reader.targets }.object(target, table);
            let place = self.reader.loader.tree.place(target);
            let own: typed::Action = crate::typed::read(skeleton, place, &mut self.reader.loader.report)?;
            if own.reference.is_some() {
                self.fault(
                    &codes::FLOW_UNRESOLVED,
                    typed.node,
                    "reference",
                    "a component that is a reference itself".into(),
                    "define the action there".into(),
                );
                return None;
            }
            return self.action(&own, section);
        }
        let (Some(name), Some(kind)) = (&typed.name, &typed.kind) else {
            self.fault(&codes::FLOW_STEP, typed.node, "name", "an action has a `name` and a `type`".into(), "add what is missing".into());
            return None;
        };
        let target = match (&typed.step_id, &typed.workflow_id) {
            (Some(step), None) => Some(GotoTarget::Step(step.clone())),
            (None, Some(workflow)) => Some(GotoTarget::Workflow(self.without_source(workflow).to_owned())),
            (None, None) => None,
            (Some(_), Some(_)) => {
                self.fault(
                    &codes::FLOW_STEP,
                    typed.node,
                    "workflowId",
                    "an action leads to a step or to a workflow, not to both".into(),
                    "keep one".into(),
                );
                None
            }
        };
        let retries = typed.retry_after.is_some() || typed.retry_limit.is_some();
        if retries && kind != "retry" {
            self.fault(
                &codes::FLOW_STEP,
                typed.node,
                "type",
                "`retryAfter` and `retryLimit` go with `type: retry`".into(),
                "write `type: retry`, or remove them".into(),
            );
        }
        let kind = match (kind.as_str(), target) {
            ("goto", Some(target)) => ActionKind::Goto(target),
            ("goto", None) => {
                self.fault(&codes::FLOW_STEP, typed.node, "type", "`goto` leads nowhere".into(), "add `stepId` or `workflowId`".into());
                return None;
            }
            ("end", Some(_)) => {
                self.fault(
                    &codes::FLOW_STEP,
                    typed.node,
                    "type",
                    "`end` leads nowhere".into(),
                    "remove `stepId` and `workflowId`, or write `type: goto`".into(),
                );
                ActionKind::End
            }
            ("retry", through) => {
                let after = typed.retry_after.unwrap_or(0.0);
                if !(0.0..=86_400.0).contains(&after) {
                    self.fault(
                        &codes::FLOW_STEP,
                        typed.node,
                        "retryAfter",
                        "`retryAfter` is from 0 to 86400 seconds".into(),
                        "correct it".into(),
                    );
                }
                ActionKind::Retry { after, limit: typed.retry_limit.unwrap_or(1.0).min(f64::from(u32::MAX)) as u32, through }
            }
            _ => ActionKind::End,
        };
        Some(Action {
            name: name.clone(),
            kind,
            criteria: typed.criteria.iter().map(|criterion| self.criterion(criterion)).collect(),
            place: place(self.reader.loader, typed.node, "name"),
        })
    }
}
