//! How a service is reached, and what it may reach.

use std::collections::BTreeSet;

use crate::emit::{Map, Node};
use crate::generate::given::Given;
use crate::generate::kubernetes::{SERVER, Subject};
use crate::generate::plan::Expose;

/// The port of every Service, whatever the container listens on.
const SERVICE_PORT: u16 = 80;

/// The Service.
pub(super) fn service(subject: &Subject<'_>) -> Option<Map> {
    subject.service.port?;
    let port = Map::new()
        .put("name", "http")
        .put("port", SERVICE_PORT)
        .note("The container's port by its name, so that its number stands in one place.")
        .put("targetPort", "http");
    Some(subject.object("v1", "Service", SERVER).put(
        "spec",
        Map::new().put("type", "ClusterIP").put("selector", subject.selector()).put("ports", vec![port]),
    ))
}

fn tcp(port: u16) -> Map {
    Map::new().put("protocol", "TCP").put("port", port)
}

/// The policy: who may call, and what may be called.
pub(super) fn policy(subject: &Subject<'_>) -> Map {
    let ingress: Vec<Node> = subject.service.port.map(|port| incoming(subject, port).into()).into_iter().collect();
    let mut egress: Vec<Node> = vec![
        Map::new()
            .note("Names: without this no host is found.")
            .put(
                "to",
                vec![
                    Map::new()
                        .put(
                            "namespaceSelector",
                            Map::new()
                                .put("matchLabels", Map::new().put("kubernetes.io/metadata.name", "kube-system")),
                        )
                        .put("podSelector", Map::new().put("matchLabels", Map::new().put("k8s-app", "kube-dns"))),
                ],
            )
            .put("ports", vec![Map::new().put("protocol", "UDP").put("port", 53), tcp(53)])
            .into(),
    ];
    let peers: BTreeSet<usize> = subject
        .entries
        .iter()
        .filter_map(|entry| match entry.given {
            Given::Peer { service, .. } => Some(service),
            _ => None,
        })
        .collect();
    for peer in peers {
        if let Some(other) = subject.system.services.get(peer)
            && let Some(port) = other.port
        {
            let labels = Map::new().put("app.kubernetes.io/name", other.name.as_str());
            egress.push(
                Map::new()
                    .put("to", vec![Map::new().put("podSelector", Map::new().put("matchLabels", labels))])
                    .put("ports", vec![tcp(port)])
                    .into(),
            );
        }
    }
    for kind in &subject.service.backings {
        egress.push(
            Map::new()
                .note(format!("{}: name its address with `to` once it is known.", kind.host()))
                .put("ports", vec![tcp(kind.port())])
                .into(),
        );
    }
    if subject.service.calls_out {
        egress.push(
            Map::new()
                .note("The code names addresses outside. Everywhere but private networks.")
                .put(
                    "to",
                    vec![Map::new().put(
                        "ipBlock",
                        Map::new().put("cidr", "0.0.0.0/0").put(
                            "except",
                            Node::words(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]),
                        ),
                    )],
                )
                .put("ports", vec![tcp(443)])
                .into(),
        );
    }
    let labels = Map::new().put("app.kubernetes.io/name", subject.name());
    subject.object("networking.k8s.io/v1", "NetworkPolicy", SERVER).put(
        "spec",
        Map::new()
            .put("podSelector", Map::new().put("matchLabels", labels))
            .note("Both directions: what is not named below is refused.")
            .put("policyTypes", Node::words(["Ingress", "Egress"]))
            .put("ingress", ingress)
            .put("egress", egress),
    )
}

fn incoming(subject: &Subject<'_>, port: u16) -> Map {
    let (note, from) = match subject.wishes.expose {
        Expose::None => ("Pods of the same namespace.", Map::new().put("podSelector", Map::new())),
        Expose::Ingress | Expose::Gateway => (
            "From every namespace, since the proxy's is not known: name it with a label.",
            Map::new().put("namespaceSelector", Map::new()),
        ),
    };
    Map::new().note(note).put("from", vec![from]).put("ports", vec![tcp(port)])
}

/// The Ingress.
pub(super) fn ingress(subject: &Subject<'_>) -> Option<Map> {
    subject.service.port?;
    let host = subject.system.host(subject.service, subject.wishes);
    let backend =
        Map::new().put("service", Map::new().put("name", subject.name()).put("port", Map::new().put("name", "http")));
    let path = Map::new().put("path", "/").put("pathType", "Prefix").put("backend", backend);
    Some(
        subject.object("networking.k8s.io/v1", "Ingress", SERVER).put(
            "spec",
            Map::new()
                .note("The class of the controller that is installed: kubectl get ingressclass")
                .put("ingressClassName", "nginx")
                .note("The Secret is made by cert-manager or by hand.")
                .put(
                    "tls",
                    vec![
                        Map::new()
                            .put("hosts", Node::words([host.clone()]))
                            .put("secretName", format!("{}-tls", subject.name())),
                    ],
                )
                .put("rules", vec![Map::new().put("host", host).put("http", Map::new().put("paths", vec![path]))]),
        ),
    )
}

/// The route of the Gateway API.
pub(super) fn route(subject: &Subject<'_>) -> Option<Map> {
    subject.service.port?;
    let host = subject.system.host(subject.service, subject.wishes);
    let rule = Map::new()
        .put("matches", vec![Map::new().put("path", Map::new().put("type", "PathPrefix").put("value", "/"))])
        .put("backendRefs", vec![Map::new().put("name", subject.name()).put("port", SERVICE_PORT)]);
    Some(
        subject.object("gateway.networking.k8s.io/v1", "HTTPRoute", SERVER).put(
            "spec",
            Map::new()
                .note("The Gateway that ends TLS: kubectl get gateway --all-namespaces")
                .put("parentRefs", vec![Map::new().put("name", "gateway")])
                .put("hostnames", Node::words([host]))
                .put("rules", vec![rule]),
        ),
    )
}
