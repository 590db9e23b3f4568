//! The command line of a finding, run by real shells: what arrives is what was sent, and nothing else happens.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and says what it leaves out")]

use specproof_conform::client::Client;
use specproof_conform::curl::command;
use specproof_conform::mask::Mask;
use specproof_conform::settings::Limits;
use specproof_conform::{Request, Settings};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Texts that shells, curl and HTTP are particular about.
const TEXTS: &[&str] = &[
    "plain",
    "",
    " ",
    "'",
    "''",
    "'\\''",
    "\"",
    "\\",
    "\\\\",
    "\\n",
    "$HOME",
    "$(touch owned)",
    "`touch owned`",
    "${IFS}",
    "!",
    "!!",
    "!x",
    "#",
    "&",
    "; touch owned",
    "| touch owned",
    "> owned",
    "< /etc/passwd",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "~",
    "~root",
    "-X",
    "--data",
    "@/etc/passwd",
    "@-",
    "<file",
    "%00",
    "%41",
    "%%",
    "\t",
    "a\nb",
    "a\r\nX-Injected: 1",
    "é",
    "\u{1f600}",
    "\u{202e}x",
    "a=b&c=d",
    "%s%n",
    "{\"a\": \"'$x'\"}",
    "::error::x",
    "\u{1b}[2J",
    "EOF",
    "!1 ^a^b",
    "a'b\"c`d$e\\f",
    "\u{7f}",
    "\u{0}",
    "a\u{0}b",
    "\u{1}\u{2}",
    "0",
    "\\0101",
    "%b",
    "line one\nline two\n",
    "\\x41",
    "$'\\x41'",
];

/// Takes one request on each connection, and hands over its bytes.
fn server() -> (String, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            let mut bytes = Vec::new();
            loop {
                let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
                if let Some(end) = end {
                    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
                    let length =
                        head.lines().find_map(|line| line.strip_prefix("content-length:")).map_or(0, |text| text.trim().parse().unwrap());
                    if bytes.len() >= end + length {
                        break;
                    }
                }
                let mut chunk = [0; 65_536];
                match stream.read(&mut chunk) {
                    Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
                    _ => break,
                }
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if sender.send(bytes).is_err() {
                return;
            }
        }
    });
    (url, receiver)
}

/// Request line, header fields in any order, content.
fn parts(bytes: &[u8]) -> (String, Vec<String>, Vec<u8>) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head: String = bytes[..end].iter().map(|&byte| char::from(byte)).collect();
    let mut lines = head.split("\r\n").map(str::to_owned);
    let first = lines.next().unwrap();
    let mut fields: Vec<String> = lines.map(|line| line.trim_end().to_owned()).collect();
    fields.sort();
    (first, fields, bytes[end + 4..].to_vec())
}

fn request(url: &str, method: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Request {
    // Every request that is planned has one.
    let headers = headers
        .iter()
        .filter(|(name, _)| *name != "Accept")
        .chain([&("Accept", "*/*")])
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Request { method: method.into(), url: url.into(), headers, body: body.map(<[u8]>::to_vec) }
}

#[test]
fn what_arrives_is_what_was_sent() {
    let shells: Vec<&str> = ["bash", "dash"]
        .into_iter()
        .filter(|shell| Command::new(shell).args(["-c", "curl --version"]).output().is_ok_and(|run| run.status.success()))
        .collect();
    if shells.is_empty() {
        println!("left out: there is no shell with curl");
        return;
    }
    let folder = std::env::temp_dir().join(format!("specproof-curl-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (url, received) = server();
    let mut requests = Vec::new();
    for text in TEXTS {
        let json = serde_json::json!({ "a": text }).to_string();
        requests.push(request(
            &format!("{url}/a"),
            "POST",
            &[("Content-Type", "application/json"), ("User-Agent", "x"), ("Accept", "*/*")],
            Some(json.as_bytes()),
        ));
        requests.push(request(&format!("{url}/a"), "PUT", &[], Some(text.as_bytes())));
        let trimmed = text.trim_matches([' ', '\t']);
        if trimmed.bytes().all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\t') {
            requests.push(request(&format!("{url}/b?x=%20[1]{{y}}"), "GET", &[("X-Key", trimmed), ("Accept", "*/*")], None));
        }
    }
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
        requests.push(request(&format!("{url}/c/d"), method, &[("User-Agent", "x")], None));
    }
    for path in ["/a/../b", "/a/%2e%2e/b", "/./c/.", "/a b\"<>", "/x//y", "/{z}|\\", "/e?q=../..&r=a b"] {
        requests.push(request(&format!("{url}{path}"), "GET", &[], None));
        requests.push(request(&format!("{url}{path}"), "POST", &[("Content-Type", "application/json")], None));
    }
    requests.push(request(&url, "POST", &[], Some(&(0..=255).collect::<Vec<u8>>())));
    requests.push(request(&url, "POST", &[], Some(&vec![b'x'; 5000])));
    let settings = Settings::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut wrong = Vec::new();
    for (at, one) in requests.iter().enumerate() {
        let sent = runtime.block_on(async {
            let client = Client::new(&settings.tls, &settings.route, &Limits::default(), false).unwrap();
            client.send(one, None).await
        });
        if let Err(error) = sent {
            wrong.push(format!("{one:?} was not sent: {error}"));
            continue;
        }
        let own = parts(&received.recv_timeout(Duration::from_secs(10)).unwrap());
        let line = command(one, &Mask::default());
        // Each line by one of the shells in turn; the odd ones by both would double the time and tell the same.
        let shell = shells[at % shells.len()];
        let run = Command::new(shell).args(["-c", &line]).current_dir(&folder).output().unwrap();
        match received.recv_timeout(Duration::from_secs(10)) {
            Ok(bytes) if parts(&bytes) == own => {}
            Ok(bytes) => wrong.push(format!("{shell}: {line}\n  sent {own:?}\n  curl {:?}", parts(&bytes))),
            Err(_) => wrong.push(format!("{shell}: {line}\n  nothing arrived: {}", String::from_utf8_lossy(&run.stderr))),
        }
    }
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.file_name()).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(left.is_empty(), "a line did something else: {left:?}");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), requests.len(), wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n"));
}
