//! `deployment/unhardened-container`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Container;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container that none of seccomp, AppArmor, SELinux and dropped capabilities holds back.
    ///
    /// ## Why it matters
    /// Each of them takes most of the ways out of a container away; a container needs at least one.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// # architect:ignore-file deployment/kept-capabilities, deployment/missing-seccomp-profile
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001 }
    ///       containers:
    ///         - name: api
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }
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
    /// Off until it is selected: `missing-seccomp-profile` and `kept-capabilities` say the same one by one.
    pub UnhardenedContainer {
        id: "deployment/unhardened-container",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["polaris:linuxHardening"],
        references: [("Kubernetes: Configure a Security Context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<Manifests> for UnhardenedContainer {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for pod in set.pods().filter(|pod| !pod.is_windows()) {
            for container in pod.all_containers().filter(|container| !is_held_back(*container)) {
                sink.push(
                    Finding::of::<Self>(container.span())
                        .subject(container.subject())
                        .message(format!("nothing holds the processes of `{}` back", container.name()))
                        .help("set `seccompProfile.type: RuntimeDefault` and `capabilities.drop: [ALL]`"),
                );
            }
        }
    }
}

fn is_held_back(container: Container<'_>) -> bool {
    let confined = |field: &str| {
        let kind = container.effective_security(field).and_then(|profile| profile.get("type"));
        kind.is_some_and(|kind| kind.string() != Some("Unconfined"))
    };
    let labelled =
        container.effective_security("seLinuxOptions").is_some_and(|options| options.entries().next().is_some());
    let adds_all =
        container.added_capabilities().any(|name| name.text().is_some_and(|name| name.eq_ignore_ascii_case("ALL")));
    let drops = container.dropped_capabilities().next().is_some() && !adds_all;
    let annotation = format!("container.apparmor.security.beta.kubernetes.io/{}", container.name());
    let annotations = container.pod.template.at("metadata.annotations");
    let annotated = annotations.into_iter().flat_map(Node::entries).any(|entry| entry.key == annotation);
    confined("seccompProfile") || confined("appArmorProfile") || labelled || drops || annotated
}
