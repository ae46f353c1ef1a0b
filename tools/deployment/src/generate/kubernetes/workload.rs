//! The Deployment.

use crate::emit::{Map, Node};
use crate::generate::kubernetes::{SERVER, Subject, pod};
use crate::generate::{PRE_STOP, size};
use crate::service::Stop;

/// The Deployment of a service.
pub(super) fn deployment(subject: &Subject<'_>) -> Map {
    let strategy = Map::new().put("type", "RollingUpdate").put(
        "rollingUpdate",
        Map::new()
            .put("maxSurge", 1)
            .note("A new pod takes requests before an old one goes.")
            .put("maxUnavailable", 0),
    );
    let template =
        Map::new().put("metadata", Map::new().put("labels", subject.labels(SERVER))).put("spec", pod_spec(subject));
    subject
        .object("apps/v1", "Deployment", SERVER)
        .note("No `replicas`: the autoscaler sets them, and a number here would set them back at each rollout.")
        .put(
            "spec",
            Map::new()
                .put("revisionHistoryLimit", 3)
                .note("A rollout that does not get ahead for so long is marked as failed.")
                .put("progressDeadlineSeconds", 300)
                .put("selector", Map::new().put("matchLabels", subject.selector()))
                .put("strategy", strategy)
                .put("template", template),
        )
}

fn pod_spec(subject: &Subject<'_>) -> Map {
    let (mounts, volumes) = pod::volumes(subject);
    let grace = subject.system.grace(subject.service);
    let same_pods = || Map::new().put("matchLabels", subject.selector());
    let spread = |key: &str| {
        Map::new()
            .put("maxSkew", 1)
            .put("topologyKey", key)
            .put("whenUnsatisfiable", "ScheduleAnyway")
            .put("labelSelector", same_pods())
            .put("matchLabelKeys", Node::words(["pod-template-hash"]))
    };
    let apart = Map::new().put(
        "podAntiAffinity",
        Map::new().put(
            "preferredDuringSchedulingIgnoredDuringExecution",
            vec![Map::new().put("weight", 100).put(
                "podAffinityTerm",
                Map::new().put("topologyKey", "kubernetes.io/hostname").put("labelSelector", same_pods()),
            )],
        ),
    );
    let stop = match subject.service.stop {
        Stop::Handled => {
            "Time to leave the balancers, then for the requests in flight: longer than the longest of them."
        }
        Stop::NeedsInit | Stop::Abrupt => {
            "The code does not take the stop signal, so only the wait before it lets requests end. Add a handler."
        }
    };
    Map::new()
        .put("serviceAccountName", subject.name())
        .put("automountServiceAccountToken", false)
        .put("securityContext", pod::security(subject))
        .note(stop)
        .put("terminationGracePeriodSeconds", grace)
        .note("A zone or a node that is lost takes as few replicas with it as can be.")
        .put(
            "topologySpreadConstraints",
            vec![spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
        )
        .put("affinity", apart)
        .put("containers", vec![container(subject, mounts)])
        .put("volumes", volumes)
}

fn container(subject: &Subject<'_>, mounts: Vec<Map>) -> Map {
    let service = subject.service;
    let mut map = pod::image(subject, Map::new().put("name", subject.name()));
    map = map
        .put_some("ports", service.port.map(|port| vec![Map::new().put("name", "http").put("containerPort", port)]));
    map = pod::environment(subject, map);
    if service.port.is_some() {
        map = probes(subject, map);
        map = map.put(
            "lifecycle",
            Map::new()
                .note("Balancers learn late that a pod goes: it serves on while they still send requests.")
                .put("preStop", Map::new().put("sleep", Map::new().put("seconds", PRE_STOP))),
        );
    }
    map.put("resources", pod::resources(subject))
        .put("securityContext", pod::container_security())
        .put("volumeMounts", mounts)
}

fn probes(subject: &Subject<'_>, map: Map) -> Map {
    let service = subject.service;
    let get = |path: &str| Map::new().put("httpGet", Map::new().put("path", path).put("port", "http"));
    let connect = || Map::new().put("tcpSocket", Map::new().put("port", "http"));
    let alive = || service.live.as_deref().map_or_else(connect, get);
    let ready = service.ready.as_deref().map_or_else(connect, get);
    let size = size::of(service.stack);
    let liveness = if service.live.is_some() {
        "Restarts the container only when it is stuck: slower than readiness, and it asks nothing that others answer for."
    } else {
        "Only whether the port is open: a path that also looks at a database would restart every replica with it."
    };
    map.note(format!(
        "Holds the other probes back until the service has started, for up to {} seconds.",
        size.start_period * 30
    ))
    .put("startupProbe", alive().put("periodSeconds", size.start_period).put("failureThreshold", 30))
    .note("Takes the pod out of the balancers while it cannot answer.")
    .put("readinessProbe", ready.put("periodSeconds", 5).put("timeoutSeconds", 2).put("failureThreshold", 3))
    .note(liveness)
    .put("livenessProbe", alive().put("periodSeconds", 10).put("timeoutSeconds", 3).put("failureThreshold", 6))
}
