//! What stands before the handler: paths, authentication, quotas.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use rmcp::ServerHandler;
use tokio_util::task::TaskTracker;

use super::Settings;
use super::authentication::{Authentication, Denied, Principal, Scope, metadata};
use super::body::{self, Holding};
use super::quota::Quotas;
use super::removed;
use super::services::Services;
use crate::server::Caller;
use crate::server::metrics::Metrics;

/// The path of the endpoint.
const ENDPOINT: &str = "/mcp";
/// The header by which a client names its session.
const SESSION: &str = "mcp-session-id";
/// Seconds after which a session that nobody uses has ended.
const SESSION_END: u64 = 300;

pub(super) type Answer = Response<BoxBody<Bytes, Infallible>>;

/// All that a request passes.
pub(super) struct Front<H> {
    services: Services<H>,
    metrics: Arc<Metrics>,
    authentication: Authentication,
    quotas: Quotas,
    longest_body: usize,
    sessions: bool,
    draining: AtomicBool,
    /// Every call in flight.
    calls: TaskTracker,
}

impl<H: ServerHandler + Clone + Send + Sync + 'static> Front<H> {
    pub(super) fn new(
        services: Services<H>,
        metrics: Arc<Metrics>,
        authentication: Authentication,
        settings: &Settings,
    ) -> Self {
        Self {
            services,
            metrics,
            authentication,
            quotas: Quotas::new(settings.rate, settings.concurrency),
            longest_body: settings.longest_body,
            sessions: settings.sessions,
            draining: AtomicBool::new(false),
            calls: TaskTracker::new(),
        }
    }

    /// Whether clients are asked who they are.
    pub(super) fn asks(&self) -> bool {
        self.authentication.asks()
    }

    /// From now on the server says that it is not ready.
    pub(super) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Ends the streams on which sessions listen, when every call is answered: they never end by themselves.
    pub(super) async fn end_sessions(&self) {
        if self.sessions {
            self.calls.close();
            self.calls.wait().await;
            self.end();
        }
    }

    /// Ends what is still in flight.
    pub(super) fn end(&self) {
        self.services.end();
    }

    /// Answers a request, and counts the answer.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        let answer = self.route(request).await.unwrap_or_else(|refused| *refused);
        self.metrics.responded(answer.status().as_u16());
        answer
    }

    async fn route(&self, request: Request<Incoming>) -> Result<Answer, Box<Answer>> {
        let path = request.uri().path();
        let read = matches!(*request.method(), Method::GET | Method::HEAD);
        match path {
            "/healthz" if read => Ok(text(StatusCode::OK, "alive")),
            "/readyz" if read && self.draining.load(Ordering::Relaxed) => {
                Ok(text(StatusCode::SERVICE_UNAVAILABLE, "draining"))
            }
            "/readyz" if read => Ok(text(StatusCode::OK, "ready")),
            "/metrics" if read => {
                self.principal(&request).await?;
                let mut answer = text(StatusCode::OK, self.metrics.text());
                let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
                answer.headers_mut().insert(CONTENT_TYPE, kind);
                Ok(answer)
            }
            _ if read && metadata::is_at(path, ENDPOINT) => match self.authentication.metadata() {
                Some(document) => Ok(json(StatusCode::OK, document)),
                None => Ok(text(StatusCode::NOT_FOUND, "no authorization server is set up here")),
            },
            ENDPOINT => self.call(request).await,
            "/healthz" | "/readyz" | "/metrics" => Ok(text(StatusCode::METHOD_NOT_ALLOWED, "only GET")),
            _ => Ok(text(StatusCode::NOT_FOUND, "nothing is here; the endpoint is /mcp")),
        }
    }

    /// Who asks.
    async fn principal(&self, request: &Request<Incoming>) -> Result<Principal, Box<Answer>> {
        let given = request.headers().get(AUTHORIZATION);
        self.authentication.principal(given).await.map_err(|denied| Box::new(self.denied(&denied)))
    }

    async fn call(&self, request: Request<Incoming>) -> Result<Answer, Box<Answer>> {
        let principal = self.principal(&request).await?;
        let place = self.quotas.admit(&principal.name).map_err(|seconds| {
            let mut answer = text(StatusCode::TOO_MANY_REQUESTS, format!("ask again in {seconds} s"));
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Box::new(answer)
        })?;
        // From here on it is in flight, with the body that still arrives. A stream to listen on is none: it is open for as long
        // as the session is.
        let call = (request.method() != Method::GET).then(|| self.calls.token());
        let (mut parts, incoming) = request.into_parts();
        // The token has done its work; nobody behind this line needs it.
        parts.headers.remove(AUTHORIZATION);
        let body = body::read(incoming, self.longest_body)
            .await
            .map_err(|(status, reason)| Box::new(text(status, reason)))?;
        if !principal.may(Scope::Approve) && Scope::of_request(&body) == Scope::Approve {
            return Err(Box::new(self.denied(&Denied::Lacks(Scope::Approve))));
        }
        if let Some((status, message)) = removed::refusal(&parts.headers, &body) {
            return Err(Box::new(json(status, &message)));
        }
        let service = self.services.of(&principal).map_err(|error| {
            tracing::error!(%error, principal = principal.name, "the roots of a principal cannot be opened");
            Box::new(text(StatusCode::INTERNAL_SERVER_ERROR, "your roots cannot be opened; the operator was told"))
        })?;
        if self.sessions && !parts.headers.contains_key(SESSION) && !service.takes_a_session() {
            let mut answer = text(StatusCode::TOO_MANY_REQUESTS, "too many sessions are open; close one, or wait");
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(SESSION_END));
            return Err(Box::new(answer));
        }
        if self.asks() {
            parts.extensions.insert(Caller::new(principal.name));
        }
        let answer = service.answer(Request::from_parts(parts, Full::new(body))).await;
        Ok(answer.map(|inner| Holding::new(inner, (place, call)).boxed()))
    }

    fn denied(&self, denied: &Denied) -> Answer {
        let mut answer = text(denied.status(), denied.to_string());
        if let Ok(challenge) = HeaderValue::from_str(&self.authentication.challenge(denied)) {
            answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}

fn text(status: StatusCode, text: impl Into<String>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text.into())).boxed());
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn json(status: StatusCode, value: &serde_json::Value) -> Answer {
    let mut answer = text(status, value.to_string());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
