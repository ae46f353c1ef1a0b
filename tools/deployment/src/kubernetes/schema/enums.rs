//! Fields that take a few words, or a port: the schemas do not tell, the API server does.

use architect_core::nearest;

use crate::fault::FaultKind;
use crate::node::Node;

const PULL: &[&str] = &["Always", "IfNotPresent", "Never"];
const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];
const SELECT: &[&str] = &["In", "NotIn", "Exists", "DoesNotExist"];
const ACCESS: &[&str] = &["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];
const RECLAIM: &[&str] = &["Retain", "Recycle", "Delete"];

/// Definition, field, the words that it takes. A list takes them in each item.
const WORDS: &[(&str, &str, &[&str])] = &[
    ("Container", "imagePullPolicy", PULL),
    ("Container", "terminationMessagePolicy", &["File", "FallbackToLogsOnError"]),
    ("ContainerPort", "protocol", PROTOCOLS),
    ("CronJobSpec", "concurrencyPolicy", &["Allow", "Forbid", "Replace"]),
    ("DaemonSetUpdateStrategy", "type", &["RollingUpdate", "OnDelete"]),
    ("DeploymentStrategy", "type", &["Recreate", "RollingUpdate"]),
    ("HTTPGetAction", "scheme", &["HTTP", "HTTPS"]),
    ("HTTPIngressPath", "pathType", &["Exact", "Prefix", "ImplementationSpecific"]),
    (
        "HostPathVolumeSource",
        "type",
        &["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"],
    ),
    ("JobSpec", "completionMode", &["NonIndexed", "Indexed"]),
    ("JobSpec", "podReplacementPolicy", &["TerminatingOrFailed", "Failed"]),
    ("LabelSelectorRequirement", "operator", SELECT),
    ("MetricSpec", "type", &["ContainerResource", "External", "Object", "Pods", "Resource"]),
    ("MetricTarget", "type", &["Utilization", "Value", "AverageValue"]),
    ("NetworkPolicyPort", "protocol", PROTOCOLS),
    ("NetworkPolicySpec", "policyTypes", &["Ingress", "Egress"]),
    ("NodeSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
    ("PersistentVolumeClaimSpec", "accessModes", ACCESS),
    ("PersistentVolumeClaimSpec", "volumeMode", &["Filesystem", "Block"]),
    ("PersistentVolumeSpec", "accessModes", ACCESS),
    ("PersistentVolumeSpec", "persistentVolumeReclaimPolicy", RECLAIM),
    ("PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy", &["IfHealthyBudget", "AlwaysAllow"]),
    ("PodSpec", "dnsPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
    ("PodSpec", "preemptionPolicy", &["PreemptLowerPriority", "Never"]),
    ("PodSpec", "restartPolicy", &["Always", "OnFailure", "Never"]),
    ("RoleRef", "kind", &["Role", "ClusterRole"]),
    ("SeccompProfile", "type", &["RuntimeDefault", "Localhost", "Unconfined"]),
    ("SecurityContext", "procMount", &["Default", "Unmasked"]),
    ("ServicePort", "protocol", PROTOCOLS),
    ("ServiceSpec", "externalTrafficPolicy", &["Cluster", "Local"]),
    ("ServiceSpec", "internalTrafficPolicy", &["Cluster", "Local"]),
    ("ServiceSpec", "sessionAffinity", &["ClientIP", "None"]),
    ("ServiceSpec", "type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]),
    ("StatefulSetSpec", "podManagementPolicy", &["OrderedReady", "Parallel"]),
    ("StatefulSetUpdateStrategy", "type", &["RollingUpdate", "OnDelete"]),
    ("StorageClass", "reclaimPolicy", RECLAIM),
    ("StorageClass", "volumeBindingMode", &["Immediate", "WaitForFirstConsumer"]),
    ("Subject", "kind", &["ServiceAccount", "User", "Group"]),
    ("Taint", "effect", &["NoSchedule", "PreferNoSchedule", "NoExecute"]),
    ("Toleration", "effect", &["", "NoSchedule", "PreferNoSchedule", "NoExecute"]),
    ("TopologySpreadConstraint", "whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]),
];

/// Fields that hold a port.
const PORTS: &[(&str, &str)] = &[
    ("ContainerPort", "containerPort"),
    ("ContainerPort", "hostPort"),
    ("ServiceBackendPort", "number"),
    ("ServicePort", "port"),
    ("ServicePort", "targetPort"),
    ("HTTPGetAction", "port"),
    ("TCPSocketAction", "port"),
    ("GRPCAction", "port"),
];

/// What is wrong with the value of a field that takes only some.
pub(super) fn fault(definition: &str, field: &str, value: Node<'_>) -> Option<FaultKind> {
    if let Some((.., words)) = WORDS.iter().find(|(of, name, _)| *of == definition && *name == field) {
        let values = value.items().chain(value.string().map(|_| value));
        let mut texts = values.filter(|value| !value.is_filled_in_later()).filter_map(Node::string);
        let wrong = texts.find(|text| !words.contains(text))?;
        let text: String = wrong.chars().take(60).collect();
        let known: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
        return Some(FaultKind::BadValue {
            message: format!("`{field}` takes {}, not `{text}`", known.join(", ")),
            near: nearest::nearest(wrong, known).map(str::to_owned),
        });
    }
    if PORTS.contains(&(definition, field)) {
        let architect_document::Value::Number(text) = value.value() else { return None };
        let right =
            text.parse().is_ok_and(|port: i64| (1..=65_535).contains(&port) || (port == 0 && field == "hostPort"));
        let text: String = text.chars().take(20).collect();
        return (!right).then(|| FaultKind::BadValue {
            message: format!("`{text}` is no port, which goes from 1 to 65535"),
            near: None,
        });
    }
    None
}
