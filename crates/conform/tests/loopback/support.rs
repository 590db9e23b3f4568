//! A server on a raw loopback socket that plays a script: what it reads is kept, what it sends is exactly what it is told to.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One thing that the server does with a connection.
#[derive(Debug, Clone)]
pub enum Act {
    /// Reads one whole request.
    Read,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes again and again until the client goes away.
    Flood(Vec<u8>),
    /// Does nothing until the client goes away.
    Silence,
    /// Closes with a reset.
    Reset,
    /// Plays the acts again from the first.
    Again,
}

/// The server; it ends with the value.
pub struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    connections: Arc<Mutex<usize>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Plays the scripts, one for each connection; the last one for all that follow.
    pub async fn start(scripts: Vec<Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let (kept, count) = (requests.clone(), connections.clone());
        let task = tokio::spawn(async move {
            let mut playing = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    *count
                };
                let script = scripts[number.min(scripts.len()) - 1].clone();
                playing.spawn(play(stream, script, kept.clone()));
            }
        });
        Self { url, requests, connections, task }
    }

    /// Answers each request on each connection with these bytes.
    pub async fn answering(bytes: &[u8]) -> Self {
        Self::start(vec![vec![Act::Read, Act::Send(bytes.to_vec()), Act::Again]]).await
    }

    /// Every request so far, byte for byte.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

/// A whole answer with this status line and body.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes()
}

async fn play(mut stream: TcpStream, script: Vec<Act>, kept: Arc<Mutex<Vec<Vec<u8>>>>) {
    let mut at = 0;
    while let Some(act) = script.get(at) {
        at += 1;
        match act {
            Act::Read => match read(&mut stream).await {
                Some(request) => kept.lock().unwrap().push(request),
                None => return,
            },
            Act::Send(bytes) => {
                if stream.write_all(bytes).await.is_err() {
                    return;
                }
            }
            Act::Flood(bytes) => while stream.write_all(bytes).await.is_ok() {},
            Act::Silence => {
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest).await;
                return;
            }
            Act::Reset => {
                #[allow(deprecated)]
                stream.set_linger(Some(std::time::Duration::ZERO)).unwrap();
                return;
            }
            Act::Again => at = 0,
        }
    }
}

/// Reads a head and as much content as its Content-Length says.
async fn read(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).map_or(0, |text| text.trim().parse().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}
