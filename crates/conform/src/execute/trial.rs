//! What each kind of [`Trial`] sends.

use super::World;
use super::guessed::{calls_wrong, is_granted, refusal};
use crate::arazzo::{Ended, Flow, Sent, StepFault};
use crate::case::{Account, Case, Change, CredentialPlace, Expectation, Refusal, Trial, WrongCredential};
use crate::change;
use crate::client::Session;
use crate::draft::{Draft, Known};
use crate::judge::{Class, Schemas};
use crate::lifecycle::is_derived;
use crate::security;
use crate::seed;
use futures_util::future::join_all;
use serde_json::{Map, Value};
use specproof_contract::model::{Api, Operation, Workflow};

/// What a trial sent and saw.
pub struct Done<'a> {
    /// Every request in order.
    pub sent: Vec<Sent<'a>>,
    /// Faults of steps.
    pub faults: Vec<StepFault>,
    /// Clauses that steps put to the test.
    pub checked: Vec<String>,
    /// How it ended.
    pub ended: Ended<'a>,
}

impl<'a> Done<'a> {
    fn nothing(ended: Ended<'a>) -> Self {
        Self { sent: vec![], faults: vec![], checked: vec![], ended }
    }
}

/// Runs a case's trial.
pub async fn trial<'a>(world: World<'a>, schemas: &'a Schemas<'a>, case: &'a Case) -> Done<'a> {
    let api = schemas.api;
    let flow = world.flow(schemas);
    world.tokens.freshen(flow, world.mask).await;
    if let Some(why) = lacks_token(&world, api, case) {
        return Done::nothing(Ended::Skipped(why));
    }
    let run = Running { flow, case };
    match &case.trial {
        Trial::Flow { workflow } => match run.workflow(workflow) {
            Ok(workflow) => {
                let Some(inputs) = run.inputs(workflow, Account::First) else {
                    return Done::nothing(Ended::Skipped("an input is missing".into()));
                };
                let played = flow.play(workflow, inputs, false, None).await;
                Done { sent: played.sent, faults: played.faults, checked: played.checked, ended: played.ended }
            }
            Err(why) => Done::nothing(Ended::Error(why)),
        },
        Trial::Variant { seed, changes, expect, then_unchanged } => run.variant(seed.as_deref(), changes, expect, *then_unchanged).await,
        Trial::Many { seed, variants, times, concurrent } => run.many(seed.as_deref(), variants, *times, *concurrent).await,
        Trial::Interleaved { seed, accounts, rounds, at_once } => run.interleaved(seed, accounts, rounds, *at_once).await,
        Trial::Between { seed, refused } => {
            let mut sent = Vec::new();
            let ended = run.between(seed, refused, &mut sent).await;
            Done { sent, faults: vec![], checked: vec![], ended: ended.err().unwrap_or(Ended::Done) }
        }
        Trial::Lifecycle(life) => {
            let (sent, faults, ended) = run.life(case, life).await;
            let checked = sent.iter().filter(|_| matches!(ended, Ended::Done)).flat_map(|sent| sent.clauses.clone()).collect();
            Done { sent, faults, checked, ended }
        }
    }
}

/// Why a credential that a flow should have given is not there.
fn lacks_token(world: &World<'_>, api: &Api, case: &Case) -> Option<String> {
    let given = |scheme: &str| world.tokens.credential(world.settings, &api.name, scheme);
    for id in crate::plan::operations(api, case) {
        let Some(operation) = api.operation(id) else { continue };
        if let Some(missing) = security::missing(api, operation, world.settings, &given) {
            let schemes = operation.security.iter().flatten();
            let why = schemes.into_iter().find_map(|own| world.tokens.failure(&api.name, &own.scheme));
            return why.map(|why| format!("{missing}: {why}"));
        }
    }
    None
}

/// A case that runs.
#[derive(Clone, Copy)]
pub struct Running<'a> {
    /// Sends.
    pub flow: Flow<'a>,
    case: &'a Case,
}

/// A request that is known to be valid, with what was sent to get so far.
pub struct Begun<'a> {
    /// The request.
    pub draft: Draft,
    /// What it calls.
    pub operation: &'a Operation,
}

impl<'a> Running<'a> {
    fn workflow(&self, id: &str) -> Result<&'a Workflow, String> {
        self.flow.api.workflows.iter().find(|workflow| workflow.id == id).ok_or_else(|| format!("there is no workflow `{id}`"))
    }

    /// The inputs of an account; `None` for a second account that is not given.
    fn inputs(&self, workflow: &Workflow, account: Account) -> Option<Map<String, Value>> {
        let given = |name: &str| self.flow.settings.input(&self.flow.api.name, name).cloned();
        let all = self.flow.settings.inputs.get(&self.flow.api.name).into_iter().flatten();
        let mut inputs: Map<String, Value> = all.map(|(name, value)| (name.clone(), value.clone())).collect();
        if account == Account::Second {
            let mut any = false;
            for input in &workflow.inputs {
                if let Some(value) = given(&format!("second_{}", input.name)) {
                    any = true;
                    inputs.insert(input.name.clone(), value);
                }
            }
            if !any {
                return None;
            }
        }
        Some(inputs)
    }

    /// Runs the seed flow of an account up to its last request.
    pub async fn begin(
        &self,
        seed: Option<&str>,
        account: Account,
        session: Option<&mut Session<'_>>,
        sent: &mut Vec<Sent<'a>>,
    ) -> Result<Begun<'a>, Ended<'a>> {
        let Some(seed) = seed else {
            let operation = self.case.operation.as_deref().and_then(|id| self.flow.api.operation(id));
            let operation = operation.ok_or_else(|| Ended::Error("the case names no operation".into()))?;
            let draft = sampled(self.flow, operation).map_err(Ended::Skipped)?;
            return Ok(Begun { draft, operation });
        };
        let workflow = self.workflow(seed).map_err(Ended::Error)?;
        let inputs = self.inputs(workflow, account).ok_or_else(|| Ended::Skipped("needs a second account, which is not given".into()))?;
        let played = self.flow.play(workflow, inputs, true, session).await;
        let first = sent.len();
        sent.extend(played.sent);
        match played.ended {
            // What a derived flow asks for first is made up, and so is the name of what it made.
            Ended::Failed | Ended::Error(_) if is_derived(seed) => {
                let why = match (sent[first..].last(), &played.ended) {
                    (_, Ended::Error(_)) => "no answer names what the path asks for".to_owned(),
                    (Some(last), _) => refusal(last),
                    (None, _) => "nothing was sent".to_owned(),
                };
                Err(Ended::Skipped(format!("not exercised: {why}")))
            }
            Ended::Ready(draft, operation) => Ok(Begun { draft: *draft, operation }),
            Ended::Done | Ended::Failed => {
                Err(Ended::Error(format!("the flow `{seed}` did not get as far as its last request; what it found is told there")))
            }
            other => Err(other),
        }
    }

    async fn variant(self, seed: Option<&str>, changes: &[Change], expect: &Expectation, then_unchanged: bool) -> Done<'a> {
        let mut sent = Vec::new();
        let ended = self.variant_into(seed, changes, expect, then_unchanged, &mut sent).await;
        Done { sent, faults: vec![], checked: vec![], ended: ended.err().unwrap_or(Ended::Done) }
    }

    async fn variant_into(
        &self,
        seed: Option<&str>,
        changes: &[Change],
        expect: &Expectation,
        then_unchanged: bool,
        sent: &mut Vec<Sent<'a>>,
    ) -> Result<(), Ended<'a>> {
        // What the changes need to know comes first, so that the session under test is the youngest.
        let second = match changes.iter().any(needs_second) {
            true => Some(self.begin(seed, Account::Second, None, sent).await?.draft),
            false => None,
        };
        let other = match changes.iter().any(needs_other_session) {
            true => Some(self.begin(seed, Account::First, None, sent).await?.draft),
            false => None,
        };
        let begun = self.begin(seed, Account::First, None, sent).await?;
        let known = Known { second: second.as_ref(), other: other.as_ref() };
        let changed = changed(&begun.draft, changes, known).map_err(Ended::Skipped)?;
        let clauses = self.clauses(expect);
        sent.push(self.flow.send(begun.operation, changed, expect.clone(), clauses, None).await?);
        // What was wrongly granted has ended what it was for; that is told already.
        let refused = sent.last().and_then(|sent| sent.answered.as_ref()).is_none_or(|answered| answered.class != Class::Grant);
        if matches!(expect, Expectation::Guessed { firm: true }) && sent.last().is_some_and(calls_wrong) {
            let clauses = self.clauses(expect);
            let unchanged = Expectation::Guessed { firm: false };
            let control = self.flow.send(begun.operation, begun.draft, unchanged, clauses, None).await?;
            if let Some(own) = sent.last_mut().filter(|_| is_granted(&control)) {
                own.expect = Expectation::Granted;
            }
            sent.push(control);
        } else if then_unchanged && refused {
            // What comes after a refusal is charged to the case's last clause: that a refused request ends nothing.
            let clauses = self.clauses(&Expectation::Granted).into_iter().rev().collect();
            sent.push(self.flow.send(begun.operation, begun.draft, Expectation::Granted, clauses, None).await?);
        }
        Ok(())
    }

    async fn many(self, seed: Option<&str>, variants: &[(Vec<Change>, Expectation)], times: u32, concurrent: bool) -> Done<'a> {
        let mut sent = Vec::new();
        let ended = self.many_into(seed, variants, times, concurrent, &mut sent).await;
        Done { sent, faults: vec![], checked: vec![], ended: ended.err().unwrap_or(Ended::Done) }
    }

    async fn many_into(
        &self,
        seed: Option<&str>,
        variants: &[(Vec<Change>, Expectation)],
        times: u32,
        concurrent: bool,
        sent: &mut Vec<Sent<'a>>,
    ) -> Result<(), Ended<'a>> {
        let steps = match seed {
            Some(seed) => self.workflow(seed).map_err(Ended::Error)?.steps.len(),
            None => 1,
        };
        let second = match variants.iter().flat_map(|(changes, _)| changes).any(needs_second) {
            true => Some(self.begin(seed, Account::Second, None, sent).await?.draft),
            false => None,
        };
        let known = Known { second: second.as_ref(), other: None };
        let mut session = (!concurrent).then(|| self.flow.sender.client().session());
        // A seed of one step has no session of its own, so all its rounds are one.
        let (rounds, repeats) = if steps == 1 && concurrent { (1, times) } else { (times, 1) };
        for _ in 0..rounds {
            let begun = self.begin(seed, Account::First, session.as_mut(), sent).await?;
            let mut requests = Vec::new();
            for _ in 0..repeats {
                // What cannot be changed in one of these ways here is left out; the others still tell.
                for (changes, expect) in variants {
                    requests.extend(changed(&begun.draft, changes, known).ok().map(|draft| (draft, expect)));
                }
            }
            let first = sent.len();
            if let Some(session) = &mut session {
                for (draft, expect) in requests {
                    let clauses = self.clauses(expect);
                    sent.push(self.flow.send(begun.operation, draft, expect.clone(), clauses, Some(session)).await?);
                }
            } else {
                let all = requests
                    .into_iter()
                    .map(|(draft, expect)| self.flow.send(begun.operation, draft, expect.clone(), self.clauses(expect), None));
                for one in join_all(all).await {
                    sent.push(one?);
                }
            }
            // Of equal guesses all are right where one is.
            if sent[first..].iter().any(is_granted) {
                let equal = sent[first..].iter_mut().filter(|own| own.expect == Expectation::Guessed { firm: true } && calls_wrong(own));
                equal.for_each(|own| own.expect = Expectation::Granted);
            }
        }
        Ok(())
    }

    async fn between(&self, seed: &str, refused: &[Refusal], sent: &mut Vec<Sent<'a>>) -> Result<(), Ended<'a>> {
        let begun = self.begin(Some(seed), Account::First, None, sent).await?;
        for refusal in refused {
            let operation = self.flow.api.operation(&refusal.operation);
            let operation = operation.ok_or_else(|| Ended::Error(format!("there is no operation `{}`", refusal.operation)))?;
            let other = match &refusal.seed {
                Some(seed) => self.begin(Some(seed), Account::First, None, sent).await?.draft,
                None => sampled(self.flow, operation).map_err(Ended::Skipped)?,
            };
            let draft = changed(&other, &refusal.changes, Known::default()).map_err(Ended::Skipped)?;
            let clauses = self.clauses(&refusal.expect);
            sent.push(self.flow.send(operation, draft, refusal.expect.clone(), clauses, None).await?);
        }
        let clauses = self.clauses(&Expectation::Granted);
        sent.push(self.flow.send(begun.operation, begun.draft, Expectation::Granted, clauses, None).await?);
        Ok(())
    }

    async fn interleaved(self, seed: &str, accounts: &[Account], rounds: &[Vec<usize>], at_once: bool) -> Done<'a> {
        let mut sent = Vec::new();
        let ended = self.interleaved_into(seed, accounts, rounds, at_once, &mut sent).await;
        Done { sent, faults: vec![], checked: vec![], ended: ended.err().unwrap_or(Ended::Done) }
    }

    /// See [`Trial::Interleaved`] for what is left open.
    async fn interleaved_into(
        &self,
        seed: &str,
        accounts: &[Account],
        rounds: &[Vec<usize>],
        at_once: bool,
        sent: &mut Vec<Sent<'a>>,
    ) -> Result<(), Ended<'a>> {
        let mut replacing = false;
        for (number, round) in rounds.iter().enumerate() {
            let mut begun = Vec::new();
            if at_once {
                let one = async |account: &Account| {
                    let mut own = Vec::new();
                    let begun = self.begin(Some(seed), *account, None, &mut own).await;
                    (own, begun)
                };
                for (own, run) in join_all(accounts.iter().map(one)).await {
                    sent.extend(own);
                    begun.push(run?);
                }
            } else {
                for account in accounts {
                    begun.push(self.begin(Some(seed), *account, None, sent).await?);
                }
            }
            let newest = |index: usize| !accounts[index + 1..].contains(&accounts[index]);
            let mut done: Vec<usize> = Vec::new();
            let first_sent = sent.len();
            for &index in round {
                let Some(run) = begun.get(index) else { continue };
                let same_session = done.iter().any(|&other| accounts[other] == accounts[index] && begun[other].draft == run.draft);
                if same_session || (replacing && !newest(index)) {
                    continue;
                }
                let clauses = self.clauses(&Expectation::Granted);
                sent.push(self.flow.send(run.operation, run.draft.clone(), Expectation::Granted, clauses, None).await?);
                done.push(index);
            }
            if number == 0 {
                let granted = |at: usize| sent[first_sent + at].answered.as_ref().is_some_and(|answered| answered.class == Class::Grant);
                let of = |index: usize| done.iter().position(|&own| own == index);
                let replaced = |index: usize| {
                    let younger = (index + 1..accounts.len()).rev().find(|&other| accounts[other] == accounts[index]);
                    !newest(index) && of(index).is_some_and(|at| !granted(at)) && younger.and_then(of).is_some_and(granted)
                };
                replacing = (0..accounts.len()).any(replaced);
                if replacing {
                    // What a newer run replaced is left open; that it is answered at all is still judged.
                    for (at, &index) in done.iter().enumerate() {
                        if !newest(index) {
                            sent[first_sent + at].expect = Expectation::Open;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The clause of the expectation first, then the case's.
    fn clauses(&self, expect: &Expectation) -> Vec<String> {
        let own = match expect {
            Expectation::Refused { clause, .. } => Some(clause.clone()),
            Expectation::Granted | Expectation::Open | Expectation::Guessed { .. } => None,
        };
        let mut all: Vec<String> = own.into_iter().collect();
        for clause in &self.case.clauses {
            if !all.contains(clause) {
                all.push(clause.clone());
            }
        }
        all
    }
}

/// The draft with these changes, or why one of them cannot be applied.
fn changed(draft: &Draft, changes: &[Change], known: Known<'_>) -> Result<Draft, String> {
    let mut draft = draft.clone();
    for one in changes {
        change::apply(&mut draft, one, &known)?;
    }
    Ok(draft)
}

fn needs_second(change: &Change) -> bool {
    matches!(change, Change::OfSecondAccount | Change::Credential { wrong: WrongCredential::SecondAccounts, .. })
}

fn needs_other_session(change: &Change) -> bool {
    matches!(change, Change::Credential { wrong: WrongCredential::OtherSessions, at } if !matches!(at, CredentialPlace::Scheme(_)))
}

/// A request made from the contract alone, with the credentials of the settings.
fn sampled(flow: Flow<'_>, operation: &Operation) -> Result<Draft, String> {
    let made = || seed::sampled(flow.api, operation, flow.settings.seed);
    let mut draft = flow.schemas.once(operation, |known| &known.sampled, made).into_owned()?;
    let given = |scheme: &str| flow.tokens.credential(flow.settings, &flow.api.name, scheme);
    security::add(&mut draft, flow.api, operation, flow.settings, &given);
    Ok(draft)
}
