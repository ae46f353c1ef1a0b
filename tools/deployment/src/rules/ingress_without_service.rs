//! `deployment/ingress-without-service`

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::kubernetes::Object;
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// An Ingress that leads to a Service which is not in the set, though others are; or to a port that the Service does
    /// not have.
    ///
    /// ## Why it matters
    /// The controller answers every request for that path with an error of its own.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: shop
    ///   namespace: shop
    /// spec:
    ///   tls:
    ///     - hosts: [shop.example.org]
    ///       secretName: shop-tls
    ///   rules:
    ///     - host: shop.example.org
    ///       http:
    ///         paths:
    ///           - path: /
    ///             pathType: Prefix
    ///             backend:
    ///               service:
    ///                 name: storefront
    ///                 port:
    ///                   name: http
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: storefront
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: storefront
    ///   ports:
    ///     - name: web
    ///       port: 80
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: shop
    ///   namespace: shop
    /// spec:
    ///   tls:
    ///     - hosts: [shop.example.org]
    ///       secretName: shop-tls
    ///   rules:
    ///     - host: shop.example.org
    ///       http:
    ///         paths:
    ///           - path: /
    ///             pathType: Prefix
    ///             backend:
    ///               service:
    ///                 name: storefront
    ///                 port:
    ///                   name: web
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: storefront
    ///   namespace: shop
    /// spec:
    ///   selector:
    ///     app: storefront
    ///   ports:
    ///     - name: web
    ///       port: 80
    /// ```
    /// ## Limits
    /// When the set has no Services, they are kept elsewhere, and nothing is said.
    pub IngressWithoutService {
        id: "deployment/ingress-without-service",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:dangling-ingress", "kube-score:ingress-targets-service"],
        references: [("Kubernetes, Ingress", "https://kubernetes.io/docs/concepts/services-networking/ingress/")],
    }
}

impl Rule<Manifests> for IngressWithoutService {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        if !set.has_any("Service") {
            return;
        }
        for ingress in set.of_kind("Ingress") {
            for backend in backends(ingress) {
                if let Some(finding) = judge(set, ingress, backend) {
                    sink.push(finding);
                }
            }
        }
    }
}

/// The `service` of every backend; before `networking.k8s.io/v1` its fields stood in the backend itself.
fn backends(ingress: Object<'_>) -> Vec<Node<'_>> {
    let Some(spec) = ingress.spec() else { return Vec::new() };
    let paths = spec.list("rules").filter_map(|rule| rule.get("http")).flat_map(|http| http.list("paths"));
    let backends =
        paths.filter_map(|path| path.get("backend")).chain(spec.get("backend")).chain(spec.get("defaultBackend"));
    let old = |backend: Node<'_>| !ingress.api_version.ends_with("/v1") && backend.get("serviceName").is_some();
    backends.filter_map(|backend| if old(backend) { Some(backend) } else { backend.get("service") }).collect()
}

fn judge(set: &Manifests, ingress: Object<'_>, backend: Node<'_>) -> Option<Finding> {
    let place =
        backend.get("name").or_else(|| backend.get("serviceName")).filter(|name| !name.is_filled_in_later())?;
    let name = place.text()?;
    let finding = |place: Node<'_>| Finding::of::<IngressWithoutService>(place.span()).subject(ingress.subject());
    let here = |service: &Object<'_>| service.shares_namespace_with(ingress);
    let Some(service) = set.named("Service", name).find(here) else {
        let finding = finding(place).message(format!("there is no Service `{name}` among these manifests"));
        return Some(
            match nearest::nearest(name, set.of_kind("Service").map(super::super::kubernetes::Object::name)) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding,
            },
        );
    };
    // What an external name stands for has ports of its own.
    let port = backend.get("port")?;
    let ports = || service.spec().into_iter().flat_map(|spec| spec.list("ports"));
    ports().next()?;
    let (wanted, field) = match (port.get("number"), port.get("name")) {
        (Some(number), _) => (number, "port"),
        (None, Some(name)) => (name, "name"),
        (None, None) => return None,
    };
    let text = wanted.text().filter(|_| !wanted.is_filled_in_later())?;
    if ports().any(|port| port.get_text(field) == Some(text)) {
        return None;
    }
    Some(
        finding(wanted)
            .message(format!("the Service `{name}` has no port `{text}`"))
            .related(service.span(), "the Service"),
    )
}
