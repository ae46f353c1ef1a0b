//! `deployment/missing-volume`

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::kubernetes::{Container, Mount};
use crate::manifests::Manifests;
use crate::node::Node;

declare_rule! {
    /// ## What it finds
    /// A container that mounts a volume which its pod does not have.
    ///
    /// ## Why it matters
    /// The API server refuses the object.
    ///
    /// ## Bad
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: PodTemplate
    /// metadata:
    ///   name: report
    ///   namespace: shop
    /// template:
    ///   spec:
    ///     automountServiceAccountToken: false
    ///     restartPolicy: Never
    ///     securityContext:
    ///       runAsNonRoot: true
    ///       runAsUser: 65532
    ///       seccompProfile:
    ///         type: RuntimeDefault
    ///     initContainers:
    ///       - name: report
    ///         image: images.example/report:1.12.3
    ///         volumeMounts:
    ///           - name: tmp
    ///             mountPath: /tmp
    ///         securityContext:
    ///           allowPrivilegeEscalation: false
    ///           readOnlyRootFilesystem: true
    ///           capabilities:
    ///             drop: [ALL]
    ///         resources:
    ///           requests:
    ///             cpu: 50m
    ///             memory: 32Mi
    ///           limits:
    ///             memory: 128Mi
    ///     containers: []
    /// ```
    /// ## Good
    /// ```yaml kubernetes
    /// apiVersion: v1
    /// kind: PodTemplate
    /// metadata:
    ///   name: report
    ///   namespace: shop
    /// template:
    ///   spec:
    ///     automountServiceAccountToken: false
    ///     restartPolicy: Never
    ///     securityContext:
    ///       runAsNonRoot: true
    ///       runAsUser: 65532
    ///       seccompProfile:
    ///         type: RuntimeDefault
    ///     initContainers:
    ///       - name: report
    ///         image: images.example/report:1.12.3
    ///         volumeMounts:
    ///           - name: tmp
    ///             mountPath: /tmp
    ///         securityContext:
    ///           allowPrivilegeEscalation: false
    ///           readOnlyRootFilesystem: true
    ///           capabilities:
    ///             drop: [ALL]
    ///         resources:
    ///           requests:
    ///             cpu: 50m
    ///             memory: 32Mi
    ///           limits:
    ///             memory: 128Mi
    ///     containers: []
    ///     volumes:
    ///       - name: tmp
    ///         emptyDir: {}
    /// ```
    pub MissingVolume {
        id: "deployment/missing-volume",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Volumes", "https://kubernetes.io/docs/concepts/storage/volumes/")],
    }
}

impl Rule<Manifests> for MissingVolume {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for container in set.containers() {
            // A StatefulSet makes volumes of its own for each pod.
            let claims: Vec<&str> = container
                .pod
                .object
                .spec()
                .into_iter()
                .flat_map(|spec| spec.list("volumeClaimTemplates"))
                .filter_map(|claim| claim.at("metadata.name").and_then(Node::text))
                .collect();
            let open = container.pod.volumes().any(|volume| volume.get("name").is_none_or(Node::is_filled_in_later));
            for mount in container.mounts() {
                let known = mount.volume.is_some() || claims.contains(&mount.name);
                if !open && !known && !crate::node::is_filled_in_later(mount.name) {
                    sink.push(missing(container, mount, &claims));
                }
            }
        }
    }
}

fn missing(container: Container<'_>, mount: Mount<'_>, claims: &[&str]) -> Finding {
    let place = mount.node.get("name").unwrap_or(mount.node);
    let finding = Finding::of::<MissingVolume>(place.span())
        .subject(container.subject())
        .message(format!("the pod has no volume `{}`", mount.name));
    let names = container.pod.volumes().filter_map(|volume| volume.get_text("name")).chain(claims.iter().copied());
    match nearest::nearest(mount.name, names) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    }
}
