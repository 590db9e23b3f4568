//! What is no proof is never green: set-ups in which nothing, or only the refusals, could be checked.

use super::support::*;
use std::io::{Read, Write};
use std::path::Path;

/// Answers every request alike.
fn serve(answer: &'static str) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 65_536]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

#[test]
fn what_was_not_checked_is_never_green() {
    let folder = scratch("truth");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("a file");
        shown(&folder.join(name)).to_owned()
    };
    let shelf = file("shelf.yaml", SHELF);
    let empty = file("empty.yaml", "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths: {}\n");
    let xml = file("xml.yaml", &SHELF.replace("application/json", "application/xml").replace("security: [{key: []}]\n", ""));
    let unauthorized = serve("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let missing = serve("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let page = serve("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>");
    let feed = serve("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 4\r\nConnection: close\r\n\r\n<a/>");
    let away = serve("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let throttled = serve("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let closed = format!("http://127.0.0.1:{}", closed_port());
    let webitel = Deployment::start("webitel", None);
    let other = ["--input", "userlogin.emailId=a@example.com", "--input", "userlogin.password=pass-word-1"];
    let wrong = ["--input", "webitel.username=nobody", "--input", "webitel.password=not-the-password"];
    let key = ["--auth", "key=some-key-0123"];
    let spec = |file: &str, target: &str, more: &[&str]| {
        let own = ["conform", "--limit", "retries=0", "--limit", "waits=1", "--spec", file, "--target", target];
        own.iter().chain(more).map(|&part| part.to_owned()).collect::<Vec<_>>()
    };
    let own = |api: &str, target: &str, more: &[&str]| {
        let own = ["conform", "--limit", "retries=0", "--api", api, "--target", target];
        own.iter().chain(more).map(|&part| part.to_owned()).collect::<Vec<_>>()
    };
    for (name, arguments, codes) in [
        ("a filter that matches nothing", own("webitel", &webitel.url, &["--only", "nothing-like-this"]), &[2][..]),
        ("a document without operations", spec(&empty, &page, &[]), &[2, 4]),
        ("no credential", spec(&shelf, &unauthorized, &[]), &[1, 3, 4]),
        ("a credential that is refused", spec(&shelf, &unauthorized, &key), &[1, 3, 4]),
        ("all is 404", spec(&shelf, &missing, &key), &[1, 3, 4]),
        ("all is a page", spec(&shelf, &page, &key), &[1]),
        ("a format that is not judged", spec(&xml, &feed, &[]), &[1, 3, 4]),
        ("a login page for all", spec(&shelf, &away, &key), &[1]),
        ("asked to wait for ever", spec(&shelf, &throttled, &key), &[3]),
        ("nobody there", spec(&shelf, &closed, &key), &[3]),
        ("nothing is left after a filter", spec(&shelf, &page, &["--exclude", "list"]), &[2, 4]),
        ("another API of ours", own("userlogin", &webitel.url, &other), &[1, 3, 4]),
        ("wrong accounts", own("webitel", &webitel.url, &wrong), &[1, 3, 4]),
        ("all is 404, with a register", own("webitel", &missing, &wrong), &[1]),
        ("a page, with a register", own("webitel", &page, &wrong), &[1]),
        ("a time that is over at once", own("webitel", &webitel.url, &[&wrong[..], &["--limit", "run=1ms"]].concat()), &[1, 3, 4]),
        ("one request", spec(&shelf, &unauthorized, &["--limit", "requests=1"]), &[1, 3, 4]),
    ] {
        let (code, out, err) = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(codes.contains(&code), "{name} ended with {code}, which is none of {codes:?}\n{out}\n{err}");
        assert!(!out.contains("CONFORMS: "), "{name}\n{out}");
        assert!(!err.contains("panicked"), "{name}\n{err}");
    }
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

/// A run and its report in a shell with limits of its own; its exit code, where it was not ended by a signal, and its error stream.
#[cfg(unix)]
fn limited(limit: &str, report: &Path, more: &str) -> (Option<i32>, String) {
    let binary = env!("CARGO_BIN_EXE_specproof");
    let line =
        format!("{limit} exec '{binary}' conform --api webitel --only 'webitel.flow.login' --report json='{}' {more}", shown(report));
    let output = std::process::Command::new("sh").args(["-c", &line]).current_dir(std::env::temp_dir()).output().expect("sh runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_what_was_there_and_is_never_green() {
    let folder = scratch("full");
    let report = folder.join("run.json");
    std::fs::write(&report, "before\n").expect("a file");
    // Files of at most one block: the signal that goes with it is ignored, as where a disk is full.
    let (code, err) = limited("trap '' XFSZ; ulimit -f 1;", &report, "-q");
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("run.json") && !err.contains("panicked"), "{err}");
    assert_eq!(std::fs::read_to_string(&report).expect("the file"), "before\n");
    // And where it is not ignored, the process ends there and then.
    let (_, err) = limited("ulimit -f 1;", &report, "-q");
    assert!(!err.contains("panicked"), "{err}");
    assert_eq!(std::fs::read_to_string(&report).expect("the file"), "before\n");
    for entry in std::fs::read_dir(&folder).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(name == "run.json" || name.ends_with(".tmp"), "{name}");
    }
    #[cfg(target_os = "linux")]
    {
        let (code, err) = limited("", &folder.join("other.json"), "> /dev/full");
        assert_eq!(code, Some(3), "a full disk behind the standard output: {err}");
        let (code, err) = limited("", Path::new("/dev/full"), "-q");
        assert_eq!(code, Some(3), "a full device: {err}");
        assert!(!err.contains("panicked"), "{err}");
    }
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

#[cfg(unix)]
#[test]
fn a_report_is_whole_or_absent_whenever_the_process_is_killed() {
    let folder = scratch("whole");
    let (kept, page) = (folder.join("run.json"), folder.join("page.html"));
    let report = format!("json={}", shown(&kept));
    assert_eq!(run(&["conform", "--api", "webitel", "-q", "--report", &report]).0, 0);
    let arguments = ["report", shown(&kept), "-q", "--as", &format!("html={}", shown(&page))];
    let began = std::time::Instant::now();
    assert_eq!(run(&arguments).0, 0);
    let whole = std::fs::read(&page).expect("the page");
    let took = began.elapsed();
    // At moments spread over the whole of its life, and a little beyond.
    for part in 1..=24_u32 {
        std::fs::write(&page, "before").expect("a file");
        let mut child = specproof(&arguments).stdout(std::process::Stdio::null()).spawn().expect("specproof runs");
        std::thread::sleep(took * part / 20);
        let _ = child.kill();
        let _ = child.wait();
        let now = std::fs::read(&page).expect("the page");
        assert!(now == b"before" || now == whole, "killed at part {part}, {} bytes are there", now.len());
    }
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}
