//! `deployment/dependency-cycle`

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::compose::{Compose, Dependency};
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// Services of a Compose file that wait for each other in a circle.
    ///
    /// ## Why it matters
    /// Compose refuses to start any of them.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///     depends_on: [worker]
    ///   worker:
    ///     image: images.example/worker:2.4.1
    ///     depends_on: [api]
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   api:
    ///     image: images.example/api:2.4.1
    ///   worker:
    ///     image: images.example/worker:2.4.1
    ///     depends_on: [api]
    /// ```
    pub DependencyCycle {
        id: "deployment/dependency-cycle",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Compose specification, depends_on", "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#depends_on")],
    }
}

impl Rule<Manifests> for DependencyCycle {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files() {
            let edges: BTreeMap<&str, Vec<Dependency<'_>>> =
                compose.services().map(|service| (service.name, service.depends_on())).collect();
            let mut done = BTreeSet::new();
            for start in edges.keys() {
                if done.contains(start) {
                    continue;
                }
                if let Some(circle) = circle_from(start, &edges, &mut done) {
                    sink.push(in_a_circle(compose, &circle, &edges));
                }
            }
        }
    }
}

/// The first circle that is met on the ways from a service; those in `done` were looked at before. Without recursion, since
/// a chain may be long.
fn circle_from<'m>(
    start: &'m str,
    edges: &BTreeMap<&'m str, Vec<Dependency<'m>>>,
    done: &mut BTreeSet<&'m str>,
) -> Option<Vec<&'m str>> {
    let mut way: Vec<(&str, usize)> = vec![(start, 0)];
    let mut on_way: BTreeSet<&str> = BTreeSet::from([start]);
    while let Some((name, next)) = way.last_mut() {
        let dependency = edges.get(name).and_then(|edges| edges.get(*next));
        *next += 1;
        match dependency {
            Some(dependency) if on_way.contains(dependency.name) => {
                let from = way.iter().position(|(name, _)| *name == dependency.name)?;
                let circle = way.iter().skip(from).map(|(name, _)| *name).collect();
                done.extend(on_way);
                return Some(circle);
            }
            Some(dependency) if !done.contains(dependency.name) => {
                on_way.insert(dependency.name);
                way.push((dependency.name, 0));
            }
            Some(_) => {}
            None => {
                if let Some((name, _)) = way.pop() {
                    on_way.remove(name);
                    done.insert(name);
                }
            }
        }
    }
    None
}

fn in_a_circle(compose: Compose<'_>, circle: &[&str], edges: &BTreeMap<&str, Vec<Dependency<'_>>>) -> Finding {
    let first = circle.first().copied().unwrap_or_default();
    let next = circle.get(1).copied().unwrap_or(first);
    let place = edges.get(first).and_then(|edges| edges.iter().find(|edge| edge.name == next));
    let place = place.map_or_else(|| compose.root.span(), |edge| edge.place.span());
    Finding::of::<DependencyCycle>(place)
        .subject(format!("services/{first}"))
        .message(format!("these services wait for each other: {}, {first}", circle.join(", ")))
}
