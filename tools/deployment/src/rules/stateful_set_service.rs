//! `deployment/stateful-set-service`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule, nearest};

use crate::kubernetes::Object;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A StatefulSet whose `serviceName` is that of no Service of the set, though the set has Services, or of one that has
    /// a cluster address or does not select its pods.
    ///
    /// ## Why it matters
    /// Its pods get their names in DNS from that headless Service. Without it they do not find each other.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: ledger
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: ledger
    ///   ports:
    ///     - port: 7000
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata:
    ///   name: ledger
    ///   namespace: shop
    /// spec:
    ///   replicas: 3
    ///   serviceName: ledger
    ///   selector:
    ///     matchLabels:
    ///       app: ledger
    ///   template:
    ///     metadata:
    ///       labels:
    ///         app: ledger
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext:
    ///         runAsNonRoot: true
    ///         runAsUser: 65532
    ///         seccompProfile:
    ///           type: RuntimeDefault
    ///       containers: []
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: ledger
    ///   namespace: shop
    /// spec:
    ///   clusterIP: None
    ///   selector:
    ///     app: ledger
    ///   ports:
    ///     - port: 7000
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata:
    ///   name: ledger
    ///   namespace: shop
    /// spec:
    ///   replicas: 3
    ///   serviceName: ledger
    ///   selector:
    ///     matchLabels:
    ///       app: ledger
    ///   template:
    ///     metadata:
    ///       labels:
    ///         app: ledger
    ///     spec:
    ///       automountServiceAccountToken: false
    ///       securityContext:
    ///         runAsNonRoot: true
    ///         runAsUser: 65532
    ///         seccompProfile:
    ///           type: RuntimeDefault
    ///       containers: []
    /// ```
    /// ## Limits
    /// A StatefulSet without `serviceName`, or of one replica, is not reported.
    pub StatefulSetService {
        id: "deployment/stateful-set-service",
        severity: Warning,
        since: "0.1.0",
        aliases: ["kube-score:statefulset-has-servicename"],
        references: [("Kubernetes, StatefulSets: stable network identity", "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id")],
    }
}

impl Rule<Manifests> for StatefulSetService {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        if !set.has_any("Service") {
            return;
        }
        for stateful in set.of_kind("StatefulSet").filter(|set| set.replicas().is_some_and(|replicas| replicas > 1)) {
            if let Some(finding) = judge(set, stateful) {
                sink.push(finding);
            }
        }
    }
}

fn judge(set: &Manifests, stateful: Object<'_>) -> Option<Finding> {
    let place = stateful.spec()?.get("serviceName").filter(|name| !name.is_filled_in_later())?;
    let name = place.text().filter(|name| !name.is_empty())?;
    let here = || set.of_kind("Service").filter(|service| service.shares_namespace_with(stateful));
    let finding = Finding::of::<StatefulSetService>(place.span())
        .subject(stateful.subject())
        .confidence(Confidence::Medium);
    let Some(service) = here().find(|service| service.name() == name) else {
        let finding = finding.message(format!("there is no Service `{name}` among these manifests"));
        return Some(match nearest::nearest(name, here().map(|service| service.name())) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("add a Service with `clusterIP: None` that selects the pods"),
        });
    };
    let spec = service.spec()?;
    if spec.get("clusterIP").is_some_and(|address| address.string() == Some("None") || address.is_filled_in_later()) {
        return None;
    }
    let finding = finding.message(format!("the Service `{name}` is not headless, so the pods have no names of their own"));
    Some(finding.help("write `clusterIP: None` into the Service").related(service.span(), "the Service"))
}
