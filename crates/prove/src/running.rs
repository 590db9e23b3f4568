//! A server on a free port of the loopback interface, which stops when it is dropped.

use axum::Router;
use std::any::Any;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A deployment that runs as long as this lives.
pub struct Running {
    /// Base URL, without a slash at its end.
    pub url: String,
    _guard: Box<dyn Any + Send>,
}

struct Task(JoinHandle<std::io::Result<()>>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Running {
    /// A deployment at a URL that runs as long as `guard` lives.
    pub fn guarded(url: String, guard: impl Any + Send) -> Self {
        Self { url, _guard: Box::new(guard) }
    }

    /// Serves this on a free port.
    ///
    /// # Errors
    /// No port is free, or none may be taken.
    pub async fn serve(app: Router) -> std::io::Result<Self> {
        specproof_contract::fail::point("net.serve")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let task = Task(tokio::spawn(axum::serve(listener, app).into_future()));
        Ok(Self::guarded(url, task))
    }
}
