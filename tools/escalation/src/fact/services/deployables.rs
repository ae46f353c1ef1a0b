//! Programs that come or go with a folder of their own: by a file that deploys it, or by what only a program that runs by
//! itself has.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use super::development_only;
use crate::catalogue::catalogue;
use crate::change::{Operation, Side};
use crate::code::Language;
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};
use crate::manifest::{self, Ecosystem, Scope};
use crate::role::Kind;

/// What lies below a folder: code and manifests that come or go, and anything that stays.
#[derive(Default, Clone, Copy)]
struct Below {
    own_code: bool,
    stays: bool,
}

type Folders<'f> = BTreeMap<&'f str, Below>;

/// Reads the programs of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for side in [Side::New, Side::Old] {
        let whole = if side == Side::New { Operation::Added } else { Operation::Deleted };
        let folders = folders(files, whole);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for file in files.iter().filter(|file| file.file.operation == whole && file.guard.is_none()) {
            let Some((folder, name)) = file.file.path.rsplit_once('/') else { continue };
            let Below { own_code, stays } = folders.get(folder).copied().unwrap_or_default();
            // A recipe that goes may have been one of several; a program goes with its manifest.
            let deployed = side == Side::New && (file.role.kind == Kind::Dockerfile || deploys(name));
            let runs = deployed || runs_by_itself(file, folder, side, files);
            if !own_code || stays || !runs || !told.insert(folder) {
                continue;
            }
            let shift = if side == Side::New { Shift::Added } else { Shift::Removed };
            let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
            let service = What::Service { name, shift, lasting: true };
            facts.on_file(file, side, service).guarded(development_only(file)).confidence(Confidence::Medium);
        }
        if side == Side::New {
            commands(files, &folders, facts);
        }
    }
}

fn folders<'f>(files: &'f [Examined<'_>], whole: Operation) -> Folders<'f> {
    let mut below = Folders::new();
    for file in files {
        let mut path = file.file.path.as_str();
        while let Some((folder, _)) = path.rsplit_once('/') {
            let of = below.entry(folder).or_default();
            let moves = file.file.operation == whole;
            of.own_code |= moves && matches!(file.role.kind, Kind::Source | Kind::Manifest);
            of.stays |= !moves;
            path = folder;
        }
    }
    below
}

/// Whether a file of this name says to a platform how to run what lies beside it.
fn deploys(name: &str) -> bool {
    matches!(
        name,
        "fly.toml"
            | "wrangler.toml"
            | "wrangler.json"
            | "wrangler.jsonc"
            | "serverless.yml"
            | "serverless.yaml"
            | "railway.json"
            | "railway.toml"
            | "nixpacks.toml"
    )
}

/// Whether a manifest that comes or goes belongs to a program that answers or works by itself, rather than to a library.
fn runs_by_itself(file: &Examined<'_>, folder: &str, side: Side, files: &[Examined<'_>]) -> bool {
    // A tool for people who build the program.
    const TOOLS: [&str; 9] =
        ["tools", "tool", "scripts", "script", "benchmark", "benchmarks", "playground", "templates", "template"];
    if file.role.kind != Kind::Manifest || file.file.path.split('/').any(|part| TOOLS.contains(&part)) {
        return false;
    }
    let Some(ecosystem) = Ecosystem::of_path(&file.file.path) else { return false };
    let inside = |other: &&Examined<'_>| {
        other.guard.is_none() && other.file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let text = || file.side(side).iter().map(|read| read.block.text.as_str());
    let begins = |names: &[&str]| {
        files.iter().filter(inside).any(|other| names.iter().any(|name| other.file.path.ends_with(name)))
    };
    match ecosystem {
        Ecosystem::NuGet => {
            begins(&["/Program.cs", "/Startup.cs"])
                && text().any(|text| {
                    text.contains("\"Microsoft.NET.Sdk.Web\"")
                        || text.contains("\"Microsoft.NET.Sdk.Worker\"")
                        || text.contains("<OutputType>Exe<") && (works(folder) || begins(&["/Job.cs", "/Worker.cs"]))
                })
        }
        Ecosystem::Maven => files.iter().filter(inside).any(|other| {
            other.language() == Some(Language::Braces)
                && other.side(side).iter().any(|read| {
                    read.tokens.iter().any(|token| {
                        matches!(token.text, "SpringBootApplication" | "QuarkusMain" | "MicronautApplication")
                    })
                })
        }),
        Ecosystem::Npm => {
            serves(file, side, ecosystem)
                && text().any(|text| text.contains("\"start\"") || text.contains("\"start:prod\""))
        }
        Ecosystem::PyPi => {
            serves(file, side, ecosystem)
                && begins(&["/main.py", "/app.py", "/manage.py", "/wsgi.py", "/asgi.py", "/__main__.py"])
        }
        Ecosystem::Cargo => serves(file, side, ecosystem) && begins(&["/src/main.rs"]),
        Ecosystem::Go => serves(file, side, ecosystem) && begins(&["/main.go"]),
        Ecosystem::RubyGems => serves(file, side, ecosystem) && begins(&["/config.ru"]),
        Ecosystem::Packagist => serves(file, side, ecosystem) && begins(&["/public/index.php"]),
        Ecosystem::Unread => false,
    }
}

/// Whether a folder is called after what works without being asked.
fn works(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let words = crate::word::words(name);
    words.iter().any(|word| matches!(word.as_str(), "job" | "jobs" | "worker" | "workers" | "daemon" | "scheduler"))
}

/// Whether a manifest lists a framework that answers requests, or another way to talk to services.
fn serves(file: &Examined<'_>, side: Side, ecosystem: Ecosystem) -> bool {
    let listed = file.side(side).iter().flat_map(|read| manifest::read(ecosystem, &file.file.path, read.block));
    listed.filter(|dependency| dependency.scope == Scope::Runtime).any(|dependency| {
        let purposes = catalogue().purposes(ecosystem, &dependency.name);
        purposes
            .iter()
            .any(|purpose| matches!(*purpose, "framework" | "messaging" | "jobs" | "kafka" | "rabbitmq" | "nats"))
    })
}

/// A further command of a Go module, or binary of a crate, that the same change deploys by its name.
fn commands(files: &[Examined<'_>], folders: &Folders<'_>, facts: &mut Facts) {
    for file in files.iter().filter(|file| file.file.operation == Operation::Added && file.guard.is_none()) {
        let parts: Vec<&str> = file.file.path.split('/').collect();
        let (folder, name) = match parts.as_slice() {
            [.., "cmd", name, "main.go"] => (file.file.path.trim_end_matches("/main.go"), *name),
            [.., "src", "bin", binary] => match binary.strip_suffix(".rs") {
                Some(name) => (file.file.path.as_str(), name),
                None => continue,
            },
            _ => continue,
        };
        let fresh = folders.get(folder).is_none_or(|below| !below.stays);
        if fresh && is_deployed(files, name) {
            let what = What::Service { name: name.to_owned(), shift: Shift::Added, lasting: true };
            facts.on_file(file, Side::New, what).guarded(development_only(file)).confidence(Confidence::Medium);
        }
    }
}

/// Whether a changed line of a file that deploys names a command.
fn is_deployed(files: &[Examined<'_>], name: &str) -> bool {
    let part = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    let deploying = files.iter().filter(|file| {
        file.guard.is_none()
            && matches!(
                file.role.kind,
                Kind::Dockerfile
                    | Kind::Compose
                    | Kind::Kubernetes
                    | Kind::Helm
                    | Kind::Procfile
                    | Kind::OtherInfrastructure
            )
    });
    let mut lines = deploying.flat_map(|file| &file.new).flat_map(|read| read.block.changed());
    lines.any(|(_, _, text)| !text.trim_start().starts_with('#') && text.split(part).any(|word| word == name))
}
