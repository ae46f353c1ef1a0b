//! `deployment/image-tag-differs`

use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use crate::across::{Joined, System};
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A container that runs another version of a service than the one that is built: by the version with which its Dockerfile
    /// labels the image, by the tag that a Compose file gives what it builds, or by another container of the same file.
    ///
    /// ## Why it matters
    /// What is deployed is not what was built and tested, or a migration of one version runs beside the code of another.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// LABEL org.opencontainers.image.version="1.5.0"
    /// COPY server.js ./
    /// USER 10001:10001
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
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: orders
    ///           image: registry.example.com/orders:1.4.2
    ///           readinessProbe: { httpGet: { path: /health, port: 8080 } }
    ///           livenessProbe: { tcpSocket: { port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM node:24-trixie-slim
    /// LABEL org.opencontainers.image.version="1.5.0"
    /// COPY server.js ./
    /// USER 10001:10001
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
    ///       securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: RuntimeDefault } }
    ///       containers:
    ///         - name: orders
    ///           image: registry.example.com/orders:1.5.0
    ///           readinessProbe: { httpGet: { path: /health, port: 8080 } }
    ///           livenessProbe: { tcpSocket: { port: 8080 } }
    ///           resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 256Mi } }
    ///           securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    /// ```
    /// ## Limits
    /// Only tags that are versions are compared (`1.4.2`, `v2.0`), and containers only within one file, since environments
    /// run different versions on purpose. Behind the label or the tag of the build, a release that is not yet deployed is one
    /// of the causes, so the confidence is low there.
    pub ImageTagDiffers {
        id: "deployment/image-tag-differs",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OCI image spec, annotations", "https://github.com/opencontainers/image-spec/blob/main/annotations.md")],
    }
}

/// A version, where it is said and what says it.
struct Version {
    text: String,
    span: Span,
    what: &'static str,
    confidence: Confidence,
}

impl Rule<System> for ImageTagDiffers {
    fn check(&self, system: &System, sink: &mut Sink) {
        let mut seen: Vec<(Joined<'_>, String, Span)> = Vec::new();
        for joined in system.joined() {
            let Workload::Container(container) = joined.workload else { continue };
            let Some(image) = container.image() else { continue };
            let Some(tag) = joined.workload.image_reference().and_then(|image| version(image.tag.as_deref()?)) else {
                continue;
            };
            let same_file = |(other, ..): &&(Joined<'_>, String, Span)| {
                let source = |joined: Joined<'_>| joined.workload.node().source().name().to_owned();
                other.part.folder == joined.part.folder && source(*other) == source(joined)
            };
            let beside = seen.iter().find(same_file).map(|(_, tag, span)| Version {
                text: tag.clone(),
                span: span.clone(),
                what: "another container of this service runs this version",
                confidence: Confidence::Medium,
            });
            let built = beside.or_else(|| labelled(joined)).or_else(|| composed(system, joined));
            if let Some(built) = built.filter(|built| built.text != tag) {
                sink.push(
                    Finding::of::<Self>(image.span())
                        .subject(joined.workload.subject())
                        .confidence(built.confidence)
                        .message(format!(
                            "{} runs version {tag} of the service, and {} is what is built or runs beside it",
                            joined.workload.title(),
                            built.text
                        ))
                        .related(built.span, built.what),
                );
            }
            seen.push((joined, tag, image.span()));
        }
    }
}

/// The version with which the Dockerfile labels the image.
fn labelled(joined: Joined<'_>) -> Option<Version> {
    let said = joined.part.version()?;
    Some(Version { text: version(&said.value)?, span: said.span, what: said.what, confidence: Confidence::Low })
}

/// The tag that a Compose file gives the image when it builds it.
fn composed(system: &System, joined: Joined<'_>) -> Option<Version> {
    let mut others = system.joined().filter(|other| other.part.folder == joined.part.folder);
    others.find_map(|other| {
        let Workload::Service(service) = other.workload else { return None };
        let reference = service.image_reference()?;
        let text = version(reference.tag.as_deref()?)?;
        let what = "the image is built with this tag";
        Some(Version { text, span: service.image()?.span(), what, confidence: Confidence::Low })
    })
}

/// A tag or label without the `v` before it, when it is the number of a version.
fn version(tag: &str) -> Option<String> {
    let bare = tag.trim().trim_start_matches('v');
    let numbers = bare.split(['-', '+', '_']).next().unwrap_or_default();
    let parts: Vec<&str> = numbers.split('.').collect();
    let numeric = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() >= 2 && parts.iter().all(numeric)).then(|| bare.to_owned())
}
