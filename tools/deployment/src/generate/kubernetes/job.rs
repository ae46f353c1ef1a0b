//! The Job that changes the schema before a rollout.

use crate::emit::{Map, Node};
use crate::generate::kubernetes::{Subject, pod};

const MIGRATE: &str = "migrate";

/// The Job, where a migration tool is in the image.
pub(super) fn migration(subject: &Subject<'_>) -> Option<Map> {
    let migration = subject.service.migration.as_ref()?;
    let (mounts, volumes) = pod::volumes(subject);
    let container = pod::image(subject, Map::new().put("name", MIGRATE))
        .put("command", Node::words(migration.command.iter().copied()));
    let container = pod::environment(subject, container)
        .put("resources", pod::resources(subject))
        .put("securityContext", pod::container_security())
        .put("volumeMounts", mounts);
    let spec = Map::new()
        .put("serviceAccountName", subject.name())
        .put("automountServiceAccountToken", false)
        .put("restartPolicy", "Never")
        .put("securityContext", pod::security(subject))
        .put("containers", vec![container])
        .put("volumes", volumes);
    let name = format!("{}-{MIGRATE}", subject.name());
    Some(
        Map::new()
            .note(format!(
                "{} brings the schema up to date. Run it before the rollout, with changes that the release before still works with. A Job cannot be changed: kubectl delete job {name} --ignore-not-found, then apply.",
                migration.tool
            ))
            .put("apiVersion", "batch/v1")
            .put("kind", "Job")
            .put("metadata", subject.metadata(&name, MIGRATE))
            .put(
                "spec",
                Map::new()
                    .put("backoffLimit", 2)
                    .note("A migration that waits for a lock so long is ended, before everything waits behind it.")
                    .put("activeDeadlineSeconds", 600)
                    .put("ttlSecondsAfterFinished", 3600)
                    .put(
                        "template",
                        Map::new()
                            .put("metadata", Map::new().put("labels", subject.labels(MIGRATE)))
                            .put("spec", spec),
                    ),
            ),
    )
}
