//! What arrives: the body of a request, bounded in size and in time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;

/// Longest time for a whole body. A client that sends a byte now and then holds a connection, and nothing else.
const LONGEST: Duration = Duration::from_secs(30);

/// Reads a body whole.
pub(super) async fn read(body: Incoming, longest: usize) -> Result<Bytes, (StatusCode, String)> {
    match tokio::time::timeout(LONGEST, Limited::new(body, longest).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err((
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the body has more than {longest} bytes; give a `path` below a root instead of the text"),
        )),
        Ok(Err(error)) => Err((StatusCode::BAD_REQUEST, format!("the body did not arrive whole: {error}"))),
        Err(_) => Err((
            StatusCode::REQUEST_TIMEOUT,
            format!("the body did not arrive within {} seconds", LONGEST.as_secs()),
        )),
    }
}

/// A body that keeps something alive until it was sent or given up: a place among those in flight.
#[derive(Debug)]
pub(super) struct Holding<B, T> {
    inner: B,
    /// Only its being dropped matters.
    _held: T,
}

impl<B, T> Holding<B, T> {
    pub(super) fn new(inner: B, held: T) -> Self {
        Self { inner, _held: held }
    }
}

impl<B: Body + Unpin, T: Unpin> Body for Holding<B, T> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.inner.size_hint()
    }
}
