//! `deployment/egress-without-dns`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A NetworkPolicy that lets pods call some things and closes the rest, while no policy of the set lets them ask for names.
    ///
    /// ## Why it matters
    /// Without port 53 no host name is found, so even what the policy allows cannot be called.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: { name: orders }
    /// spec:
    ///   podSelector: { matchLabels: { app: orders } }
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - ports: [{ protocol: TCP, port: 5432 }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: { name: orders }
    /// spec:
    ///   podSelector: { matchLabels: { app: orders } }
    ///   policyTypes: [Egress]
    ///   egress:
    ///     - ports: [{ protocol: TCP, port: 5432 }]
    ///     - ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
    /// ```
    /// ## Limits
    /// A policy that allows no egress at all means it. A rule without ports, or for addresses only, may lead to the names as
    /// well. Policies add up: one of the set that opens port 53 is taken to hold for all.
    pub EgressWithoutDns {
        id: "deployment/egress-without-dns",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Network policies", "https://kubernetes.io/docs/concepts/services-networking/network-policies/")],
    }
}

impl Rule<Manifests> for EgressWithoutDns {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        if set.of_kind("NetworkPolicy").any(may_ask_for_names) {
            return;
        }
        for policy in set.of_kind("NetworkPolicy") {
            let Some(spec) = policy.spec() else { continue };
            let Some(egress) = spec.get("egress").filter(|egress| egress.items().next().is_some()) else { continue };
            let listed = |kind: Node<'_>| kind.string() == Some("Egress");
            if spec.get("policyTypes").is_some() && !spec.list("policyTypes").any(listed) {
                continue;
            }
            sink.push(
                Finding::of::<EgressWithoutDns>(egress.key_span())
                    .subject(policy.subject())
                    .confidence(Confidence::Medium)
                    .message(format!(
                        "`{}` lets pods call out, but not ask for names: port 53 is closed",
                        policy.name()
                    ))
                    .help("Add a rule with port 53 over UDP and TCP to the DNS of the cluster."),
            );
        }
    }
}

/// Whether a policy has a rule that port 53 fits, or that cannot be told.
fn may_ask_for_names(policy: Object<'_>) -> bool {
    const DNS: i64 = 53;
    policy.spec().into_iter().flat_map(|spec| spec.list("egress")).any(|rule| {
        let Some(ports) = rule.get("ports") else { return true };
        let mut ports = ports.items().peekable();
        ports.peek().is_none()
            || ports.any(|port| match port.get("port") {
                None => true,
                Some(number) => match (number.integer(), port.get_integer("endPort")) {
                    (Some(first), Some(last)) => (first..=last).contains(&DNS),
                    (Some(first), None) => first == DNS,
                    // A name: `dns`, or what is filled in later.
                    (None, _) => true,
                },
            })
    })
}
