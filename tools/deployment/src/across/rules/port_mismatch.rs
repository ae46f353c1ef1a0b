//! `deployment/port-mismatch`

use architect_core::{Finding, Rule, Sink, Span, declare_rule};

use crate::across::{Joined, System, listed};
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A port of a container, or one that a Compose file publishes, on which the service that was built for it does not
    /// listen, by its `PORT`, by what its image exposes, or by the one port that its code names.
    ///
    /// ## Why it matters
    /// Nothing answers there: probes fail and the service never gets a request, though every file is right by itself.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY orders /orders
    /// EXPOSE 8002
    /// USER 65532:65532
    /// ENTRYPOINT ["/orders"]
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: ./orders
    ///     ports: ["127.0.0.1:8002:8020"]
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY orders /orders
    /// EXPOSE 8002
    /// USER 65532:65532
    /// ENTRYPOINT ["/orders"]
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: ./orders
    ///     ports: ["127.0.0.1:8002:8002"]
    /// ```
    /// ## Limits
    /// A container is joined with its code when its image has the name of exactly one folder of a service, a service of
    /// Compose by the folder it is built from. A port that is filled in later, code that names several, and a manifest
    /// with a command of its own say nothing. `deployment/service-port-mismatch` holds Services against containers.
    pub PortMismatch {
        id: "deployment/port-mismatch",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerfile reference, EXPOSE", "https://docs.docker.com/reference/dockerfile/#expose")],
    }
}

impl Rule<System> for PortMismatch {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let listens = joined.listens();
            if listens.is_empty() {
                continue;
            }
            let named = ports(joined);
            let fits = |port: u16| listens.iter().any(|said| said.value == port);
            // A second port may be for metrics, of which the image says nothing: one that fits is enough.
            if named.is_empty() || named.iter().any(|(port, _)| fits(*port)) {
                continue;
            }
            let Some((port, span)) = named.into_iter().next() else { continue };
            let mut finding = Finding::of::<PortMismatch>(span).subject(joined.workload.subject()).message(format!(
                "{} is reached on port {port}, and its service listens on {}",
                joined.workload.title(),
                listed(&listens)
            ));
            for said in listens {
                finding = finding.related(said.span, said.what);
            }
            sink.push(finding);
        }
    }
}

/// The ports over TCP that the manifest names; none when one is not written out.
fn ports(joined: Joined<'_>) -> Vec<(u16, Span)> {
    match joined.workload {
        Workload::Container(container) => {
            let tcp = container.ports().filter(|port| port.protocol == "TCP");
            let port = |port: crate::kubernetes::Port<'_>| {
                let number = u16::try_from(port.number?).ok()?;
                Some((number, port.node.get("containerPort").unwrap_or(port.node).span()))
            };
            tcp.map(port).collect::<Option<Vec<_>>>().unwrap_or_default()
        }
        Workload::Service(service) => {
            let tcp = service.ports().filter(|port| port.protocol == "tcp");
            let port = |port: crate::compose::Published<'_>| {
                let binding = port.container?;
                (binding.first == binding.last).then(|| (binding.first, port.node.span()))
            };
            tcp.map(port).collect::<Option<Vec<_>>>().unwrap_or_default()
        }
    }
}
