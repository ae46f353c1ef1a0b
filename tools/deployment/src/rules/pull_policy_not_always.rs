//! `deployment/pull-policy-not-always`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container whose image is not asked for at every start.
    ///
    /// ## Why it matters
    /// Whoever can start pods on a machine can use the images that are there, though the registry would not give
    /// them out.
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
    ///           imagePullPolicy: Always
    ///           image: registry.example.com/orders:1.4.2
    ///           ports: [{ name: http, containerPort: 8080 }]
    ///           readinessProbe: { httpGet: { path: /ready, port: http } }
    ///           livenessProbe: { httpGet: { path: /live, port: http } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Off until it is selected: it makes every start wait for the registry.
    pub PullPolicyNotAlways {
        id: "deployment/pull-policy-not-always",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["kube-score:container-image-pull-policy", "polaris:pullPolicyNotAlways", "checkov:CKV_K8S_15"],
        references: [("Kubernetes: AlwaysPullImages", "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages")],
    }
}

impl Rule<Manifests> for PullPolicyNotAlways {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            let said = container.node.get("imagePullPolicy");
            let by_default = || {
                // Without a policy, a tag that may move is asked for.
                let image = container.image_reference()?;
                Some(image.digest.is_none() && image.tag.as_deref().is_none_or(|tag| tag == "latest"))
            };
            let always = match said {
                Some(said) => said.string() == Some("Always"),
                None => by_default() == Some(true),
            };
            if !always {
                sink.push(
                    Finding::of::<Self>(said.map_or_else(|| container.span(), Node::key_span))
                        .subject(container.subject())
                        .message(format!("the image of `{}` is not asked for at every start", container.name())),
                );
            }
        }
    }
}
