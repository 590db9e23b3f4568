//! What people wait for: the first request of a process, the first verdict of a fresh clone, the next one after an edited spec.

use crate::own::{binary, median, root};
use std::fmt::Write as _;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The table.
pub fn table(page: &mut String) {
    page.push_str(
        "\n## Waiting\n\nThe clone is made beside this one, with a target folder of its own; the edit changes one description in a spec. *cargo's own* is a build \
         of one crate that has no build script, with nothing to do.\n\n| what | seconds | CPU seconds | crates compiled |\n|---|---:|---:|---:|\n",
    );
    let starts = (0..9).filter_map(|_| first_request()).collect();
    let _ = writeln!(page, "| process start to first request (median of 9) | {:.3} | – | – |", median(starts));
    let folder = std::env::temp_dir().join(format!("specproof-clone-{}", std::process::id()));
    let cloned = Command::new("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(root()).arg(&folder).status();
    if !cloned.is_ok_and(|status| status.success()) {
        page.push_str("| a fresh clone | no git here | – | – |\n");
        return;
    }
    // What `cargo xtask conform` stands for, but with a line for each crate.
    let conform = ["run", "--package", "xtask", "--", "conform", "--quiet"];
    let mut row = |what: &str, arguments: &[&str]| {
        eprintln!("measuring: {what}");
        let (seconds, cpu, crates) = cargo(&folder, arguments);
        let _ = writeln!(page, "| {what} | {seconds:.1} | {cpu:.1} | {crates} |");
    };
    row("fresh clone to first verdict: `cargo xtask conform`", &conform);
    row("the same again, nothing changed", &conform);
    let spec = folder.join("specs/webitel/openapi.yaml");
    let text = std::fs::read_to_string(&spec).expect("a spec");
    std::fs::write(&spec, text.replacen("description: The session.", "description: The session that is made.", 1))
        .expect("the clone is ours");
    row("one spec edited: `cargo xtask conform`", &conform);
    row("`cargo build` with nothing changed", &["build", "--package", "xtask"]);
    row("cargo's own: `cargo build --package specproof-contract`", &["build", "--package", "specproof-contract"]);
    row("cargo's own, once more", &["build", "--package", "specproof-contract"]);
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

/// Seconds, processor seconds and compiled crates of a cargo command in the clone.
fn cargo(folder: &Path, arguments: &[&str]) -> (f64, f64, usize) {
    let (begin, before) = (Instant::now(), children_cpu_seconds());
    let output = Command::new("cargo")
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("CARGO_MANIFEST_DIR")
        .stdin(Stdio::null())
        .output()
        .expect("cargo");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {told}");
    let crates = told.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count();
    (begin.elapsed().as_secs_f64(), children_cpu_seconds() - before, crates)
}

/// Processor time of the processes that this one has waited for, and of theirs.
fn children_cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in parentheses: cutime and cstime are the 14th and 15th, in hundredths of a second.
    let behind = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    behind.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Seconds from the start of the process to the first byte of its first request.
fn first_request() -> Option<f64> {
    let listener = TcpListener::bind("127.0.0.1:0").ok()?;
    let (url, specs) = (format!("http://{}", listener.local_addr().ok()?), root().join("specs"));
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let tell = tell.clone();
            std::thread::spawn(move || stream.read_exact(&mut [0]).is_ok() && tell.send(Instant::now()).is_ok());
        }
    });
    let begin = Instant::now();
    let mut command = Command::new(binary());
    command.args(["conform", "--no-config", "-q", "--api", "webitel", "--target", &url, "--specs"]).arg(specs);
    for (name, value) in specproof_reference::inputs("webitel") {
        command.args(["--input", &format!("webitel.{name}={value}")]);
    }
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let first = told.recv_timeout(Duration::from_secs(20)).ok();
    let _ = child.kill();
    let _ = child.wait();
    Some(first?.duration_since(begin).as_secs_f64())
}
