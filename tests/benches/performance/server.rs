//! Two servers of one thread with kept connections: one that costs next to nothing, and one that works as ordinary ones do.

use serde_json::Value;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::mpsc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ITEM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 45\r\n\r\n{\"id\": 1, \"name\": \"an item\", \"tags\": [\"new\"]}";
const REFUSED: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
const NOT_ALLOWED: &[u8] = b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n";

/// Serves until the program ends.
pub struct Server {
    pub url: String,
}

impl Server {
    /// Answers at once, from memory; `ordinary`: reads a record of 10 KB of JSON and writes it before each answer.
    pub fn start(ordinary: bool) -> Self {
        let (tell, told) = mpsc::channel();
        let mut record = String::from("[");
        for number in 0..100 {
            let separator = if number == 0 { "" } else { "," };
            let _ = write!(
                record,
                r#"{separator}{{"id": {number}, "name": "an item of a record", "tags": ["new", "old"], "price": {number}.25, "on": true}}"#
            );
        }
        record.push(']');
        let record: &'static str = record.leak();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap_or_else(|error| panic!("no runtime: {error}"));
            runtime.block_on(async {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap_or_else(|error| panic!("no port: {error}"));
                let _ = tell.send(listener.local_addr().map_or(0, |address| address.port()));
                let local = tokio::task::LocalSet::new();
                local
                    .run_until(async {
                        while let Ok((stream, _)) = listener.accept().await {
                            tokio::task::spawn_local(serve(stream, record, ordinary));
                        }
                    })
                    .await;
            });
        });
        Self { url: format!("http://127.0.0.1:{}", told.recv().unwrap_or_default()) }
    }
}

/// Answers until the client goes. No request of this bench has content.
async fn serve(mut stream: TcpStream, record: &str, ordinary: bool) {
    let _ = stream.set_nodelay(true);
    let mut read = Vec::with_capacity(4096);
    loop {
        while let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            if ordinary {
                black_box(serde_json::from_str::<Value>(record).map(|read| read.to_string()).unwrap_or_default());
            }
            if stream.write_all(answer(&read[..end])).await.is_err() {
                return;
            }
            read.drain(..end + 4);
        }
        match stream.read_buf(&mut read).await {
            Ok(1..) => {}
            _ => return,
        }
    }
}

/// An item for each `GET` whose last segment is an integer from 1 to 1000.
fn answer(request: &[u8]) -> &'static [u8] {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    if words.next() != Some(b"GET") {
        return NOT_ALLOWED;
    }
    let path = words.next().unwrap_or_default().split(|byte| *byte == b'?').next().unwrap_or_default();
    let last = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let number = std::str::from_utf8(last).ok().and_then(|last| last.parse::<u32>().ok());
    if number.is_some_and(|number| (1..=1000).contains(&number)) { ITEM } else { REFUSED }
}
