//! Which Node.js.

use architect_core::{Confidence, Source};
use nodejs_semver::{Range, Version as Exact};

use crate::generate::Wishes;
use crate::generate::node::manifest::Manifest;
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project};
use crate::tags::{Version, catalogue, node_line_of_code_name};

/// The release of Debian that images are named with: naming it keeps a tag from moving to the next one.
pub(crate) const SUITE: &str = "trixie";

/// The Debian release that an image of this version was last built on.
pub(crate) fn suite(version: &str) -> &'static str {
    match Version::read(version).and_then(|version| version.0.first().copied()) {
        Some(16..=18) => "bookworm",
        Some(14 | 15) => "bullseye",
        Some(0..=13) => "buster",
        _ => SUITE,
    }
}

/// The tag's version part, such as `24` or `22.23.2`.
pub(crate) fn version(project: &Project<'_>, manifest: &Manifest, wishes: &Wishes, ledger: &mut Ledger) -> String {
    let fact = find(project, manifest, wishes, ledger);
    let line = fact.value.split('.').next().unwrap_or_default().to_owned();
    let lines = catalogue().lines("node");
    if !lines.iter().any(|known| known.to_string() == line) {
        let newest = catalogue().newest_lts_of_node().unwrap_or_default();
        ledger.ask(
            "runtime_version",
            format!(
                "Node.js {line} is not among the supported releases of {}. Can the project move to {newest}?",
                catalogue().as_of
            ),
            lines.iter().map(ToString::to_string).collect(),
            Some(fact.value.clone()),
        );
    }
    ledger.take("runtime_version", fact)
}

fn find(project: &Project<'_>, manifest: &Manifest, wishes: &Wishes, ledger: &mut Ledger) -> Fact<String> {
    if let Some(version) = &wishes.runtime_version {
        return Fact::new(version.trim_start_matches('v').to_owned(), Evidence::argument("runtime_version"));
    }
    let range = manifest.text(&["engines", "node"]);
    if let Some((text, evidence)) = pinned(project, manifest) {
        if let Some(version) = tag_of(&text) {
            if let Some(range) = range
                && !allows(range, &version)
            {
                ledger.ask(
                    "runtime_version",
                    format!("The pinned version {text} lies outside of engines.node `{range}`. Which one holds?"),
                    vec![version.clone(), range.to_owned()],
                    Some(version.clone()),
                );
            }
            let reason_alternatives = (version != text).then(|| text.clone());
            return Fact::new(version, evidence.alternatives(reason_alternatives));
        }
        ledger.ask("runtime_version", format!("The pinned version `{text}` was not understood."), Vec::new(), None);
    }
    if let Some(range) = range {
        return in_range(manifest, range, ledger);
    }
    let newest = catalogue().newest_lts_of_node().unwrap_or_else(|| "24".to_owned());
    if let Some(fact) = crate::generate::existing::version(project, "node") {
        let old = fact.value.line(1);
        if catalogue().lines("node").contains(&old) {
            return Fact::new(old.to_string(), fact.evidence.alternatives([newest]));
        }
        ledger.ask(
            "runtime_version",
            format!(
                "The Dockerfile that is there stands on Node.js {old}, which is not among the supported releases of {}. Can the project move to {newest}?",
                catalogue().as_of
            ),
            catalogue().lines("node").iter().map(ToString::to_string).collect(),
            Some(newest.clone()),
        );
        return Fact::new(newest, fact.evidence.confidence(Confidence::Low));
    }
    let reason = format!("no file names a version: the newest with long support as of {}", catalogue().as_of);
    Fact::new(newest, Evidence::default(reason).confidence(Confidence::Medium))
}

/// A version that a file pins.
fn pinned(project: &Project<'_>, manifest: &Manifest) -> Option<(String, Evidence)> {
    for name in [".nvmrc", ".node-version"] {
        let first = |source: Source| {
            let (line, text) = (1_u32..).zip(source.text().lines()).find(|(_, line)| {
                let line = line.trim();
                !line.is_empty() && !line.starts_with('#')
            })?;
            Some((text.trim().to_owned(), Evidence::line(&source, line, "the file pins it")))
        };
        if let Some(found) = project.read(name).and_then(first) {
            return Some(found);
        }
    }
    if let Some(source) = project.read(".tool-versions") {
        for tool in ["nodejs ", "node "] {
            let found = (1_u32..).zip(source.text().lines()).find_map(|(line, text)| {
                let version = text.strip_prefix(tool)?.split_whitespace().next()?;
                Some((version.to_owned(), line))
            });
            if let Some((version, line)) = found {
                return Some((version, Evidence::line(&source, line, "the file pins it")));
            }
        }
    }
    for name in ["mise.toml", ".mise.toml"] {
        if let Some(source) = project.read(name)
            && let Some((line, version)) = crate::project::scan::setting(&source, "node")
        {
            return Some((version, Evidence::line(&source, line, "the file pins it")));
        }
    }
    let volta = manifest.text(&["volta", "node"])?;
    Some((volta.to_owned(), manifest.evidence("volta", "Volta pins it")))
}

/// The version part of the tag for a pinned version. An exact version whose image on the named Debian is not in the
/// list becomes its line: the newest patch of the same line.
fn tag_of(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('v');
    if let Some(code) = text.strip_prefix("lts/") {
        return if code == "*" {
            catalogue().newest_lts_of_node()
        } else {
            node_line_of_code_name(code).map(ToOwned::to_owned)
        };
    }
    match text {
        "node" | "latest" | "current" => return catalogue().lines("node").last().map(ToString::to_string),
        "lts" => return catalogue().newest_lts_of_node(),
        _ => {}
    }
    let version = Version::read(text)?;
    let known = catalogue().has("node", &format!("{version}-{SUITE}-slim"));
    Some(if known { version.to_string() } else { version.line(1).to_string() })
}

fn allows(range: &str, version: &str) -> bool {
    let Ok(range) = Range::parse(range) else { return true };
    newest(version).is_none_or(|exact| range.satisfies(&exact))
}

/// The newest exact version of a line, or of the exact version itself.
fn newest(line: &str) -> Option<Exact> {
    let line = Version::read(line)?;
    let exact = if line.0.len() >= 3 { line } else { catalogue().newest_of("node", &line)? };
    Exact::parse(exact.to_string()).ok()
}

/// The highest supported line with long support inside of a range; then the highest supported; then the highest at all.
fn in_range(manifest: &Manifest, text: &str, ledger: &mut Ledger) -> Fact<String> {
    let Ok(range) = Range::parse(text) else {
        ledger.ask("runtime_version", format!("engines.node `{text}` was not understood."), Vec::new(), None);
        let newest = catalogue().newest_lts_of_node().unwrap_or_else(|| "24".to_owned());
        return Fact::new(
            newest,
            manifest.evidence("engines", "engines.node is not a range").confidence(Confidence::Low),
        );
    };
    let lts: u64 = catalogue().newest_lts_of_node().and_then(|line| line.parse().ok()).unwrap_or(u64::MAX);
    let fits: Vec<String> = catalogue()
        .lines("node")
        .iter()
        .map(ToString::to_string)
        .filter(|line| newest(line).is_some_and(|exact| range.satisfies(&exact)))
        .collect();
    let supported = |line: &&String| line.parse::<u64>().is_ok_and(|line| line <= lts);
    let best = fits.iter().rev().find(supported).or_else(|| fits.last());
    if let Some(best) = best {
        let others = fits.iter().filter(|line| *line != best).cloned();
        let reason =
            format!("the newest with long support inside of engines.node `{text}`, as of {}", catalogue().as_of);
        return Fact::new(best.clone(), manifest.evidence("engines", reason).alternatives(others));
    }
    // Nothing that is supported: the line the project says, which the caller is asked about.
    let old =
        (4..=lts).rev().find(|line| Exact::parse(format!("{line}.999.0")).is_ok_and(|exact| range.satisfies(&exact)));
    let line = old.map_or_else(|| lts.to_string(), |line| line.to_string());
    let reason = format!("engines.node `{text}` allows no supported release");
    Fact::new(line, manifest.evidence("engines", reason).confidence(Confidence::Medium))
}
