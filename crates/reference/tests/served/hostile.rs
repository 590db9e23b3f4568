//! Whatever is sent, the answer is whole and not 5xx, and the deployment lives on.

use crate::client::{honest, post, raw};
use specproof_reference::{NotServed, start};

const PATHS: [&str; 4] = ["/api/1.1/token/generate", "/user/login", "/login", "/logout"];

#[tokio::test]
async fn odd_bodies_are_client_errors() {
    let deployment = honest().await;
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let bodies: [&[u8]; 14] = [
        b"",
        b" ",
        b"{",
        b"[]",
        b"null",
        b"1",
        b"\"text\"",
        b"{\"username\":\"\xff\"}",
        b"\xef\xbb\xbf{}",
        b"{\"username\":\"\\ud800\",\"password\":\"x\"}",
        b"{\"emailId\":{\"$ne\":null},\"password\":{\"$ne\":null}}",
        b"{\"username\":1e999,\"password\":-0}",
        &deep,
        b"api_key=1&app_id=2",
    ];
    for path in PATHS {
        for body in bodies {
            for content_type in ["application/json", "text/plain", "application/json; charset=utf-16", ""] {
                let answer = post(&deployment, path, &[("Content-Type", content_type)], body).await;
                assert!((400..500).contains(&answer.status), "{path} {content_type} {}", String::from_utf8_lossy(body));
                answer.json();
            }
        }
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_413() {
    let deployment = honest().await;
    let body = format!("{{\"username\":\"{}\"}}", "a".repeat(3 << 20));
    let answer = post(&deployment, "/login", &[("Content-Type", "application/json")], body.as_bytes()).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn other_paths_and_methods_are_told_so() {
    let deployment = honest().await;
    for (line, status) in [("GET /login", 405), ("POST /", 404), ("DELETE /logout", 405), ("POST /login/", 404), ("PUT /user/login", 405)] {
        let request = format!("{line} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        assert_eq!(raw(&deployment, request.as_bytes()).await.status, status, "{line}");
    }
}

#[tokio::test]
async fn what_cannot_be_served_is_named() {
    assert!(matches!(start(&["petstore"], None).await, Err(NotServed::UnknownApi(name)) if name == "petstore"));
    assert!(matches!(start(&["webitel"], Some("iflychat.api-key.any")).await, Err(NotServed::UnknownFlaw(_))));
    let error = start(&[], Some("answers-swapped")).await.err().expect("no flaw has this id");
    assert!(error.to_string().contains("userlogin.answers-swapped"), "{error}");
}

#[tokio::test]
async fn an_api_alone_is_served_alone() {
    let deployment = start(&["webitel"], None).await.expect("a free port");
    assert_eq!(post(&deployment, "/user/login", &[], b"").await.status, 404);
    let address = deployment.address();
    deployment.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
