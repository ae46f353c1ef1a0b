//! `deployment/unverifiable-user`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::across::System;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A container with `runAsNonRoot: true` and no `runAsUser` whose image runs as root, or as a user that its Dockerfile
    /// gives by name.
    ///
    /// ## Why it matters
    /// The kubelet cannot tell that a name is not root, and refuses to start the container: CreateContainerConfigError,
    /// which no check of the manifest alone can see.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY server.js ./
    /// USER node
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
    ///       securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
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
    /// COPY server.js ./
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
    ///       securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: orders
    ///           image: registry.example.com/orders:1.4.2
    ///           readinessProbe: { httpGet: { path: /ready, port: 8080 } }
    ///           livenessProbe: { httpGet: { path: /live, port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Without a USER in the Dockerfile, only bases whose user is known to be root are told.
    pub UnverifiableUser {
        id: "deployment/unverifiable-user",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Configure a security context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<System> for UnverifiableUser {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let Workload::Container(container) = joined.workload else { continue };
            let Some(wish) = container.effective_security("runAsNonRoot").filter(|node| node.boolean() == Some(true))
            else {
                continue;
            };
            if container.effective_security("runAsUser").is_some() {
                continue;
            }
            let finding = Finding::of::<UnverifiableUser>(wish.key_span()).subject(joined.workload.subject());
            let title = joined.workload.title();
            if let Some(user) = joined.part.user() {
                let name = user.value.split(':').next().unwrap_or_default().to_owned();
                let number = name.parse::<u32>().ok();
                if name.contains('$') || number.is_some_and(|number| number != 0) {
                    continue;
                }
                let what = if name == "root" || number == Some(0) { "root" } else { "a user by name" };
                sink.push(
                    finding
                        .message(format!(
                            "{title} must not run as root, and its image runs as {what}, `{name}`: it is not started"
                        ))
                        .related(user.span, user.what)
                        .help("Give the user by its number, in the Dockerfile or as `runAsUser`."),
                );
            } else if joined.part.base().and_then(|base| base.runs_as_root()) == Some(true)
                && let Some(image) = &joined.part.image
                && let Some(stage) = image.file.final_stage()
            {
                sink.push(
                    finding
                        .message(format!("{title} must not run as root, and its image sets no user, so it is root: it is not started"))
                        .related(image.source.span(stage.from_statement.span.clone()), "the image stands on this")
                        .help("Set a USER by its number in the Dockerfile, or `runAsUser`."),
                );
            }
        }
    }
}
