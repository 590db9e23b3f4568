//! What servers do: one row each, with the verdict that is right for it.

use crate::server::Act::{self, Drip, Flood, HalfClose, Next, Reset, Send, Silence};
use crate::server::When::{self, Accepted, Asked};
use specproof_conform::run::Verdict::{self, Aborted, Conforms, DoesNotConform};
use std::time::Duration;

/// The only right verdict is that nothing is wrong, that something is, or that it cannot be told.
const RIGHT: &[Verdict] = &[Conforms];
const WRONG: &[Verdict] = &[DoesNotConform];
const UNTOLD: &[Verdict] = &[Aborted];
/// What has no end is cut by the limit that is reached first: of size, which is an error, or of time, which is a finding.
const CUT: &[Verdict] = &[Aborted, DoesNotConform];

/// A behaviour.
pub struct Row {
    pub name: &'static str,
    pub when: When,
    pub acts: Vec<Act>,
    pub verdicts: &'static [Verdict],
    /// What the report says about it.
    pub told: &'static str,
}

fn row(name: &'static str, verdicts: &'static [Verdict], told: &'static str, acts: Vec<Act>) -> Row {
    Row { name, when: Asked, acts, verdicts, told }
}

fn at_once(name: &'static str, verdicts: &'static [Verdict], told: &'static str, acts: Vec<Act>) -> Row {
    Row { name, when: Accepted, acts, verdicts, told }
}

fn raw(text: &str) -> Act {
    Send(text.as_bytes().to_vec())
}

/// An answer with these fields and this content, of the length it has.
fn answer(status: &str, fields: &str, body: &[u8]) -> Act {
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{fields}\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    Send(bytes)
}

fn json(body: impl AsRef<[u8]>) -> Vec<Act> {
    vec![answer("200 OK", "Content-Type: application/json\r\n", body.as_ref()), Next]
}

fn coded(coding: &str, body: &[u8]) -> Vec<Act> {
    vec![answer("200 OK", &format!("Content-Type: application/json\r\nContent-Encoding: {coding}\r\n"), body), Next]
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    coder.write_all(content).unwrap();
    coder.finish().unwrap()
}

/// 10 MiB of zeros, as Brotli and Zstandard have them.
const BROTLI: &str = "cbffff3ff82700e2b14020f7fe2fffff3ff04f00c4611180eefd07";

fn zstd() -> Vec<u8> {
    let block = |last: bool| (((128 << 10) << 3 | 1 << 1 | u32::from(last)).to_le_bytes()[..3].to_vec(), 0_u8);
    let blocks = (1..=80).map(|at| block(at == 80)).flat_map(|(mut head, byte)| {
        head.push(byte);
        head
    });
    hex("28b52ffd0038").into_iter().chain(blocks).collect()
}

/// Every behaviour.
pub fn all() -> Vec<Row> {
    let good = r#"{"id":"one"}"#;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let slow = Duration::from_millis(30);
    let twice = "Content-Type: application/json\r\nX-A: 1\r\nX-A: 2\r\n";
    let many: String = (0..5000).map(|at| format!("X-{at}: 1\r\n")).collect();
    let cookies: String = (0..2000).map(|at| format!("Set-Cookie: c{at}=v\r\n")).collect();
    let wide: String = (0..200_000).map(|at| format!("\"k{at}\":1,")).collect();
    let same = "\"a\":1,".repeat(20_000);
    let mut rows = vec![
        // Nothing, or not all of it.
        row("no answer at all", WRONG, "no whole answer", vec![Silence]),
        row("closes without an answer", WRONG, "no whole answer", vec![]),
        row("resets instead of answering", WRONG, "no whole answer", vec![Reset]),
        row("half-closes without an answer", WRONG, "no whole answer", vec![HalfClose]),
        row("a status line without an end", WRONG, "no whole answer", vec![raw("HTTP/1.1 200 O"), Silence]),
        row("header fields byte by byte", WRONG, "in time", vec![raw(head), Drip(b"X-A: a\r\n".to_vec(), slow)]),
        row(
            "a body byte by byte",
            WRONG,
            "in time",
            vec![raw(&format!("{head}Content-Length: 100000\r\n\r\n")), Drip(b" ".to_vec(), slow)],
        ),
        row(
            "a chunked body without an end",
            WRONG,
            "in time",
            vec![raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n")), Drip(b"1\r\n \r\n".to_vec(), slow)],
        ),
        row("a body that stops half-way", WRONG, "in time", vec![raw(&format!("{head}Content-Length: 12\r\n\r\n{{\"id\"")), Silence]),
        row("a body shorter than its length", WRONG, "no whole answer", vec![raw(&format!("{head}Content-Length: 400\r\n\r\n{good}"))]),
        row("a reset within the body", WRONG, "no whole answer", vec![raw(&format!("{head}Content-Length: 400\r\n\r\n{good}")), Reset]),
        row("no last chunk", WRONG, "no whole answer", vec![raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\nc\r\n{good}\r\n"))]),
        // Lies about length and framing.
        row("a body longer than its length", WRONG, "", vec![raw(&format!("{head}Content-Length: 2\r\n\r\n{good}"))]),
        row("a negative length", WRONG, "no whole answer", vec![raw(&format!("{head}Content-Length: -1\r\n\r\n{good}"))]),
        row("a length of 2^64", WRONG, "no whole answer", vec![raw(&format!("{head}Content-Length: 18446744073709551616\r\n\r\n{good}"))]),
        row("a length that is no number", WRONG, "no whole answer", vec![raw(&format!("{head}Content-Length: 0x0c\r\n\r\n{good}"))]),
        row("two lengths", WRONG, "no whole answer", vec![raw(&format!("{head}Content-Length: 12\r\nContent-Length: 13\r\n\r\n{good}"))]),
        row(
            "a chunk size that is none",
            WRONG,
            "no whole answer",
            vec![raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{good}\r\n0\r\n\r\n"))],
        ),
        row(
            "a chunk of 2^63 bytes",
            WRONG,
            "no whole answer",
            vec![raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\n{good}")), HalfClose],
        ),
        row(
            "a chunk size with an endless extension",
            WRONG,
            "no whole answer",
            vec![raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n1;a=")), Flood(vec![b'x'; 4096])],
        ),
        row("chunked twice", WRONG, "", vec![raw(&format!("{head}Transfer-Encoding: chunked, chunked\r\n\r\nc\r\n{good}\r\n0\r\n\r\n"))]),
        row(
            "trailers without an end",
            WRONG,
            "no whole answer",
            vec![raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\nc\r\n{good}\r\n0\r\n")), Flood(b"X-T: 1\r\n".to_vec())],
        ),
        row("a transfer coding of its own", WRONG, "", vec![raw(&format!("{head}Transfer-Encoding: martian\r\n\r\n{good}"))]),
        // Too much.
        row(
            "a body without an end",
            CUT,
            "",
            vec![
                raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n")),
                Flood([b"1000\r\n".to_vec(), vec![b' '; 0x1000], b"\r\n".to_vec()].concat()),
            ],
        ),
        row(
            "a body until close without an end",
            CUT,
            "",
            vec![raw("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"), Flood(vec![b'['; 0x1000])],
        ),
        row(
            "header fields without an end",
            CUT,
            "",
            vec![raw("HTTP/1.1 200 OK\r\n"), Flood(b"X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".to_vec())],
        ),
        row(
            "5,000 header fields",
            UNTOLD,
            "over the limit",
            vec![answer("200 OK", &format!("Content-Type: application/json\r\n{many}"), good.as_bytes()), Next],
        ),
        row(
            "2,000 cookies",
            UNTOLD,
            "over the limit",
            vec![answer("200 OK", &format!("Content-Type: application/json\r\n{cookies}"), good.as_bytes()), Next],
        ),
        row(
            "one header field of a megabyte",
            UNTOLD,
            "over the limit",
            vec![answer("200 OK", &format!("X: {}\r\n", "x".repeat(1 << 20)), b"{}"), Next],
        ),
        row("a reason phrase of a megabyte", UNTOLD, "over the limit", vec![raw(&format!("HTTP/1.1 200 {}\r\n\r\n", "O".repeat(1 << 20)))]),
        row(
            "interim answers without an end",
            WRONG,
            "no whole answer",
            vec![Flood(b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n".to_vec())],
        ),
        row("a bomb of gzip", UNTOLD, "over the limit", coded("gzip", &gzip(&vec![b' '; 2 << 20]))),
        row("a bomb of gzip in gzip", UNTOLD, "over the limit", coded("gzip, gzip", &gzip(&gzip(&vec![b' '; 2 << 20])))),
        row("a bomb of Brotli", UNTOLD, "over the limit", coded("br", &hex(BROTLI))),
        row("a bomb of Zstandard", UNTOLD, "over the limit", coded("zstd", &zstd())),
        row("a Zstandard window of 2 GiB", UNTOLD, "over the limit", coded("zstd", &hex("28b52ffd00a8010000"))),
        row("ten codings", UNTOLD, "over the limit", coded(&["gzip"; 10].join(", "), b"x")),
        // Codings.
        row("a gzip of many members", UNTOLD, "over the limit", coded("gzip", &gzip(b"").repeat(5000))),
        row("gzip that is right", RIGHT, "", coded("gzip", &gzip(good.as_bytes()))),
        row("gzip that is none", WRONG, "no whole answer", coded("gzip", good.as_bytes())),
        row("gzip that is cut", WRONG, "no whole answer", coded("gzip", &gzip(good.as_bytes())[..15])),
        row("Brotli that is none", WRONG, "no whole answer", coded("br", b"\xff\xff\xff\xff\xff\xff")),
        row("a coding that nobody knows", UNTOLD, "cannot be read", coded("martian", b"x")),
        // JSON.
        row("JSON 100,000 levels deep", UNTOLD, "over the limit", json("[".repeat(50_000) + &"]".repeat(50_000))),
        row("JSON objects 10,000 levels deep", UNTOLD, "over the limit", json("{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000))),
        row("JSON of 200,000 members", UNTOLD, "over the limit", json(format!("{{{wide}\"id\":\"one\"}}"))),
        row("20,000 duplicate members", WRONG, "", json(format!("{{{same}\"id\":\"one\"}}"))),
        row("JSON that breaks off", WRONG, "", json(r#"{"id":"#)),
        row("two JSON documents", WRONG, "", json(format!("{good}{good}"))),
        row("a duplicate member", WRONG, "", json(r#"{"id":"one","id":"two"}"#)),
        row("a number of 100,000 digits", WRONG, "", json(format!(r#"{{"id":{}}}"#, "9".repeat(100_000)))),
        row("NaN", WRONG, "", json(r#"{"id":NaN}"#)),
        row("a byte order mark", WRONG, "", json(format!("\u{feff}{good}"))),
        row("UTF-16", WRONG, "", json(good.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())),
        row("bytes that are not UTF-8", WRONG, "", json(b"{\"id\":\"\xff\xfe\"}")),
        row("NUL bytes", WRONG, "", json(b"{\"id\":\"a\0b\"}")),
        row("a lone surrogate", RIGHT, "", json(r#"{"id":"\ud800"}"#)),
        row("escapes and turned text", WRONG, "", json("{\"id\":7,\"x\":\"\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\u{9b}31m\"}")),
        row("HTML that says it is JSON", WRONG, "", json("<html><script>alert(1)</script>")),
        row("no content", WRONG, "", json("")),
        // Status lines.
        row("status 999", WRONG, "", vec![answer("999 Odd", "Content-Type: application/json\r\n", good.as_bytes()), Next]),
        row("status 600", WRONG, "", vec![answer("600 Odd", "", b""), Next]),
        row("status 000", WRONG, "", vec![answer("000 None", "", b"")]),
        row("status 099", WRONG, "", vec![answer("099 Low", "", b"")]),
        row("status 1000", WRONG, "no whole answer", vec![answer("1000 High", "", b"")]),
        row("status -1", WRONG, "no whole answer", vec![answer("-1 Negative", "", b"")]),
        row("status 2OO", WRONG, "no whole answer", vec![answer("2OO OK", "", b"")]),
        row("status 101", WRONG, "", vec![raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), Silence]),
        row("status 204 with content", WRONG, "", vec![answer("204 No Content", "Content-Type: application/json\r\n", good.as_bytes())]),
        row("HTTP/0.9", WRONG, "no whole answer", vec![raw(good)]),
        row("HTTP/3.0", WRONG, "no whole answer", vec![raw(&format!("HTTP/3.0 200 OK\r\nContent-Length: 12\r\n\r\n{good}"))]),
        row("an HTTP/2 preface", WRONG, "no whole answer", vec![raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]),
        row("another protocol", WRONG, "no whole answer", vec![raw("220 mail.example ESMTP\r\n")]),
        row("TLS where none is spoken", WRONG, "no whole answer", vec![Send(hex("15030100020228")), HalfClose]),
        row(
            "random bytes",
            WRONG,
            "no whole answer",
            vec![Send((0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect())],
        ),
        // Header fields.
        row("NUL in a header field", WRONG, "no whole answer", vec![raw(&format!("{head}X-A: a\0b\r\nContent-Length: 12\r\n\r\n{good}"))]),
        row(
            "a header field without a colon",
            WRONG,
            "no whole answer",
            vec![raw(&format!("{head}Nonsense\r\nContent-Length: 12\r\n\r\n{good}"))],
        ),
        row("a blank before the colon", WRONG, "", vec![raw(&format!("{head}X-A : 1\r\nContent-Length: 12\r\n\r\n{good}"))]),
        row("a folded header field", WRONG, "", vec![raw(&format!("{head}X-A: 1\r\n 2\r\nContent-Length: 12\r\n\r\n{good}"))]),
        row(
            "bare line feeds",
            RIGHT,
            "",
            vec![raw(&format!("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 12\n\n{good}")), Next],
        ),
        row("a header field twice", RIGHT, "", vec![answer("200 OK", twice, good.as_bytes()), Next]),
        row(
            "two content types",
            WRONG,
            "",
            vec![answer("200 OK", "Content-Type: text/html\r\nContent-Type: application/json\r\n", good.as_bytes()), Next],
        ),
        row("a content type that lies", WRONG, "", vec![answer("200 OK", "Content-Type: image/png\r\n", good.as_bytes()), Next]),
        row("a content type that is none", WRONG, "", vec![answer("200 OK", "Content-Type: \u{202e}/;;\r\n", good.as_bytes()), Next]),
        row(
            "escapes in the reason and the fields",
            WRONG,
            "",
            vec![answer("500 \u{1b}[2J\u{9b}31m", "X-A: \u{202e}\u{85}\r\n", b"\x1b[2J\n::error::owned\n::add-mask::x"), Next],
        ),
        row("a workflow command as the answer", WRONG, "", json("{\"id\":1,\"x\":\"\\n::set-output name=a::b\\n::stop-commands::x\"}")),
        // The connection.
        row(
            "keep-alive that closes",
            RIGHT,
            "",
            vec![answer("200 OK", "Content-Type: application/json\r\nConnection: keep-alive\r\n", good.as_bytes())],
        ),
        row(
            "close that stays open",
            RIGHT,
            "",
            vec![answer("200 OK", "Content-Type: application/json\r\nConnection: close\r\n", good.as_bytes()), Silence],
        ),
        row(
            "a second answer behind the first",
            RIGHT,
            "",
            // At once: what comes later may come when the next request is on its way, and nothing tells whose it is.
            vec![
                raw(&format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nContent-Type: application/json\r\n\r\n{good}HTTP/1.1 500 Injected\r\nContent-Length: 0\r\n\r\n",
                    good.len()
                )),
                Next,
            ],
        ),
        row(
            "an answer, then a half-close",
            RIGHT,
            "",
            vec![answer("200 OK", "Content-Type: application/json\r\n", good.as_bytes()), HalfClose],
        ),
        row("a redirect to itself", WRONG, "", vec![answer("302 Found", "Location: /attacked\r\n", b""), Next]),
        row("a redirect elsewhere", WRONG, "", vec![answer("307 Temporary", "Location: http://169.254.169.254/latest\r\n", b""), Next]),
        row(
            "a redirect to a file",
            WRONG,
            "",
            vec![answer("301 Moved", "Location: file:///etc/passwd\r\nRefresh: 0; url=file:///\r\n", b""), Next],
        ),
        // To be asked again later.
        row("429 for ever", UNTOLD, "asked to wait", vec![answer("429 Later", "Retry-After: 0\r\n", b""), Next]),
        row("Retry-After: 999999", UNTOLD, "no longer than", vec![answer("503 Later", "Retry-After: 999999\r\n", b""), Next]),
        row("Retry-After: -5", UNTOLD, "asked to wait", vec![answer("429 Later", "Retry-After: -5\r\n", b""), Next]),
        row(
            "Retry-After in the year 9999",
            UNTOLD,
            "no longer than",
            vec![answer("429 Later", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", b""), Next],
        ),
        row(
            "Retry-After with 10^40 seconds",
            UNTOLD,
            "",
            vec![answer("429 Later", &format!("Retry-After: 1{}\r\n", "0".repeat(40)), b""), Next],
        ),
        row("Retry-After that says nothing", UNTOLD, "asked to wait", vec![answer("429 Later", "Retry-After: soon\r\n", b""), Next]),
    ];
    rows.extend([
        at_once("accepts and is silent", WRONG, "no whole answer", vec![Silence]),
        at_once("accepts and closes", WRONG, "no whole answer", vec![]),
        at_once("accepts and resets", CUT, "", vec![Reset]),
        at_once("answers before it is asked", WRONG, "", vec![answer("200 OK", "Content-Type: text/html\r\n", good.as_bytes()), Silence]),
        at_once("floods before it is asked", WRONG, "", vec![Flood(vec![b'A'; 0x1000])]),
    ]);
    rows
}
