//! [`run`]: sends a plan, judges what comes back and puts everything that was found into a [`Run`].

mod absence;
mod attempt;
mod charge;
mod cleanup;
mod coverage;
mod finding;
mod group;
mod guessed;
mod keep;
mod latency;
mod ledger;
mod lifecycle;
mod members;
mod merge;
mod secrets;
mod summary;
mod trial;

pub(crate) use coverage::{Idle, NOT_ANSWERED_SO};
pub(crate) use summary::unchecked;

use crate::arazzo::Flow;
use crate::client::Client;
use crate::exchange::Exchange;
use crate::judge::Schemas;
use crate::lifecycle::Item;
use crate::mask::Mask;
use crate::plan::{Plan, Usage, plan};
use crate::run::{CaseResult, FORMAT, MaskedExchange, Run, Verdict};
use crate::security;
use crate::send::Sender;
use crate::settings::Settings;
use crate::shared::Pool;
use crate::tokens::Tokens;
use specproof_contract::Contract;
use specproof_contract::model::Api;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// Is told what happens, as it happens; and may end the run. `()` looks away.
pub trait Observer: Sync {
    /// So many cases will be tried or skipped.
    fn planned(&self, _cases: usize) {}
    /// A case of this API has ended. Checks over the whole run can still add findings to it.
    fn ended(&self, _api: &str, _result: &CaseResult) {}
    /// A request of a case was answered, or was not: everything masked.
    fn exchanged(&self, _case: &str, _exchange: &MaskedExchange) {}
    /// Whether [`Observer::exchanged`] is worth the work.
    fn watches(&self) -> bool {
        false
    }
    /// What a case sent to an operation and what came back, as it was on the wire: secrets are not masked here. Told when the case was tried, in the
    /// order of sending.
    fn on_the_wire(&self, _case: &str, _operation: &str, _exchange: &Exchange) {}
    /// Asked before each request: whether the user wants the run to end.
    fn cancelled(&self) -> bool {
        false
    }
}

impl Observer for () {}

/// Runs everything that the settings select against its targets.
///
/// Whatever a target does, the run ends within its limits, and what it found until then is in the result.
///
/// # Errors
/// What was asked wrongly; nothing was sent.
pub async fn run(contract: &Contract, settings: &Settings, observer: &dyn Observer) -> Result<Run, Vec<Usage>> {
    run_planned(contract, &plan(contract, settings)?, settings, observer).await
}

/// As [`run`], with a plan made before: for many runs of one plan, or of some of its cases.
///
/// # Errors
/// The TLS settings make no sense; nothing was sent.
pub async fn run_planned(contract: &Contract, plan: &Plan, settings: &Settings, observer: &dyn Observer) -> Result<Run, Vec<Usage>> {
    let contract = &*crate::lifecycle::extended(contract, settings.seed);
    let settings = &security::adopted(contract, settings);
    let mask = Mask::default();
    secrets::learn_settings(&mask, contract, settings);
    let https = settings.targets.values().any(|target| target.to_ascii_lowercase().starts_with("https:"));
    let client = Client::new(&settings.tls, &settings.route, &settings.limits, https)
        .map_err(|message| vec![Usage { message, help: "see --cacert, --cert, --key, --insecure and --proxy".into(), input: None }])?;
    let cancelled = || observer.cancelled();
    let sender = Sender::new(&client, &settings.limits, &cancelled);
    let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let kept = keep::Kept::default();
    observer.planned(plan.cases.len());

    let apis: Vec<Schemas<'_>> = contract.apis.iter().filter(|api| settings.targets.contains_key(&api.name)).map(Schemas::of).collect();
    let tokens = Tokens::default();
    let brought = contract.apis.iter().filter(|api| api.document.is_none() && settings.targets.contains_key(&api.name));
    let items = brought.map(|api| (api.name.as_str(), crate::lifecycle::items(api))).collect();
    let pool = Pool::default();
    let world = World {
        items: &items,
        pool: &pool,
        contract,
        settings,
        mask: &mask,
        sender: &sender,
        tokens: &tokens,
        kept: &kept,
        observer,
        plan,
    };
    let ran = group::all(&world, &apis).await;
    let runs = apis.iter().zip(ran).map(|(schemas, ran)| summary::api(&world, schemas, ran)).collect::<Vec<_>>();
    let aborted = observer.cancelled().then(|| "the run was cancelled".into());
    let verdict = if aborted.is_some() { Verdict::Aborted } else { Verdict::over(&runs) };
    Ok(Run {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: settings.seed,
        started,
        took_ms: u64::try_from(sender.elapsed().as_millis()).unwrap_or(u64::MAX),
        verdict,
        apis: runs,
        shard: settings.shard.map(|shard| shard.to_string()),
        narrowed: Vec::new(),
        aborted,
        gate: None,
    })
}

/// Everything that a case needs to know about its run.
#[derive(Clone, Copy)]
struct World<'a> {
    contract: &'a Contract,
    settings: &'a Settings,
    mask: &'a Mask,
    sender: &'a Sender<'a>,
    kept: &'a keep::Kept,
    /// Texts that many results tell.
    pool: &'a Pool,
    tokens: &'a Tokens,
    /// Of each API without a register, what its requests can make.
    items: &'a BTreeMap<&'a str, Vec<Item<'a>>>,
    observer: &'a dyn Observer,
    plan: &'a Plan,
}

impl<'a> World<'a> {
    /// What plays the flows of an API.
    fn flow(&self, schemas: &'a Schemas<'a>) -> Flow<'a> {
        let api = schemas.api;
        Flow { api, schemas, settings: self.settings, sender: self.sender, base: self.base(api), tokens: self.tokens }
    }

    /// Base URL of an API's target, without userinfo.
    fn base(&self, api: &Api) -> &'a str {
        self.settings.targets.get(&api.name).map_or("", String::as_str)
    }
}
