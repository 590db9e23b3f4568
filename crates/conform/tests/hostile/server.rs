//! A server on a raw loopback socket that behaves on one path and does its worst on another, or from the moment it accepts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is done with a connection, one after the other; then it is closed.
#[derive(Debug, Clone)]
pub enum Act {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes again and again until the client goes away.
    Flood(Vec<u8>),
    /// Sends these bytes one by one, this far apart, and then begins again.
    Drip(Vec<u8>, Duration),
    /// Does nothing until the client goes away.
    Silence,
    /// Closes with a reset.
    Reset,
    /// Ends its own direction, and reads on.
    HalfClose,
    /// Goes on with the next request on this connection.
    Next,
}

/// When the worst begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// As the answer to a request for the path under attack.
    Asked,
    /// As soon as a connection is accepted, whatever is asked.
    Accepted,
}

/// The server; it ends with the value.
pub struct Server {
    pub url: String,
    open: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What every honest answer is.
pub fn honest() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"id\":\"one\"}".to_vec()
}

impl Server {
    pub async fn start(acts: Vec<Act>, when: When) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (open, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (count, kept) = (open.clone(), seen.clone());
        let task = tokio::spawn(async move {
            let mut playing = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acts, count, kept) = (acts.clone(), count.clone(), kept.clone());
                count.fetch_add(1, Ordering::SeqCst);
                playing.spawn(async move {
                    serve(stream, &acts, when, &kept).await;
                    count.fetch_sub(1, Ordering::SeqCst);
                });
                while playing.try_join_next().is_some() {}
            }
        });
        Self { url, open, seen, task }
    }

    /// Waits until the client has closed every connection; whether it did in time.
    pub async fn is_left_alone(&self) -> bool {
        for _ in 0..200 {
            if self.open.load(Ordering::SeqCst) == 0 {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    /// Heads of the requests, as they came.
    pub fn heads(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

async fn serve(mut stream: TcpStream, acts: &[Act], when: When, seen: &Mutex<Vec<Vec<u8>>>) {
    if when == When::Accepted {
        play(&mut stream, acts).await;
        return;
    }
    while let Some(head) = head(&mut stream).await {
        let attacked = head.split(|&byte| byte == b'\n').next().is_some_and(|line| line.windows(9).any(|part| part == b"/attacked"));
        seen.lock().unwrap().push(head);
        if !attacked {
            if stream.write_all(&honest()).await.is_err() {
                return;
            }
        } else if !play(&mut stream, acts).await {
            return;
        }
    }
}

/// Whether the connection goes on.
async fn play(stream: &mut TcpStream, acts: &[Act]) -> bool {
    for act in acts {
        match act {
            Act::Send(bytes) => {
                if stream.write_all(bytes).await.is_err() {
                    return false;
                }
            }
            Act::Flood(bytes) => while stream.write_all(bytes).await.is_ok() {},
            Act::Drip(bytes, apart) => {
                for byte in bytes.iter().cycle() {
                    if stream.write_all(&[*byte]).await.is_err() {
                        return false;
                    }
                    tokio::time::sleep(*apart).await;
                }
            }
            Act::Silence => {
                let mut rest = [0; 4096];
                while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
                return false;
            }
            Act::Reset => {
                #[allow(deprecated)]
                stream.set_linger(Some(Duration::ZERO)).unwrap();
                return false;
            }
            Act::HalfClose => {
                let _ = stream.shutdown().await;
                let mut rest = [0; 4096];
                while stream.read(&mut rest).await.is_ok_and(|count| count > 0) {}
                return false;
            }
            Act::Next => return true,
        }
    }
    false
}

/// The head of one request; its content, if any, is read away by its length.
async fn head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length: usize =
        head.lines().find_map(|line| line.strip_prefix("content-length:")).map_or(0, |text| text.trim().parse().unwrap_or(0));
    while bytes.len() < end + length {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
    bytes.truncate(end);
    Some(bytes)
}
