//! How near the runner is to the wire, what memory a run takes, what reports cost, and how generation grows.
//!
//! `cargo bench -p specproof-tests --bench performance` prints the page; with `-- --write` it writes docs/performance.md. Each measured run is a
//! process of its own; `wrk` is asked too where it is installed. Everything stays on loopback and ends by itself.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a program that measures"
)]

mod document;
mod own;
mod peers;
mod server;
mod waits;

use document::document;
use server::Server;
use specproof_conform::report::{FORMATS, Style};
use specproof_conform::run::{Outcome, Verdict};
use specproof_conform::{Run, Settings, run};
use specproof_contract::Loaded;
use std::fmt::Write as _;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a client is measured.
const WINDOW: Duration = Duration::from_secs(3);
const CONNECTIONS: [usize; 3] = [1, 8, 64];
/// Operations of the documents whose runs show how memory grows; each makes about 13 checks.
const SIZES: [usize; 4] = [8, 77, 770, 7_700];
/// Operations of the documents that are generated from.
const GROWTH: [usize; 5] = [250, 500, 1_000, 2_000, 4_000];

/// What one measured process did.
#[derive(Default)]
struct Figures {
    requests: f64,
    checks: f64,
    seconds: f64,
    cpu_seconds: f64,
    peak_mib: f64,
}

impl Figures {
    fn rate(&self) -> f64 {
        self.requests / self.seconds
    }

    /// Five numbers on one line, as [`Figures::print`] leaves them.
    fn read(line: &str) -> Option<Self> {
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [requests, checks, seconds, cpu_seconds, peak_mib] = numbers[..] else { return None };
        Some(Self { requests, checks, seconds, cpu_seconds, peak_mib })
    }

    fn print(requests: u64, checks: usize, took: Duration) {
        println!("{requests} {checks} {} {} {}", took.as_secs_f64(), cpu_seconds(), peak_mib());
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().expect("a number");
    match words[..] {
        ["serve"] => {
            println!("{}", Server::start(false).url);
            std::thread::sleep(Duration::from_secs(600));
        }
        ["bare", url, connections] => bare(url, number(connections)),
        ["run", url, connections, operations] => {
            let begin = Instant::now();
            let run = conform(url, number(connections), number(operations));
            Figures::print(
                run.apis.iter().map(|api| api.requests).sum(),
                run.apis.iter().map(|api| api.cases.len()).sum(),
                begin.elapsed(),
            );
        }
        ["report", format, url, operations] => report(format, url, number(operations)),
        ["generate", operations] => generate(number(operations)),
        ["plan", operations] => drop(planned(number(operations))),
        ["specs"] => drop(specproof_tests::deployments::contract()),
        ["peers"] => part(peers::table),
        ["waits"] => part(waits::table),
        ["throughput"] => part(|page| throughput(page, &Server::start(false))),
        ["memory"] => part(|page| memory(page, &Server::start(false))),
        [] => print!("{}", measure()),
        ["--write"] => {
            let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md");
            std::fs::write(page, measure()).expect("the page is written");
        }
        _ => {
            eprintln!("usage: cargo bench -p specproof-tests --bench performance [-- --write]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// One table by itself.
fn part(table: fn(&mut String)) {
    let mut page = String::new();
    table(&mut page);
    print!("{page}");
}

/// All tables, as the page.
fn measure() -> String {
    let server = Server::start(false);
    let mut page = format!(
        "# Performance\n\nMeasured in one run, and written, by `cargo bench -p specproof-tests --bench performance -- --write`:\n\
         {}. Absolute figures are this machine's; the ratios are what to look at.\n\n",
        machine()
    );
    throughput(&mut page, &server);
    memory(&mut page, &server);
    reports(&mut page, &server);
    growth(&mut page);
    peers::table(&mut page);
    waits::table(&mut page);
    page
}

fn throughput(page: &mut String, server: &Server) {
    page.push_str(
        "## Throughput\n\nThe document has 1,000 operations (`GET`, one path parameter, one JSON answer with a schema). *bare* sends one request again and again over\n\
         kept connections with reqwest and looks at nothing, *wrk* likewise, without a general client's layers; *conform* plans, sends, judges and keeps the results.\n\
         Each sends from one thread. The *idle* server answers from memory, on one thread; the *ordinary* one reads and writes 10 KB of JSON for each answer, as\n\
         a service does that fetches a record. What stands between conform and wrk on the idle server is what a verdict asks for: requests that differ, each\n\
         made from the contract, answers parsed, held against schemas and counted. On the ordinary one the limit is the server.\n\n\
         | server | connections | wrk, requests/s | bare, requests/s | conform, requests/s | share of wrk | share of bare | CPU per request: bare | conform |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let ordinary = Server::start(true);
    for (name, server) in [("idle", server), ("ordinary", &ordinary)] {
        for connections in CONNECTIONS {
            let wrk = wrk(&server.url, connections);
            let bare = child(&["bare", &server.url, &connections.to_string()]);
            let own = child(&["run", &server.url, &connections.to_string(), "1000"]);
            let of = |other: f64| format!("{:.0} %", 100.0 * own.rate() / other);
            let micros = |figures: &Figures| format!("{:.0} µs", 1e6 * figures.cpu_seconds / figures.requests);
            let _ = writeln!(
                page,
                "| {name} | {connections} | {} | {:.0} | {:.0} | {} | {} | {} | {} |",
                wrk.map_or_else(|| "not installed".into(), |rate| format!("{rate:.0}")),
                bare.rate(),
                own.rate(),
                wrk.map_or_else(|| "–".into(), of),
                of(bare.rate()),
                micros(&bare),
                micros(&own)
            );
        }
    }
}

fn memory(page: &mut String, server: &Server) {
    page.push_str(
        "\n## Memory of a run\n\nDocument, plan and results together, eight connections.\n\n\
         | checks | requests | seconds | peak, MiB | per check beyond the first row, KiB |\n|---:|---:|---:|---:|---:|\n",
    );
    let mut first: Option<Figures> = None;
    for operations in SIZES {
        let own = child(&["run", &server.url, "8", &operations.to_string()]);
        let each = first.as_ref().map(|first| 1024.0 * (own.peak_mib - first.peak_mib) / (own.checks - first.checks));
        let each = each.map_or_else(|| "–".into(), |each| format!("{each:.1}"));
        let _ = writeln!(page, "| {:.0} | {:.0} | {:.2} | {:.0} | {each} |", own.checks, own.requests, own.seconds, own.peak_mib);
        first.get_or_insert(own);
    }
}

fn reports(page: &mut String, server: &Server) {
    page.push_str("\n## Reports\n\nOf the largest run above, each in a process of its own; *peak* is that of run and report.\n\n| format | checks | seconds | MB written | peak, MiB |\n|---|---:|---:|---:|---:|\n");
    let operations = SIZES[SIZES.len() - 1].to_string();
    for format in FORMATS {
        let own = child(&["report", format.id, &server.url, &operations]);
        let _ =
            writeln!(page, "| {} | {:.0} | {:.2} | {:.1} | {:.0} |", format.id, own.checks, own.seconds, own.requests / 1e6, own.peak_mib);
    }
}

fn growth(page: &mut String) {
    page.push_str("\n## Generation\n\nThe same operations once, twice, … : reading, checking and writing the models, in memory. Beside other generators: [codegen](codegen.md).\n\n| operations | CPU seconds | per operation, µs | peak, MiB |\n|---:|---:|---:|---:|\n");
    for operations in GROWTH {
        let own = child(&["generate", &operations.to_string()]);
        let _ = writeln!(
            page,
            "| {operations} | {:.2} | {:.0} | {:.0} |",
            own.cpu_seconds,
            1e6 * own.cpu_seconds / operations as f64,
            own.peak_mib
        );
    }
}

/// Processor, cores, compiler.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("a processor", |rest| rest.trim_start_matches(['\t', ' ', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let rustc = Command::new("rustc").arg("--version").output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!("{model}, {cores} cores, {}, optimised build", rustc.unwrap_or_default())
}

/// Requests per second of wrk with one thread.
fn wrk(url: &str, connections: usize) -> Option<f64> {
    let seconds = format!("-d{}s", WINDOW.as_secs());
    let output = Command::new("wrk").args(["-t1", &format!("-c{connections}"), &seconds, &format!("{url}/items/1")]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"))?.trim().parse().ok()
}

/// Runs a part of this program as a process of its own.
fn child(arguments: &[&str]) -> Figures {
    eprintln!("measuring: {}", arguments.join(" "));
    let own = std::env::current_exe().unwrap_or_default();
    let output = Command::new(own).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    eprint!("  {text}");
    text.lines().last().and_then(Figures::read).unwrap_or_default()
}

/// As many connections as asked for, each one request after the other.
fn bare(url: &str, connections: usize) {
    // A provider that is already there is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{url}/items/1");
    let requests = AtomicU64::new(0);
    let begin = Instant::now();
    runtime().block_on(async {
        let clients = (0..connections).map(|_| async {
            let Ok(client) = reqwest::Client::builder().no_proxy().http1_only().build() else { return };
            while begin.elapsed() < WINDOW {
                let Ok(answer) = client.get(&url).send().await else { return };
                if answer.bytes().await.is_ok() {
                    requests.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        futures_util::future::join_all(clients).await;
    });
    Figures::print(requests.into_inner(), 0, begin.elapsed());
}

/// The document of so many operations, read as `--spec` reads it.
fn load(operations: usize) -> Loaded {
    let file = std::env::temp_dir().join(format!("specproof-bench-{}.json", std::process::id()));
    std::fs::write(&file, document(operations)).expect("a temporary file");
    let limits = specproof_contract::Limits {
        nodes: 10_000_000,
        alias_nodes: 10_000_000,
        file_bytes: 1 << 30,
        total_bytes: 1 << 30,
        ..specproof_contract::Limits::default()
    };
    let loaded =
        specproof_contract::load_document(&file, &specproof_contract::Options { limits, ..specproof_contract::Options::default() });
    std::fs::remove_file(&file).expect("it is ours");
    loaded.unwrap_or_else(|problems| panic!("{}", problems.iter().map(ToString::to_string).collect::<String>()))
}

/// The plan over a document of so many operations.
fn planned(operations: usize) -> specproof_conform::Plan {
    let contract = load(operations).contract;
    let mut settings = Settings::default();
    settings.targets.extend(contract.apis.iter().map(|api| (api.name.clone(), "http://127.0.0.1:9".to_owned())));
    specproof_conform::plan(&contract, &settings).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// A whole run over a document of so many operations; anything but a deployment that conforms would measure something else.
fn conform(url: &str, connections: usize, operations: usize) -> Run {
    let contract = load(operations).contract;
    let mut settings = Settings { jobs: connections, ..Settings::default() };
    settings.limits.run = Duration::from_secs(3600);
    settings.targets.extend(contract.apis.iter().map(|api| (api.name.clone(), url.to_owned())));
    let run = runtime().block_on(run(&contract, &settings, &())).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let broken = run.apis.iter().flat_map(|api| &api.cases).find(|case| !matches!(case.outcome, Outcome::Pass | Outcome::Skip(_)));
    assert!(run.verdict == Verdict::Conforms, "{broken:?}");
    run
}

/// Writes one report of a run; bytes stand where requests stand otherwise.
fn report(format: &str, url: &str, operations: usize) {
    let run = conform(url, 8, operations);
    let format = FORMATS.iter().find(|own| own.id == format).expect("a format");
    let mut written = Counted(0);
    let begin = Instant::now();
    (format.write)(&run, &Style::default(), &mut written).expect("counting takes everything");
    Figures::print(written.0, run.apis.iter().map(|api| api.cases.len()).sum(), begin.elapsed());
}

/// Counts what is written.
struct Counted(u64);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn generate(operations: usize) {
    let begin = Instant::now();
    let contract = load(operations).contract;
    let (output, problems) = specproof_codegen::generate(&contract, &specproof_codegen::Options::default());
    drop((output, problems));
    Figures::print(0, 0, begin.elapsed());
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap_or_else(|error| panic!("no runtime: {error}"))
}

/// Processor time of this process, in user and kernel mode.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in parentheses: utime and stime are the 12th and 13th, in hundredths of a second.
    let behind = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    behind.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The most memory that this process held.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
}
