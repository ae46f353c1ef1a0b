//! What an operator watches: calls, errors and durations of each tool, calls at work and calls that wait.
//!
//! The names of tools are those of the registry, so the number of series is bounded.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds of the durations, in seconds: most calls take milliseconds, and none more than the deadline.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    tool: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfTool {
    tool: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Status {
    status: u16,
}

/// Counts of a running server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    calls: Family<Call, Counter<u64, AtomicU64>>,
    durations: Family<OfTool, Histogram, fn() -> Histogram>,
    at_work: Gauge,
    waiting: Gauge,
    requests: Family<Status, Counter<u64, AtomicU64>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("architect");
        let histogram: fn() -> Histogram = || Histogram::new(BOUNDS);
        let metrics = Self {
            calls: Family::default(),
            durations: Family::new_with_constructor(histogram),
            at_work: Gauge::default(),
            waiting: Gauge::default(),
            requests: Family::default(),
            registry: Registry::default(),
        };
        registry.register("tool_calls", "Calls that were answered, by tool and outcome", metrics.calls.clone());
        registry.register(
            "tool_duration_seconds",
            "Time from the arrival of a call to its answer, waiting included",
            metrics.durations.clone(),
        );
        registry.register("tool_calls_at_work", "Calls whose tool is at work", metrics.at_work.clone());
        registry.register("tool_calls_waiting", "Calls that wait for a place to work", metrics.waiting.clone());
        registry.register("http_responses", "Responses over HTTP, by status", metrics.requests.clone());
        Self { registry, ..metrics }
    }
}

/// Counts something as being there, until it is dropped.
#[derive(Debug)]
pub struct Counted(Gauge);

impl Counted {
    fn start(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// A call waits for its place.
    pub fn waits(&self) -> Counted {
        Counted::start(&self.waiting)
    }

    /// A tool is at work.
    pub fn works(&self) -> Counted {
        Counted::start(&self.at_work)
    }

    /// A call was answered.
    pub fn answered(&self, tool: &str, well: bool, took: Duration) {
        let outcome = if well { "ok" } else { "error" };
        self.calls.get_or_create(&Call { tool: tool.to_owned(), outcome }).inc();
        self.durations.get_or_create(&OfTool { tool: tool.to_owned() }).observe(took.as_secs_f64());
    }

    /// A response went out.
    pub fn responded(&self, status: u16) {
        self.requests.get_or_create(&Status { status }).inc();
    }

    /// All counts in the text form of `OpenMetrics`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
