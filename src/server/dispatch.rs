//! The guarded way from the protocol into a tool.
//!
//! Tools are blocking functions. They run on the blocking pool, a bounded number at a time, so that finished answers
//! are never held up by working tools; each under a deadline, each stoppable, each inside a span. A tool that ignores
//! its stop signal keeps its permit until it returns, but its caller is answered. What is only looked up is answered at once.

use std::sync::Arc;
use std::time::Duration;

use architect_core::{Cancellation, Progress, ToolError};
use rmcp::model::JsonObject;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::metrics::Metrics;
use crate::registry::{Control, Registry};

/// Bounds on calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Most tools at work at once.
    pub concurrency: usize,
    /// Longest time for one call, waiting included.
    pub deadline: Duration,
    /// Longest time that a person who is asked may take.
    pub patience: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { concurrency: cores.max(2), deadline: Duration::from_secs(30), patience: PATIENCE }
    }
}

/// A person reads what is asked, looks at the change, and may have to ask others.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// How long a tool that was told to stop may take to do so before its caller is answered without it.
const GRACE: Duration = Duration::from_millis(250);

/// Longest name that is looked up where it is asked for, in bytes.
const LONGEST_NAME: usize = 256;

/// A step that a tool reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Steps behind us.
    pub done: u64,
    /// Steps in all, when known.
    pub total: Option<u64>,
    /// What comes now.
    pub message: String,
}

/// The way into the tools of a registry.
#[derive(Debug, Clone)]
pub struct Dispatch {
    registry: Arc<Registry>,
    permits: Arc<Semaphore>,
    policy: Policy,
    metrics: Arc<Metrics>,
}

impl Dispatch {
    /// The bounds on calls.
    pub(super) const fn policy(&self) -> Policy {
        self.policy
    }

    /// A way into a registry, bounded by a policy.
    pub fn new(registry: Arc<Registry>, policy: Policy) -> Self {
        let permits = Arc::new(Semaphore::new(policy.concurrency));
        Self { registry, permits, policy, metrics: Arc::default() }
    }

    /// A way into another registry of the same server: both share what bounds and counts calls.
    #[must_use]
    pub fn beside(&self, registry: Arc<Registry>) -> Self {
        Self { registry, ..self.clone() }
    }

    /// What is counted of the calls.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// The registry behind it.
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// Answers a call. `steps` hears of progress, where somebody wants to know; `stop` ends the call early.
    pub async fn call(
        &self,
        name: &str,
        arguments: JsonObject,
        steps: Option<mpsc::Sender<Step>>,
        stop: CancellationToken,
    ) -> Result<Value, ToolError> {
        let span = tracing::info_span!("tool", name);
        async move {
            let started = Instant::now();
            let result = self.run(name, arguments, steps, stop).await;
            let elapsed = started.elapsed();
            self.metrics.answered(name, result.is_ok(), elapsed);
            let elapsed_us = elapsed.as_micros();
            match &result {
                Ok(_) => tracing::debug!(elapsed_us, "answered"),
                Err(error) => tracing::info!(elapsed_us, kind = ?error.kind, %error, "refused"),
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn run(
        &self,
        name: &str,
        arguments: JsonObject,
        steps: Option<mpsc::Sender<Step>>,
        stop: CancellationToken,
    ) -> Result<Value, ToolError> {
        if Registry::looks_up(name) && are_short(&arguments) {
            // The way to another thread and back would take longer.
            return self.registry.call(name, arguments, Control::default());
        }
        let deadline = Instant::now() + self.deadline();
        let cancellation = Cancellation::default();
        let _abandoned = Abandoned(cancellation.clone());
        let waiting = self.metrics.waits();
        let permit = tokio::select! {
            permit = Arc::clone(&self.permits).acquire_owned() => permit,
            () = stop.cancelled() => {
                cancellation.cancel();
                return cancellation.check().map(|()| Value::Null);
            }
            () = tokio::time::sleep_until(deadline) => {
                cancellation.expire();
                return cancellation.check().map(|()| Value::Null);
            }
        };
        let permit = permit.map_err(|_| ToolError::internal("the server is shutting down"))?;
        drop(waiting);
        let registry = Arc::clone(&self.registry);
        let tool = name.to_owned();
        let working = self.metrics.works();
        let control = Control {
            cancellation: cancellation.clone(),
            progress: steps.map(|steps| Arc::new(Reporter::new(steps)) as Arc<dyn Progress>),
        };
        let span = tracing::Span::current();
        let mut work = tokio::task::spawn_blocking(move || {
            let _entered = span.entered();
            let result = registry.call(&tool, arguments, control);
            drop((permit, working));
            result
        });
        tokio::select! {
            done = &mut work => return joined(done),
            () = stop.cancelled() => cancellation.cancel(),
            () = tokio::time::sleep_until(deadline) => cancellation.expire(),
        }
        // The tool was told to stop. What it answers in time still counts, for it may just have finished.
        match tokio::time::timeout(GRACE, &mut work).await {
            Ok(done) => joined(done),
            Err(_) => cancellation.check().map(|()| Value::Null),
        }
    }

    /// The deadline of the first root's `architect.toml`, or the built-in one.
    fn deadline(&self) -> Duration {
        self.registry.workspace().deadline_ms().map_or(self.policy.deadline, Duration::from_millis)
    }
}

/// Tells a tool to stop when nobody waits for it any more: whoever called has hung up, and this call was dropped. A tool that
/// has answered is not concerned.
struct Abandoned(Cancellation);

impl Drop for Abandoned {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Whether arguments are names, as people and models write them. A name that is a document takes its time to be found nowhere.
fn are_short(arguments: &JsonObject) -> bool {
    arguments.len() <= 8
        && arguments.values().all(|value| value.as_str().is_some_and(|text| text.len() <= LONGEST_NAME))
}

fn joined(done: Result<Result<Value, ToolError>, tokio::task::JoinError>) -> Result<Value, ToolError> {
    done.unwrap_or_else(|error| Err(ToolError::internal(format!("the call ended abnormally: {error}"))))
}

/// Passes steps on, but not more often than a person can read; the first and the last one always.
struct Reporter {
    steps: mpsc::Sender<Step>,
    last: std::sync::Mutex<Option<std::time::Instant>>,
}

impl Reporter {
    const PACE: Duration = Duration::from_millis(50);

    fn new(steps: mpsc::Sender<Step>) -> Self {
        Self { steps, last: std::sync::Mutex::new(None) }
    }
}

impl Progress for Reporter {
    fn report(&self, done: u64, total: Option<u64>, message: &str) {
        let Ok(mut last) = self.last.lock() else { return };
        let now = std::time::Instant::now();
        if last.is_some_and(|last| now.duration_since(last) < Self::PACE) && total != Some(done) {
            return;
        }
        *last = Some(now);
        // A full channel means that the client reads slowly; progress may be lost, answers may not.
        let _ = self.steps.try_send(Step { done, total, message: message.to_owned() });
    }
}
