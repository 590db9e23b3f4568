//! In which order cases run: those without state side by side, those with state one after the other, and after the others of their API.
//! What failed is tried again when all have run, one after the other, so that the same cases are tried as often whatever else was under way.

use super::World;
use super::attempt::{Attempt, End, again, first};
use super::finding::masked;
use super::ledger::Ledger;
use super::summary::outcome_only;
use crate::case::Case;
use crate::judge::Schemas;
use futures_util::future::join_all;
use futures_util::stream::{StreamExt, iter};
use std::collections::BTreeMap;
use tokio::sync::Semaphore;

/// A fault that stayed when this many cases with it were tried again is taken to stay; more of them are not tried again.
const STEADY: u32 = 2;
/// Nor are more than this many cases with a fault that came and went.
const TRIED: u32 = 6;

/// What is told apart among faults: check, clause, place in the answer.
type Kind = (&'static str, String, Option<String>);

/// What became of the cases of an API, in the order of the plan, and what their exchanges have shown.
pub type Ran<'a> = (Vec<Attempt<'a>>, Ledger<'a>);

/// Runs every case of every API.
pub async fn all<'a>(world: &World<'a>, apis: &'a [Schemas<'a>]) -> Vec<Ran<'a>> {
    let jobs = Semaphore::new(world.settings.jobs.max(1));
    let groups = apis.iter().map(|schemas| group(*world, schemas, &jobs));
    join_all(groups).await
}

async fn group<'a>(world: World<'a>, schemas: &'a Schemas<'a>, jobs: &Semaphore) -> Ran<'a> {
    let api = schemas.api;
    let cases: Vec<&'a Case> = world.plan.cases.iter().filter(|case| case.api == api.name).collect();
    let mut attempts: Vec<Option<Attempt<'a>>> = cases.iter().map(|_| None).collect();
    let mut ledger = Ledger::of(schemas);
    let runnable = |case: &Case| !world.plan.skipped.contains_key(case.id.as_str());
    let unreachable = match cases.iter().any(|case| runnable(case)) {
        true => world.sender.client().reach(world.base(api)).await.err().map(|error| error.to_string()),
        false => None,
    };
    let one = async |index: usize| {
        let case = cases[index];
        let attempt = if let Some(reason) = world.plan.skipped.get(case.id.as_str()) {
            Attempt::without(End::Skipped(reason.clone()))
        } else if let Some(why) = &unreachable {
            Attempt::without(End::Error(why.clone()))
        } else {
            let _job = jobs.acquire().await;
            match world.sender.over() {
                Some(stop) => Attempt::without(End::Error(stop.to_string())),
                None => first(world, schemas, case).await,
            }
        };
        if world.observer.watches() {
            attempt.sent.iter().for_each(|sent| world.observer.exchanged(&case.id, &masked(&world, &sent.exchange)));
        }
        if attempt.faults.is_empty() {
            world.observer.ended(&api.name, &outcome_only(&world, api, case, &attempt));
        }
        (index, attempt)
    };
    let (serial, parallel): (Vec<usize>, Vec<usize>) = (0..cases.len()).partition(|&index| cases[index].stateful || cases[index].alone);
    let mut end = |(index, mut attempt): (usize, Attempt<'a>)| {
        ledger.take(index, cases[index], &mut attempt);
        world.kept.take(&mut attempt.sent);
        attempts[index] = Some(attempt);
    };
    // Those that wait for a turn are not begun: each takes its room.
    let mut running = std::pin::pin!(iter(parallel).map(&one).buffer_unordered(world.settings.jobs.max(1)));
    while let Some(ended) = running.next().await {
        end(ended);
    }
    for index in serial {
        end(one(index).await);
    }
    let mut tried: BTreeMap<Kind, (u32, u32)> = BTreeMap::new();
    for (case, attempt) in cases.iter().zip(&mut attempts) {
        let Some(attempt) = attempt.as_mut().filter(|attempt| !attempt.faults.is_empty()) else { continue };
        let kinds: Vec<Kind> = attempt.faults.iter().map(|(check, _, fault)| (*check, fault.clause.clone(), fault.at.clone())).collect();
        let known = |kind: &Kind| tried.get(kind).is_some_and(|(steady, all)| *steady >= STEADY || *all >= TRIED);
        if !kinds.iter().all(known) {
            again(world, schemas, case, attempt).await;
            for kind in kinds {
                let (steady, all) = tried.entry(kind).or_default();
                *steady += u32::from(!attempt.flaky);
                *all += 1;
            }
        }
        world.observer.ended(&api.name, &outcome_only(&world, api, case, attempt));
    }
    let attempts = attempts.into_iter().map(|attempt| attempt.unwrap_or_else(|| Attempt::without(End::Error("it did not run".into()))));
    (attempts.collect(), ledger)
}
