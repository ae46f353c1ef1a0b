//! `deployment/short-grace-period`

use architect_core::{Finding, Rule, Sink, Span, declare_rule};

use crate::across::{Joined, System};
use crate::node::Node;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A grace period that is shorter than the time that the service's code gives requests when it stops, with the wait of
    /// `preStop` before it.
    ///
    /// ## Why it matters
    /// The process is killed while it still finishes its requests: each rollout cuts some.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY orders /orders
    /// USER 65532:65532
    /// ENTRYPOINT ["/orders"]
    /// # file: orders/main.go
    /// package main
    ///
    /// func stop() {
    ///     grace, cancel := context.WithTimeout(context.Background(), 30*time.Second)
    ///     defer cancel()
    ///     server.Shutdown(grace)
    /// }
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: orders
    ///     stop_grace_period: 20s
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY orders /orders
    /// USER 65532:65532
    /// ENTRYPOINT ["/orders"]
    /// # file: orders/main.go
    /// package main
    ///
    /// func stop() {
    ///     grace, cancel := context.WithTimeout(context.Background(), 30*time.Second)
    ///     defer cancel()
    ///     server.Shutdown(grace)
    /// }
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: orders
    ///     stop_grace_period: 40s
    /// ```
    /// ## Limits
    /// Only a time that is a literal in the code or its settings. Kubernetes gives 30 seconds where nothing is written; of
    /// Compose only a written period counts.
    pub ShortGracePeriod {
        id: "deployment/short-grace-period",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Termination of pods", "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination")],
    }
}

/// What Kubernetes gives where nothing is written.
const DEFAULT: u32 = 30;

impl Rule<System> for ShortGracePeriod {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let (Some((grace, wait, span)), Some(shutdown)) = (grace(joined), joined.part.shutdown()) else {
                continue;
            };
            // Both written alike, as many do, is no fault; with a wait before, it is.
            let needed = shutdown.value.saturating_add(wait);
            if needed < grace || (needed == grace && wait == 0) {
                continue;
            }
            let before = if wait > 0 { format!(" after {wait} s of preStop") } else { String::new() };
            sink.push(
                Finding::of::<ShortGracePeriod>(span)
                    .subject(joined.workload.subject())
                    .message(format!(
                        "{} is killed after {grace} s, and its code takes up to {} s to stop{before}",
                        joined.workload.title(),
                        shutdown.value
                    ))
                    .related(shutdown.span, shutdown.what),
            );
        }
    }
}

/// The grace period, the wait before the signal, and where the period stands.
fn grace(joined: Joined<'_>) -> Option<(u32, u32, Span)> {
    match joined.workload {
        Workload::Container(container) => {
            let written = container.pod.spec.get("terminationGracePeriodSeconds");
            let grace = match written {
                Some(node) => u32::try_from(node.integer()?).ok()?,
                None => DEFAULT,
            };
            let hook = container.node.at("lifecycle.preStop");
            let wait = match hook {
                Some(hook) => {
                    hook.at("sleep.seconds").and_then(|node| u32::try_from(node.integer()?).ok()).unwrap_or(0)
                }
                None => 0,
            };
            let span = written.map_or_else(|| container.span(), Node::span);
            (!container.pod.runs_to_completion()).then_some((grace, wait, span))
        }
        Workload::Service(service) => {
            let node = service.node.get("stop_grace_period")?;
            let seconds = node.string()?.strip_suffix('s')?.parse().ok()?;
            Some((seconds, 0, node.span()))
        }
    }
}
