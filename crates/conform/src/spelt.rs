//! A connection that spells header names as a case asks for, whatever the client library writes.

use crate::case::HeaderCase;
use crate::wire::{self, Head};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// A connection, plain or with TLS.
pub struct Stream(Box<dyn Duplex>);

impl Stream {
    pub fn new(connection: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Self {
        Self(Box::new(connection))
    }
}

/// How the header names of the next message are spelt; a clone is of the same connection.
#[derive(Debug, Clone, Default)]
pub struct Spelling(Arc<Mutex<Option<(Head, HeaderCase)>>>);

impl Spelling {
    /// The next bytes that are written begin a message in this case; `None` leaves them as they are.
    pub fn begin(&self, case: Option<HeaderCase>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = case.map(|case| (Head::Start, case));
    }
}

/// Bytes that are read before others get their turn: what parses them goes on for as long as there are any, and no time limit holds meanwhile.
const TURN: usize = 32 << 10;

/// A stream that spells the header names of each message written to it; hyper itself knows two ways only.
pub struct Spelt {
    stream: Stream,
    spelling: Spelling,
    /// Bytes that were read in this turn.
    read: usize,
}

impl Spelt {
    /// Spells names as it is told there.
    pub fn new(stream: Stream, spelling: Spelling) -> Self {
        Self { stream, spelling, read: 0 }
    }
}

impl AsyncRead for Spelt {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        if self.read >= TURN {
            self.read = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream.0).poll_read(cx, buffer);
        self.read = if polled.is_ready() { self.read + buffer.filled().len() - before } else { 0 };
        polled
    }
}

impl AsyncWrite for Spelt {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let own = self.spelling.clone();
        let mut own = own.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((head, case)) = own.as_mut() else { return Pin::new(&mut self.stream.0).poll_write(cx, bytes) };
        let spelling = wire::Spelling::Case(*case);
        let mut ahead = *head;
        let spelt: Vec<u8> = bytes.iter().map(|&byte| ahead.step(byte, spelling)).collect();
        let written = Pin::new(&mut self.stream.0).poll_write(cx, &spelt);
        if let Poll::Ready(Ok(count)) = written {
            for &byte in &bytes[..count] {
                head.step(byte, spelling);
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
