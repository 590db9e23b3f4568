//! [`Settings`]: everything a run is told, with its defaults and limits.

use crate::plan::glob;
use crate::shard::Shard;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// What a run is told. Every secret in it is masked in everything that leaves the run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Base URL of each API that is selected, by API name: `http://127.0.0.1:8080/prefix`.
    pub targets: BTreeMap<String, String>,
    /// Values of the named inputs, by API name and input name.
    pub inputs: BTreeMap<String, BTreeMap<String, Value>>,
    /// Credentials by API name and security scheme: the bare token or key; `user:password` for basic.
    pub credentials: BTreeMap<String, BTreeMap<String, String>>,
    /// Credentials that a flow gives, by API name and security scheme; one in `credentials` goes before.
    pub tokens: BTreeMap<String, BTreeMap<String, TokenFlow>>,
    /// Header fields added to every request.
    pub headers: Vec<(String, String)>,
    /// Only cases whose id or check, or one of whose clauses, matches one of these; `*` and `?` as in a shell. Empty selects all.
    pub only: Vec<String>,
    /// Only this part of the plan.
    pub shard: Option<Shard>,
    /// Only operations of which the id, a tag, the path or `METHOD path` matches one of these globs. Empty takes all.
    pub include: Vec<String>,
    /// No operations that match one of these, in the same way.
    pub exclude: Vec<String>,
    /// Seed of the plan.
    pub seed: u64,
    /// How many cases run at once, from 1.
    pub jobs: usize,
    /// Whether operations that could destroy foreign data are sent.
    pub allow_destructive: bool,
    /// How the deployment proves who it is, and how the run does.
    pub tls: Tls,
    /// How connections are made.
    pub route: Route,
    /// All limits.
    pub limits: Limits,
    /// Limits of single operations in place of those above: a glob for their id or for `API.ID`, and `NAME=VALUE` as [`crate::limits::set_single`] takes
    /// it; of several that match the last holds.
    pub single: Vec<(String, String)>,
    /// Which snapshots are compared and kept.
    pub snapshots: crate::snapshot::Store,
}

/// TLS settings.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// PEM text of the only certificates that are trusted; `None` trusts what the system trusts.
    pub ca: Option<Vec<u8>>,
    /// Any certificate is taken.
    pub insecure: bool,
    /// PEM text of the client's certificate, with those that lead to its root, and of its private key.
    pub client: Option<Vec<u8>>,
}

/// How connections are made.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// `http://[user:password@]host:port` of a proxy that every request goes through; none of the environment is asked.
    pub proxy: Option<String>,
    /// Addresses that stand for a host name and port, instead of what the name resolves to.
    pub resolve: Vec<(String, u16, IpAddr)>,
}

/// A flow whose output is a credential. It runs before the first case, and again when the credential is about to expire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFlow {
    /// `workflowId`.
    pub workflow: String,
    /// Name of its output: the bare token or key. An output `expires_in`, where there is one, says for how many seconds it is good.
    pub output: String,
}

/// Every limit of a run; reaching one ends what is limited and never counts as a pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// To make a connection.
    pub connect: Duration,
    /// From sending a request to the last byte of its answer.
    pub request: Duration,
    /// The whole run.
    pub run: Duration,
    /// Bytes of content in an answer, as it comes and after each content coding was taken off.
    pub body: usize,
    /// Content codings of an answer, one over the other.
    pub codings: usize,
    /// Values in the JSON of an answer: members and items of all depths.
    pub values: usize,
    /// Nesting of the JSON of an answer.
    pub depth: usize,
    /// Bytes of status line and header fields.
    pub head: usize,
    /// Header fields.
    pub headers: usize,
    /// Steps of one flow, called workflows and repetitions included.
    pub steps: u32,
    /// How often a failing case is tried again.
    pub retries: u32,
    /// How often one request is asked again after 429 or `Retry-After`.
    pub waits: u32,
    /// The longest such wait, and the longest pause of a `retry` action.
    pub wait: Duration,
    /// Requests of one operation that are left without a whole answer, before it is not asked again.
    pub unanswered: u32,
    /// Requests of the whole run; `None` for no limit.
    pub requests: Option<u64>,
    /// Requests a second at most; `None` for no limit.
    pub rate: Option<f64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(10),
            run: Duration::from_secs(30 * 60),
            body: 4 << 20,
            codings: 2,
            values: 100_000,
            depth: 128,
            head: 64 << 10,
            headers: 200,
            steps: 50,
            retries: 2,
            waits: 5,
            wait: Duration::from_secs(30),
            unanswered: 3,
            requests: None,
            rate: None,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            targets: BTreeMap::new(),
            inputs: BTreeMap::new(),
            credentials: BTreeMap::new(),
            tokens: BTreeMap::new(),
            headers: Vec::new(),
            only: Vec::new(),
            shard: None,
            include: Vec::new(),
            exclude: Vec::new(),
            seed: 0,
            jobs: 8,
            allow_destructive: false,
            tls: Tls::default(),
            route: Route::default(),
            limits: Limits::default(),
            single: Vec::new(),
            snapshots: crate::snapshot::Store::default(),
        }
    }
}

impl Settings {
    /// The limits of an operation. One of its own that cannot be read changes nothing.
    pub fn limits_of(&self, api: &str, operation: &str) -> Limits {
        let mut limits = self.limits;
        for (_, own) in self.single.iter().filter(|(pattern, _)| is_of(pattern, api, operation)) {
            crate::limits::set_single(&mut limits, own).unwrap_or(());
        }
        limits
    }

    /// The value of a named input.
    pub fn input(&self, api: &str, name: &str) -> Option<&Value> {
        self.inputs.get(api)?.get(name)
    }
}

/// Whether a glob is for this operation: it matches its id, or `API.ID`.
pub fn is_of(pattern: &str, api: &str, operation: &str) -> bool {
    glob(pattern, operation) || glob(pattern, &format!("{api}.{operation}"))
}
