//! A body that breaks off: fewer bytes than were promised, then the connection ends.

use axum::body::{Bytes, HttpBody};
use http_body::Frame;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Sends some bytes, lets them leave, then fails, which makes the server drop the connection.
pub struct CutShort {
    sent: Option<Bytes>,
    left: bool,
}

impl CutShort {
    /// The first `cut` bytes of `body`; with none, not even the head of the answer is sent.
    pub fn new(mut body: Vec<u8>, cut: usize) -> Self {
        body.truncate(cut);
        let left = body.is_empty();
        Self { sent: (!left).then(|| body.into()), left }
    }
}

impl HttpBody for CutShort {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(bytes) = self.sent.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.left {
            // The server flushes what it has when the body is not ready.
            self.left = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into())))
    }
}
