//! A connection that spells header names as a case asks for, whatever the client library writes.

use crate::case::HeaderCase;
use crate::wire::{Head, Spelling};
use std::pin::Pin;
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

/// A stream that spells the header names of the one message written to it; hyper itself writes them in lower case.
pub struct Spelt {
    stream: Stream,
    head: Head,
    spelling: Spelling,
}

impl Spelt {
    /// Spells names in this case.
    pub fn new(stream: Stream, case: HeaderCase) -> Self {
        Self { stream, head: Head::Start, spelling: Spelling::Case(case) }
    }
}

impl AsyncRead for Spelt {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Spelt {
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
