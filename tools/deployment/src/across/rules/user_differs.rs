//! `deployment/user-differs`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::across::System;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A container whose `runAsUser` is another number than the USER of the Dockerfile that its image is built from.
    ///
    /// ## Why it matters
    /// Files that the image gives to its own user cannot be written, or not even read, by another; it shows only when the
    /// program touches them.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY --chown=1000:1000 server.js ./
    /// USER 1000:1000
    /// CMD ["node", "server.js"]
    /// # file: orders.yaml
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata: { name: orders }
    /// spec:
    ///   replicas: 1
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: orders
    ///           image: registry.example.com/orders:1.4.2
    ///           readinessProbe: { httpGet: { path: /ready, port: 8080 } }
    ///           livenessProbe: { httpGet: { path: /live, port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY --chown=10001:10001 server.js ./
    /// USER 10001:10001
    /// CMD ["node", "server.js"]
    /// # file: orders.yaml
    /// apiVersion: apps/v1
    /// kind: ReplicaSet
    /// metadata: { name: orders }
    /// spec:
    ///   replicas: 1
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: orders
    ///           image: registry.example.com/orders:1.4.2
    ///           readinessProbe: { httpGet: { path: /ready, port: 8080 } }
    ///           livenessProbe: { httpGet: { path: /live, port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Only where the Dockerfile gives files to its user with `--chown` or `chown`: others belong to root, and any user reads
    /// them alike. A user by name is not known by number.
    pub UserDiffers {
        id: "deployment/user-differs",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Configure a security context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<System> for UserDiffers {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let Workload::Container(container) = joined.workload else { continue };
            let (Some(wanted), Some(user)) = (container.effective_security("runAsUser"), joined.part.user()) else {
                continue;
            };
            let number = user.value.split(':').next().and_then(|user| user.parse::<i64>().ok());
            let (Some(given), Some(number)) = (wanted.integer(), number) else { continue };
            if given != number && number != 0 && joined.part.final_image_mentions("chown") {
                sink.push(
                    Finding::of::<UserDiffers>(wanted.span())
                        .subject(joined.workload.subject())
                        .confidence(Confidence::Medium)
                        .message(format!(
                            "{} runs as user {given}, and its image was made for user {number}",
                            joined.workload.title()
                        ))
                        .related(user.span, user.what),
                );
            }
        }
    }
}
