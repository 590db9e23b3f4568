//! Runs against the reference deployment, in its own process, on loopback.

use specproof_conform::run::{Finding, Outcome};
use specproof_conform::snapshot::{Mode, Store};
use specproof_conform::{Run, Settings};
use specproof_contract::{Contract, load_specs};
use specproof_reference as reference;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The specs of this repository.
pub fn contract() -> Contract {
    load_specs(&crate::root().join("specs"))
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(ToString::to_string).collect::<String>()))
}

/// Runs everything about these APIs (all when empty) against the reference deployment, or one of its variants.
///
/// The contract snapshots are compared with; nothing is written.
pub fn run(contract: &Contract, apis: &[&str], variant: Option<&str>) -> Run {
    run_only(contract, apis, variant, &[]).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// As [`run`], with only the cases that these patterns take.
///
/// # Errors
/// What was asked wrongly: a pattern that takes nothing, say.
pub fn run_only(contract: &Contract, apis: &[&str], variant: Option<&str>, only: &[&str]) -> Result<Run, String> {
    let apis = if apis.is_empty() { reference::APIS.as_slice() } else { apis };
    let mut settings = Settings { only: only.iter().map(|&pattern| pattern.to_owned()).collect(), ..Settings::default() };
    settings.snapshots = Store { contract: Some((crate::root().join("specs"), Mode::Check)), ..Store::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap_or_else(|error| panic!("{error}"));
    runtime.block_on(async {
        let deployment = reference::start(apis, variant).await.unwrap_or_else(|why| panic!("{why}"));
        for api in apis {
            settings.targets.insert((*api).to_owned(), deployment.url());
            let own = settings.inputs.entry((*api).to_owned()).or_default();
            own.extend(reference::inputs(api).iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
        }
        let run = specproof_conform::run(contract, &settings, &()).await.map_err(|wrong| format!("{wrong:?}"));
        deployment.stop().await;
        run
    })
}

/// Calls `work` for every item, on as many threads as there are processors; results in the order of the items.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, Into::into) {
            scope.spawn(|| {
                while let Some((at, item)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?))) {
                    let result = work(item);
                    done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Every finding of a run, with the case that made it.
pub fn findings(run: &Run) -> Vec<(&str, &Finding)> {
    run.apis
        .iter()
        .flat_map(|api| &api.cases)
        .flat_map(|case| match &case.outcome {
            Outcome::Fail(findings) => findings.iter().map(|finding| (case.id.as_str(), finding)).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// Findings as lines for a message.
pub fn told(run: &Run) -> String {
    let line = |(case, finding): &(&str, &Finding)| {
        format!("  {case} [{}] {}: expected {}; received {:.200}\n", finding.check, finding.clause, finding.expected, finding.received)
    };
    findings(run).iter().take(10).map(line).collect()
}
