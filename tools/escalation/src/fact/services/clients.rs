//! What dependencies say: clients of datastores and brokers, ways to talk between services, frameworks.

use architect_core::Confidence;

use super::images;
use crate::catalogue::catalogue;
use crate::change::{Operation, Side};
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};
use crate::manifest::Ecosystem;
use crate::role::Kind;

/// Reads the clients.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
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
            "jobs" => {
                // An extension of the one that is there comes with its name.
                let before = gone.iter().find(|(_, other, _, kind)| other == ecosystem && kind == "jobs");
                let extends = before.is_some_and(|(_, _, before, _)| family(before) == family(name));
                if extends {
                    continue;
                }
                let what = match before {
                    Some((_, _, before, _)) => format!("jobs are run by `{name}` instead of `{before}`"),
                    None => format!("jobs are run by `{name}` from now on"),
                };
                What::Datastore { what, running: true }
            }
            _ if same => continue,
            "messaging" => What::Messaging { name: name.clone(), with: new_contract(files, name) },
            _ => {
                let swapped = gone
                    .iter()
                    .find(|(_, other, _, kind)| other == ecosystem && images::class(kind) == images::class(purpose));
                // A driver of a relational database may serve one that is there, unless the code begins to speak of it with the
                // driver; a cache, an index or a broker is a part of its own.
                let begins = || used(files, Side::New, purpose, name) && !spoken_of(files, purpose);
                let apart = images::class(purpose) != "relational" || begins();
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
    for (index, ecosystem, name, purpose) in &gone {
        let class = images::class(purpose);
        let stays = came.iter().any(|(_, other, _, kind)| other == ecosystem && images::class(kind) == class);
        // Of a broker that nothing takes the place of: what went through it goes another way now. What else is a part of
        // its own may go as a package that nobody used; with code that used it, it goes itself.
        let goes = match class {
            // A driver of a relational database goes as one of several, with the code that spoke of it.
            "relational" => used(files, Side::Old, purpose, name) && !used(files, Side::New, purpose, name),
            "broker" => true,
            _ => {
                !matches!(purpose.as_str(), "framework" | "messaging" | "jobs")
                    && used(files, Side::Old, purpose, name)
            }
        };
        if stays || !goes {
            continue;
        }
        let Some(mut fact) = facts.all.get(*index).cloned() else { continue };
        fact.what = What::Datastore { what: format!("the client of {purpose} goes (`{name}`)"), running: true };
        fact.confidence = fact.confidence.min(Confidence::Medium);
        facts.all.push(fact);
    }
}

/// The word that the packages of one library share: `hangfire` of `hangfire.core`, `celery` of `django-celery`.
fn family(package: &str) -> &str {
    let name = package.rsplit(['/', ':']).next().unwrap_or(package);
    let name = name.strip_prefix("django-").unwrap_or(name);
    name.split(['.', '-', '_']).next().unwrap_or(name)
}

/// Whether code or settings spoke of a store before, as far as the change shows.
fn spoken_of(files: &[Examined<'_>], purpose: &str) -> bool {
    let files = files.iter().filter(|file| file.guard.is_none() && file.role.kind != Kind::Manifest);
    files
        .into_iter()
        .flat_map(|file| &file.old)
        .any(|read| read.tokens.iter().any(|token| token.text.len() < 120 && names_store(token.text, purpose)))
}

/// Whether a name holds that of a store: `postgres` is what most call `postgresql`, and `UseMySql` is a name of two words.
fn names_store(name: &str, purpose: &str) -> bool {
    let named = |word: &str| match purpose {
        "postgresql" => matches!(word, "postgres" | "postgresql" | "pgsql" | "npgsql"),
        "sql server" => matches!(word, "mssql" | "sqlserver"),
        _ => word == purpose,
    };
    let long = purpose.len() > 4 && name.to_ascii_lowercase().contains(purpose);
    long || crate::word::words(name).iter().any(|word| named(word))
}

/// Whether changed lines of a side, in code or settings, speak of what a package is for, or of the package.
fn used(files: &[Examined<'_>], side: Side, purpose: &str, package: &str) -> bool {
    let package = package.rsplit(['/', ':']).next().unwrap_or(package);
    let speaks =
        |text: &str| names_store(text, purpose) || crate::word::words(text).iter().any(|word| word == package);
    let files = files.iter().filter(|file| {
        file.guard.is_none() && matches!(file.role.kind, Kind::Source | Kind::Configuration) && !file.role.interface
    });
    files.into_iter().flat_map(|file| file.side(side)).any(|read| {
        read.tokens.iter().any(|token| {
            let changed = read.block.lines.get(read.block.line_at(token.start)).is_some_and(|line| line.changed);
            changed && token.text.len() < 120 && speaks(token.text)
        })
    })
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
    new.map(|file| format!("the new contract `{}`", file.file.path))
}
