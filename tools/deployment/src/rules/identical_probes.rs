//! `deployment/identical-probes`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Probe;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container whose liveness probe asks the same as its readiness probe.
    ///
    /// ## Why it matters
    /// A pod that is too busy for requests is restarted, its load goes to the others, and these are restarted next.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /ready, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Times and thresholds are not compared: a liveness probe that asks the same and waits longer is still one
    /// that asks for too much.
    pub IdenticalProbes {
        id: "deployment/identical-probes",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-score:pod-probes-identical"],
        references: [("Kubernetes: Configure Liveness, Readiness and Startup Probes", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/")],
    }
}

impl Rule<Manifests> for IdenticalProbes {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let (Some(live), Some(ready)) = (container.probe(Probe::Liveness), container.probe(Probe::Readiness))
            else {
                continue;
            };
            if asks_the_same(live, ready) {
                sink.push(
                    Finding::of::<Self>(live.key_span())
                        .subject(container.subject())
                        .message(format!(
                            "`{}` is restarted for the same reason for which it gets no requests",
                            container.name()
                        ))
                        .help("let liveness ask whether the process answers, and readiness whether it can serve")
                        .related(ready.key_span(), "the readiness probe"),
                );
            }
        }
    }
}

/// Whether the handlers are the same in every field that one of them has.
fn asks_the_same(live: Node<'_>, ready: Node<'_>) -> bool {
    const HANDLERS: [&str; 4] = ["httpGet", "tcpSocket", "grpc", "exec"];
    HANDLERS.iter().any(|handler| match (live.get(handler), ready.get(handler)) {
        (Some(one), Some(other)) => same(one, other) && same(other, one),
        _ => false,
    })
}

fn same(one: Node<'_>, other: Node<'_>) -> bool {
    one.entries().all(|field| {
        other.get(field.key).is_some_and(|there| {
            let texts = |node: Node<'_>| node.items().map(|item| item.text().map(str::to_owned)).collect::<Vec<_>>();
            field.value.text() == there.text() && texts(field.value) == texts(there)
        })
    })
}
