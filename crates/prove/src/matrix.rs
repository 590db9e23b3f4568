//! Runs the suite against everything: what keeps the contract, and what breaks it one promise at a time.

use crate::change;
use crate::fault::{self, Fault};
use crate::proof::{ApiProof, Broken, Fate, Honest, Loose, Proof, Source};
use crate::proxy;
use crate::reason;
use crate::recording::{Met, Recording, Tape, met};
use crate::running::Running;
use crate::suite::{Ending, Suite};
use crate::upstream::Upstream;
use specproof_conform::Settings;
use specproof_contract::Contract;
use specproof_contract::model::{Api, Place};
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    /// Whether a run against a broken deployment ends at the first finding that names what is broken. The matrix then shows who was first.
    pub fast: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { jobs: 2, seeds: 1, only: Vec::new(), derive: true, fast: false }
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
        let suite = Suite::new(&alone, api, settings)?;
        let one = OneApi { contract: &alone, api: Arc::new(api.clone()), suite: &suite, ground, options };
        proof.apis.push(one.prove(&named, progress)?);
    }
    proof.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(proof)
}

struct OneApi<'a> {
    contract: &'a Contract,
    api: Arc<Api>,
    suite: &'a Suite<'a>,
    ground: &'a dyn Ground,
    options: &'a Options,
}

/// Something to run against.
enum Task<'a> {
    Honest { variant: Option<&'a str>, seed: u64 },
    Flaw(Named<'a>),
    Fault(&'a Fault, &'a Met),
    Change,
}

enum Done {
    Honest(Honest),
    Broken(Broken),
    Nothing,
}

impl OneApi<'_> {
    fn prove(&self, named: &[Named<'_>], progress: Progress<'_>) -> Result<ApiProof, String> {
        let (behind, recording) = runtime()?.block_on(self.record())?;
        let recording = Arc::new(recording);
        let mut proof = ApiProof { name: self.api.name.clone(), cases: self.suite.cases(), honest: vec![behind], ..ApiProof::default() };
        let faults = if self.options.derive { fault::list(&self.api) } else { Vec::new() };
        let faults: Vec<_> = faults.into_iter().filter(|fault| self.wanted(&fault.id)).collect();
        let met = met(&self.api, &faults, &recording);

        let seed = self.suite.seed();
        let mut tasks: Vec<Task<'_>> = (0..self.options.seeds).map(|more| Task::Honest { variant: None, seed: seed + more }).collect();
        for variant in named {
            if variant.honest {
                tasks.push(Task::Honest { variant: Some(variant.id), seed });
            } else if self.wanted(variant.id) {
                tasks.push(Task::Flaw(*variant));
            }
        }
        let mut rest = Vec::new();
        for (fault, met) in faults.iter().zip(&met) {
            if met.breaks > 0 {
                tasks.push(Task::Fault(fault, met));
            } else if met.loose > 0 {
                let why = reason::loose(&self.api, fault);
                proof.loose.push(Loose { place: self.place(fault.place), says: fault.says.clone(), why, id: fault.id.clone() });
            } else if !met.void {
                let why = reason::unmet(&self.api, fault, met, &recording).or_else(|| self.suite.is_bounded());
                rest.push(self.of_fault(fault, Fate::Unmet { why }));
            }
        }
        if self.options.derive && self.wanted(&change::id(&self.api)) {
            tasks.push(Task::Change);
        }
        for done in self.work(&tasks, &recording, progress)? {
            match done {
                Done::Honest(honest) => proof.honest.push(honest),
                Done::Broken(broken) => proof.broken.push(broken),
                Done::Nothing => {}
            }
        }
        proof.broken.extend(rest);
        proof.loose.sort();
        Ok(proof)
    }

    fn wanted(&self, id: &str) -> bool {
        self.options.only.is_empty() || self.options.only.iter().any(|part| id.contains(part.as_str()))
    }

    /// The run that shows what passes between the suite and an honest deployment.
    async fn record(&self) -> Result<(Honest, Recording), String> {
        let honest = self.ground.start(&self.api, None).await?;
        let proxy = proxy::transparent(self.suite.upstream(&honest.url)?).await.map_err(|error| error.to_string())?;
        let tape = Tape::new(&self.api);
        let run = self.suite.honest("behind the proxy", &proxy.url, self.suite.seed(), &tape).await?;
        Ok((run, tape.take()))
    }

    /// Shares the tasks among threads, each with a runtime of its own; the results come in the order of the tasks.
    fn work(&self, tasks: &[Task<'_>], recording: &Arc<Recording>, progress: Progress<'_>) -> Result<Vec<Done>, String> {
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
                match runtime.block_on(self.one(task, recording)) {
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

    async fn one(&self, task: &Task<'_>, recording: &Arc<Recording>) -> Result<Done, String> {
        match task {
            Task::Honest { variant, seed } => {
                let deployment = self.ground.start(&self.api, *variant).await?;
                Ok(Done::Honest(self.suite.honest(variant.unwrap_or("as it is"), &deployment.url, *seed, &()).await?))
            }
            Task::Flaw(flaw) => {
                let clauses = vec![flaw.clause.to_owned()];
                let about = self.suite.cases_about(flaw.clause);
                let fate = self.fate(self.ground.start(&self.api, Some(flaw.id)).await?, &clauses, about, None).await?;
                let (id, says) = (flaw.id.to_owned(), flaw.says.to_owned());
                Ok(Done::Broken(Broken { id, source: Source::Flaw, clauses, says, place: None, fate }))
            }
            Task::Fault(fault, met) => {
                let broken = self.breaking(fault, recording).await?;
                let near = if fault.needs_all() { recording.cases_of(&fault.operation) } else { met.cases.clone() };
                let mut fate = self.fate(broken, &fault.clauses, near, Some(met.breaks)).await?;
                match &mut fate {
                    Fate::Survived { why, .. } => *why = reason::survived(&self.api, fault).or_else(|| self.suite.is_bounded()),
                    Fate::Killed { rightly, .. } => *rightly |= fault.strikes_anywhere(),
                    _ => {}
                }
                Ok(Done::Broken(self.of_fault(fault, fate)))
            }
            Task::Change => {
                let Some(fault) = change::fault(&self.api, recording) else { return Ok(Done::Nothing) };
                let honest = self.ground.start(&self.api, None).await?;
                let broken = self.breaking(&fault, recording).await?;
                Ok(match change::tried(self.suite, &self.api, &honest.url, &broken.url).await? {
                    Some(fate) => Done::Broken(Broken { source: Source::Change, ..self.of_fault(&fault, fate) }),
                    None => Done::Nothing,
                })
            }
        }
    }

    /// A deployment behind which an honest one runs, both as long as the result lives.
    async fn breaking(&self, fault: &Fault, recording: &Arc<Recording>) -> Result<Running, String> {
        let honest = self.ground.start(&self.api, None).await?;
        let upstream: Upstream = self.suite.upstream(&honest.url)?;
        let broken = proxy::breaking(Arc::clone(&self.api), upstream, fault.clone(), Arc::clone(recording)).await;
        let broken = broken.map_err(|error| error.to_string())?;
        Ok(Running::guarded(broken.url.clone(), (broken, honest)))
    }

    /// Runs the cases that are the most likely to notice, then all others where they did not, or where the matrix asks for it.
    async fn fate(&self, broken: Running, clauses: &[String], near: BTreeSet<String>, met: Option<usize>) -> Result<Fate, String> {
        let ending = if self.options.fast { Ending::First(clauses) } else { Ending::Last };
        // A flaw within the deployment can be met by any case, a fault before it only by those that met it in the recording.
        let first = if met.is_none() && !self.options.fast { None } else { Some(&near) };
        let mut seen = self.suite.hunt(&broken.url, first, ending).await?;
        if first.is_some() && !seen.names(clauses) {
            // All of them, since some checks look at a run as a whole.
            seen.add(self.suite.hunt(&broken.url, None, ending).await?);
        }
        Ok(seen.fate(clauses, met))
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

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let made =
        specproof_contract::fail::point("spawn.runtime").and_then(|()| tokio::runtime::Builder::new_current_thread().enable_all().build());
    made.map_err(|error| error.to_string())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
