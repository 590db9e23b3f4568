//! A server for tests that answers JSON with JSON, and knows no more of HTTP than that needs.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Answers every request on a free loopback port until the process ends: the method and path and the JSON of the request (null for none) become a status
/// line's end, as `200 OK`, and JSON text. The URL.
pub fn serve<A: Fn(&str, &Value) -> (&'static str, String) + Send + Sync + 'static>(answer: A) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("a port"));
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || one(&stream, &*answer));
        }
    });
    url
}

fn one(stream: &TcpStream, answer: &dyn Fn(&str, &Value) -> (&'static str, String)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asked = serde_json::from_slice(&body).unwrap_or_default();
    let (status, text) = answer(first.rsplit_once(' ').map_or("", |(line, _)| line), &asked);
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
    (&mut &*stream).write_all(format!("{head}{text}").as_bytes())
}
