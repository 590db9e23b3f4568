//! [`Flow`]: runs the steps of a workflow in their order, with actions, retries, called workflows and dependencies.

use super::criterion;
use super::payload;
use super::played::{Ended, Played, Sent, StepFault, now};
use super::scope::{Current, Scope, with_defaults};
use crate::case::Expectation;
use crate::client::Session;
use crate::draft::Draft;
use crate::judge::{Answered, Class, Fault, Schemas};
use crate::send::{Sender, Stop};
use crate::settings::Settings;
use crate::tokens::Tokens;
use crate::{lifecycle, security, wire};
use serde_json::{Map, Value};
use specproof_contract::model::{Action, ActionKind, Api, Expect, GotoTarget, Operation, Step, StepTarget, Workflow};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// What is needed to run workflows of an API.
#[derive(Clone, Copy)]
pub struct Flow<'a> {
    /// The API.
    pub api: &'a Api,
    /// Its validators.
    pub schemas: &'a Schemas<'a>,
    /// Settings of the run.
    pub settings: &'a Settings,
    /// Sends.
    pub sender: &'a Sender<'a>,
    /// Base URL of the target.
    pub base: &'a str,
    /// Credentials that a flow gave.
    pub tokens: &'a Tokens,
}

/// How a workflow ended, to its caller.
enum Finish<'a> {
    Success(Map<String, Value>),
    Failure,
    Ready(Draft, &'a Operation),
}

enum Trouble {
    Error(String),
    Stopped(Stop),
}

impl From<String> for Trouble {
    fn from(why: String) -> Self {
        Self::Error(why)
    }
}

impl<'a> Flow<'a> {
    /// Runs a workflow; with `but_last` up to before its last step, whose request is then returned.
    pub async fn play(
        &self,
        workflow: &'a Workflow,
        inputs: Map<String, Value>,
        but_last: bool,
        session: Option<&mut Session<'_>>,
    ) -> Played<'a> {
        let mut player = Player {
            flow: *self,
            session,
            steps: self.settings.limits.steps,
            played: Played { sent: vec![], faults: vec![], checked: vec![], outputs: Map::new(), ended: Ended::Done },
        };
        player.played.checked.extend(workflow.clauses.iter().cloned());
        let result = player.workflow(workflow, inputs, but_last).await;
        player.played.ended = match result {
            Ok(Finish::Success(outputs)) => {
                player.played.outputs = outputs;
                Ended::Done
            }
            Ok(Finish::Failure) => Ended::Failed,
            Ok(Finish::Ready(draft, operation)) => Ended::Ready(Box::new(draft), operation),
            Err(Trouble::Error(why)) => Ended::Error(why),
            Err(Trouble::Stopped(stop)) => Ended::Stopped(stop),
        };
        player.played
    }

    /// Sends one request of an operation.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub async fn send(
        &self,
        operation: &'a Operation,
        draft: Draft,
        expect: Expectation,
        clauses: Vec<String>,
        session: Option<&mut Session<'_>>,
    ) -> Result<Sent<'a>, Ended<'a>> {
        let request = wire::request(self.api, operation, &draft, self.base, &self.settings.headers).map_err(Ended::Error)?;
        let what = draft.asks_for(&self.api.name, &operation.id, &request);
        let limits = self.settings.limits_of(&self.api.name, &operation.id);
        let exchange = self.sender.send(&what, request, draft.header_case, &limits, session).await.map_err(Ended::Stopped)?;
        let now = now();
        // What is documented for the operation says nothing about an answer from elsewhere.
        let documented = exchange.answer.as_ref().ok().filter(|_| draft.elsewhere.is_none());
        let answered = documented.map(|answer| Answered::new(self.schemas, operation, answer, now));
        Ok(Sent { operation, draft, exchange, answered, now, expect, clauses, step: None, readings: Vec::new() })
    }
}

struct Player<'a, 's, 'c> {
    flow: Flow<'a>,
    session: Option<&'s mut Session<'c>>,
    steps: u32,
    played: Played<'a>,
}

/// What comes after a step.
enum Next<'a> {
    Step(usize),
    Workflow(&'a Workflow),
    Again(Duration),
    End { success: bool },
}

type Running<'f, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'f>>;

impl<'a> Player<'a, '_, '_> {
    fn workflow<'f>(&'f mut self, workflow: &'a Workflow, inputs: Map<String, Value>, but_last: bool) -> Running<'f, Finish<'a>> {
        Box::pin(async move {
            let mut scope = Scope::new(self.flow.api, self.flow.base, with_defaults(workflow, inputs));
            for id in &workflow.depends_on {
                let needed = self.find(id)?;
                let inputs = scope.inputs.clone();
                match self.workflow(needed, inputs.clone(), false).await? {
                    Finish::Success(outputs) => {
                        scope.workflows.insert(id.clone(), (inputs, outputs));
                    }
                    _ => return Ok(Finish::Failure),
                }
            }
            let mut at = 0;
            let mut tries: BTreeMap<&str, u32> = BTreeMap::new();
            while let Some(step) = workflow.steps.get(at) {
                if self.steps == 0 {
                    return Err(format!("the limit of {} steps in a flow is reached", self.flow.settings.limits.steps).into());
                }
                self.steps -= 1;
                if but_last && at + 1 == workflow.steps.len() {
                    return self.prepare(&scope, workflow, step).map(|(draft, operation)| Finish::Ready(draft, operation));
                }
                let faults = self.played.faults.len();
                let done = self.step(&mut scope, workflow, step).await?;
                match self.next(&scope, workflow, at, &done, &mut tries)? {
                    Next::Step(next) => {
                        // A failure that an action handles is part of the flow.
                        if !done.succeeded {
                            self.played.faults.truncate(faults);
                        }
                        at = next;
                    }
                    Next::Again(pause) => {
                        self.played.faults.truncate(faults);
                        tokio::time::sleep(pause.min(self.flow.settings.limits.wait)).await;
                    }
                    Next::Workflow(next) => {
                        if !done.succeeded {
                            self.played.faults.truncate(faults);
                        }
                        let inputs = scope.inputs.clone();
                        return self.workflow(next, inputs, false).await;
                    }
                    Next::End { success } => {
                        return Ok(if success { Finish::Success(scope.finish(workflow)) } else { Finish::Failure });
                    }
                }
            }
            Ok(Finish::Success(scope.finish(workflow)))
        })
    }

    /// Runs one step: an operation or a workflow.
    async fn step(&mut self, scope: &mut Scope<'a>, workflow: &'a Workflow, step: &'a Step) -> Result<Done, Trouble> {
        self.played.checked.extend(step.clauses.iter().cloned());
        match &step.target {
            StepTarget::Operation(_) => self.call(scope, workflow, step).await,
            StepTarget::Workflow(id) => {
                let called = self.find(id)?;
                let inputs = payload::inputs(scope, &step.parameters)?;
                let (succeeded, outputs) = match self.workflow(called, inputs.clone(), false).await? {
                    Finish::Success(outputs) => (true, outputs),
                    _ => (false, Map::new()),
                };
                scope.workflows.insert(id.clone(), (inputs, outputs.clone()));
                let mut done = Done { succeeded, sent: None };
                if succeeded {
                    // The outputs of the called workflow are what the step's own criteria and outputs can see as `$outputs`.
                    let before = std::mem::replace(&mut scope.outputs, outputs);
                    done.succeeded = self.judge(scope, step, None)?;
                    self.keep_outputs(scope, step, None);
                    scope.outputs = before;
                }
                Ok(done)
            }
        }
    }

    async fn call(&mut self, scope: &mut Scope<'a>, workflow: &'a Workflow, step: &'a Step) -> Result<Done, Trouble> {
        let (draft, operation) = self.prepare(scope, workflow, step)?;
        let session = self.session.as_deref_mut();
        // What the step expects is judged with its criteria, since an action may handle that it does not come.
        let sent = self.flow.send(operation, draft, Expectation::Open, step.clauses.clone(), session).await;
        let mut sent = sent.map_err(|ended| match ended {
            Ended::Stopped(stop) => Trouble::Stopped(stop),
            Ended::Error(why) => Trouble::Error(format!("step `{}`: {why}", step.id)),
            _ => Trouble::Error(format!("step `{}` could not be sent", step.id)),
        })?;
        sent.step = Some(step);
        let index = self.played.sent.len();
        self.played.sent.push(sent);
        let succeeded = self.judge(scope, step, Some(index))?;
        self.keep_outputs(scope, step, Some(index));
        Ok(Done { succeeded, sent: Some(index) })
    }

    fn prepare(&self, scope: &Scope<'a>, workflow: &'a Workflow, step: &'a Step) -> Result<(Draft, &'a Operation), Trouble> {
        let StepTarget::Operation(id) = &step.target else {
            return Err(format!("step `{}` calls a workflow, not an operation", step.id).into());
        };
        let operation = self.flow.api.operation(id).ok_or_else(|| format!("there is no operation `{id}`"))?;
        let mut draft = payload::draft(scope, workflow, step, operation).map_err(|why| format!("step `{}`: {why}", step.id))?;
        let given = |scheme: &str| self.flow.tokens.credential(self.flow.settings, &self.flow.api.name, scheme);
        security::add(&mut draft, self.flow.api, operation, self.flow.settings, &given);
        Ok((draft, operation))
    }

    /// Whether the step succeeded; what did not hold becomes a fault.
    fn judge(&mut self, scope: &Scope<'a>, step: &'a Step, index: Option<usize>) -> Result<bool, Trouble> {
        let mut faults = Vec::new();
        let mut readings = Vec::new();
        let charged = |narrow: &[String]| {
            let clause = narrow.iter().chain(&step.clauses).next();
            clause.cloned().unwrap_or_else(|| "arazzo.criteria".to_owned())
        };
        let sent = index.map(|index| &self.played.sent[index]);
        if let Some(sent) = sent
            && sent.exchange.answer.is_err()
        {
            // That no answer came is found by the checks of every answer.
            return Ok(false);
        }
        let mut succeeded = true;
        // The opposite of what is asked for has one cause; what its criteria find besides follows from it.
        let (mut opposite, mut neither) = (false, None);
        if let (Some(expect), Some(answered)) = (step.expect, sent.and_then(|sent| sent.answered.as_ref())) {
            let (wanted, expected) = match expect {
                Expect::Granted => (Class::Grant, "a grant: a documented success whose body is no refusal".to_owned()),
                Expect::Refused => (Class::Refusal, "a refusal".to_owned()),
            };
            let given_away = wanted == Class::Refusal && answered.class == wanted && !answered.outcome.is_valid();
            if given_away {
                succeeded = false;
                faults.push(Fault::new(charged(&[]), "a refusal, and a body that no more than refuses", answered.line()).said(step.place));
            }
            if answered.class != wanted {
                succeeded = false;
                // An answer that is neither has a fault of its own; as a grant it would still be one.
                let fault = Fault::new(charged(&[]), expected, answered.line()).also(&step.clauses).also(answered.belied());
                let fault = fault.said(step.place);
                opposite = answered.class != Class::Neither;
                if opposite || wanted == Class::Refusal {
                    faults.push(fault);
                } else if answered.answer.status >= 300 {
                    neither = Some(fault);
                }
            }
        }
        let current = sent.and_then(current);
        for criterion in &step.success_criteria {
            let judgement = criterion::judge(criterion, scope, current)?;
            if let Some(reading) = &criterion.reading {
                if judgement.holds {
                    readings.push(reading.clone());
                }
                continue;
            }
            self.played.checked.extend(criterion.clauses.iter().cloned());
            if !judgement.holds {
                succeeded = false;
                let clause = charged(&criterion.clauses);
                // Where the criterion names no clause, what it asks for is part of what the step's clause says.
                let also = criterion.clauses.iter().chain(step.clauses.iter().take(1));
                if !opposite && !faults.iter().any(|fault| fault.clause == clause) {
                    let fault = Fault::new(clause, criterion::in_words(criterion), judgement.seen);
                    faults.push(fault.also(also).said(criterion.place));
                }
            }
        }
        if faults.is_empty() {
            faults.extend(neither);
        }
        if let Some(sent) = index.and_then(|index| self.played.sent.get_mut(index)) {
            sent.readings = readings;
        }
        self.played.faults.extend(faults.into_iter().map(|fault| StepFault { sent: index, fault }));
        Ok(succeeded)
    }

    fn keep_outputs(&self, scope: &mut Scope<'a>, step: &'a Step, index: Option<usize>) {
        let sent = index.map(|index| &self.played.sent[index]);
        let current = sent.and_then(current);
        let outputs = step.outputs.iter().filter_map(|(name, text)| {
            if let Some(own) = lifecycle::output(self.flow.api, text, sent) {
                return Some((name.clone(), own?));
            }
            let expression = specproof_contract::expression::parse(text).ok()?;
            Some((name.clone(), scope.value(&expression, current)?))
        });
        let outputs: Map<String, Value> = outputs.collect();
        scope.steps.insert(step.id.clone(), outputs);
    }

    /// What comes after a step: the first action whose criteria hold, else the next step after a success and the end after a failure.
    fn next(
        &self,
        scope: &Scope<'a>,
        workflow: &'a Workflow,
        at: usize,
        done: &Done,
        tries: &mut BTreeMap<&'a str, u32>,
    ) -> Result<Next<'a>, Trouble> {
        let step = &workflow.steps[at];
        let actions: &[Action] = match (done.succeeded, step.on_success.is_empty(), step.on_failure.is_empty()) {
            (true, false, _) => &step.on_success,
            (true, true, _) => &workflow.success_actions,
            (false, _, false) => &step.on_failure,
            (false, _, true) => &workflow.failure_actions,
        };
        let sent = done.sent.map(|index| &self.played.sent[index]);
        let current = sent.and_then(current);
        for action in actions {
            let mut all = true;
            for criterion in &action.criteria {
                all &= criterion::judge(criterion, scope, current)?.holds;
            }
            if !all {
                continue;
            }
            match &action.kind {
                ActionKind::End => return Ok(Next::End { success: done.succeeded }),
                ActionKind::Goto(target) => return self.target(workflow, target),
                ActionKind::Retry { after, limit, through } => {
                    let tried = tries.entry(&action.name).or_default();
                    if *tried < *limit {
                        *tried += 1;
                        if let Some(target) = through {
                            return self.target(workflow, target);
                        }
                        return Ok(Next::Again(Duration::try_from_secs_f64(*after).unwrap_or_default()));
                    }
                }
            }
        }
        Ok(if done.succeeded { Next::Step(at + 1) } else { Next::End { success: false } })
    }

    fn target(&self, workflow: &'a Workflow, target: &GotoTarget) -> Result<Next<'a>, Trouble> {
        match target {
            GotoTarget::Step(id) => {
                let at = workflow.steps.iter().position(|step| step.id == *id);
                at.map(Next::Step).ok_or_else(|| Trouble::Error(format!("there is no step `{id}` to go to")))
            }
            GotoTarget::Workflow(id) => self.find(id).map(Next::Workflow),
        }
    }

    fn find(&self, id: &str) -> Result<&'a Workflow, Trouble> {
        let mut all = self.flow.api.workflows.iter();
        all.find(|own| own.id == id).ok_or_else(|| Trouble::Error(format!("there is no workflow `{id}`")))
    }
}

struct Done {
    succeeded: bool,
    sent: Option<usize>,
}

/// What expressions see of a request that was answered.
fn current<'s>(sent: &'s Sent<'_>) -> Option<Current<'s>> {
    let answered = sent.answered.as_ref()?;
    Some(Current { draft: &sent.draft, exchange: &sent.exchange, json: answered.json.as_ref() })
}
