//! The only file that touches the network: sends a [`Request`] to the target and takes whatever comes back within its limits.
//!
//! Redirects are answers, nothing is decoded, no proxy is asked, no cookie is kept. Each request has a connection of its own, so that a
//! server that closes an idle one is never taken for a broken one; a [`Session`] is for trying one connection on purpose.

use crate::case::HeaderCase;
use crate::exchange::{Answer, Request, TransportError};
use crate::settings::{Limits, Tls};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls::pki_types::ServerName;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Sends requests; cheap to share, safe to use from many cases at once.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    tls: Arc<rustls::ClientConfig>,
    limits: Limits,
}

/// One connection for several requests, one after the other; opened again when the server closes it between two.
#[derive(Debug)]
pub struct Session<'a> {
    client: &'a Client,
    open: Option<Open>,
}

/// How much of an answer had come when something went wrong.
#[derive(Debug, Default)]
struct Arrived {
    status: Option<u16>,
    body: usize,
}

impl Client {
    /// A client for targets of which at least one is `https`, or none.
    ///
    /// # Errors
    /// What is wrong with the TLS settings.
    pub fn new(tls: &Tls, limits: &Limits, https: bool) -> Result<Self, String> {
        let config = crate::tls::config(tls, https)?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(config.clone())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .http1_only()
            .http1_title_case_headers()
            .http1_max_headers(limits.headers)
            .pool_max_idle_per_host(0)
            .pool_idle_timeout(Duration::from_millis(500))
            .connect_timeout(limits.connect)
            .build()
            .map_err(|error| innermost(&error))?;
        Ok(Self { http, tls: Arc::new(config), limits: *limits })
    }

    /// Whether a connection can be made at all.
    ///
    /// # Errors
    /// [`TransportError::Unreachable`] or [`TransportError::Tls`].
    pub async fn reach(&self, url: &str) -> Result<(), TransportError> {
        self.connect(&parse(url)?).await.map(drop)
    }

    /// Sends a request over a connection of its own.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub async fn send(&self, request: &Request, case: Option<HeaderCase>) -> Result<Answer, TransportError> {
        let mut arrived = Arrived::default();
        let answer = async {
            match case {
                None => self.send_plain(request, &mut arrived).await,
                Some(case) => {
                    let mut open = self.open(request, Spelling::of(Some(case))).await?;
                    open.send(request, &self.limits, &mut arrived).await
                }
            }
        };
        let answer = tokio::time::timeout(self.limits.request, answer).await;
        answer.unwrap_or_else(|_| Err(self.timed_out(&arrived)))
    }

    /// A session, not yet connected.
    pub fn session(&self) -> Session<'_> {
        Session { client: self, open: None }
    }

    async fn send_plain(&self, request: &Request, arrived: &mut Arrived) -> Result<Answer, TransportError> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| TransportError::Unsendable(format!("`{}` is no method", request.method)))?;
        let mut builder = self.http.request(method, parse(&request.url)?).headers(header_map(request)?);
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let mut response = builder.send().await.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        arrived.status = Some(status);
        let headers = answer_headers(response.headers(), &self.limits)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| cut(&error, status, body.len()))? {
            arrived.body += chunk.len();
            extend(&mut body, &chunk, &self.limits)?;
        }
        Ok(Answer { status, headers, body })
    }

    async fn connect(&self, url: &Url) -> Result<Stream, TransportError> {
        let host = url.host_str().ok_or_else(|| TransportError::Unsendable("the URL names no host".into()))?;
        let port = url.port_or_known_default().unwrap_or(80);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let place = format!("{host}:{port}");
        let tcp = tokio::time::timeout(self.limits.connect, TcpStream::connect((bare, port)))
            .await
            .map_err(|_| TransportError::Unreachable(format!("{place} did not accept within {:?}", self.limits.connect)))?
            .map_err(|error| TransportError::Unreachable(format!("{place}: {error}")))?;
        tcp.set_nodelay(true).map_err(|error| TransportError::Unreachable(format!("{place}: {error}")))?;
        if url.scheme() != "https" {
            return Ok(Stream(Box::new(tcp)));
        }
        let name = ServerName::try_from(bare.to_owned()).map_err(|error| TransportError::Tls(format!("{place}: {error}")))?;
        let connector = tokio_rustls::TlsConnector::from(self.tls.clone());
        let tls = tokio::time::timeout(self.limits.connect, connector.connect(name, tcp))
            .await
            .map_err(|_| TransportError::Tls(format!("{place}: no handshake within {:?}", self.limits.connect)))?
            .map_err(|error| TransportError::Tls(format!("{place}: {error}")))?;
        Ok(Stream(Box::new(tls)))
    }

    async fn open(&self, request: &Request, spelling: Spelling) -> Result<Open, TransportError> {
        let stream = self.connect(&parse(&request.url)?).await?;
        let stream = Spelled { stream, head: Head::Start, spelling };
        let (sender, connection) = http1::Builder::new()
            .max_headers(self.limits.headers)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| TransportError::Broken(innermost(&error)))?;
        let task = tokio::spawn(async move { connection.await.unwrap_or(()) });
        Ok(Open { sender, task })
    }

    fn timed_out(&self, arrived: &Arrived) -> TransportError {
        let what = match arrived.status {
            None => "no status line and header fields".to_owned(),
            Some(status) => format!("status {status} and {} bytes of content", arrived.body),
        };
        TransportError::TimedOut(format!("within {:?} came {what}", self.limits.request))
    }
}

impl Session<'_> {
    /// Sends a request over the session's connection.
    ///
    /// A server may close a connection between two requests (RFC 9112, 9.3): then the request goes over a new one.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub async fn send(&mut self, request: &Request) -> Result<Answer, TransportError> {
        let mut arrived = Arrived::default();
        let limit = self.client.limits.request;
        match tokio::time::timeout(limit, self.send_within(request, &mut arrived)).await {
            Ok(answer) => {
                if answer.is_err() {
                    self.open = None;
                }
                answer
            }
            Err(_) => {
                self.open = None;
                Err(self.client.timed_out(&arrived))
            }
        }
    }

    async fn send_within(&mut self, request: &Request, arrived: &mut Arrived) -> Result<Answer, TransportError> {
        if let Some(open) = &mut self.open
            && open.sender.ready().await.is_ok()
        {
            let answer = open.send(request, &self.client.limits, arrived).await;
            if answer.is_ok() || arrived.status.is_some() {
                return answer;
            }
        }
        let open = self.open.insert(self.client.open(request, Spelling::of(None)).await?);
        open.send(request, &self.client.limits, arrived).await
    }
}

/// An open connection and the task that drives it.
#[derive(Debug)]
struct Open {
    sender: http1::SendRequest<Full<Bytes>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Open {
    async fn send(&mut self, request: &Request, limits: &Limits, arrived: &mut Arrived) -> Result<Answer, TransportError> {
        let url = parse(&request.url)?;
        let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let body = request.body.clone().unwrap_or_default();
        let mut sent = hyper::Request::builder()
            .method(request.method.as_str())
            .uri(target)
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| TransportError::Unsendable(error.to_string()))?;
        let mut headers = HeaderMap::new();
        let host = match url.port() {
            Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
            None => url.host_str().unwrap_or_default().to_owned(),
        };
        let host = HeaderValue::from_str(&host).map_err(|error| TransportError::Unsendable(error.to_string()))?;
        headers.insert(reqwest::header::HOST, host);
        headers.extend(header_map(request)?);
        *sent.headers_mut() = headers;
        let response = self.sender.send_request(sent).await.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        arrived.status = Some(status);
        let headers = answer_headers(response.headers(), limits)?;
        let mut incoming = response.into_body();
        let mut body = Vec::new();
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| cut(&error, status, body.len()))?;
            if let Some(chunk) = frame.data_ref() {
                arrived.body += chunk.len();
                extend(&mut body, chunk, limits)?;
            }
        }
        Ok(Answer { status, headers, body })
    }
}

fn parse(url: &str) -> Result<Url, TransportError> {
    Url::parse(url).map_err(|error| TransportError::Unsendable(format!("`{url}` is no URL: {error}")))
}

fn header_map(request: &Request) -> Result<HeaderMap, TransportError> {
    let mut map = HeaderMap::new();
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| TransportError::Unsendable(format!("{name:?} is no header field name (RFC 9110, 5.1)")))?;
        let value = HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| TransportError::Unsendable(format!("the value of `{name}` holds control characters (RFC 9110, 5.5)")))?;
        map.append(name, value);
    }
    Ok(map)
}

fn answer_headers(map: &HeaderMap, limits: &Limits) -> Result<Vec<(String, String)>, TransportError> {
    let fields: Vec<_> = map
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().iter().map(|&byte| char::from(byte)).collect::<String>()))
        .collect();
    let size: usize = map.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > limits.head {
        return Err(TransportError::TooLarge(format!("{size} bytes of header fields; the limit is {}", limits.head)));
    }
    Ok(fields)
}

fn extend(body: &mut Vec<u8>, chunk: &[u8], limits: &Limits) -> Result<(), TransportError> {
    if body.len() + chunk.len() > limits.body {
        return Err(TransportError::TooLarge(format!("more than {} bytes of content", limits.body)));
    }
    body.extend_from_slice(chunk);
    Ok(())
}

/// No status line and header fields came.
fn failed(error: &(dyn Error + 'static)) -> TransportError {
    let why = innermost(error);
    let chain = || std::iter::successors(Some(error), |error| (*error).source());
    if chain().any(|error| error.downcast_ref::<rustls::Error>().is_some()) {
        return TransportError::Tls(why);
    }
    if chain().filter_map(|error| error.downcast_ref::<reqwest::Error>()).any(reqwest::Error::is_connect) {
        return TransportError::Unreachable(why);
    }
    if chain().filter_map(|error| error.downcast_ref::<hyper::Error>()).any(|error| error.is_parse() && why.contains("too large")) {
        return TransportError::TooLarge("status line and header fields".into());
    }
    TransportError::Broken(format!("before the header fields had come: {why}"))
}

/// The content broke off.
fn cut(error: &(dyn Error + 'static), status: u16, body: usize) -> TransportError {
    TransportError::Broken(format!("status {status}, then {body} bytes of content, then: {}", innermost(error)))
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// How header names are spelt on the wire.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    Title,
    Case(HeaderCase),
}

impl Spelling {
    fn of(case: Option<HeaderCase>) -> Self {
        case.map_or(Self::Title, Self::Case)
    }

    /// A byte of a name, at this index, after this byte.
    fn byte(self, byte: u8, index: usize, before: u8) -> u8 {
        let upper = match self {
            Self::Title => index == 0 || before == b'-',
            Self::Case(HeaderCase::Lower) => false,
            Self::Case(HeaderCase::Upper) => true,
            Self::Case(HeaderCase::Mixed) => index % 2 == 1,
        };
        if upper { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() }
    }
}

/// A header name as it goes over the wire.
pub fn spell(name: &str, case: Option<HeaderCase>) -> String {
    let spelling = Spelling::of(case);
    let bytes = name.as_bytes();
    (0..bytes.len()).map(|at| char::from(spelling.byte(bytes[at], at, if at == 0 { 0 } else { bytes[at - 1] }))).collect()
}

/// Where the bytes that are written stand in a message.
#[derive(Debug, Clone, Copy)]
enum Head {
    Start,
    Name { index: usize, before: u8 },
    Value,
    Content,
}

impl Head {
    /// Spells one byte and moves on.
    fn step(&mut self, byte: u8, spelling: Spelling) -> u8 {
        match (*self, byte) {
            (Self::Content, _) => byte,
            (Self::Start | Self::Value, b'\n') => {
                *self = Self::Name { index: 0, before: 0 };
                byte
            }
            (Self::Start | Self::Value, _) => byte,
            (Self::Name { index: 0, .. }, b'\r') => {
                *self = Self::Content;
                byte
            }
            (Self::Name { .. }, b':') => {
                *self = Self::Value;
                byte
            }
            (Self::Name { index, before }, _) => {
                *self = Self::Name { index: index + 1, before: byte };
                spelling.byte(byte, index, before)
            }
        }
    }
}

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

struct Stream(Box<dyn Duplex>);

/// A stream that spells the header names of the first message written to it; hyper itself writes them in lower case.
struct Spelled {
    stream: Stream,
    head: Head,
    spelling: Spelling,
}

impl AsyncRead for Spelled {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let read = Pin::new(&mut self.stream.0).poll_read(cx, buffer);
        // The next message begins only after the answer to this one, whatever its first byte is.
        if matches!(self.head, Head::Content) && read.is_ready() {
            self.head = Head::Start;
        }
        read
    }
}

impl AsyncWrite for Spelled {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let spelling = self.spelling;
        let mut head = self.head;
        let spelt: Vec<u8> = bytes.iter().map(|&byte| head.step(byte, spelling)).collect();
        let written = Pin::new(&mut self.stream.0).poll_write(cx, &spelt);
        if let Poll::Ready(Ok(count)) = written {
            for &byte in &bytes[..count] {
                self.head.step(byte, spelling);
            }
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream.0).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_header_names_are_spelt() {
        let message = b"POST /a:b HTTP/1.1\r\nhost: Here:1\r\nx-key: a-B\r\n\r\nx-key: body\r\n";
        let spelt = |case| {
            let mut head = Head::Start;
            String::from_utf8(message.iter().map(|&byte| head.step(byte, Spelling::of(case))).collect()).unwrap()
        };
        assert_eq!(spelt(None), "POST /a:b HTTP/1.1\r\nHost: Here:1\r\nX-Key: a-B\r\n\r\nx-key: body\r\n");
        assert_eq!(spelt(Some(HeaderCase::Upper)), "POST /a:b HTTP/1.1\r\nHOST: Here:1\r\nX-KEY: a-B\r\n\r\nx-key: body\r\n");
        assert_eq!(spelt(Some(HeaderCase::Mixed)), "POST /a:b HTTP/1.1\r\nhOsT: Here:1\r\nx-kEy: a-B\r\n\r\nx-key: body\r\n");
        assert_eq!(spell("content-type", Some(HeaderCase::Mixed)), "cOnTeNt-tYpE");
    }
}
