//! `deployment/unknown-probe-path`

use architect_container::project::scan;
use architect_core::{Confidence, Finding, Rule, Sink, Source, Span, declare_rule};

use crate::across::{Part, System};
use crate::kubernetes::Probe;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A probe over HTTP whose path neither the code of its service nor its OpenAPI document speaks of, though one of them has
    /// a route for health.
    ///
    /// ## Why it matters
    /// The probe gets 404: the pod never becomes ready, or is restarted without end.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// COPY server.js ./
    /// USER 10001:10001
    /// CMD ["node", "server.js"]
    /// # file: orders/server.js
    /// app.get("/health", (req, res) => res.json({ status: "ok" }));
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
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           livenessProbe: { tcpSocket: { port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// COPY server.js ./
    /// USER 10001:10001
    /// CMD ["node", "server.js"]
    /// # file: orders/server.js
    /// app.get("/health", (req, res) => res.json({ status: "ok" }));
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
    ///           readinessProbe: { httpGet: { path: /health, port: 8080 } }
    ///           livenessProbe: { tcpSocket: { port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// A path counts as spoken of when its last part stands anywhere in the code or the settings, since routers put prefixes
    /// before it. A service without any route for health in code and document gets it from a library, and nothing is said.
    pub UnknownProbePath {
        id: "deployment/unknown-probe-path",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Configure probes", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/")],
    }
}

impl Rule<System> for UnknownProbePath {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let Workload::Container(container) = joined.workload else { continue };
            for probe in Probe::ALL {
                let Some(path) = container.probe(probe).and_then(|probe| probe.at("httpGet.path")) else { continue };
                let Some(text) = path.string().filter(|_| !path.is_filled_in_later()) else { continue };
                let bare = text.split(['?', '#']).next().unwrap_or_default();
                let Some(last) = bare.rsplit('/').find(|part| !part.is_empty()) else { continue };
                let Some(known) = health(joined.part) else { continue };
                if speaks_of(joined.part, last) {
                    continue;
                }
                let mut finding = Finding::of::<UnknownProbePath>(path.span())
                    .subject(format!("{} {}", joined.workload.subject(), probe.field()))
                    .confidence(Confidence::Medium)
                    .message(format!("the {} asks `{text}`, of which its service does not speak", probe.field()))
                    .help(format!("the service has a route `{}`", known.path));
                if let Some(span) = known.place {
                    finding = finding.related(span, "a route for health");
                }
                sink.push(finding);
            }
        }
    }
}

/// A route for health.
struct Route {
    path: String,
    place: Option<Span>,
}

/// The route for health that code or document declares.
fn health(part: &Part) -> Option<Route> {
    if let Some(known) = scan::health_path(&part.code) {
        return Some(Route { place: place_of(part, &known.value), path: known.value });
    }
    part.apis.iter().find_map(|api| {
        let paths = api.get(api.root(), "paths")?;
        let entry = api.entries(paths).iter().find(|entry| scan::is_health_path(api.key(entry.key)))?;
        Some(Route { path: api.key(entry.key).to_owned(), place: Some(api.span(entry.key)) })
    })
}

fn speaks_of(part: &Part, word: &str) -> bool {
    let mentions = |source: &Source| {
        source.text().match_indices(word).any(|(at, _)| {
            let behind = source.text().get(at + word.len()..).and_then(|rest| rest.chars().next());
            !behind.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    part.code.iter().any(|(_, source)| mentions(source))
        || part.apis.iter().any(|api| mentions(api.source()))
        || part.image.as_ref().is_some_and(|image| image.source.text().contains(word))
}

fn place_of(part: &Part, path: &str) -> Option<Span> {
    part.code.iter().find_map(|(_, source)| {
        let at = source.text().find(path)?;
        Some(source.span(at..at + path.len()))
    })
}
