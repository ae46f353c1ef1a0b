//! A base and overlays for Kustomize.

use crate::emit::{Map, Node, document};
use crate::generate::System;
use crate::generate::kubernetes::Subject;
use crate::generate::plan::Wishes;
use crate::service::Service;

/// The overlays.
pub const OVERLAYS: [&str; 2] = ["staging", "production"];

/// The base of a service: its files, and the settings from which the `ConfigMap` is generated.
pub fn base(system: &System, service: &Service, files: &[&str], wishes: &Wishes) -> String {
    let settings = Subject::new(system, service, wishes).settings();
    let generator = (!settings.is_empty()).then(|| {
        let literals: Vec<Node> =
            settings.into_iter().map(|(name, value, note)| noted(format!("{name}={value}"), &note)).collect();
        vec![Map::new().put("name", service.name.as_str()).put("literals", literals)]
    });
    let resources: Vec<Node> = files.iter().map(|file| (*file).into()).collect();
    let root = kustomization()
        .put("resources", resources)
        .note("Its name gets a hash of its content, so that pods are replaced when a value changes.")
        .put_some("configMapGenerator", generator);
    document(&[], &root)
}

fn noted(text: String, note: &str) -> Node {
    let node = Node::from(text);
    if note.is_empty() { node } else { node.note(note) }
}

/// An overlay over the bases of all services.
pub fn overlay(name: &str, system: &System, wishes: &Wishes) -> String {
    let bases: Vec<Node> =
        system.services.iter().map(|service| format!("../../base/{}", service.name).into()).collect();
    let images: Vec<Map> = system
        .services
        .iter()
        .map(|service| {
            let image = system.image(service, wishes);
            let (repository, tag) = split_tag(&image);
            Map::new().put("name", repository).put("newTag", tag)
        })
        .collect();
    let mut root = kustomization()
        .put("namespace", format!("{}-{name}", system.name))
        .put("resources", bases)
        .note("The delivery sets the tag: kustomize edit set image …")
        .put("images", images);
    if name != "production" {
        let patch = document(
            &[],
            &Map::new()
                .put("apiVersion", "autoscaling/v2")
                .put("kind", "HorizontalPodAutoscaler")
                .put("metadata", Map::new().put("name", "all"))
                .put(
                    "spec",
                    Map::new()
                        .put("minReplicas", wishes.least())
                        .put("maxReplicas", wishes.least().saturating_add(1)),
                ),
        );
        root = root
            .note("Hardly more than in production at rest: what only several replicas show is seen here too.")
            .put(
                "patches",
                vec![Map::new().put("target", Map::new().put("kind", "HorizontalPodAutoscaler")).put("patch", patch)],
            );
    }
    document(&[], &root)
}

fn kustomization() -> Map {
    Map::new().put("apiVersion", "kustomize.config.k8s.io/v1beta1").put("kind", "Kustomization")
}

fn split_tag(image: &str) -> (&str, &str) {
    let colon = image.rfind(':').filter(|at| !image.get(*at..).unwrap_or_default().contains('/'));
    match colon {
        Some(at) => (image.get(..at).unwrap_or(image), image.get(at + 1..).unwrap_or_default()),
        None => (image, "latest"),
    }
}
