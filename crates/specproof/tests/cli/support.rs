//! What the tests share: the binary, folders of their own, deployments that go away with them.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The binary, in an environment that says nothing, in a folder without settings.
pub fn specproof(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specproof"));
    command.args(arguments).stdin(Stdio::null()).current_dir(std::env::temp_dir());
    for name in ["CI", "TF_BUILD", "INSTA_FORCE_PASS", "INSTA_UPDATE", "NO_COLOR"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SPECPROOF_")) {
        command.env_remove(name);
    }
    command
}

/// Exit code, standard output, error stream.
pub fn run(arguments: &[&str]) -> (i32, String, String) {
    told(&specproof(arguments).output().expect("specproof runs"))
}

pub fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

pub fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("specproof-cli-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

pub fn shown(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A port on which nobody listens.
pub fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// A few quick cases of one API.
pub const FEW: &[&str] = &["conform", "--api", "webitel", "--only", "webitel.flow.login*"];

/// A document with one operation that wants a key.
pub const SHELF: &str = r#"
openapi: 3.0.3
info: {title: Shelf, version: "1"}
security: [{key: []}]
paths:
  /books:
    get:
      operationId: list
      responses:
        "200": {description: d, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        "401": {description: d}
        "404": {description: d}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"#;

/// A run as JSON.
pub fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("the report")).expect("JSON")
}

/// The reference deployment in a process of its own, which ends with this.
pub struct Deployment {
    child: Child,
    pub url: String,
    pub inputs: Vec<String>,
}

impl Deployment {
    pub fn start(api: &str, flaw: Option<&str>) -> Self {
        let mut arguments = vec!["serve", "--api", api, "--lifetime", "5m"];
        arguments.extend(flaw.iter().flat_map(|flaw| ["--flaw", flaw]));
        let mut child = specproof(&arguments).stdout(Stdio::piped()).spawn().expect("specproof runs");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut next = || lines.next().and_then(Result::ok).unwrap_or_default();
        let url = next();
        let mut inputs = Vec::new();
        loop {
            let line = next();
            let Some(input) = line.trim().strip_prefix("--input ") else { break };
            inputs.push(input.to_owned());
            if inputs.len() == 4 {
                break;
            }
        }
        Self { child, url, inputs }
    }

    /// The arguments of a run against it.
    pub fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let inputs = self.inputs.iter().flat_map(|input| ["--input", input.as_str()]);
        ["conform", "--target", &self.url].into_iter().chain(inputs).chain(more.iter().copied()).collect()
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
