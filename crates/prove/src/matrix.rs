//! Runs the suite against everything: what keeps the contract, and what breaks it one promise at a time.

use crate::fault::{self, Fault};
use crate::proof::{ApiProof, Broken, Fate, Honest, Proof, Source};
use crate::proxy;
use crate::recording::{Recording, Shows, shows};
use crate::running::Running;
use crate::upstream::Upstream;
use specproof_conform::run::{ApiRun, CaseResult, Finding, Outcome};
use specproof_conform::{Observer, Run, Settings};
use specproof_contract::Contract;
use specproof_contract::model::{Api, Place};
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// A deployment that is being started.
pub type Starting<'a> = Pin<Box<dyn Future<Output = Result<Running, String>> + 'a>>;

/// Where deployments come from.
pub trait Ground: Sync {
    /// Starts the deployment of an API: honest, or the variant of this id.
    fn start<'a>(&'a self, api: &'a Api, variant: Option<&'a str>) -> Starting<'a>;
}

/// A variant that a ground can start.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its id.
    pub id: &'a str,
    /// API name.
    pub api: &'a str,
    /// The clause that it breaks, or reads in another right way.
    pub clause: &'a str,
    /// What it does.
    pub says: &'a str,
    /// It keeps the contract: a finding against it is a false alarm.
    pub honest: bool,
}

/// What is told to a proof.
#[derive(Debug, Clone)]
pub struct Options {
    /// Deployments that are run against at once.
    pub jobs: usize,
    /// Seeds with which the honest deployment is run against.
    pub seeds: u64,
    /// Only broken deployments whose id contains one of these; empty takes all.
    pub only: Vec<String>,
    /// Whether faults are derived from the contract, besides the named flaws.
    pub derive: bool,
    /// Whether a run against a broken deployment ends at its first finding.
    pub quick: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { jobs: 2, seeds: 1, only: Vec::new(), derive: true, quick: false }
    }
}

/// Told of progress: how many are done of how many.
pub type Progress<'a> = &'a (dyn Fn(&str, usize, usize) + Sync);

/// Runs the suite against everything, API by API. `settings` are those of an ordinary run; its targets are not looked at.
///
/// # Errors
/// A deployment could not be started at all, or the suite has something to say about its settings.
pub fn prove(
    contract: &Contract,
    settings: &Settings,
    ground: &dyn Ground,
    named: &[Named<'_>],
    options: &Options,
    progress: Progress<'_>,
) -> Result<Proof, String> {
    let began = Instant::now();
    let mut proof = Proof::default();
    for api in &contract.apis {
        let named: Vec<_> = named.iter().filter(|variant| variant.api == api.name).copied().collect();
        let alone = Contract { files: contract.files.clone(), apis: vec![api.clone()] };
        let one = OneApi { contract: &alone, api: Arc::new(api.clone()), settings, ground, options };
        proof.apis.push(one.prove(&named, progress)?);
    }
    proof.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(proof)
}

struct OneApi<'a> {
    contract: &'a Contract,
    api: Arc<Api>,
    settings: &'a Settings,
    ground: &'a dyn Ground,
    options: &'a Options,
}

/// Something to run against.
enum Task<'a> {
    Honest { variant: Option<&'a str>, seed: u64 },
    Flaw(Named<'a>),
    Fault(&'a Fault, usize),
}

enum Done {
    Honest(Honest),
    Broken(Broken),
}

impl OneApi<'_> {
    fn prove(&self, named: &[Named<'_>], progress: Progress<'_>) -> Result<ApiProof, String> {
        let runtime = runtime()?;
        let (behind, recording) = runtime.block_on(self.record())?;
        let recording = Arc::new(recording);
        let faults = if self.options.derive { fault::list(&self.api) } else { Vec::new() };
        let faults: Vec<_> = faults.into_iter().filter(|fault| self.wanted(&fault.id)).collect();
        let shown = shows(&self.api, &faults, &recording);

        let mut tasks: Vec<Task<'_>> =
            (0..self.options.seeds.max(1)).map(|seed| Task::Honest { variant: None, seed: self.settings.seed + seed }).collect();
        for variant in named {
            if variant.honest {
                tasks.push(Task::Honest { variant: Some(variant.id), seed: self.settings.seed });
            } else if self.wanted(variant.id) {
                tasks.push(Task::Flaw(*variant));
            }
        }
        let mut rest = Vec::new();
        for (fault, shows) in faults.iter().zip(&shown) {
            match shows {
                Shows::Breaks(met) => tasks.push(Task::Fault(fault, *met)),
                Shows::Loose(_) => rest.push(self.of_fault(fault, Fate::Allowed)),
                Shows::Never => rest.push(self.of_fault(fault, Fate::NeverMet)),
            }
        }

        let checks = Mutex::new(BTreeSet::new());
        let done = self.work(&tasks, &recording, &checks, progress)?;
        let mut proof = ApiProof { name: self.api.name.clone(), honest: vec![behind], ..ApiProof::default() };
        for done in done {
            match done {
                Done::Honest(honest) => proof.honest.push(honest),
                Done::Broken(broken) => proof.broken.push(broken),
            }
        }
        proof.broken.extend(rest);
        proof.checks = checks.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
        Ok(proof)
    }

    fn wanted(&self, id: &str) -> bool {
        self.options.only.is_empty() || self.options.only.iter().any(|part| id.contains(part.as_str()))
    }

    /// The run that shows what passes between the suite and an honest deployment.
    async fn record(&self) -> Result<(Honest, Recording), String> {
        let honest = self.ground.start(&self.api, None).await?;
        let upstream = Upstream::new(&honest.url, self.settings)?;
        let (proxy, tape) = proxy::record(Arc::clone(&self.api), upstream).await.map_err(|error| error.to_string())?;
        let run = self.run(&proxy.url, self.settings.seed, &()).await?;
        Ok((self.honest("behind the proxy", self.settings.seed, &run), tape.take()))
    }

    /// Shares the tasks among threads, each with a runtime of its own; the results come in the order of the tasks.
    fn work(
        &self,
        tasks: &[Task<'_>],
        recording: &Arc<Recording>,
        checks: &Mutex<BTreeSet<String>>,
        progress: Progress<'_>,
    ) -> Result<Vec<Done>, String> {
        let (next, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results: Mutex<Vec<(usize, Done)>> = Mutex::default();
        let failed: Mutex<Option<String>> = Mutex::default();
        let worker = || {
            let runtime = match runtime() {
                Ok(runtime) => runtime,
                Err(why) => {
                    *lock(&failed) = Some(why);
                    return;
                }
            };
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(at).filter(|_| lock(&failed).is_none()) else { return };
                match runtime.block_on(self.one(task, recording, checks)) {
                    Ok(done) => lock(&results).push((at, done)),
                    Err(why) => *lock(&failed) = Some(why),
                }
                progress(&self.api.name, ended.fetch_add(1, Ordering::Relaxed) + 1, tasks.len());
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.options.jobs.clamp(1, 64) {
                scope.spawn(worker);
            }
        });
        if let Some(why) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(why);
        }
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(at, _)| *at);
        Ok(results.into_iter().map(|(_, done)| done).collect())
    }

    async fn one(&self, task: &Task<'_>, recording: &Arc<Recording>, checks: &Mutex<BTreeSet<String>>) -> Result<Done, String> {
        match task {
            Task::Honest { variant, seed } => {
                let deployment = self.ground.start(&self.api, *variant).await?;
                let run = self.run(&deployment.url, *seed, &()).await?;
                lock(checks).extend(cases(&run).map(|case| case.check.clone()));
                Ok(Done::Honest(self.honest(variant.unwrap_or("as it is"), *seed, &run)))
            }
            Task::Flaw(flaw) => {
                let deployment = self.ground.start(&self.api, Some(flaw.id)).await?;
                let clauses = vec![flaw.clause.to_owned()];
                let fate = self.fate(&deployment.url, &clauses, None, checks).await?;
                let (id, says) = (flaw.id.to_owned(), flaw.says.to_owned());
                Ok(Done::Broken(Broken { id, source: Source::Flaw, clauses, says, place: None, fate }))
            }
            Task::Fault(fault, met) => {
                let honest = self.ground.start(&self.api, None).await?;
                let upstream = Upstream::new(&honest.url, self.settings)?;
                let broken = proxy::breaking(Arc::clone(&self.api), upstream, (*fault).clone(), Arc::clone(recording)).await;
                let broken = broken.map_err(|error| error.to_string())?;
                let fate = self.fate(&broken.url, &fault.clauses, Some(*met), checks).await?;
                Ok(Done::Broken(self.of_fault(fault, fate)))
            }
        }
    }

    async fn fate(&self, url: &str, clauses: &[String], met: Option<usize>, checks: &Mutex<BTreeSet<String>>) -> Result<Fate, String> {
        let first = First { ends: self.options.quick, found: AtomicBool::new(false) };
        let run = self.run(url, self.settings.seed, &first).await?;
        let findings: Vec<_> = findings(&run).map(|(_, finding)| finding).collect();
        if findings.is_empty() {
            let errors = cases(&run).find_map(|case| match &case.outcome {
                Outcome::Error(why) => Some(why.clone()),
                _ => None,
            });
            return Ok(match errors {
                Some(why) if run.apis.iter().all(|api| api.requests == 0) => Fate::NotRun { why },
                _ => Fate::Survived { met },
            });
        }
        let once = |all: Vec<&String>| {
            let mut seen = BTreeSet::new();
            all.into_iter().filter(|own| seen.insert((*own).clone())).cloned().collect::<Vec<_>>()
        };
        let by = once(findings.iter().map(|finding| &finding.check).collect());
        let named = once(findings.iter().map(|finding| &finding.clause).collect());
        lock(checks).extend(by.iter().cloned());
        let rightly = named.iter().any(|clause| clauses.contains(clause));
        let requests = run.apis.iter().map(|api| api.requests).sum();
        Ok(Fate::Killed { checks: by, clauses: named, rightly, requests })
    }

    async fn run(&self, url: &str, seed: u64, observer: &dyn Observer) -> Result<Run, String> {
        let mut settings = self.settings.clone();
        settings.targets = [(self.api.name.clone(), url.to_owned())].into();
        settings.seed = seed;
        specproof_conform::run(self.contract, &settings, observer)
            .await
            .map_err(|usages| usages.into_iter().map(|usage| usage.message).collect::<Vec<_>>().join("; "))
    }

    fn honest(&self, what: &str, seed: u64, run: &Run) -> Honest {
        let findings = findings(run)
            .map(|(case, finding)| format!("{case} {}: expected {}, received {}", finding.clause, finding.expected, finding.received));
        let errors = cases(run).filter_map(|case| match &case.outcome {
            Outcome::Error(why) => Some(format!("{}: {why}", case.id)),
            _ => None,
        });
        let requests = run.apis.iter().map(|api| api.requests).sum();
        Honest { what: what.to_owned(), seed, requests, alarms: findings.chain(errors).collect() }
    }

    fn of_fault(&self, fault: &Fault, fate: Fate) -> Broken {
        Broken {
            id: fault.id.clone(),
            source: Source::Fault,
            clauses: fault.clauses.clone(),
            says: fault.says.clone(),
            place: Some(self.place(fault.place)),
            fate,
        }
    }

    fn place(&self, place: Place) -> String {
        let file = self.contract.files.get(place.file.0 as usize).map_or("?", |file| file.path.as_str());
        format!("{file}:{}:{}", place.line, place.column)
    }
}

/// Ends a run at its first finding, where that is asked for.
struct First {
    ends: bool,
    found: AtomicBool,
}

impl Observer for First {
    fn ended(&self, _api: &str, result: &CaseResult) {
        if matches!(result.outcome, Outcome::Fail(_)) {
            self.found.store(true, Ordering::Relaxed);
        }
    }

    fn cancelled(&self) -> bool {
        self.ends && self.found.load(Ordering::Relaxed)
    }
}

fn cases(run: &Run) -> impl Iterator<Item = &CaseResult> {
    run.apis.iter().flat_map(|api: &ApiRun| &api.cases)
}

fn findings(run: &Run) -> impl Iterator<Item = (&str, &Finding)> {
    cases(run).flat_map(|case| {
        let findings = match &case.outcome {
            Outcome::Fail(findings) => findings.as_slice(),
            _ => &[],
        };
        findings.iter().map(|finding| (case.id.as_str(), finding))
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
