//! A deployment: the honest APIs on a listener, with at most one flaw before them.

use crate::variants::{self, FLAWS, READINGS, Variant};
use crate::{answer, iflychat, userlogin, webitel};
use axum::Router;
use axum::http::StatusCode;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The APIs that can be served.
pub const APIS: [&str; 3] = ["iflychat", "userlogin", "webitel"];

/// What the APIs remember.
pub struct Served {
    /// Websites and the keys of their users.
    pub iflychat: iflychat::Websites,
    /// Accounts of the user login.
    pub userlogin: userlogin::Accounts,
    /// Users and their sessions.
    pub webitel: webitel::Users,
}

/// A running deployment. It stops when it is dropped, or in an orderly way with [`Deployment::stop`].
pub struct Deployment {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

/// Why nothing is served.
#[derive(Debug)]
pub enum NotServed {
    /// No API has this name.
    UnknownApi(String),
    /// No flaw has this id, or it is one of an API that is not served here.
    UnknownFlaw(String),
    /// The system would not do it: no random numbers, no port.
    System(std::io::Error),
}

impl std::fmt::Display for NotServed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownApi(name) => write!(f, "there is no API `{name}` to serve; there are {}", APIS.join(", ")),
            Self::UnknownFlaw(id) if variant(id) => {
                let api = id.split('.').next().unwrap_or_default();
                write!(f, "`{id}` changes {api}, which is not among the APIs that are to be served: add --api {api}, or leave --api out")
            }
            Self::UnknownFlaw(id) => {
                let near: Vec<_> = FLAWS.iter().map(|flaw| flaw.id).filter(|known| known.contains(id.as_str())).take(5).collect();
                write!(f, "no flaw of the APIs served is called `{id}`")?;
                if near.is_empty() { Ok(()) } else { write!(f, "; do you mean {}?", near.join(", ")) }
            }
            Self::System(error) => write!(f, "the deployment cannot be started: {error}"),
        }
    }
}

impl std::error::Error for NotServed {}

/// Whether there is a flaw or a reading of this id.
fn variant(id: &str) -> bool {
    FLAWS.iter().map(|flaw| flaw.id).chain(READINGS.iter().map(|reading| reading.id)).any(|known| known == id)
}

/// Serves these APIs (all of them when the list is empty) on a listener: the variant of this id, be it a flaw or another reading, or honestly.
pub async fn serve(listener: TcpListener, apis: &[&str], flaw: Option<&str>) -> Result<Deployment, NotServed> {
    let apis = if apis.is_empty() { &APIS } else { apis };
    if let Some(unknown) = apis.iter().find(|api| !APIS.contains(api)) {
        return Err(NotServed::UnknownApi((*unknown).to_owned()));
    }
    let flaw = match flaw {
        Some(id) => Some(find(id, apis)?),
        None => None,
    };
    let no_random = || NotServed::System(std::io::Error::other("no random numbers"));
    let app = router(apis, flaw).ok_or_else(no_random)?;
    let address = listener.local_addr().map_err(NotServed::System)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    Ok(Deployment { address, stop: Some(stop), task: tokio::spawn(server.into_future()) })
}

/// Serves these APIs on a free port of the loopback interface.
pub async fn start(apis: &[&str], flaw: Option<&str>) -> Result<Deployment, NotServed> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(NotServed::System)?;
    serve(listener, apis, flaw).await
}

fn find(id: &str, apis: &[&str]) -> Result<&'static Variant, NotServed> {
    FLAWS.iter().chain(READINGS).find(|flaw| flaw.id == id && apis.contains(&flaw.api)).ok_or_else(|| NotServed::UnknownFlaw(id.to_owned()))
}

fn router(apis: &[&str], flaw: Option<&'static Variant>) -> Option<Router> {
    let served =
        Arc::new(Served { iflychat: iflychat::Websites::new()?, userlogin: userlogin::Accounts::new()?, webitel: webitel::Users::new()? });
    let mut router = Router::new();
    for api in apis {
        router = router.merge(match *api {
            "iflychat" => iflychat::router(),
            "userlogin" => userlogin::router(),
            _ => webitel::router(),
        });
    }
    let honest = router
        .fallback(async || answer::refused(StatusCode::NOT_FOUND, "There is nothing at this path"))
        .method_not_allowed_fallback(async || answer::refused(StatusCode::METHOD_NOT_ALLOWED, "Only POST is served at this path"))
        .with_state(Arc::clone(&served));
    Some(match flaw {
        Some(flaw) => variants::put_before(honest, flaw, served),
        None => honest,
    })
}

impl Deployment {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends when the deployment does: never by itself.
    pub async fn wait(mut self) {
        let _ = (&mut self.task).await;
    }

    /// Takes no more connections, lets the answers under way finish for up to two seconds, then drops what is left.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = tokio::time::timeout(Duration::from_secs(2), &mut self.task).await;
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Milliseconds since 1970.
pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
