//! A client that sends bytes and reads an answer, on a connection of its own.

use serde_json::Value;
use specproof_reference::{Deployment, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The value of a header field; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// The inputs of one of the two accounts.
pub fn input(api: &str, name: &str) -> &'static str {
    specproof_reference::inputs(api).iter().find(|(own, _)| *own == name).unwrap_or_else(|| panic!("no input {name}")).1
}

pub async fn honest() -> Deployment {
    start(&[], None).await.expect("a free port")
}

pub async fn variant(id: &str) -> Deployment {
    start(&[], Some(id)).await.unwrap_or_else(|error| panic!("{error}"))
}

pub async fn post(deployment: &Deployment, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut request = format!("POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    raw(deployment, &[request.as_bytes(), body].concat()).await
}

pub async fn post_json(deployment: &Deployment, path: &str, body: &Value) -> Answer {
    post(deployment, path, &[("Content-Type", "application/json")], body.to_string().as_bytes()).await
}

pub async fn raw(deployment: &Deployment, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(deployment.address()).await.expect("a connection");
    stream.write_all(bytes).await.expect("the request is taken");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{head}"));
    Answer { status, head, body: answer.split_off(end + 4) }
}
