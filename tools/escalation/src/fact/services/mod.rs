//! Services, datastores and what ties them: from compose files, Kubernetes objects, charts, application hosts,
//! Procfiles, Dockerfiles, Terraform, manifests, and the folders that changed.

mod charts;
mod containers;
mod fan_out;
mod hosts;
mod images;
mod runtime;

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use crate::catalogue::catalogue;
use crate::change::{Operation, Side};
use crate::code::{hcl, outline};
use crate::examined::Examined;
use crate::fact::{Facts, Shift, Surroundings, What};
use crate::guard::Guard;
use crate::manifest::Ecosystem;
use crate::role::Kind;

/// Reads services and datastores.
pub(super) fn read(files: &[Examined<'_>], surroundings: &Surroundings, facts: &mut Facts) {
    declared(files, facts);
    containers::read(files, facts);
    charts::read(files, facts);
    hosts::read(files, facts);
    dockerfiles(files, facts);
    runtime::read(files, facts);
    terraform(files, facts);
    images::read(files, facts);
    clients(files, facts);
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

/// A service where it is declared.
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
            let rerun = same.is_some_and(|same| same.run_as != service.run_as && same.changed) && side == Side::New;
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
                names.entry((file.role.kind, name.to_owned())).or_insert(service);
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
                        add(line.key, line.index, lasting, "");
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

/// A Dockerfile that comes together with the first files of its folder.
fn dockerfiles(files: &[Examined<'_>], facts: &mut Facts) {
    /// What lies below a folder: code and manifests that come, and anything that was there before.
    #[derive(Default, Clone, Copy)]
    struct Below {
        own_code: bool,
        older: bool,
    }
    let mut below: BTreeMap<&str, Below> = BTreeMap::new();
    for file in files {
        let mut path = file.file.path.as_str();
        while let Some((folder, _)) = path.rsplit_once('/') {
            let of = below.entry(folder).or_default();
            let added = file.file.operation == Operation::Added;
            of.own_code |= added && matches!(file.role.kind, Kind::Source | Kind::Manifest);
            of.older |= !added;
            path = folder;
        }
    }
    for file in
        files.iter().filter(|file| file.role.kind == Kind::Dockerfile && file.file.operation == Operation::Added)
    {
        let Some((folder, _)) = file.file.path.rsplit_once('/') else { continue };
        let Below { own_code, older } = below.get(folder).copied().unwrap_or_default();
        if own_code && !older {
            let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
            facts
                .on_file(file, Side::New, What::Service { name, shift: Shift::Added, lasting: true })
                .guarded(development_only(file))
                .confidence(Confidence::Medium);
        }
    }
}

/// Services and datastores that Terraform declares.
fn terraform(files: &[Examined<'_>], facts: &mut Facts) {
    let terraform = || files.iter().filter(|file| file.role.kind == Kind::Terraform);
    let addresses = |side: Side| -> BTreeSet<String> {
        terraform()
            .flat_map(|file| file.side(side))
            .flat_map(hcl::resources)
            .map(|resource| resource.address())
            .collect()
    };
    let (before, after) = (addresses(Side::Old), addresses(Side::New));
    for file in terraform() {
        for (side, other, shift) in [(Side::New, &before, Shift::Added), (Side::Old, &after, Shift::Removed)] {
            for read in file.side(side) {
                for resource in hcl::resources(read) {
                    let Some(line) =
                        resource.begins.filter(|line| read.block.lines.get(*line).is_some_and(|line| line.changed))
                    else {
                        continue;
                    };
                    if other.contains(&resource.address()) {
                        continue;
                    }
                    let kind = resource.kind.as_str();
                    let what = if [
                        "_ecs_service",
                        "cloud_run",
                        "container_app",
                        "apprunner_service",
                        "lambda_function",
                        "cloudfunctions",
                        "function_app",
                    ]
                    .iter()
                    .any(|part| kind.contains(part))
                    {
                        What::Service { name: resource.address(), shift, lasting: !kind.contains("function") }
                    } else if [
                        "_db_instance",
                        "rds_cluster",
                        "dynamodb_table",
                        "elasticache",
                        "memorydb",
                        "docdb_cluster",
                        "opensearch_domain",
                        "elasticsearch_domain",
                        "msk_cluster",
                        "_mq_broker",
                        "kinesis_stream",
                        "sql_database_instance",
                        "spanner_instance",
                        "bigtable_instance",
                        "redis_instance",
                        "memcache_instance",
                        "alloydb_cluster",
                        "flexible_server",
                        "cosmosdb_account",
                        "redis_cache",
                        "eventhub_namespace",
                        "servicebus_namespace",
                        "kafka_cluster",
                        "database_cluster",
                        "mongodbatlas_cluster",
                    ]
                    .iter()
                    .any(|part| kind.ends_with(part) || (*part == "elasticache" && kind.contains(part)))
                    {
                        What::Datastore {
                            what: format!("`{}` is {}", resource.address(), shift.as_str()),
                            running: true,
                        }
                    } else {
                        continue;
                    };
                    facts.on_line(file, side, read, line, what);
                }
            }
        }
    }
}

/// What the dependencies say: clients of datastores and brokers, frameworks.
fn clients(files: &[Examined<'_>], facts: &mut Facts) {
    /// A dependency that comes or goes: index of its fact, ecosystem, name, what it is for.
    type Moving = (usize, Ecosystem, String, String);
    let mut came: Vec<Moving> = Vec::new();
    let mut gone: Vec<Moving> = Vec::new();
    for (index, fact) in facts.all.iter().enumerate() {
        let What::Depended { ecosystem, name, shift, .. } = &fact.what else { continue };
        for purpose in catalogue().purposes(*ecosystem, name).into_iter().filter(|purpose| *purpose != "auth") {
            let moving = (index, *ecosystem, name.clone(), purpose.to_owned());
            match shift {
                Shift::Added => came.push(moving),
                Shift::Removed => gone.push(moving),
                Shift::Changed => {}
            }
        }
    }
    for (index, ecosystem, name, purpose) in &came {
        // Another package for the same purpose went: the client changes, not what it talks to.
        let same = gone.iter().any(|(_, other, _, same)| other == ecosystem && same == purpose);
        let Some(fact) = facts.all.get(*index).cloned() else { continue };
        let mut fact = fact;
        fact.what = match purpose.as_str() {
            "framework" => {
                let Some((_, _, before, _)) =
                    gone.iter().find(|(_, other, _, kind)| other == ecosystem && kind == "framework")
                else {
                    continue;
                };
                What::FrameworkReplaced { what: format!("`{before}` is replaced by `{name}`") }
            }
            _ if same => continue,
            "messaging" => What::Messaging { name: name.clone(), contract: new_contract(files, name) },
            _ => {
                let swapped = gone
                    .iter()
                    .find(|(_, other, _, kind)| other == ecosystem && images::class(kind) == images::class(purpose));
                // A driver of a relational database may serve one that is there; a cache, an index or a broker is a part of
                // its own.
                let apart = images::class(purpose) != "relational";
                match swapped {
                    Some((_, _, before, old)) => What::Datastore {
                        what: format!("{old} (`{before}`) is replaced by {purpose} (`{name}`)"),
                        running: true,
                    },
                    None => {
                        What::Datastore { what: format!("a client of {purpose} comes in (`{name}`)"), running: apart }
                    }
                }
            }
        };
        fact.confidence = fact.confidence.min(Confidence::Medium);
        facts.all.push(fact);
    }
    // A broker that nothing takes the place of: what went through it goes another way now.
    for (index, ecosystem, name, purpose) in &gone {
        let stays = came.iter().any(|(_, other, _, kind)| other == ecosystem && images::class(kind) == "broker");
        if images::class(purpose) != "broker" || stays {
            continue;
        }
        let Some(mut fact) = facts.all.get(*index).cloned() else { continue };
        fact.what = What::Datastore { what: format!("the client of {purpose} goes (`{name}`)"), running: true };
        fact.confidence = fact.confidence.min(Confidence::Medium);
        facts.all.push(fact);
    }
}

/// A contract between services that the change brings, beside which a package is a new way to talk. A package for
/// clients alone comes with a copy of a contract that is there.
fn new_contract(files: &[Examined<'_>], package: &str) -> Option<String> {
    if package.split(['.', '-', '/']).any(|word| word == "client") {
        return None;
    }
    let new = files.iter().find(|file| {
        file.role.kind == Kind::Contract
            && file.guard.is_none()
            && file.file.operation == Operation::Added
            && file.file.path.to_ascii_lowercase().ends_with(".proto")
    });
    new.map(|file| file.file.path.clone())
}
