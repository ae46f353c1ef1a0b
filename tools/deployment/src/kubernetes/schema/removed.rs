//! API versions that are no more, and kinds that are none.

use architect_core::nearest;

use super::super::{GROUPS, Object, Release};
use super::table::{Kind, table};
use crate::fault::FaultKind;

/// API version, kinds (none: all of it), the minor release in which it went, where to, and whether the fields stayed as
/// they were.
type Gone = (&'static str, &'static [&'static str], u8, Option<&'static str>, bool);

/// What went before the oldest release that is known.
const GONE: &[Gone] = &[
    ("extensions/v1beta1", &["Deployment", "DaemonSet", "ReplicaSet"], 16, Some("apps/v1"), false),
    ("extensions/v1beta1", &["NetworkPolicy"], 16, Some("networking.k8s.io/v1"), true),
    ("extensions/v1beta1", &["PodSecurityPolicy"], 16, None, false),
    ("extensions/v1beta1", &["Ingress"], 22, Some("networking.k8s.io/v1"), false),
    ("apps/v1beta1", &[], 16, Some("apps/v1"), false),
    ("apps/v1beta2", &[], 16, Some("apps/v1"), true),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        22,
        Some("admissionregistration.k8s.io/v1"),
        false,
    ),
    ("apiextensions.k8s.io/v1beta1", &[], 22, Some("apiextensions.k8s.io/v1"), false),
    ("apiregistration.k8s.io/v1beta1", &[], 22, Some("apiregistration.k8s.io/v1"), true),
    ("authentication.k8s.io/v1beta1", &["TokenReview"], 22, Some("authentication.k8s.io/v1"), true),
    ("authorization.k8s.io/v1beta1", &[], 22, Some("authorization.k8s.io/v1"), false),
    ("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 22, Some("certificates.k8s.io/v1"), false),
    ("coordination.k8s.io/v1beta1", &["Lease"], 22, Some("coordination.k8s.io/v1"), true),
    ("networking.k8s.io/v1beta1", &["Ingress"], 22, Some("networking.k8s.io/v1"), false),
    ("networking.k8s.io/v1beta1", &["IngressClass"], 22, Some("networking.k8s.io/v1"), true),
    ("rbac.authorization.k8s.io/v1beta1", &[], 22, Some("rbac.authorization.k8s.io/v1"), true),
    ("rbac.authorization.k8s.io/v1alpha1", &[], 22, Some("rbac.authorization.k8s.io/v1"), true),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"], 22, Some("scheduling.k8s.io/v1"), true),
    (
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        22,
        Some("storage.k8s.io/v1"),
        true,
    ),
    ("autoscaling/v2beta1", &[], 25, Some("autoscaling/v2"), false),
    ("batch/v1beta1", &[], 25, Some("batch/v1"), true),
    ("batch/v2alpha1", &[], 21, Some("batch/v1"), true),
    ("discovery.k8s.io/v1beta1", &[], 25, Some("discovery.k8s.io/v1"), false),
    ("events.k8s.io/v1beta1", &[], 25, Some("events.k8s.io/v1"), false),
    ("node.k8s.io/v1beta1", &[], 25, Some("node.k8s.io/v1"), true),
    ("policy/v1beta1", &["PodDisruptionBudget"], 25, Some("policy/v1"), true),
    ("policy/v1beta1", &["PodSecurityPolicy"], 25, None, false),
    ("autoscaling/v2beta2", &[], 26, Some("autoscaling/v2"), true),
    ("flowcontrol.apiserver.k8s.io/v1beta1", &[], 26, Some("flowcontrol.apiserver.k8s.io/v1"), false),
    ("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 27, Some("storage.k8s.io/v1"), true),
    ("flowcontrol.apiserver.k8s.io/v1beta2", &[], 29, Some("flowcontrol.apiserver.k8s.io/v1"), false),
    ("flowcontrol.apiserver.k8s.io/v1beta3", &[], 32, Some("flowcontrol.apiserver.k8s.io/v1"), false),
];

/// What to say of an API version and kind that a release does not have. `known` are the releases that do.
pub(super) fn fault(object: Object<'_>, known: &[Kind], release: Release) -> FaultKind {
    let (api, kind) = (object.api_version, object.kind);
    if let Some(last) = known.iter().map(|kind| kind.until).max().filter(|last| *last < release) {
        let gone = Release::of_minor(last.minor().saturating_add(1));
        return removed(api, kind, &gone.to_string(), same_kind(object, release), false);
    }
    if let Some(first) = known.iter().map(|kind| kind.since).min() {
        return FaultKind::UnknownKind {
            message: format!("`{api}` has `{kind}` only since Kubernetes {first}, not yet in {release}"),
            help: same_kind(object, release).map(|near| format!("{release} has it as `{near}`")),
        };
    }
    let of_kind = |kinds: &[&str]| kinds.is_empty() || kinds.contains(&kind);
    if let Some((_, _, minor, replacement, same)) =
        GONE.iter().find(|(gone, kinds, ..)| *gone == api && of_kind(kinds))
    {
        return removed(api, kind, &format!("1.{minor}"), replacement.map(str::to_owned), *same);
    }
    FaultKind::UnknownKind {
        message: format!("Kubernetes {release} has no `{kind}` in `{api}`"),
        help: help(object, release),
    }
}

fn removed(api: &str, kind: &str, gone: &str, replacement: Option<String>, same_fields: bool) -> FaultKind {
    let message = format!("Kubernetes {gone} no longer has `{kind}` in `{api}`");
    FaultKind::RemovedVersion { message, replacement, same_fields }
}

/// The API version in which a release has the kind.
fn same_kind(object: Object<'_>, release: Release) -> Option<String> {
    let mut found = table().kinds().filter(|(api, kind, kinds)| {
        let group = api.rsplit_once('/').map_or("", |(group, _)| group);
        *kind == object.kind && group == object.group() && kinds.iter().any(|kind| kind.is_in(release))
    });
    found.next().map(|(api, ..)| api.to_owned())
}

fn help(object: Object<'_>, release: Release) -> Option<String> {
    let in_release = || table().kinds().filter(|(.., kinds)| kinds.iter().any(|kind| kind.is_in(release)));
    // Stable versions come first in what people mean.
    let mut elsewhere: Vec<&str> =
        in_release().filter(|(_, kind, _)| *kind == object.kind).map(|(api, ..)| api).collect();
    elsewhere.sort_by_key(|api| (api.contains("alpha") || api.contains("beta"), std::cmp::Reverse(*api)));
    if let Some(api) = elsewhere.first() {
        return Some(format!("`{}` is in `{api}`", object.kind));
    }
    let near = nearest::nearest(
        object.kind,
        in_release().filter(|(api, ..)| *api == object.api_version).map(|(_, kind, _)| kind),
    );
    let near = near.or_else(|| nearest::nearest(object.kind, in_release().map(|(_, kind, _)| kind)));
    if let Some(near) = near {
        return Some(format!("did you mean `{near}`?"));
    }
    GROUPS.contains(&object.group()).then(|| "custom resources live in groups of their own".to_owned())
}
