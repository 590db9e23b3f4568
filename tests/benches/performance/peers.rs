//! Whole runs of one API beside other tools, on the same server: the right deployment first, then deployments with one flaw each.

use crate::own::{binary, median, root};
use serde_yaml::Value;
use specproof_reference::{FLAWS, inputs};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const API: &str = "webitel";
/// So many of the API's named flaws, spread evenly over their table, are put to every tool.
const FLAWED: usize = 12;
const REPEATS: usize = 3;

/// A tool, as it is called: its name, the program, its arguments for a URL and a folder of files made for it.
type Tool = (&'static str, &'static str, fn(&str, &Path) -> Vec<String>);

const TOOLS: [Tool; 5] = [
    ("specproof conform", "", ours),
    ("hurl, by hand", "hurl", hurl),
    ("Redocly Respect, our flows", "redocly", respect),
    ("Schemathesis, tuned", "schemathesis", schemathesis),
    ("Dredd", "dredd", dredd),
];

fn given(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    inputs(name).iter().map(|(name, value)| (*name, *value))
}

fn ours(url: &str, _: &Path) -> Vec<String> {
    let specs = root().join("specs").display().to_string();
    let mut all: Vec<String> = ["conform", "--no-config", "-q", "--specs", &specs, "--api", API, "--target", url].map(str::to_owned).into();
    all.extend(given(API).flat_map(|(name, value)| ["--input".to_owned(), format!("{API}.{name}={value}")]));
    all
}

fn hurl(url: &str, _: &Path) -> Vec<String> {
    let file = root().join("tests/benches/peers/webitel.hurl").display().to_string();
    let mut all = vec!["--test".to_owned(), "--variable".into(), format!("base={url}")];
    all.extend(given(API).flat_map(|(name, value)| ["--variable".to_owned(), format!("{name}={value}")]));
    all.push(file);
    all
}

fn respect(url: &str, files: &Path) -> Vec<String> {
    let members: Vec<String> = given(API).map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
    let file = files.join("arazzo.yaml").display().to_string();
    vec!["respect".into(), file, "-S".into(), format!("{API}={url}"), "-i".into(), format!("{{{}}}", members.join(","))]
}

/// Without the checks that take undocumented laxity for a fault.
fn schemathesis(url: &str, files: &Path) -> Vec<String> {
    let checks =
        "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";
    let file = files.join("openapi.yaml").display().to_string();
    ["run", &file, "--url", url, "--seed", "1", "-c", checks].map(str::to_owned).into()
}

fn dredd(url: &str, files: &Path) -> Vec<String> {
    vec![files.join("openapi.yaml").display().to_string(), url.to_owned()]
}

/// The table of all tools that are installed.
pub fn table(page: &mut String) {
    let _ = write!(
        page,
        "\n## Whole runs of one API\n\nThe embedded deployment of {API}, in a process of its own; every tool once through everything it has for this API, at its own \
         settings. *hurl* runs `tests/benches/peers/webitel.hurl`, *Respect* the flows of `specs/{API}` without the criteria that only tell readings \
         apart, *Schemathesis* the five checks that raise no false alarm here. Seconds are the median of {REPEATS} runs; requests are counted by a relay in one run more. \
         Found: of {FLAWED} named flaws, spread evenly over the table of them, those that change the exit code.\n\n\
         | tool | right deployment | requests | seconds | of {FLAWED} flaws found | found per second of waiting | times our seconds |\n|---|---|---:|---:|---:|---:|---:|\n"
    );
    let files = files();
    let of_api: Vec<&str> = FLAWS.iter().filter(|flaw| flaw.api == API).map(|flaw| flaw.id).collect();
    let flaws: Vec<&str> = (0..FLAWED).map(|at| of_api[at * of_api.len() / FLAWED]).collect();
    let mut own_seconds = None;
    for (name, program, arguments) in TOOLS {
        let program = if program.is_empty() { binary().to_owned() } else { PathBuf::from(program) };
        let right = Served::start(None);
        let Some((_, code)) = timed(&program, &arguments(&right.url, &files)) else {
            let _ = writeln!(page, "| {name} | not installed | – | – | – | – | – |");
            continue;
        };
        let all: Vec<f64> = (0..REPEATS).filter_map(|_| Some(timed(&program, &arguments(&right.url, &files))?.0)).collect();
        let seconds = median(all);
        let relay = Relay::start(&right.url);
        let _ = timed(&program, &arguments(&relay.url, &files));
        let requests = relay.requests.load(Ordering::Relaxed);
        drop(right);
        let times = seconds / *own_seconds.get_or_insert(seconds);
        if code != 0 {
            let _ = writeln!(page, "| {name} | exit {code}: says nothing about faults | {requests} | {seconds:.2} | – | – | {times:.0} |");
            continue;
        }
        let (mut found, mut waited) = (0, 0.0);
        for flaw in &flaws {
            eprintln!("measuring: {name} against {flaw}");
            let flawed = Served::start(Some(flaw));
            if let Some((seconds, code)) = timed(&program, &arguments(&flawed.url, &files)) {
                waited += seconds;
                found += u32::from(code != 0);
            }
        }
        let _ = writeln!(page, "| {name} | exit 0 | {requests} | {seconds:.2} | {found} | {:.2} | {times:.1} |", f64::from(found) / waited);
    }
    let _ = std::fs::remove_dir_all(files);
}

/// The description and the flows of the API, the latter as they hold of every reading.
fn files() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("specproof-peers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let specs = root().join("specs").join(API);
    std::fs::copy(specs.join("openapi.yaml"), folder.join("openapi.yaml")).expect("the description");
    let text = std::fs::read_to_string(specs.join("arazzo.yaml")).expect("the flows");
    let mut flows: Value = serde_yaml::from_str(&text).expect("YAML");
    for workflow in flows.get_mut("workflows").and_then(Value::as_sequence_mut).into_iter().flatten() {
        for step in workflow.get_mut("steps").and_then(Value::as_sequence_mut).into_iter().flatten() {
            if let Some(criteria) = step.get_mut("successCriteria").and_then(Value::as_sequence_mut) {
                criteria.retain(|criterion| criterion.get("x-reading").is_none());
            }
        }
    }
    std::fs::write(folder.join("arazzo.yaml"), serde_yaml::to_string(&flows).expect("YAML")).expect("a temporary file");
    folder
}

/// Seconds and exit code; `None` where there is no such program.
fn timed(program: &Path, arguments: &[String]) -> Option<(f64, i32)> {
    let begin = Instant::now();
    let status = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    Some((begin.elapsed().as_secs_f64(), status.code().unwrap_or(-1)))
}

/// The embedded deployment in a process of its own, until it is dropped.
struct Served {
    child: Child,
    url: String,
}

impl Served {
    fn start(flaw: Option<&str>) -> Self {
        let mut command = Command::new(binary());
        command.args(["serve", "--api", API, "--lifetime", "10m"]).stdout(Stdio::piped()).stderr(Stdio::null());
        command.args(flaw.iter().flat_map(|flaw| ["--flaw", flaw]));
        let mut child = command.spawn().expect("the embedded deployment");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut url).expect("its URL");
        Self { child, url: url.trim().to_owned() }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes everything on, and counts requests.
struct Relay {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Relay {
    fn start(to: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("a port"));
        let (requests, to) = (Arc::new(AtomicUsize::new(0)), to.trim_start_matches("http://").to_owned());
        let counted = Arc::clone(&requests);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&to) else { continue };
                let (Ok(from), Ok(back)) = (client.try_clone(), server.try_clone()) else { continue };
                let counted = Arc::clone(&counted);
                std::thread::spawn(move || pass(from, server, Some(&counted)));
                std::thread::spawn(move || pass(back, client, None));
            }
        });
        Self { url, requests }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, count: Option<&AtomicUsize>) {
    let mut bytes = vec![0; 64 << 10];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        if let Some(count) = count {
            let lines = bytes[..length].windows(11).filter(|part| part == b" HTTP/1.1\r\n").count();
            count.fetch_add(lines, Ordering::Relaxed);
        }
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Write);
}
