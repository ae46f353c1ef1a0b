//! `deployment/naked-pod`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A Pod that nothing starts again.
    ///
    /// ## Why it matters
    /// When its machine is drained or fails, it is gone.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: orders }
    /// spec:
    ///   automountServiceAccountToken: false
    ///   securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///   containers:
    ///     - name: api
    ///       image: registry.example.com/orders:1.4.2
    ///       ports: [{ name: http, containerPort: 8080 }]
    ///       readinessProbe: { httpGet: { path: /ready, port: http } }
    ///       livenessProbe: { httpGet: { path: /live, port: http } }
    ///       resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///       securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
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
    pub NakedPod {
        id: "deployment/naked-pod",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes: Naked Pods", "https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs")],
    }
}

impl Rule<Manifests> for NakedPod {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| pod.object.kind == "Pod" && !pod.runs_to_completion()) {
            let owned =
                pod.object.metadata().is_some_and(|metadata| metadata.list("ownerReferences").next().is_some());
            // Pods of the machine itself are started by its kubelet.
            let of_machine = pod.object.namespace() == Some("kube-system");
            if !owned && !of_machine {
                sink.push(
                    Finding::of::<Self>(pod.span())
                        .subject(pod.subject())
                        .message(format!("nothing starts `{}` again when its machine is gone", pod.object.name()))
                        .help("let a Deployment or a Job make it"),
                );
            }
        }
    }
}
