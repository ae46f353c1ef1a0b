//! Services, datastores and what ties them: from compose files, Kubernetes objects, charts, application hosts,
//! Procfiles and their kin, Dockerfiles, Terraform, programs that declare infrastructure, manifests, settings, and the
//! folders that changed.

mod bicep;
mod charts;
mod clients;
mod containers;
mod declared;
mod deployables;
mod fan_out;
mod hosts;
mod images;
mod modules;
mod namesakes;
mod processes;
mod runtime;
mod settings;
mod stacks;
mod terraform;

use std::collections::BTreeMap;

use architect_core::Confidence;

use crate::change::Side;
use crate::code::outline;
use crate::examined::Examined;
use crate::fact::{Facts, Shift, Surroundings, What};
use crate::guard::Guard;
use crate::role::Kind;

/// Reads services and datastores.
pub(super) fn read(files: &[Examined<'_>], surroundings: &Surroundings, facts: &mut Facts) {
    declared(files, facts);
    containers::read(files, facts);
    charts::read(files, facts);
    hosts::read(files, facts);
    processes::read(files, facts);
    deployables::read(files, facts);
    runtime::read(files, facts);
    terraform::read(files, facts);
    stacks::read(files, facts);
    bicep::read(files, facts);
    images::read(files, facts);
    settings::read(files, facts);
    clients::read(files, facts);
    modules::read(files, facts);
    namesakes::read(files, facts);
    fan_out::read(files, surroundings, facts);
}

/// Whether a file says by its path that it is for development only.
pub(super) fn development_only(file: &Examined<'_>) -> Option<Guard> {
    const WORDS: [&str; 11] = [
        "dev",
        "develop",
        "development",
        "devcontainer",
        "local",
        "test",
        "tests",
        "testing",
        "ci",
        "e2e",
        "override",
    ];
    // Folders may be named in one word of several: `TestSuite`.
    let path = file.file.path.to_lowercase();
    let words = || crate::word::words(&path).into_iter().chain(crate::word::words(&file.file.path));
    let named = words().any(|word| WORDS.contains(&word.to_ascii_lowercase().as_str()));
    // What a tool keeps in a hidden folder runs on a developer's machine.
    let hidden = path.split('/').rev().skip(1).any(|folder| folder.starts_with('.'));
    (named || hidden).then_some(Guard::DevelopmentOnly)
}

/// Lines of a service that are looked at.
const MOST_LINES: usize = 60;

/// How a service is marked that only those who write the program use.
const TOOL: &str = "tool";

/// A service where it is declared.
#[derive(Clone, Copy)]
struct Declared<'f, 'c> {
    file: &'f Examined<'c>,
    block: usize,
    line: usize,
    changed: bool,
    lasting: bool,
    /// How Kubernetes runs it.
    run_as: &'f str,
}

type Names<'f, 'c> = BTreeMap<(Kind, String), Declared<'f, 'c>>;

fn declared(files: &[Examined<'_>], facts: &mut Facts) {
    let (before, after) = (names(files, Side::Old), names(files, Side::New));
    for (side, here, other, shift) in
        [(Side::New, &after, &before, Shift::Added), (Side::Old, &before, &after, Shift::Removed)]
    {
        for ((kind, name), service) in here {
            let same = other.get(&(*kind, name.clone()));
            let rerun = *kind == Kind::Kubernetes
                && same.is_some_and(|same| same.run_as != service.run_as && same.changed)
                && side == Side::New;
            if !service.changed || (same.is_some() && !rerun) {
                continue;
            }
            let Some(read) = service.file.side(side).get(service.block) else { continue };
            let shift = if rerun { Shift::Changed } else { shift };
            let name = if rerun { format!("{name} (now a {})", service.run_as) } else { name.clone() };
            let what = What::Service { name, shift, lasting: service.lasting };
            facts
                .on_line(service.file, side, read, service.line, what)
                .guarded(development_only(service.file))
                .guarded((service.run_as == TOOL).then_some(Guard::DevelopmentOnly))
                .confidence(if service.file.file.whole(side) { Confidence::High } else { Confidence::Medium });
        }
    }
}

/// The services that one side declares.
fn names<'f, 'c>(files: &'f [Examined<'c>], side: Side) -> Names<'f, 'c> {
    let mut names = Names::new();
    for file in files {
        for (block, read) in file.side(side).iter().enumerate() {
            let changed = |line: usize| read.block.lines.get(line).is_some_and(|line| line.changed);
            let mut add = |name: &str, line: usize, lasting: bool, run_as: &'f str| {
                let service = Declared { file, block, line, changed: changed(line), lasting, run_as };
                // What several files declare counts where it weighs most: beside the file that a person overlays with
                // settings for development stands the one that runs.
                let weight = |service: &Declared<'_, '_>| {
                    (service.file.guard.is_some() || development_only(service.file).is_some(), !service.changed)
                };
                let entry = names.entry((file.role.kind, name.to_owned()));
                entry
                    .and_modify(|standing| {
                        if weight(&service) < weight(standing) {
                            *standing = service;
                        }
                    })
                    .or_insert(service);
            };
            match file.role.kind {
                Kind::Compose => {
                    let lines = outline::lines(read.block);
                    for (position, line) in lines.iter().enumerate() {
                        if !is_compose_service(line, position, &lines) {
                            continue;
                        }
                        let mut below = outline::below(&lines, position, MOST_LINES);
                        let lasting = !below.any(|other| other.key == "restart" && other.value == "no");
                        let mut below = outline::below(&lines, position, MOST_LINES);
                        let tool = below.any(|other| other.key == "image" && images::is_for_developers(other.value));
                        add(line.key, line.index, lasting, if tool { TOOL } else { "" });
                    }
                }
                Kind::Kubernetes => {
                    let lines = outline::lines(read.block);
                    for line in lines.iter().filter(|line| line.key == "kind" && line.indent == 0) {
                        let lasting = matches!(line.value, "Deployment" | "StatefulSet" | "DaemonSet" | "Rollout");
                        if lasting || matches!(line.value, "CronJob" | "Job") {
                            let own = outline::document(&lines, line.document)
                                .iter()
                                .find(|other| other.above == ["metadata"] && other.key == "name");
                            add(own.map_or(line.value, |own| own.value), line.index, lasting, line.value);
                        }
                    }
                }
                Kind::Procfile => {
                    for index in 0..read.block.lines.len() {
                        let process =
                            read.block.line_text(index).split_once(':').filter(|(name, _)| {
                                name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
                            });
                        if let Some((name, _)) = process {
                            add(name, index, !matches!(name, "release" | "migrate" | "console"), "");
                        }
                    }
                }
                _ => {}
            }
        }
    }
    names
}

/// A service of a compose file: a key below `services`, or in a hunk without that line, one with an image or a build.
fn is_compose_service(line: &outline::Line<'_>, position: usize, lines: &[outline::Line<'_>]) -> bool {
    if line.key.is_empty() || !line.value.is_empty() && !line.value.starts_with(['&', '<']) {
        return false;
    }
    if line.above == ["services"] && (!line.guessed || line.indent <= 2) {
        return true;
    }
    let runs =
        |other: &outline::Line<'_>| other.above.last() == Some(&line.key) && matches!(other.key, "image" | "build");
    let deep = line.indent > 0 && line.indent <= 4;
    (line.above.is_empty() || line.guessed) && deep && outline::below(lines, position, MOST_LINES).any(runs)
}
