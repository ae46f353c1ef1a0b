//! What stands before the handler: paths, authentication, quotas.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use architect_core::ToolError;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::authentication::{Authentication, Denied, Principal, Scope, metadata};
use super::body::{self, Holding};
use super::quota::Quotas;
use super::{Roots, Settings, Siblings};
use crate::server::Architect;

/// The path of the endpoint.
const ENDPOINT: &str = "/mcp";
/// Names of the machine itself, which are always allowed.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Pages that this machine serves may call a server that only this machine reaches.
const LOCAL_PAGES: [&str; 3] = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];

type Service = StreamableHttpService<Architect, NeverSessionManager>;
pub(super) type Answer = Response<BoxBody<Bytes, Infallible>>;

/// All that a request passes.
pub(super) struct Front {
    architect: Architect,
    siblings: Siblings,
    services: Mutex<BTreeMap<Roots, Service>>,
    config: StreamableHttpServerConfig,
    authentication: Authentication,
    quotas: Quotas,
    longest_body: usize,
    draining: AtomicBool,
    end: CancellationToken,
}

impl Front {
    pub(super) fn new(
        architect: Architect,
        siblings: Siblings,
        authentication: Authentication,
        settings: &Settings,
    ) -> Self {
        let end = CancellationToken::new();
        let hosts = LOOPBACK.into_iter().map(ToOwned::to_owned).chain(settings.hosts.iter().cloned());
        let local = LOCAL_PAGES.into_iter().filter(|_| settings.address.ip().is_loopback()).map(ToOwned::to_owned);
        let origins = settings.origins.iter().cloned().chain(local);
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .with_sse_retry(None)
            .with_allowed_hosts(hosts)
            .with_allowed_origins(origins)
            .enforce_origin_validation()
            .with_max_request_body_bytes(settings.longest_body)
            .with_cancellation_token(end.clone());
        Self {
            architect,
            siblings,
            services: Mutex::default(),
            config,
            authentication,
            quotas: Quotas::new(settings.rate, settings.concurrency),
            longest_body: settings.longest_body,
            draining: AtomicBool::new(false),
            end,
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

    /// Ends what is still in flight.
    pub(super) fn end(&self) {
        self.end.cancel();
    }

    /// Answers a request, and counts the answer.
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        let answer = self.route(request).await.unwrap_or_else(|refused| *refused);
        self.architect.metrics().responded(answer.status().as_u16());
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
                self.principal(&request)?;
                let mut answer = text(StatusCode::OK, self.architect.metrics().text());
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
    fn principal(&self, request: &Request<Incoming>) -> Result<Principal, Box<Answer>> {
        let given = request.headers().get(AUTHORIZATION);
        self.authentication.principal(given).map_err(|denied| Box::new(self.denied(&denied)))
    }

    async fn call(&self, request: Request<Incoming>) -> Result<Answer, Box<Answer>> {
        let principal = self.principal(&request)?;
        let place = self.quotas.admit(&principal.name).map_err(|seconds| {
            let mut answer = text(StatusCode::TOO_MANY_REQUESTS, format!("ask again in {seconds} s"));
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Box::new(answer)
        })?;
        let (mut parts, incoming) = request.into_parts();
        // The token has done its work; nobody behind this line needs it.
        parts.headers.remove(AUTHORIZATION);
        let body = body::read(incoming, self.longest_body)
            .await
            .map_err(|(status, reason)| Box::new(text(status, reason)))?;
        if !principal.may(Scope::Approve) && Scope::of_request(&body) == Scope::Approve {
            return Err(Box::new(self.denied(&Denied::lacks(Scope::Approve))));
        }
        let service = self.service(&principal).map_err(|error| {
            tracing::error!(%error, principal = principal.name, "the roots of a principal cannot be opened");
            Box::new(text(StatusCode::INTERNAL_SERVER_ERROR, "your roots cannot be opened; the operator was told"))
        })?;
        parts.extensions.insert(principal);
        let answer = service.handle(Request::from_parts(parts, Full::new(body))).await;
        Ok(answer.map(|inner| Holding::new(inner, place).boxed()))
    }

    /// The service of those who may read the same files.
    fn service(&self, principal: &Principal) -> Result<Service, ToolError> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(service) = services.get(&principal.roots) {
            return Ok(service.clone());
        }
        let architect = match &principal.roots {
            None => self.architect.clone(),
            Some(roots) => (self.siblings)(&self.architect, roots)?,
        };
        let service = Service::new(
            move || Ok(architect.clone()),
            Arc::new(NeverSessionManager::default()),
            self.config.clone(),
        );
        services.insert(principal.roots.clone(), service.clone());
        Ok(service)
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
