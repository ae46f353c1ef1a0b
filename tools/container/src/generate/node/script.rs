//! Scripts of a manifest: what they run, one command after the other.

use crate::generate::node::manifest::Manifest;

/// Scripts that call each other are followed so far.
const MAX_DEPTH: usize = 6;

/// Most commands that are taken out of a script.
const MOST: usize = 32;

/// A command of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) text: String,
    /// Whether the build of the image runs it already.
    pub(crate) built: bool,
}

/// The commands of a script, with those of the scripts that it calls, in the order in which they run.
pub(crate) fn steps(manifest: &Manifest, name: &str) -> Vec<Step> {
    let mut found = Vec::new();
    follow(manifest, name, false, 0, &mut found);
    found
}

/// The commands of a line that is no script of the manifest.
pub(crate) fn steps_of_line(manifest: &Manifest, line: &str) -> Vec<Step> {
    let mut found = Vec::new();
    of_line(manifest, line, false, 0, &mut found);
    found
}

fn follow(manifest: &Manifest, name: &str, built: bool, depth: usize, found: &mut Vec<Step>) {
    let Some(script) = manifest.script(name) else { return };
    let built = built || name == "build";
    // Package managers run these around it, though pnpm and Yarn only when they are told to.
    if let Some(before) = manifest.script(&format!("pre{name}")) {
        of_line(manifest, before, built, depth + 1, found);
    }
    of_line(manifest, script, built, depth, found);
}

fn of_line(manifest: &Manifest, line: &str, built: bool, depth: usize, found: &mut Vec<Step>) {
    for part in line.split("&&").flat_map(|part| part.split(';')).map(str::trim).filter(|part| !part.is_empty()) {
        if found.len() >= MOST {
            return;
        }
        match called(manifest, part) {
            Some(names) if depth < MAX_DEPTH => {
                for name in names {
                    follow(manifest, &name, built, depth + 1, found);
                }
            }
            _ => found.push(Step { text: part.to_owned(), built }),
        }
    }
}

/// The scripts that a command calls, when it does nothing else.
fn called(manifest: &Manifest, command: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let known = |name: &str| manifest.script(name).is_some().then(|| vec![name.to_owned()]);
    match words.as_slice() {
        ["npm" | "pnpm" | "yarn" | "bun", "run" | "run-script", options @ .., name] if quiet(options) => known(name),
        ["npm" | "pnpm" | "yarn", name @ ("start" | "build")] | ["pnpm" | "yarn", name] => known(name),
        ["run-s" | "npm-run-all", names @ ..] if names.iter().all(|name| manifest.script(name).is_some()) => {
            (!names.is_empty()).then(|| names.iter().map(|name| (*name).to_owned()).collect())
        }
        _ => None,
    }
}

fn quiet(options: &[&str]) -> bool {
    options.iter().all(|option| matches!(*option, "-s" | "--silent" | "--if-present"))
}
