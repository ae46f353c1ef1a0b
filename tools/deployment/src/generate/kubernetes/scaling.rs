//! How many replicas there are, and how many may go at once.

use crate::emit::Map;
use crate::generate::kubernetes::{SERVER, Subject};

/// The autoscaler.
pub(super) fn autoscaler(subject: &Subject<'_>) -> Map {
    let target = Map::new().put("apiVersion", "apps/v1").put("kind", "Deployment").put("name", subject.name());
    let cpu = Map::new().put("type", "Resource").put(
        "resource",
        Map::new().put("name", "cpu").put(
            "target",
            Map::new().put("type", "Utilization").note("Of the CPU request.").put("averageUtilization", 70),
        ),
    );
    subject.object("autoscaling/v2", "HorizontalPodAutoscaler", SERVER).put(
        "spec",
        Map::new()
            .put("scaleTargetRef", target)
            .put("minReplicas", subject.wishes.least())
            .note("Times the connections that one replica opens, this must stay below what the database takes.")
            .put("maxReplicas", subject.wishes.most())
            .put("metrics", vec![cpu])
            .put(
                "behavior",
                Map::new()
                    .put("scaleDown", Map::new().note("Waits out a lull.").put("stabilizationWindowSeconds", 300)),
            ),
    )
}

/// How many pods a drain of nodes may take at once.
pub(super) fn disruption_budget(subject: &Subject<'_>) -> Map {
    subject.object("policy/v1", "PodDisruptionBudget", SERVER).put(
        "spec",
        Map::new()
            .note("One at a time, so that nodes can always be drained.")
            .put("maxUnavailable", 1)
            .note("A pod that is not healthy anyway does not hold a drain up.")
            .put("unhealthyPodEvictionPolicy", "AlwaysAllow")
            .put("selector", Map::new().put("matchLabels", subject.selector())),
    )
}
