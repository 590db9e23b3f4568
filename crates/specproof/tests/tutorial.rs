//! Every command of `docs/tutorial.md`, run in its order in an empty folder, with the binary that was just built.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The text of the page's shell blocks.
fn commands(page: &str) -> String {
    let mut shell = false;
    let mut out = String::new();
    for line in page.lines() {
        match line {
            "```sh" => shell = true,
            "```" => shell = false,
            line if shell => out.push_str(&format!("{line}\n")),
            _ => {}
        }
    }
    out
}

/// A folder that goes away with the test, whatever comes of it.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_tutorial_does_what_it_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tutorial.md");
    let script = commands(&std::fs::read_to_string(page).expect("docs/tutorial.md"));
    assert!(script.matches("specproof conform").count() >= 7, "{script}");
    let folder = Scratch(std::env::temp_dir().join(format!("specproof-tutorial-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).expect("a folder");
    // What serves in the background ends with the page, or with the script where that ends early.
    std::fs::write(folder.0.join("run.sh"), format!("set -eu\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n{script}"))
        .expect("a script");
    let binary = Path::new(env!("CARGO_BIN_EXE_specproof")).parent().expect("a folder");
    let path = std::env::join_paths(
        std::iter::once(binary.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let done = Command::new("bash")
        .arg("run.sh")
        .current_dir(&folder.0)
        .env("PATH", path.expect("a path"))
        // It must end as the page says, wherever it runs.
        .env_remove("CI")
        .env_remove("TF_BUILD")
        .stdin(Stdio::null())
        .output()
        .expect("bash");
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}\n{err}");
    for said in ["CONFORMS: all", "exit 1\n✗ check     door.flow.login", "clause    door.login.token · door.txt:7-9", "nothing new\nexit 1"]
    {
        assert!(out.contains(said), "the page promises `{said}`:\n{out}\n{err}");
    }
    assert!(!out.contains("nothing new\nexit 1\n✗"), "{out}");
    let told = std::fs::read_to_string(folder.0.join("fixed.txt")).expect("the verdict once it is mended");
    assert!(told.contains("remove") && told.contains("known.toml:"), "{told}");
    let report = std::fs::read_to_string(folder.0.join("report.html")).expect("a report");
    assert!(report.contains("<h1>") && report.contains("door.login.token"));
}
