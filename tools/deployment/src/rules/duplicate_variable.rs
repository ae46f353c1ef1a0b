//! `deployment/duplicate-variable`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use std::collections::BTreeMap;

declare_rule! {
    /// ## What it finds
    /// An environment variable that a container sets twice.
    ///
    /// ## Why it matters
    /// The last one counts, and whoever changes the first wonders why nothing happens. Some ways of applying a
    /// manifest drop one of them.
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
    ///           env: [{ name: LOG_LEVEL, value: info }, { name: LOG_LEVEL, value: debug }]
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
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
    pub DuplicateVariable {
        id: "deployment/duplicate-variable",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:duplicate-env-var", "kube-score:environment-variable-key-duplication"],
        references: [("Kubernetes: Define Environment Variables for a Container", "https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/")],
    }
}

impl Rule<Manifests> for DuplicateVariable {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let mut first = BTreeMap::new();
            for variable in container.env() {
                let place = variable.node.get("name").unwrap_or(variable.node);
                if place.is_filled_in_later() {
                    continue;
                }
                match first.get(variable.name) {
                    None => {
                        first.insert(variable.name, place);
                    }
                    Some(earlier) => sink.push(
                        Finding::of::<Self>(place.span())
                            .subject(container.subject())
                            .message(format!("`{}` sets `{}` twice", container.name(), variable.name))
                            .related(earlier.span(), "first set here"),
                    ),
                }
            }
        }
    }
}
