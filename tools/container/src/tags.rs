//! Which tags of official images are published, and which release lines have ended.
//!
//! The list is a snapshot with a date: a newer tag than the list's newest is not known to be wrong, and every
//! statement made from it names the date.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::dockerfile::ImageReference;

/// The snapshot.
#[derive(Debug)]
pub struct Catalogue {
    /// Date of the snapshot, `YYYY-MM-DD`.
    pub as_of: &'static str,
    images: BTreeMap<&'static str, Vec<&'static str>>,
}

/// A release line that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What ended, in words: `Node.js 18`.
    pub line: String,
    /// When, where that is on record.
    pub date: Option<&'static str>,
    /// What to use instead.
    pub replacement: String,
    /// The whole image name to use instead, when the same variant is published.
    pub image: Option<String>,
}

/// What is wrong with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The nearest published tag.
    pub near: Option<String>,
    /// Whether the version is above every one in the snapshot, which time alone may explain.
    pub newer: bool,
}

/// The snapshot that is built in.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::read(include_str!("../data/image-tags.txt")))
}

/// Names of Debian and Ubuntu releases that tags are made of, past and present.
const SUITES: [&str; 13] = [
    "wheezy", "jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "sid", "focal", "jammy",
    "noble", "resolute",
];

/// Words that tags had in the past or have outside of the snapshot.
const PAST_WORDS: [&str; 13] = [
    "onbuild", "argon", "boron", "carbon", "dubnium", "erbium", "fermium", "gallium", "hydrogen", "iron", "rc",
    "wheezy", "preview",
];

/// Ends of lines that are on record; what is not here but absent from the snapshot has ended without a date here.
const ENDS: [(&str, &str, &str, &str); 22] = [
    ("node", "10", "Node.js 10", "2021-04-30"),
    ("node", "12", "Node.js 12", "2022-04-30"),
    ("node", "14", "Node.js 14", "2023-04-30"),
    ("node", "16", "Node.js 16", "2023-09-11"),
    ("node", "18", "Node.js 18", "2025-04-30"),
    ("node", "20", "Node.js 20", "2026-04-30"),
    ("python", "2.7", "Python 2.7", "2020-01-01"),
    ("python", "3.5", "Python 3.5", "2020-09-30"),
    ("python", "3.6", "Python 3.6", "2021-12-23"),
    ("python", "3.7", "Python 3.7", "2023-06-27"),
    ("python", "3.8", "Python 3.8", "2024-10-07"),
    ("python", "3.9", "Python 3.9", "2025-10-31"),
    ("debian", "8", "Debian 8 (jessie)", "2020-06-30"),
    ("debian", "9", "Debian 9 (stretch)", "2022-06-30"),
    ("debian", "10", "Debian 10 (buster)", "2024-06-30"),
    ("debian", "jessie", "Debian 8 (jessie)", "2020-06-30"),
    ("debian", "stretch", "Debian 9 (stretch)", "2022-06-30"),
    ("debian", "buster", "Debian 10 (buster)", "2024-06-30"),
    ("ubuntu", "18.04", "Ubuntu 18.04 (bionic)", "2023-05-31"),
    ("ubuntu", "bionic", "Ubuntu 18.04 (bionic)", "2023-05-31"),
    ("ubuntu", "20.04", "Ubuntu 20.04 (focal)", "2025-05-31"),
    ("ubuntu", "focal", "Ubuntu 20.04 (focal)", "2025-05-31"),
];

/// Further lines whose end is beyond doubt, without a date here.
const LONG_ENDED: [(&str, &str, &str); 6] = [
    ("ubuntu", "14.04", "Ubuntu 14.04"),
    ("ubuntu", "trusty", "Ubuntu 14.04"),
    ("ubuntu", "16.04", "Ubuntu 16.04"),
    ("ubuntu", "xenial", "Ubuntu 16.04"),
    ("debian", "7", "Debian 7"),
    ("debian", "wheezy", "Debian 7"),
];

impl Catalogue {
    fn read(text: &'static str) -> Self {
        let mut as_of = "";
        let mut images = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            match words.next() {
                Some("as_of") => as_of = words.next().unwrap_or_default(),
                Some(image) if !image.is_empty() => {
                    images.insert(image, words.collect());
                }
                _ => {}
            }
        }
        Self { as_of, images }
    }

    /// The published tags of an official image.
    pub fn tags(&self, image: &str) -> Option<&[&'static str]> {
        self.images.get(image).map(Vec::as_slice)
    }

    /// Whether a tag is published.
    pub fn has(&self, image: &str, tag: &str) -> bool {
        self.tags(image).is_some_and(|tags| tags.contains(&tag))
    }

    /// The release lines of an image that are published, oldest first: `22`, `24`, `26`; `3.10` … `3.14`.
    pub fn lines(&self, image: &str) -> Vec<Version> {
        let parts = line_parts(image);
        let versions = self.tags(image).unwrap_or_default().iter().filter_map(|tag| Version::read(tag));
        let lines: BTreeSet<Version> =
            versions.filter(|version| version.0.len() >= parts).map(|version| version.line(parts)).collect();
        lines.into_iter().collect()
    }

    /// The newest full version of a line: `24.19.0` of `24`.
    pub fn newest_of(&self, image: &str, line: &Version) -> Option<Version> {
        let tags = self.tags(image)?.iter().filter_map(|tag| Version::read(tag));
        tags.filter(|version| version.0.starts_with(&line.0)).max()
    }

    /// Whether an image stands on a line that has ended, by its own version or by the release in its tag.
    pub fn ended(&self, image: &ImageReference) -> Option<Ended> {
        let name = image.official()?;
        if let Some((replacement, line)) = match name {
            "openjdk" => {
                Some(("eclipse-temurin", "the official image `openjdk`, deprecated in favour of other builds,"))
            }
            "centos" => Some(("almalinux or rockylinux", "CentOS Linux")),
            _ => None,
        } {
            return Some(Ended {
                line: line.to_owned(),
                date: None,
                replacement: replacement.to_owned(),
                image: None,
            });
        }
        let tag = image.tag.as_deref()?;
        if self.has(name, tag) || tag.contains('$') {
            return None;
        }
        // Releases of these go by their code names.
        let (version, suffix) = match name {
            "debian" | "ubuntu" => tag.split_once('-').unwrap_or((tag, "")),
            _ => split_tag(tag),
        };
        self.ended_line(name, version, suffix).or_else(|| self.ended_suite(name, version, suffix))
    }

    fn ended_line(&self, name: &str, version: &str, suffix: &str) -> Option<Ended> {
        let newest_supported = |name: &str| self.recommended_line(name);
        let replace = |line: String, date| {
            let replacement = newest_supported(name).map_or_else(
                || "a supported release".to_owned(),
                |line| format!("`{name}:{line}` or another supported release"),
            );
            let variant = newest_supported(name)
                .map(|line| if suffix.is_empty() { line } else { format!("{line}-{suffix}") })
                .filter(|tag| self.has(name, tag));
            Ended { line, date, replacement, image: variant.map(|tag| format!("{name}:{tag}")) }
        };
        let exact =
            |line: &str| version == line || version.strip_prefix(line).is_some_and(|rest| rest.starts_with('.'));
        if let Some((_, _, words, date)) = ENDS.iter().find(|(image, line, ..)| *image == name && exact(line)) {
            return Some(replace((*words).to_owned(), Some(*date)));
        }
        if let Some((_, _, words)) = LONG_ENDED.iter().find(|(image, line, _)| *image == name && exact(line)) {
            return Some(replace((*words).to_owned(), None));
        }
        let words = match name {
            "node" => "Node.js",
            "python" => "Python",
            "golang" => "Go",
            "alpine" => "Alpine Linux",
            "eclipse-temurin" => "Java",
            _ => return None,
        };
        let version = Version::read(version)?;
        let parts = line_parts(name);
        // `python:3` or `golang:1` is no line.
        if version.0.len() < parts {
            return None;
        }
        let line = version.line(parts);
        let lines = self.lines(name);
        let ended = !lines.contains(&line) && lines.last().is_some_and(|newest| line < *newest);
        ended.then(|| replace(format!("{words} {line}"), None))
    }

    /// A supported version on a base that has ended: `node:22-buster`, `python:3.13-alpine3.18`.
    fn ended_suite(&self, name: &str, version: &str, suffix: &str) -> Option<Ended> {
        self.tags(name)?;
        for piece in suffix.split('-') {
            if let Some(release) = piece.strip_prefix("alpine").and_then(Version::read)
                && !self.lines("alpine").contains(&release.line(2))
                && self.lines("alpine").last().is_some_and(|newest| release < *newest)
            {
                let newer = suffix.replace(piece, "alpine");
                let image = format!("{version}-{newer}");
                return Some(Ended {
                    line: format!("Alpine Linux {release}"),
                    date: None,
                    replacement: "a supported Alpine release".to_owned(),
                    image: self.has(name, &image).then(|| format!("{name}:{image}")),
                });
            }
            let ended = ENDS.iter().find(|(image, line, ..)| *image == "debian" && *line == piece);
            if let Some((_, _, words, date)) = ended {
                let image = format!("{version}-{}", suffix.replace(piece, "trixie"));
                return Some(Ended {
                    line: (*words).to_owned(),
                    date: Some(*date),
                    replacement: "`trixie` or `bookworm`".to_owned(),
                    image: self.has(name, &image).then(|| format!("{name}:{image}")),
                });
            }
        }
        None
    }

    /// The line to move to: the newest with long support.
    pub fn recommended_line(&self, name: &str) -> Option<String> {
        match name {
            // Even lines have long support once they are a year old; `lts` is the newest of those.
            "node" => self.newest_lts_of_node(),
            "debian" => Some("trixie".to_owned()),
            "ubuntu" => Some("24.04".to_owned()),
            "eclipse-temurin" => Some("25-jre".to_owned()),
            _ => self.lines(name).last().map(ToString::to_string),
        }
    }

    /// The newest Node.js line that the tag `lts` stands for: the one which shares its code name with `lts-…`.
    pub fn newest_lts_of_node(&self) -> Option<String> {
        let tags = self.tags("node")?;
        let code = tags
            .iter()
            .find_map(|tag| tag.strip_prefix("lts-").filter(|code| !code.contains('-') && !is_variant(code)))?;
        node_line_of_code_name(code).map(ToOwned::to_owned)
    }

    /// What is wrong with a tag that is not published: nothing when it is an older patch, or no version at all is
    /// known of the image.
    pub fn unknown(&self, image: &ImageReference) -> Option<Unknown> {
        let name = image.official()?;
        let tag = image.tag.as_deref()?;
        let tags = self.tags(name)?;
        if tags.contains(&tag) || tag.contains('$') || image.is_windows() {
            return None;
        }
        // The other images have too many variants of the past to judge a tag by its form.
        if !matches!(name, "node" | "python" | "golang" | "rust" | "debian" | "alpine") {
            return None;
        }
        let (version, suffix) = split_tag(tag);
        let shapes: BTreeSet<String> = tags.iter().map(|tag| shape(split_tag(tag).1)).collect();
        let suffix_known =
            shapes.contains(&shape(suffix)) || suffix.split('-').any(|piece| PAST_WORDS.contains(&piece));
        let version_known = version.is_empty() || Version::read(version).is_some();
        if suffix_known && version_known {
            let newest = self.lines(name).pop()?;
            let wanted = Version::read(version)?;
            let newer = wanted.0.len() >= line_parts(name) && wanted.line(line_parts(name)) > newest;
            return newer.then(|| Unknown { near: self.recommended_line(name), newer });
        }
        let near = self.nearest(name, tag, suffix);
        // A word that resembles nothing may be a variant of the past.
        near.is_some().then_some(Unknown { near, newer: false })
    }

    fn nearest(&self, name: &str, tag: &str, suffix: &str) -> Option<String> {
        let tags = self.tags(name)?;
        let sorted = |tag: &str| {
            let mut pieces: Vec<String> = tag.split('-').map(ToOwned::to_owned).collect();
            pieces.sort();
            pieces
        };
        let wanted = sorted(tag);
        if let Some(same) = tags.iter().find(|candidate| sorted(candidate) == wanted) {
            return Some((*same).to_owned());
        }
        // The version may be an older one: then only the variant is compared.
        let (version, _) = split_tag(tag);
        let variants: BTreeSet<&str> =
            tags.iter().map(|tag| split_tag(tag).1).filter(|variant| !variant.is_empty()).collect();
        let wanted = sorted(suffix);
        let variant = variants.iter().copied().find(|variant| sorted(variant) == wanted);
        let variant = variant.or_else(|| closest(suffix, variants.iter().copied()))?;
        Some(if version.is_empty() { variant.to_owned() } else { format!("{version}-{variant}") })
    }
}

/// The variant that is at most two letters away. Prefixes do not count: `slim` is no misspelling of `slim-trixie`.
fn closest<'v>(wanted: &str, variants: impl Iterator<Item = &'v str>) -> Option<&'v str> {
    const MOST: usize = 2;
    let mut best: Option<(usize, &str)> = None;
    for variant in variants {
        if variant.len().abs_diff(wanted.len()) > MOST {
            continue;
        }
        let distance = distance(wanted, variant);
        if distance <= MOST && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, variant));
        }
    }
    best.map(|(_, variant)| variant)
}

/// Number of letters to change, add or drop.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, a) in left.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (column, b) in right.iter().enumerate() {
            let Some(cell) = row.get_mut(column + 1) else { continue };
            let above = *cell;
            *cell = (above + 1).min(before + 1).min(diagonal + usize::from(a != *b));
            diagonal = above;
            before = *cell;
        }
    }
    row.last().copied().unwrap_or(0)
}

fn is_variant(word: &str) -> bool {
    word.starts_with("alpine") || word == "slim" || SUITES.contains(&word)
}

/// The line of a Node.js code name, as `lts/krypton` in `.nvmrc` says it.
pub fn node_line_of_code_name(code: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 11] = [
        ("argon", "4"),
        ("boron", "6"),
        ("carbon", "8"),
        ("dubnium", "10"),
        ("erbium", "12"),
        ("fermium", "14"),
        ("gallium", "16"),
        ("hydrogen", "18"),
        ("iron", "20"),
        ("jod", "22"),
        ("krypton", "24"),
    ];
    NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)).map(|(_, line)| *line)
}

/// Number of parts that make a release line: `24`, but `3.13`.
fn line_parts(image: &str) -> usize {
    if matches!(image, "node" | "eclipse-temurin" | "debian") { 1 } else { 2 }
}

/// Version and variant of a tag: `3.13` and `slim-trixie`.
fn split_tag(tag: &str) -> (&str, &str) {
    let (first, rest) = tag.split_once('-').unwrap_or((tag, ""));
    if first.starts_with(|c: char| c.is_ascii_digit()) { (first, rest) } else { ("", tag) }
}

/// A variant with its release names levelled, so that `slim-buster` has the form of `slim-trixie`.
fn shape(suffix: &str) -> String {
    let piece = |piece: &str| {
        if SUITES.contains(&piece) {
            "SUITE".to_owned()
        } else if piece.strip_prefix("alpine").is_some_and(|rest| Version::read(rest).is_some()) {
            "alpineN".to_owned()
        } else if piece.len() == 8 && piece.bytes().all(|b| b.is_ascii_digit()) {
            "DATE".to_owned()
        } else {
            piece.to_owned()
        }
    };
    suffix.split('-').map(piece).collect::<Vec<_>>().join("-")
}

/// A dotted number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub Vec<u64>);

impl Version {
    /// Reads the dotted number that is the whole text.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
        parts.filter(|parts| !parts.is_empty()).map(Self)
    }

    /// Its first parts.
    #[must_use]
    pub fn line(&self, parts: usize) -> Self {
        Self(self.0.iter().take(parts).copied().collect())
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(image: &str) -> Option<String> {
        catalogue()
            .ended(&ImageReference::read(image))
            .map(|ended| format!("{} {:?} -> {}", ended.line, ended.date, ended.image.unwrap_or(ended.replacement)))
    }

    fn unknown(image: &str) -> Option<String> {
        catalogue().unknown(&ImageReference::read(image)).map(|unknown| unknown.near.unwrap_or_default())
    }

    #[test]
    fn lines_that_ended_are_known_with_their_replacement() {
        assert_eq!(ended("node:18-alpine").as_deref(), Some("Node.js 18 Some(\"2025-04-30\") -> node:24-alpine"));
        assert_eq!(
            ended("node:18.20.4-bookworm-slim").as_deref(),
            Some("Node.js 18 Some(\"2025-04-30\") -> node:24-bookworm-slim")
        );
        assert_eq!(ended("python:3.9-slim").as_deref(), Some("Python 3.9 Some(\"2025-10-31\") -> python:3.14-slim"));
        assert_eq!(ended("golang:1.22").as_deref(), Some("Go 1.22 None -> golang:1.27"));
        assert_eq!(ended("alpine:3.12").as_deref(), Some("Alpine Linux 3.12 None -> alpine:3.24"));
        assert_eq!(
            ended("debian:buster-slim").as_deref(),
            Some("Debian 10 (buster) Some(\"2024-06-30\") -> debian:trixie-slim")
        );
        assert_eq!(
            ended("node:22-buster").as_deref(),
            Some("Debian 10 (buster) Some(\"2024-06-30\") -> node:22-trixie")
        );
        assert_eq!(ended("node:25-slim").as_deref(), Some("Node.js 25 None -> node:24-slim"));
    }

    #[test]
    fn what_is_supported_unversioned_or_newer_has_not_ended() {
        for image in [
            "node:24-trixie-slim",
            "node:22.11.0",
            "node",
            "node:lts",
            "python:3",
            "python:3.10",
            "golang:1",
            "rust:1.75",
            "node:28",
            "myregistry.io/node:18",
            "node:${V}",
            "eclipse-temurin:21-jre-noble",
            "python:3.12.1-slim-bookworm",
            "debian:12",
            "gradle:7-jdk17",
        ] {
            assert_eq!(ended(image), None, "{image}");
        }
    }

    #[test]
    fn a_misspelt_tag_gets_the_nearest_right_one() {
        assert_eq!(unknown("python:3.13-slim-trixy").as_deref(), Some("3.13-slim-trixie"));
        assert_eq!(unknown("node:24-slim-trixie").as_deref(), Some("24-trixie-slim"));
        assert_eq!(unknown("node:22.1.0-slim-bookworm").as_deref(), Some("22.1.0-bookworm-slim"));
        assert_eq!(unknown("node:30-slim").as_deref(), Some("24"));
    }

    #[test]
    fn a_tag_of_the_past_is_not_unknown() {
        for image in [
            "node:22.11.0-bookworm-slim",
            "python:3.6-slim-stretch",
            "node:8-onbuild",
            "node:hydrogen-alpine3.18",
            "golang:1.13-alpine3.10",
            "debian:buster-20200422-slim",
            "alpine:3.12",
            "rust:1.60-slim-buster",
            "python:3.9.6-alpine3.14",
            "node:lts-alpine3.18",
            "debian:sid-slim",
            "debian:stretch-backports",
        ] {
            assert_eq!(unknown(image), None, "{image}");
        }
    }
}
