//! `deployment/ingress-without-tls`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// An Ingress without `tls`.
    ///
    /// ## Why it matters
    /// What it takes in comes unencrypted, with every token and password in it.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: orders }
    /// spec:
    ///   rules:
    ///     - host: orders.example.com
    ///       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: orders, port: { number: 80 } } } }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: orders }
    /// spec:
    ///   tls: [{ hosts: [orders.example.com], secretName: orders-tls }]
    ///   rules:
    ///     - host: orders.example.com
    ///       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: orders, port: { number: 80 } } } }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    /// ## Limits
    /// A controller or a load balancer before it may encrypt for all; then silence the rule.
    pub IngressWithoutTls {
        id: "deployment/ingress-without-tls",
        severity: Info,
        since: "0.1.0",
        aliases: ["polaris:tlsSettingsMissing"],
        references: [("Kubernetes: Ingress, TLS", "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls")],
    }
}

impl Rule<Manifests> for IngressWithoutTls {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for ingress in set.of_kind("Ingress") {
            if ingress.spec().is_some_and(|spec| spec.list("tls").next().is_none()) {
                sink.push(
                    Finding::of::<Self>(ingress.span())
                        .subject(ingress.subject())
                        .message(format!("`{}` takes requests without encryption", ingress.name()))
                        .help("name a certificate in `tls`"),
                );
            }
        }
    }
}
