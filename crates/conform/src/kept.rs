//! [`Kept`]: one HTTP/1.1 connection that is kept for several requests, one after the other, with as little as can be between them and the wire.
//!
//! It is driven by whoever sends over it, so nothing of it runs while it is idle: that the server has closed it shows when it is used again.

use crate::arrival::Arrival;
use crate::case::HeaderCase;
use crate::client::{failed, innermost};
use crate::exchange::{Answer, Request, TransportError};
use crate::fields::{field, header_map};
use crate::settings::Limits;
use crate::spelt::{Spelling, Spelt, Stream};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use hyper_util::rt::TokioIo;
use specproof_contract::fail::point;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

type Connection = http1::Connection<TokioIo<Spelt>, Full<Bytes>>;

/// The smallest buffer that hyper takes, in bytes.
const SMALLEST: usize = 8192;

/// A connection that was idle for so long is not used again, so that no server's own limit is met just then.
const IDLE: Duration = Duration::from_millis(500);

/// A connection to one origin, used for one request at a time.
pub struct Kept {
    sender: http1::SendRequest<Full<Bytes>>,
    /// `None` when it has ended.
    connection: Option<Pin<Box<Connection>>>,
    spelling: Spelling,
    host: HeaderValue,
    /// Credential of a proxy that is asked for each request.
    proxy: Option<HeaderValue>,
    used: Option<Instant>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Kept {
    /// Over this stream, for this `Host`, with the credential of a proxy that reads the requests.
    ///
    /// # Errors
    /// HTTP cannot be spoken over it.
    pub async fn new(stream: Stream, host: &str, proxy: Option<&str>, limits: &Limits) -> Result<Self, TransportError> {
        let spelling = Spelling::default();
        let (sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .max_headers(limits.headers)
            // What is read at once: no more than a head, and no less than hyper needs.
            .max_buf_size(limits.head.max(SMALLEST))
            .handshake(TokioIo::new(Spelt::new(stream, spelling.clone())))
            .await
            .map_err(|error| TransportError::Broken(innermost(&error)))?;
        let value = |name: &str, text: &str| field(name, text).map(|(_, value)| value).map_err(TransportError::Unsendable);
        let proxy = proxy.map(|credential| value("proxy-authorization", credential)).transpose()?;
        Ok(Self { sender, connection: Some(Box::pin(connection)), spelling, host: value("host", host)?, proxy, used: None })
    }

    /// Whether a request was sent over it before.
    pub fn is_used(&self) -> bool {
        self.used.is_some()
    }

    /// Whether it may be used once more.
    pub fn is_fresh(&self) -> bool {
        self.connection.is_some() && !self.sender.is_closed() && self.used.is_none_or(|used| used.elapsed() < IDLE)
    }

    /// Looks whether anything came since the last answer: what stands behind that answers nothing, and ends the connection.
    async fn look(&mut self) -> Result<(), TransportError> {
        // The system is asked what has come.
        tokio::task::yield_now().await;
        let Some(driven) = &mut self.connection else { return Ok(()) };
        if poll_fn(|cx| Poll::Ready(driven.as_mut().poll(cx).is_ready())).await {
            self.connection = None;
            return Err(TransportError::Broken("the connection was ended, or something came that nobody had asked for".into()));
        }
        Ok(())
    }

    /// Sends a request, its target as it stands in the request line.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub async fn send(
        &mut self,
        target: &str,
        request: &Request,
        case: Option<HeaderCase>,
        arrived: &mut Arrival,
    ) -> Result<Answer, TransportError> {
        let unsendable = |error: &dyn std::fmt::Display| TransportError::Unsendable(error.to_string());
        let mut sent = hyper::Request::new(Full::new(Bytes::from(request.body.clone().unwrap_or_default())));
        *sent.method_mut() = hyper::Method::from_bytes(request.method.as_bytes())
            .map_err(|_| TransportError::Unsendable(format!("`{}` is no method", request.method)))?;
        *sent.uri_mut() = target.parse().map_err(|error: hyper::http::uri::InvalidUri| unsendable(&error))?;
        sent.headers_mut().insert(HOST, self.host.clone());
        header_map(request, sent.headers_mut())?;
        if let Some(credential) = &self.proxy {
            sent.headers_mut().insert(PROXY_AUTHORIZATION, credential.clone());
        }
        if self.used.is_some() {
            self.look().await?;
        }
        self.spelling.begin(case);
        let Self { sender, connection, .. } = self;
        let mut exchange = pin!(async {
            sender.ready().await.map_err(|error| failed(&error))?;
            let response = sender.send_request(sent).await.map_err(|error| failed(&error))?;
            arrived.head(response.status().as_u16(), response.headers())?;
            point("net.head").map_err(|error| arrived.cut(&error.to_string()))?;
            let mut incoming = response.into_body();
            while let Some(frame) = incoming.frame().await {
                point("net.body").map_err(|error| arrived.cut(&error.to_string()))?;
                let frame = frame.map_err(|error| arrived.cut(&innermost(&error)))?;
                if let Some(chunk) = frame.data_ref() {
                    arrived.chunk(chunk)?;
                }
            }
            arrived.finish()
        });
        let answer = match connection.take() {
            None => exchange.await,
            Some(mut driven) => match select(driven.as_mut(), exchange.as_mut()).await {
                Either::Right((answer, _)) => {
                    *connection = Some(driven);
                    answer
                }
                // What had come is still there to be read.
                Either::Left(_) => {
                    drop(driven);
                    exchange.await
                }
            },
        };
        self.used = Some(Instant::now());
        answer
    }
}
