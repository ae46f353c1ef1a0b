//! Dependencies that come, go or change their version, compared across all manifests of the change.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::Confidence;

use crate::catalogue::catalogue;
use crate::change::{ChangeGap, Side};
use crate::code::Language;
use crate::code::lexer::Kind as TokenKind;
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, Shift, What};
use crate::guard::Guard;
use crate::manifest::{self, Dependency, Ecosystem, Scope};
use crate::role::Kind;
use crate::trigger::Trigger;

/// A dependency where it stands.
struct Listed<'f, 'c> {
    file: &'f Examined<'c>,
    read: &'f ReadBlock<'c>,
    changed: bool,
    dependency: Dependency,
}

/// A dependency on both sides of the change.
#[derive(Default)]
struct Sides<'f, 'c> {
    old: Vec<Listed<'f, 'c>>,
    new: Vec<Listed<'f, 'c>>,
}

/// Reads the dependencies.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let mut all: BTreeMap<(Ecosystem, String), Sides<'_, '_>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.role.kind == Kind::Manifest) {
        let Some(ecosystem) = Ecosystem::of_path(&file.file.path) else { continue };
        if ecosystem == Ecosystem::Unread && file.guard.is_none() {
            let reason = "dependencies in this form of manifest are not read";
            let touches = [Trigger::Authentication, Trigger::Architecture, Trigger::ThirdPartyCost];
            facts.gaps.push(ChangeGap::of(&file.file.path, &touches, reason));
            continue;
        }
        for side in [Side::Old, Side::New] {
            for read in file.side(side) {
                for dependency in manifest::read(ecosystem, file.file.path_on(side), read.block) {
                    let changed = read.block.lines.get(dependency.line).is_some_and(|line| line.changed);
                    let sides = all.entry((ecosystem, dependency.name.clone())).or_default();
                    let list = if side == Side::Old { &mut sides.old } else { &mut sides.new };
                    list.push(Listed { file, read, changed, dependency });
                }
            }
        }
    }
    let imported = imported_by_go(files);
    for ((ecosystem, name), mut sides) in all {
        // What new code imports is no longer there for others only, whatever the comment in `go.mod` says.
        if ecosystem == Ecosystem::Go && imported.iter().any(|path| is_below(path, &name)) {
            for listed in sides.new.iter_mut().filter(|listed| listed.dependency.scope == Scope::Transitive) {
                listed.dependency.scope = Scope::Runtime;
            }
        }
        let used = sides.old.iter().any(|listed| is_used(listed));
        let vendor = used.then(|| catalogue().vendor_behind_package(ecosystem, &name)).flatten();
        facts.vendors_before.extend(vendor.map(|vendor| vendor.id.clone()));
        compare(ecosystem, &name, &sides, facts);
    }
}

fn compare(ecosystem: Ecosystem, name: &str, sides: &Sides<'_, '_>, facts: &mut Facts) {
    let came = sides.new.iter().filter(|listed| listed.changed);
    // What something else brought in before was not depended on.
    let direct = sides.new.iter().any(|listed| listed.changed && listed.dependency.scope == Scope::Runtime);
    let counted = |listed: &&Listed<'_, '_>| !direct || listed.dependency.scope != Scope::Transitive;
    let gone = sides.old.iter().filter(|listed| listed.changed).filter(counted);
    let weightiest = |listed: &&Listed<'_, '_>| (listed.file.guard.is_some(), listed.dependency.scope);
    let came = came.min_by_key(weightiest);
    let gone = gone.min_by_key(weightiest);
    let (shown, side, shift) = match (came, gone) {
        (Some(came), None) => (came, Side::New, Shift::Added),
        (None, Some(gone)) => (gone, Side::Old, Shift::Removed),
        (Some(came), Some(_)) => (came, Side::New, Shift::Changed),
        (None, None) => return,
    };
    // A second major version beside the first is a step to it.
    let before = gone.or_else(|| sides.old.iter().filter(counted).find(|listed| listed.file.guard.is_none()));
    let majors = came.zip(before).and_then(|(came, before)| {
        let new = came.dependency.version.as_deref().and_then(manifest::major)?;
        let old = before.dependency.version.as_deref().and_then(manifest::major)?;
        (old != new).then_some((old, new))
    });
    let shift = if shift == Shift::Added && majors.is_some() { Shift::Changed } else { shift };
    let guard = match shift {
        _ if shown.dependency.scope == Scope::Development => Some(Guard::DevelopmentOnly),
        _ if shown.dependency.scope == Scope::Transitive => Some(Guard::Transitive),
        _ if is_types(name) => Some(Guard::TypesOnly),
        Shift::Changed if is_moved(came, gone) => Some(Guard::Moved),
        Shift::Changed if majors.is_none() => Some(Guard::VersionBump),
        Shift::Added if elsewhere(&sides.old, shown) => Some(Guard::AlreadyPresent),
        Shift::Removed if elsewhere(&sides.new, shown) => Some(Guard::AlreadyPresent),
        _ => None,
    };
    let what = What::Depended { ecosystem, name: name.to_owned(), shift, majors };
    let known_scope = shown.file.file.whole(side) || ecosystem != Ecosystem::Npm;
    facts
        .on_line(shown.file, side, shown.read, shown.dependency.line, what)
        .guarded(guard)
        .confidence(if known_scope { Confidence::High } else { Confidence::Medium });
}

/// Whether a dependency only goes from one manifest to another.
fn is_moved(came: Option<&Listed<'_, '_>>, gone: Option<&Listed<'_, '_>>) -> bool {
    let (Some(came), Some(gone)) = (came, gone) else { return false };
    came.file.file.path != gone.file.file.path && came.dependency.version == gone.dependency.version
}

/// Whether the other side lists it, too.
fn elsewhere(other: &[Listed<'_, '_>], shown: &Listed<'_, '_>) -> bool {
    let counts = |listed: &&Listed<'_, '_>| {
        shown.dependency.scope == Scope::Transitive || listed.dependency.scope != Scope::Transitive
    };
    let mut alike = other.iter().filter(|listed| listed.dependency.name == shown.dependency.name).filter(counts);
    alike.any(|listed| listed.file.guard.is_none())
}

/// Whether a manifest lists it for use.
fn is_used(listed: &Listed<'_, '_>) -> bool {
    listed.file.guard.is_none() && listed.dependency.scope != Scope::Transitive
}

/// The paths that changed lines of Go code import, as far as they come from elsewhere.
fn imported_by_go(files: &[Examined<'_>]) -> BTreeSet<String> {
    let code = files.iter().filter(|file| file.language() == Some(Language::Go) && file.guard.is_none());
    let mut paths = BTreeSet::new();
    for read in code.flat_map(|file| &file.new) {
        for token in read.tokens.iter().filter(|token| token.kind == TokenKind::Text && token.text.contains('/')) {
            let changed = read.block.lines.get(read.block.line_at(token.start)).is_some_and(|line| line.changed);
            if changed && token.text.split('/').next().is_some_and(|host| host.contains('.')) {
                paths.insert(token.text.to_lowercase());
            }
        }
    }
    paths
}

fn is_below(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_types(name: &str) -> bool {
    name.starts_with("@types/")
        || name.starts_with("types-")
        || name.ends_with("-stubs")
        || name.starts_with("eslint-plugin-")
}
