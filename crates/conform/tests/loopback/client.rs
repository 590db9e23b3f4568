//! The client against servers that behave, and servers that do not.

use crate::support::{Act, Server, answer};
use specproof_conform::case::HeaderCase;
use specproof_conform::client::Client;
use specproof_conform::settings::{Limits, Route, Tls};
use specproof_conform::{Answer, Request, TransportError};
use std::time::{Duration, Instant};

fn limits() -> Limits {
    Limits {
        connect: Duration::from_millis(500),
        request: Duration::from_millis(400),
        body: 10_000,
        head: 4_000,
        headers: 20,
        ..Limits::default()
    }
}

fn client() -> Client {
    Client::new(&Tls::default(), &Route::default(), &limits(), false).unwrap()
}

fn request(url: &str, body: Option<&[u8]>) -> Request {
    Request {
        method: "POST".into(),
        url: format!("{url}/a/b?c=%20d"),
        headers: vec![("Accept".into(), "*/*".into()), ("X-Key".into(), "a b".into())],
        body: body.map(<[u8]>::to_vec),
    }
}

async fn send(server: &Server) -> Result<Answer, TransportError> {
    client().send(&request(&server.url, Some(b"{}")), None).await
}

#[tokio::test]
async fn an_answer_comes_as_it_is() {
    let server = Server::answering(&answer("200 OK", "X-A: 1\r\nx-a: \u{fc}\r\nLocation: /x\r\n", "{}")).await;
    let got = send(&server).await.unwrap();
    assert_eq!(got.status, 200);
    assert_eq!(got.body, b"{}");
    let own: Vec<_> = got.headers.iter().filter(|(name, _)| name == "x-a").map(|(_, value)| value.as_str()).collect();
    assert_eq!(own, ["1", "\u{c3}\u{bc}"]);
    let sent = &server.requests()[0];
    assert!(sent.starts_with("POST /a/b?c=%20d HTTP/1.1\r\n"), "{sent}");
    assert!(sent.contains("X-Key: a b\r\n") && sent.contains("Content-Length: 2\r\n") && sent.ends_with("\r\n\r\n{}"), "{sent}");
}

#[tokio::test]
async fn redirects_are_answers() {
    let server = Server::answering(&answer("302 Found", "Location: http://127.0.0.1:1/\r\n", "")).await;
    assert_eq!(send(&server).await.unwrap().status, 302);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn transfer_coding_and_interim_answers_are_taken_off() {
    let chunked =
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
    assert_eq!(send(&Server::answering(chunked).await).await.unwrap().body, b"{}");
    let until_close = Server::start(vec![vec![Act::Read, Act::Send(b"HTTP/1.0 200 OK\r\n\r\n{}".to_vec())]]).await;
    assert_eq!(send(&until_close).await.unwrap().body, b"{}");
}

#[tokio::test]
async fn what_is_no_whole_answer_is_broken() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}".to_vec();
    for (name, script) in [
        ("shorter than its length", vec![Act::Read, Act::Send(head.clone())]),
        ("reset in the middle", vec![Act::Read, Act::Send(head), Act::Reset]),
        ("no answer", vec![Act::Read]),
        ("reset", vec![Act::Read, Act::Reset]),
        ("no HTTP", vec![Act::Read, Act::Send(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec())]),
        ("half a head", vec![Act::Read, Act::Send(b"HTTP/1.1 200 OK\r\nContent-".to_vec())]),
        ("no last chunk", vec![Act::Read, Act::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n".to_vec())]),
        ("bad chunk", vec![Act::Read, Act::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\r\n".to_vec())]),
        ("two lengths", vec![Act::Read, Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}".to_vec())]),
    ] {
        let server = Server::start(vec![script]).await;
        let got = send(&server).await;
        assert!(matches!(got, Err(TransportError::Broken(_))), "{name}: {got:?}");
    }
}

#[tokio::test]
async fn nothing_waits_longer_than_its_limit() {
    let slow_head = vec![Act::Read, Act::Send(b"HTTP/1.1 200 OK\r\nX:".to_vec()), Act::Silence];
    let slow_body = vec![Act::Read, Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec()), Act::Silence];
    let interim = vec![Act::Read, Act::Flood(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec())];
    for (script, told) in [
        (vec![Act::Silence], "no status line"),
        (slow_head, "no status line"),
        (slow_body, "status 200 and 1 bytes"),
        (interim, "no status line"),
    ] {
        let server = Server::start(vec![script]).await;
        let began = Instant::now();
        match send(&server).await {
            Err(TransportError::TimedOut(why)) => assert!(why.contains(told), "{why}"),
            other => panic!("{told}: {other:?}"),
        }
        assert!(began.elapsed() < Duration::from_secs(2));
    }
}

#[tokio::test]
async fn nothing_grows_beyond_its_limit() {
    let endless = vec![
        Act::Read,
        Act::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec()),
        Act::Flood([b"1000\r\n".to_vec(), vec![b'x'; 0x1000], b"\r\n".to_vec()].concat()),
    ];
    let many = (0..50).map(|number| format!("X-{number}: 1\r\n")).collect::<String>();
    for script in [
        endless,
        vec![Act::Read, Act::Send(answer("200 OK", "", &"x".repeat(20_000)))],
        vec![Act::Read, Act::Send(answer("200 OK", &format!("X: {}\r\n", "x".repeat(5_000)), ""))],
        vec![Act::Read, Act::Send(answer("200 OK", &many, ""))],
        vec![Act::Read, Act::Flood(b"HTTP/1.1 200 OK\r\nX: xxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_vec())],
    ] {
        let server = Server::start(vec![script.clone()]).await;
        let got = send(&server).await;
        assert!(matches!(got, Err(TransportError::TooLarge(_))), "{got:?}");
    }
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let url = Server::answering(b"").await.url.clone();
    let got = client().send(&request(&url, None), None).await;
    assert!(matches!(got, Err(TransportError::Unreachable(_))), "{got:?}");
    assert!(matches!(client().reach(&url).await, Err(TransportError::Unreachable(_))));
    let server = Server::answering(b"").await;
    assert_eq!(client().reach(&server.url).await, Ok(()));
    let tls = client().reach(&server.url.replace("http:", "https:")).await;
    assert!(matches!(tls, Err(TransportError::Tls(_))), "{tls:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_is_not() {
    let server = Server::answering(b"").await;
    for (name, value) in [("X Y", "1"), ("X", "a\r\nInjected: 1"), ("", "1")] {
        let request = Request { headers: vec![(name.into(), value.into())], ..request(&server.url, None) };
        let got = client().send(&request, None).await;
        assert!(matches!(got, Err(TransportError::Unsendable(_))), "{name:?}: {got:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn header_names_take_the_case_that_is_asked_for() {
    let server = Server::answering(&answer("200 OK", "", "{}")).await;
    for (case, expected) in
        [(HeaderCase::Lower, "x-key: a b\r\n"), (HeaderCase::Upper, "X-KEY: a b\r\n"), (HeaderCase::Mixed, "x-kEy: a b\r\n")]
    {
        let got = client().send(&request(&server.url, Some(b"X-Key: {}\r\n")), Some(case)).await.unwrap();
        assert_eq!(got.body, b"{}");
        let sent = server.requests().pop().unwrap();
        assert!(sent.contains(expected) && sent.ends_with("\r\n\r\nX-Key: {}\r\n"), "{case:?}: {sent}");
    }
}

#[tokio::test]
async fn a_session_keeps_its_connection_and_gets_over_one_that_was_closed() {
    let client = client();
    let server = Server::answering(&answer("200 OK", "", "{}")).await;
    let mut session = client.session();
    for _ in 0..5 {
        assert!(session.send(&request(&server.url, None)).await.is_ok());
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 5));

    // Each connection takes two requests and answers one: as a server does that closes an idle connection just then.
    let closing = Server::start(vec![vec![Act::Read, Act::Send(answer("200 OK", "", "{}")), Act::Read]]).await;
    let mut session = client.session();
    for _ in 0..4 {
        assert!(session.send(&request(&closing.url, None)).await.is_ok());
    }
    // One that never answers is broken on a new connection, too.
    let dead = Server::start(vec![vec![Act::Read, Act::Send(answer("200 OK", "", "{}")), Act::Read], vec![Act::Read]]).await;
    let mut session = client.session();
    assert!(session.send(&request(&dead.url, None)).await.is_ok());
    assert!(matches!(session.send(&request(&dead.url, None)).await, Err(TransportError::Broken(_))));
}

#[tokio::test]
async fn an_address_of_version_six_is_a_host() {
    // Only the form of the address is at stake: where the machine has no such loopback, connecting fails for that reason.
    let request = Request { url: "http://[::1]:9/".into(), ..request("http://x", None) };
    let got = client().send(&request, None).await;
    assert!(matches!(got, Err(TransportError::Unreachable(_))), "{got:?}");
    let spelt = client().send(&request, Some(HeaderCase::Upper)).await;
    assert!(matches!(spelt, Err(TransportError::Unreachable(_))), "{spelt:?}");
}
