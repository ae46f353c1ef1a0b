//! `deployment/node-port-service`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A Service that opens a port on every machine of the cluster.
    ///
    /// ## Why it matters
    /// The port is open wherever a machine can be reached, past the load balancer and its certificates.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   type: NodePort
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector: { app: orders }
    ///   ports: [{ port: 80, targetPort: http }]
    /// ```
    pub NodePortService {
        id: "deployment/node-port-service",
        severity: Info,
        since: "0.1.0",
        aliases: ["kube-linter:exposed-services", "kube-score:service-type"],
        references: [("Kubernetes: type NodePort", "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport")],
    }
}

impl Rule<Manifests> for NodePortService {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for service in set.of_kind("Service") {
            let said = service.spec().and_then(|spec| spec.get("type"));
            if let Some(said) = said.filter(|said| said.string() == Some("NodePort")) {
                sink.push(
                    Finding::of::<Self>(said.span())
                        .subject(service.subject())
                        .message(format!("`{}` opens a port on every machine", service.name()))
                        .help("use `ClusterIP` with an Ingress or a Gateway before it"),
                );
            }
        }
    }
}
