//! One change through several services, and what they have in common.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::Language;
use crate::code::lexer::Kind as TokenKind;
use crate::examined::Examined;
use crate::fact::{Facts, Place, Shift, Surroundings, What};
use crate::manifest::Ecosystem;
use crate::role::Kind;

/// From this many services on, a change is spread over services.
const SEVERAL: usize = 3;

/// Reads how far a change spreads.
pub(super) fn read(files: &[Examined<'_>], surroundings: &Surroundings, facts: &mut Facts) {
    let mut services: BTreeMap<String, Vec<&Examined<'_>>> = BTreeMap::new();
    let known = known_services(files, surroundings);
    // A file that gets another name takes the names in it along.
    // What draws pages follows a service; it is none.
    let drawn = |path: &str| matches!(path.rsplit('.').next(), Some("tsx" | "jsx" | "vue" | "svelte" | "astro"));
    let counts = |file: &&Examined<'_>| {
        file.guard.is_none()
            && file.file.has_lines()
            && file.file.operation != Operation::Renamed
            && !drawn(&file.file.path)
    };
    for file in files.iter().filter(counts) {
        let code = file.language().is_some_and(Language::is_executable) && matches!(file.role.kind, Kind::Source);
        if (code || matches!(file.role.kind, Kind::Manifest | Kind::Configuration))
            && let Some(service) = service(&file.file.path, &known)
        {
            services.entry(service).or_default().push(file);
        }
    }
    services.retain(|_, files| files.iter().any(|file| file.role.kind == Kind::Source));
    boundary(files, surroundings, facts);
    if services.len() < SEVERAL {
        return;
    }
    let cause = shared_key(&services).or_else(|| shared_dependency(&services, facts)).or_else(|| contract(files));
    // Applications beside each other share a frame; that several of them change says little by itself.
    let applications = surroundings.services.is_empty()
        && services.values().flatten().all(|file| file.file.path.starts_with("apps/"));
    if cause.is_none() && applications {
        return;
    }
    let first = services.values().flatten().next().map(|file| file.file.path.clone()).unwrap_or_default();
    let what = What::ServicesTouched { services: services.into_keys().collect(), cause };
    facts.push(what, Place::of_file(&first, Side::New), None).confidence(Confidence::Medium);
}

/// The services that the user names; without those, the folders below `src` that build by themselves, when the change
/// shows several.
fn known_services(files: &[Examined<'_>], surroundings: &Surroundings) -> Vec<(String, String)> {
    if !surroundings.services.is_empty() {
        return surroundings.services.clone();
    }
    // The crates of a workspace are parts of one program.
    let builds = |file: &&Examined<'_>| {
        matches!(file.role.kind, Kind::Manifest | Kind::Dockerfile | Kind::Lockfile)
            && Ecosystem::of_path(&file.file.path) != Some(Ecosystem::Cargo)
    };
    let folders: BTreeSet<(String, String)> = files
        .iter()
        .filter(builds)
        .filter_map(|file| match file.file.path.split('/').collect::<Vec<_>>().as_slice() {
            ["src", name, _] => Some((format!("src/{name}"), (*name).to_owned())),
            _ => None,
        })
        .collect();
    if folders.len() >= SEVERAL { folders.into_iter().collect() } else { Vec::new() }
}

/// The service that a path belongs to: by the user's list (the longest prefix wins), else by the folder that
/// repositories of several services keep them in.
fn service(path: &str, known: &[(String, String)]) -> Option<String> {
    if !known.is_empty() {
        let inside = |prefix: &str| {
            path.strip_prefix(prefix.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        return known
            .iter()
            .filter(|(prefix, _)| inside(prefix))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, name)| name.clone());
    }
    // Below the root only: deeper, a folder `services` holds classes. A file right below is no service.
    let mut segments = path.split('/');
    let first = segments.next()?;
    let home = match first {
        "services" | "microservices" | "apps" => true,
        "backend" | "server" | "packages" => segments.next() == Some("microservices"),
        _ => false,
    };
    let name = segments.next().filter(|_| home)?;
    segments.next().map(|_| name.to_owned())
}

/// An environment key that comes in several services.
fn shared_key(services: &BTreeMap<String, Vec<&Examined<'_>>>) -> Option<String> {
    let mut seen: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (service, files) in services {
        for read in files.iter().flat_map(|file| &file.new) {
            for token in read.tokens.iter().filter(|token| token.kind != TokenKind::Punctuation) {
                let line = read.block.line_at(token.start);
                let text = token.text;
                let key = text.len() > 4
                    && text.contains('_')
                    && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
                if key && read.block.lines.get(line).is_some_and(|line| line.changed) {
                    seen.entry(text.to_owned()).or_default().insert(service);
                }
            }
        }
    }
    seen.into_iter().find(|(_, services)| services.len() >= SEVERAL).map(|(key, _)| format!("the setting {key}"))
}

/// A dependency that comes in several services.
fn shared_dependency(services: &BTreeMap<String, Vec<&Examined<'_>>>, facts: &Facts) -> Option<String> {
    let part = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | ':'));
    let listed: Vec<BTreeSet<&str>> = services
        .values()
        .map(|files| {
            let manifests = files.iter().filter(|file| file.role.kind == Kind::Manifest);
            let lines = manifests.flat_map(|file| &file.new).flat_map(|read| read.block.changed());
            // `name: version` and `"name":` both name it.
            lines.flat_map(|(_, _, text)| text.split(part).map(|name| name.trim_end_matches(':'))).collect()
        })
        .collect();
    facts.all.iter().find_map(|fact| {
        let What::Depended { name, shift: Shift::Added, .. } = &fact.what else { return None };
        let count = listed.iter().filter(|names| names.contains(name.as_str())).count();
        (count >= SEVERAL).then(|| format!("the dependency {name}"))
    })
}

/// A contract that changes with them.
fn contract(files: &[Examined<'_>]) -> Option<String> {
    let contract =
        files.iter().find(|file| file.role.kind == Kind::Contract && file.guard.is_none() && file.file.has_lines());
    contract.map(|file| format!("the contract {}", file.file.path))
}

/// Files that move from one service to another.
fn boundary(files: &[Examined<'_>], surroundings: &Surroundings, facts: &mut Facts) {
    const SHARE: usize = 3;
    const LEAST: usize = 5;
    let across = |file: &&Examined<'_>| {
        let old = service(file.file.path_on(Side::Old), &surroundings.services);
        file.file.operation == Operation::Renamed
            && old.is_some()
            && old != service(&file.file.path, &surroundings.services)
    };
    let moved: Vec<&Examined<'_>> = files.iter().filter(across).collect();
    if moved.len() >= LEAST
        && moved.len() * SHARE >= files.len()
        && let Some(first) = moved.first()
    {
        let names = [
            service(first.file.path_on(Side::Old), &surroundings.services),
            service(&first.file.path, &surroundings.services),
        ];
        let services = names.into_iter().flatten().collect();
        let what =
            What::ServicesTouched { services, cause: Some(format!("{} files that move between them", moved.len())) };
        facts.push(what, Place::of_file(&first.file.path, Side::New), None).confidence(Confidence::Medium);
    }
}
