//! The manifests of a service for Kubernetes.

mod job;
mod network;
mod pod;
mod scaling;
mod workload;

use crate::emit::{Map, Node};
use crate::generate::System;
use crate::generate::given::{Entry, Given, entries};
use crate::generate::plan::{Expose, Wishes};
use crate::service::Service;

/// What the manifests of a service are made from.
pub(crate) struct Subject<'s> {
    pub(crate) system: &'s System,
    pub(crate) service: &'s Service,
    pub(crate) entries: Vec<Entry>,
    pub(crate) wishes: &'s Wishes,
}

/// The part of a system's objects that serves requests.
const SERVER: &str = "server";

impl<'s> Subject<'s> {
    pub(crate) fn new(system: &'s System, service: &'s Service, wishes: &'s Wishes) -> Self {
        Self { system, service, entries: entries(service, system), wishes }
    }

    fn name(&self) -> &str {
        &self.service.name
    }

    /// The labels that Kubernetes recommends.
    fn labels(&self, component: &str) -> Map {
        Map::new()
            .put("app.kubernetes.io/name", self.name())
            .put("app.kubernetes.io/component", component)
            .put("app.kubernetes.io/part-of", self.system.name.as_str())
    }

    /// Those by which the pods are found: they never change.
    fn selector(&self) -> Map {
        Map::new().put("app.kubernetes.io/name", self.name()).put("app.kubernetes.io/component", SERVER)
    }

    fn metadata(&self, name: &str, component: &str) -> Map {
        // In a base of Kustomize the overlay names it.
        let namespace = (!self.wishes.kustomize).then(|| self.system.name.clone());
        Map::new().put("name", name).put_some("namespace", namespace).put("labels", self.labels(component))
    }

    fn object(&self, version: &str, kind: &str, component: &str) -> Map {
        Map::new().put("apiVersion", version).put("kind", kind).put("metadata", self.metadata(self.name(), component))
    }

    /// What stands in the `ConfigMap`: name, value, note.
    pub(crate) fn settings(&self) -> Vec<(String, String, String)> {
        let value = |entry: &Entry| {
            let (value, note) = match &entry.given {
                Given::Plain(value) => (value.clone(), entry.note.clone()),
                Given::Peer { service, url } => {
                    let other = self.system.services.get(*service)?;
                    let value = if *url { format!("http://{}", other.name) } else { other.name.clone() };
                    (value, format!("{} Its Service listens on port 80.", entry.note))
                }
                Given::Ask { optional: false } => (String::new(), format!("{} Fill it in.", entry.note)),
                Given::Ask { optional: true } | Given::Secret { .. } => return None,
            };
            Some((entry.name.clone(), value, note))
        };
        self.entries.iter().filter_map(value).collect()
    }

    /// The secrets: name of the variable, key in the Secret, whether the service starts without it, note.
    pub(crate) fn secrets(&self) -> Vec<(&str, String, bool, &str)> {
        let secret = |entry: &'_ Entry| match &entry.given {
            Given::Secret { optional, .. } => Some(*optional),
            _ => None,
        };
        self.entries
            .iter()
            .filter_map(|entry| {
                let key = entry.name.to_ascii_lowercase().replace('_', "-");
                Some((entry.name.as_str(), key, secret(entry)?, entry.note.as_str()))
            })
            .collect()
    }

    fn service_account(&self) -> Map {
        self.object("v1", "ServiceAccount", SERVER)
            .note("The service does not speak to the API of Kubernetes.")
            .put("automountServiceAccountToken", false)
    }

    fn config_map(&self) -> Option<Map> {
        let data = self.settings().into_iter().fold(Map::new(), |map, (name, value, note)| {
            // Everything in a ConfigMap is a string.
            map.note(note).put(name, Node::from(value))
        });
        Some(
            self.object("v1", "ConfigMap", SERVER)
                .note("Pods take a change when they start: `kubectl rollout restart` after one.")
                .put("data", data.some()?),
        )
    }
}

/// The namespace, in which the strictest of the standard levels is kept.
pub fn namespace(system: &System) -> Map {
    Map::new().put("apiVersion", "v1").put("kind", "Namespace").put(
        "metadata",
        Map::new().put("name", system.name.as_str()).put(
            "labels",
            Map::new()
                .note("Pods that ask for more than the restricted level are refused.")
                .put("pod-security.kubernetes.io/enforce", "restricted"),
        ),
    )
}

/// The objects of a service, each with the name of its file.
pub fn objects(system: &System, service: &Service, wishes: &Wishes) -> Vec<(&'static str, Map)> {
    let subject = Subject::new(system, service, wishes);
    let mut found = vec![("serviceaccount", subject.service_account())];
    // Kustomize generates it, so that its name changes with its content and pods follow.
    found.extend(subject.config_map().filter(|_| !wishes.kustomize).map(|map| ("configmap", map)));
    found.push(("deployment", workload::deployment(&subject)));
    found.extend(network::service(&subject).map(|map| ("service", map)));
    found.push(("hpa", scaling::autoscaler(&subject)));
    found.push(("pdb", scaling::disruption_budget(&subject)));
    found.push(("networkpolicy", network::policy(&subject)));
    match wishes.expose {
        Expose::None => {}
        Expose::Ingress => found.extend(network::ingress(&subject).map(|map| ("ingress", map))),
        Expose::Gateway => found.extend(network::route(&subject).map(|map| ("httproute", map))),
    }
    found.extend(job::migration(&subject).map(|map| ("migrate", map)));
    found
}
