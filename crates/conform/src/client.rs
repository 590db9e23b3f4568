//! The only file that touches the network: sends a [`Request`] to the target and takes whatever comes back within its limits.
//!
//! Redirects are answers, no proxy is asked but the one of the settings, no cookie is kept. Connections are kept and used again. A server may close
//! one between two requests (RFC 9112, 9.3): a request that gets no answer on a used connection goes over a new one before it is judged.
//!
//! TLS and proxies are reqwest's. What goes straight to a target in the clear, and what spells its header names, goes over connections of our own
//! (`kept`): a general client's layers cost more there than all the judging.

use crate::arrival::Arrival;
use crate::case::HeaderCase;
use crate::counting::Counting;
use crate::exchange::{Answer, Request, TransportError};
use crate::fields::header_map;
use crate::kept::Kept;
use crate::origin::Parted;
use crate::proxy;
use crate::settings::{Limits, Route, Tls};
use crate::spelt::Stream;
use reqwest::Url;
use reqwest::header::HeaderMap;
use rustls::pki_types::ServerName;
use specproof_contract::fail::point;
use std::borrow::Cow;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// Sends requests; safe to use from many cases at once, each request over a connection that no other uses meanwhile.
#[derive(Debug)]
pub struct Client {
    idle: Mutex<Vec<Lane>>,
    tls: Arc<rustls::ClientConfig>,
    route: Route,
    limits: Limits,
}

/// One connection for several requests, one after the other.
#[derive(Debug)]
pub struct Session<'a> {
    client: &'a Client,
    lane: Option<Lane>,
}

impl Client {
    /// A client for targets of which at least one is `https`, or none.
    ///
    /// # Errors
    /// What is wrong with the TLS settings or the proxy.
    pub fn new(tls: &Tls, route: &Route, limits: &Limits, https: bool) -> Result<Self, String> {
        let tls = Arc::new(crate::tls::config(tls, https)?);
        let client = Self { idle: Mutex::new(Vec::new()), tls, route: route.clone(), limits: *limits };
        point("net.client").map_err(|error| error.to_string())?;
        if https || route.proxy.is_some() {
            client.http().map_err(|error| error.to_string())?;
        }
        Ok(client)
    }

    /// Whether a connection can be made at all.
    ///
    /// # Errors
    /// [`TransportError::Unreachable`] or [`TransportError::Tls`].
    pub async fn reach(&self, url: &str) -> Result<(), TransportError> {
        self.connect(&parse(url)?).await.map(drop)
    }

    /// Sends a request, within the limit of every request.
    ///
    /// # Errors
    /// As for [`Client::send_within`].
    pub async fn send(&self, request: &Request, case: Option<HeaderCase>) -> Result<Answer, TransportError> {
        self.send_within(request, case, &self.limits).await
    }

    /// Sends a request over a connection that is free, or a new one, with these limits of its answer.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub async fn send_within(&self, request: &Request, case: Option<HeaderCase>, limits: &Limits) -> Result<Answer, TransportError> {
        let (answer, lane) = self.send_on(None, request, case, limits).await;
        if let Some(lane) = lane {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(lane);
        }
        answer
    }

    /// A session, not yet connected.
    pub fn session(&self) -> Session<'_> {
        Session { client: self, lane: None }
    }

    /// Sends over this connection, else over one that is free, or a new one; returns it with the answer where it can be used again.
    async fn send_on(
        &self,
        lane: Option<Lane>,
        request: &Request,
        case: Option<HeaderCase>,
        limits: &Limits,
    ) -> (Result<Answer, TransportError>, Option<Lane>) {
        let mut arrived = Arrival::new(limits);
        let normal;
        let place = match Parted::as_written(&request.url) {
            Some(parted) => parted,
            None => match parse(&request.url) {
                Ok(url) => {
                    normal = url;
                    Parted::of_normal(normal.as_str())
                }
                Err(error) => return (Err(error), None),
            },
        };
        let own = case.is_some() || (self.route.proxy.is_none() && place.origin.starts_with("http:"));
        let sending = async {
            point("net.send").map_err(|error| failed(&error))?;
            if let Some(mut lane) = lane.filter(|lane| lane.fits(&place, own)).or_else(|| self.idle(&place, own)) {
                let began = Instant::now();
                let (answer, reused) = lane.send(&place, request, case, &mut arrived).await;
                // An idle connection that was closed shows at once; an answer that was waited for and never came is one that never came.
                let waited = began.elapsed() >= Duration::from_secs(1);
                if answer.is_ok() || !reused || waited || arrived.begun() {
                    return answer.map(|answer| (answer, lane));
                }
            }
            let mut lane = Lane { origin: place.origin.to_string(), way: if own { self.kept(&place).await? } else { self.http()? } };
            let (answer, _) = lane.send(&place, request, case, &mut arrived).await;
            answer.map(|answer| (answer, lane))
        };
        match tokio::time::timeout(limits.request, sending).await {
            Ok(Ok((answer, lane))) => (Ok(answer), Some(lane)),
            Ok(Err(error)) => (Err(error), None),
            Err(_) => (Err(arrived.timed_out()), None),
        }
    }

    /// A free connection to this place; those that were idle for too long go.
    fn idle(&self, place: &Parted<'_>, own: bool) -> Option<Lane> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.last().is_some_and(|lane| !lane.is_fresh()) {
            idle.retain(Lane::is_fresh);
        }
        let at = idle.iter().rposition(|lane| lane.fits(place, own))?;
        Some(idle.swap_remove(at))
    }

    /// A connection of our own.
    async fn kept(&self, place: &Parted<'_>) -> Result<Way, TransportError> {
        let url = parse(place.origin)?;
        let proxy = self.route.proxy.as_deref().filter(|_| url.scheme() == "http").map(parse).transpose()?;
        let credential = proxy.as_ref().and_then(proxy_credential);
        let kept = Kept::new(self.connect(&url).await?, place.host(), credential.as_deref(), &self.limits).await?;
        Ok(Way::Kept { kept: Box::new(kept), whole: proxy.is_some() })
    }

    /// A client that makes the connection with the first request.
    fn http(&self) -> Result<Way, TransportError> {
        let connects = Arc::new(AtomicU64::new(0));
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured((*self.tls).clone())
            .connector_layer(Counting(connects.clone()))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .http1_only()
            .http1_title_case_headers()
            .http1_max_headers(self.limits.headers)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(Duration::from_millis(500))
            .connect_timeout(self.limits.connect);
        for (host, _, address) in &self.route.resolve {
            builder = builder.resolve(host, SocketAddr::new(*address, 0));
        }
        if let Some(proxy) = &self.route.proxy {
            let proxy = reqwest::Proxy::all(proxy).map_err(|_| TransportError::Unsendable("the proxy's URL is none".into()))?;
            builder = builder.proxy(proxy);
        }
        let http = builder.build().map_err(|error| TransportError::Tls(innermost(&error)))?;
        Ok(Way::Http { http, connects })
    }

    async fn connect(&self, url: &Url) -> Result<Stream, TransportError> {
        let (bare, _, place) = place(url)?;
        let tcp = match &self.route.proxy {
            Some(proxy) => {
                let proxy = parse(proxy)?;
                let mut tcp = self.tcp(&proxy).await?;
                if url.scheme() == "https" {
                    let credential = proxy_credential(&proxy);
                    tokio::time::timeout(self.limits.connect, proxy::tunnel(&mut tcp, credential.as_deref(), &place))
                        .await
                        .unwrap_or_else(|_| Err(format!("the proxy made no tunnel within {:?}", self.limits.connect)))
                        .map_err(TransportError::Unreachable)?;
                }
                tcp
            }
            None => self.tcp(url).await?,
        };
        if url.scheme() != "https" {
            return Ok(Stream::new(tcp));
        }
        let name = ServerName::try_from(bare.to_owned()).map_err(|error| TransportError::Tls(format!("{place}: {error}")))?;
        let connector = tokio_rustls::TlsConnector::from(self.tls.clone());
        let tls = tokio::time::timeout(self.limits.connect, connector.connect(name, tcp))
            .await
            .map_err(|_| TransportError::Tls(format!("{place}: no handshake within {:?}", self.limits.connect)))?
            .map_err(|error| TransportError::Tls(format!("{place}: {error}")))?;
        Ok(Stream::new(tls))
    }

    /// A connection to the host of a URL, or to the address that stands for it.
    async fn tcp(&self, url: &Url) -> Result<TcpStream, TransportError> {
        let (bare, port, place) = place(url)?;
        point("net.connect").map_err(|error| TransportError::Unreachable(format!("{place}: {error}")))?;
        let given = self.route.resolve.iter().find(|(own, of, _)| own.eq_ignore_ascii_case(bare) && *of == port);
        let connecting = async {
            match given {
                Some((_, _, address)) => TcpStream::connect((*address, port)).await,
                None => TcpStream::connect((bare, port)).await,
            }
        };
        let tcp = tokio::time::timeout(self.limits.connect, connecting)
            .await
            .map_err(|_| TransportError::Unreachable(format!("{place} did not accept within {:?}", self.limits.connect)))?
            .map_err(|error| TransportError::Unreachable(format!("{place}: {error}")))?;
        tcp.set_nodelay(true).map_err(|error| TransportError::Unreachable(format!("{place}: {error}")))?;
        Ok(tcp)
    }
}

impl Session<'_> {
    /// Sends a request, within the limit of every request.
    ///
    /// # Errors
    /// As for [`Session::send_within`].
    pub async fn send(&mut self, request: &Request) -> Result<Answer, TransportError> {
        self.send_within(request, &self.client.limits).await
    }

    /// Sends a request over the session's connection, or over a new one where the server has closed it.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub async fn send_within(&mut self, request: &Request, limits: &Limits) -> Result<Answer, TransportError> {
        let (answer, lane) = self.client.send_on(self.lane.take(), request, None, limits).await;
        self.lane = lane;
        answer
    }
}

/// One connection, used for one request at a time.
#[derive(Debug)]
struct Lane {
    /// Whose it is, as in [`Parted`].
    origin: String,
    way: Way,
}

/// What sends over a connection.
#[derive(Debug)]
enum Way {
    /// A connection of our own; `whole`: a proxy is asked for whole URLs.
    Kept { kept: Box<Kept>, whole: bool },
    /// A client with a pool of one.
    Http { http: reqwest::Client, connects: Arc<AtomicU64> },
}

impl Lane {
    fn fits(&self, place: &Parted<'_>, own: bool) -> bool {
        self.origin == place.origin && own == matches!(self.way, Way::Kept { .. }) && self.is_fresh()
    }

    fn is_fresh(&self) -> bool {
        matches!(&self.way, Way::Http { .. }) || matches!(&self.way, Way::Kept { kept, .. } if kept.is_fresh())
    }

    /// Sends, and tells whether over a connection that was used before.
    async fn send(
        &mut self,
        place: &Parted<'_>,
        request: &Request,
        case: Option<HeaderCase>,
        arrived: &mut Arrival,
    ) -> (Result<Answer, TransportError>, bool) {
        match &mut self.way {
            Way::Kept { kept, whole } => {
                let reused = kept.is_used();
                let target = if *whole { Cow::from(format!("{}{}", place.origin, place.target)) } else { place.target.into() };
                (kept.send(&target, request, case, arrived).await, reused)
            }
            Way::Http { http, connects } => {
                let before = connects.load(Ordering::Relaxed);
                let answer = over(http, request, arrived).await;
                (answer, before > 0 && connects.load(Ordering::Relaxed) == before)
            }
        }
    }
}

/// Sends over reqwest's connection.
async fn over(http: &reqwest::Client, request: &Request, arrived: &mut Arrival) -> Result<Answer, TransportError> {
    let method = reqwest::Method::from_bytes(request.method.as_bytes())
        .map_err(|_| TransportError::Unsendable(format!("`{}` is no method", request.method)))?;
    let mut fields = HeaderMap::new();
    header_map(request, &mut fields)?;
    let mut builder = http.request(method, parse(&request.url)?).headers(fields);
    if let Some(body) = &request.body {
        builder = builder.body(body.clone());
    }
    let mut response = builder.send().await.map_err(|error| failed(&error))?;
    arrived.head(response.status().as_u16(), response.headers())?;
    point("net.head").map_err(|error| arrived.cut(&error.to_string()))?;
    while let Some(chunk) = response.chunk().await.map_err(|error| arrived.cut(&innermost(&error)))? {
        point("net.body").map_err(|error| arrived.cut(&error.to_string()))?;
        arrived.chunk(&chunk)?;
    }
    arrived.finish()
}

fn proxy_credential(proxy: &Url) -> Option<String> {
    let user = Some(proxy.username()).filter(|user| !user.is_empty())?;
    Some(proxy::credential(user, proxy.password().unwrap_or_default()))
}

/// The bare host of a URL, its port, and both as in a message.
fn place(url: &Url) -> Result<(&str, u16, String), TransportError> {
    let host = url.host_str().ok_or_else(|| TransportError::Unsendable("the URL names no host".into()))?;
    let port = url.port_or_known_default().unwrap_or(80);
    Ok((host.trim_start_matches('[').trim_end_matches(']'), port, format!("{host}:{port}")))
}

fn parse(url: &str) -> Result<Url, TransportError> {
    Url::parse(url).map_err(|error| TransportError::Unsendable(format!("`{url}` is no URL: {error}")))
}

/// A URL as it goes over the wire: dot segments resolved, what no URL holds percent-encoded. One that is none stays as it is.
pub fn as_sent(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
}

/// Why a URL is none that a request can be sent to.
///
/// # Errors
/// The reason, without the URL.
pub fn check_url(url: &str) -> Result<(), String> {
    let url = Url::parse(url).map_err(|error| error.to_string())?;
    match (url.host_str(), url.port()) {
        (None | Some(""), _) => Err("it names no host".to_owned()),
        (_, Some(0)) => Err("nothing listens on port 0".to_owned()),
        _ => Ok(()),
    }
}

/// No status line and header fields came.
pub fn failed(error: &(dyn Error + 'static)) -> TransportError {
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

/// What it comes from in the end.
pub fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
