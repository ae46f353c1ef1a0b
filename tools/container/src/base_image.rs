//! What base images bring: system, C library, shell, tools.
//!
//! In comes an image's name; out come facts about the official images and a few others that are used as widely, as of
//! [`AS_OF`]. What is not known is `None`, and never guessed: a rule that leans on these facts stays quiet then.

use crate::dockerfile::ImageReference;
use crate::tags::Version;

/// When these facts were looked up.
pub const AS_OF: &str = "2026-08";

/// The kind of system that an image holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Debian, full or slim.
    Debian,
    /// Ubuntu.
    Ubuntu,
    /// Alpine Linux.
    Alpine,
    /// Fedora, Red Hat's universal base images and their kin.
    RedHat,
    /// Busybox alone.
    Busybox,
    /// Google's distroless images.
    Distroless,
    /// Nothing at all.
    Scratch,
}

/// The C library that programs are linked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Libc {
    /// GNU, with the minor number of its version 2 where the release is known.
    Glibc(Option<u32>),
    /// musl, of Alpine Linux.
    Musl,
    /// None: only static programs run.
    None,
}

/// An image and what is known of it.
#[derive(Debug, Clone)]
pub struct BaseImage {
    /// Its name.
    pub reference: ImageReference,
    /// Its system, where that is known.
    pub system: Option<System>,
    /// Whether the variant is cut down to what the runtime needs.
    slim: bool,
}

/// Versions of the GNU C library of each release, by the word that tags and names have for it.
const GLIBC: [(&str, u32); 21] = [
    ("stretch", 24),
    ("buster", 28),
    ("bullseye", 31),
    ("bookworm", 36),
    ("trixie", 41),
    ("debian9", 24),
    ("debian10", 28),
    ("debian11", 31),
    ("debian12", 36),
    ("debian13", 41),
    ("xenial", 23),
    ("bionic", 27),
    ("focal", 31),
    ("jammy", 35),
    ("noble", 39),
    ("16.04", 23),
    ("18.04", 27),
    ("20.04", 31),
    ("22.04", 35),
    ("24.04", 39),
    ("stable", 41),
];

/// Official images of languages that stand on Debian unless their tag says Alpine; their full variants hold compilers,
/// curl and wget (`buildpack-deps`), their slim ones do not.
const LANGUAGES: [&str; 5] = ["node", "python", "golang", "rust", "ruby"];

/// Other images whose plain tags stand on Debian.
const ON_DEBIAN: [&str; 11] =
    ["debian", "nginx", "httpd", "php", "postgres", "redis", "memcached", "perl", "gcc", "haproxy", "buildpack-deps"];

/// Images whose plain tags stand on Ubuntu.
const ON_UBUNTU: [&str; 6] = ["ubuntu", "eclipse-temurin", "gradle", "maven", "swift", "tomcat"];

/// Images of the Red Hat family, which have curl.
const ON_RED_HAT: [&str; 5] = ["fedora", "amazonlinux", "rockylinux", "almalinux", "centos"];

impl BaseImage {
    /// The facts about an image.
    pub fn of(reference: ImageReference) -> Self {
        let system = system(&reference);
        let slim = reference.is_slim();
        Self { reference, system, slim }
    }

    /// The name of the official image.
    pub fn official(&self) -> Option<&str> {
        self.reference.official()
    }

    /// Whether it surely has no shell.
    pub fn lacks_shell(&self) -> bool {
        self.reference.lacks_shell()
    }

    /// The C library.
    pub fn libc(&self) -> Option<Libc> {
        match self.system? {
            System::Scratch => Some(Libc::None),
            System::Alpine => Some(Libc::Musl),
            System::Distroless => {
                let name = self.reference.repository.strip_prefix("distroless/")?;
                if name.starts_with("static") {
                    return Some(Libc::None);
                }
                Some(Libc::Glibc(glibc_of(name)))
            }
            System::Debian | System::Ubuntu => Some(Libc::Glibc(self.glibc())),
            System::RedHat => Some(Libc::Glibc(None)),
            System::Busybox => None,
        }
    }

    /// Minor version of the GNU C library: by the release in the tag, or by the one that a plain tag stands for.
    fn glibc(&self) -> Option<u32> {
        let tag = self.reference.tag.as_deref().unwrap_or("latest");
        if let Some(known) = glibc_of(tag) {
            return Some(known);
        }
        let version = tag.split('-').next().and_then(Version::read);
        let parts = version.as_ref().map(|version| version.0.as_slice()).unwrap_or_default();
        match (self.official()?, parts) {
            ("debian", [13, ..]) | ("node", [26]) | ("python", [3, 10..=14]) | ("golang", [1, 26 | 27]) => Some(41),
            ("debian", [12, ..]) | ("node", [22 | 24]) | ("golang", [1, 19..=22] | [1, 21 | 22, ..]) => Some(36),
            ("debian", [11, ..]) => Some(31),
            ("debian", [10, ..]) => Some(28),
            ("debian", []) if tag == "latest" => Some(41),
            _ => None,
        }
    }

    /// The release line of the runtime that the image is named after: `24` of Node.js, `3.13` of Python. `latest` is
    /// the newest one of the snapshot of tags.
    pub fn runtime_line(&self, image: &str) -> Option<Version> {
        if self.official() != Some(image) {
            return None;
        }
        let tag = self.reference.tag.as_deref().unwrap_or("latest");
        if tag.contains('$') {
            return None;
        }
        let first = tag.split('-').next().unwrap_or_default();
        if matches!(first, "latest" | "current" | "alpine" | "slim" | "bookworm" | "trixie") {
            return crate::tags::catalogue().lines(image).pop();
        }
        Version::read(first)
    }

    /// Whether the image has a program; `None` when that is not known.
    pub fn has(&self, tool: &str) -> Option<bool> {
        if self.lacks_shell() {
            let own = self.reference.repository.strip_prefix("distroless/").unwrap_or_default();
            let runtime = match tool {
                "node" => own.starts_with("nodejs"),
                "python" | "python3" => own.starts_with("python"),
                "java" => own.starts_with("java"),
                "dotnet" => self.is_dotnet(),
                _ => false,
            };
            return Some(runtime);
        }
        let system = self.system?;
        if is_busybox_tool(tool) && matches!(system, System::Alpine | System::Busybox | System::Distroless) {
            return Some(true);
        }
        match (tool, system) {
            ("sh", _) | ("bash", System::Debian | System::Ubuntu | System::RedHat) | ("curl", System::RedHat) => {
                Some(true)
            }
            ("bash" | "curl" | "wget", System::Busybox | System::Distroless) => Some(false),
            ("curl" | "wget", System::Alpine | System::Debian | System::Ubuntu) => self.fetcher(tool, system),
            ("nc" | "ncat" | "netcat", System::Debian | System::Ubuntu) => {
                (self.is_plain() && self.slim || self.official() == Some("debian")).then_some(false)
            }
            ("ps" | "pgrep" | "pidof", System::Debian) => (self.is_plain() && self.slim).then_some(false),
            ("bash", System::Alpine)
            | ("pg_isready" | "redis-cli" | "mysqladmin" | "mongosh" | "grpc_health_probe" | "jq", _) => {
                self.is_plain().then_some(false)
            }
            ("node" | "npm" | "npx", _) => self.runtime(&["node"]),
            ("python", _) => self.runtime(&["python"]),
            ("python3", _) if self.slim || system != System::Debian || self.official() == Some("debian") => {
                self.runtime(&["python"])
            }
            _ => None,
        }
    }

    /// Whether it has `curl` or `wget`.
    fn fetcher(&self, tool: &str, system: System) -> Option<bool> {
        if self.is_dotnet() {
            // The SDK brings both.
            return (!self.reference.repository.ends_with("/sdk")).then_some(false);
        }
        if self.is_bun() {
            return Some(false);
        }
        if !self.is_plain() {
            return None;
        }
        if system == System::Alpine || self.slim || matches!(self.official(), Some("debian" | "ubuntu")) {
            return Some(false);
        }
        let full = self.official().is_some_and(|name| LANGUAGES.contains(&name));
        (full || (self.is_uv() && tool != "uv")).then_some(true)
    }

    /// Whether nothing but the system and a language's own files is in it: what else it lacks can be said.
    fn is_plain(&self) -> bool {
        let official = self.official().is_some_and(|name| LANGUAGES.contains(&name) || is_bare(name));
        official || self.is_uv()
    }

    fn runtime(&self, names: &[&str]) -> Option<bool> {
        let own = self.official().is_some_and(|name| names.contains(&name));
        if own || (names.contains(&"python") && self.is_uv()) {
            return Some(true);
        }
        let bare = self.official().is_some_and(|name| is_bare(name) || matches!(name, "golang" | "rust" | "nginx"));
        let other = bare || (self.slim && self.is_plain()) || self.system == Some(System::Alpine) && self.is_plain();
        other.then_some(false)
    }

    /// A variant with compilers and the headers of the usual libraries.
    pub fn has_build_tools(&self) -> Option<bool> {
        match self.official()? {
            name if LANGUAGES.contains(&name) && self.system == Some(System::Debian) => Some(!self.slim),
            name if LANGUAGES.contains(&name) && self.system == Some(System::Alpine) => Some(false),
            "debian" | "ubuntu" | "alpine" => Some(false),
            "buildpack-deps" | "gcc" => Some(true),
            _ => None,
        }
    }

    fn is_dotnet(&self) -> bool {
        self.reference.registry.as_deref() == Some("mcr.microsoft.com")
            && self.reference.repository.starts_with("dotnet/")
    }

    fn is_bun(&self) -> bool {
        self.reference.registry.is_none() && self.reference.repository == "oven/bun"
    }

    /// uv's images with Python in them, which stand on the official Python images.
    fn is_uv(&self) -> bool {
        self.reference.registry.as_deref() == Some("ghcr.io")
            && self.reference.repository == "astral-sh/uv"
            && self.reference.tag.as_deref().is_some_and(|tag| tag.contains("python"))
    }
}

/// Images that hold a system and nothing else.
fn is_bare(name: &str) -> bool {
    matches!(name, "alpine" | "debian" | "ubuntu" | "busybox")
}

fn is_busybox_tool(tool: &str) -> bool {
    matches!(tool, "sh" | "ash" | "wget" | "nc" | "ps" | "pgrep" | "pidof")
}

fn glibc_of(text: &str) -> Option<u32> {
    let pieces = || text.split('-');
    GLIBC.iter().find(|(word, _)| pieces().any(|piece| piece == *word)).map(|(_, minor)| *minor)
}

fn system(image: &ImageReference) -> Option<System> {
    if image.is_scratch() {
        return Some(System::Scratch);
    }
    if image.is_variable() || image.is_windows() {
        return None;
    }
    if image.is_distroless() {
        return Some(System::Distroless);
    }
    let registry = image.registry.as_deref();
    let known_elsewhere = match (registry, image.repository.as_str()) {
        (Some("ghcr.io"), "astral-sh/uv") => image.tag.as_deref().is_some_and(|tag| tag.contains("python")),
        (None, "oven/bun") => !image.tag.as_deref().unwrap_or_default().contains("distroless"),
        (Some("mcr.microsoft.com"), repository) => repository.starts_with("dotnet/") && !image.lacks_shell(),
        (Some("registry.access.redhat.com" | "registry.redhat.io"), _) => return Some(System::RedHat),
        _ => false,
    };
    let name = image.official();
    let tag = image.tag.as_deref().unwrap_or_default();
    let known = known_elsewhere
        || name.is_some_and(|name| {
            LANGUAGES.contains(&name) || ON_DEBIAN.contains(&name) || ON_UBUNTU.contains(&name) || is_bare(name)
        });
    if known && image.is_alpine() {
        return Some(System::Alpine);
    }
    if let Some(name) = name {
        if name == "busybox" {
            return Some(System::Busybox);
        }
        if ON_RED_HAT.contains(&name) {
            return Some(System::RedHat);
        }
        let ubuntu = ["noble", "jammy", "focal", "resolute", "bionic"].iter().any(|word| tag.contains(word));
        if ON_UBUNTU.contains(&name) {
            // Their other variants stand on UBI or Amazon Linux.
            let other = ["ubi", "amazoncorretto", "al20", "graal", "rhel", "centos", "bookworm", "bullseye"];
            return (ubuntu || !other.iter().any(|word| tag.contains(word))).then_some(System::Ubuntu);
        }
        let debian = LANGUAGES.contains(&name) || ON_DEBIAN.contains(&name);
        return (debian && !ubuntu).then_some(System::Debian);
    }
    // .NET 10 moved from Debian to Ubuntu; both lack the same tools.
    known_elsewhere.then_some(System::Debian)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(name: &str) -> BaseImage {
        BaseImage::of(ImageReference::read(name))
    }

    #[test]
    fn tools_are_known_of_the_variants_that_have_or_lack_them() {
        for (image, tool, expected) in [
            ("node:24-trixie-slim", "curl", Some(false)),
            ("node:24", "curl", Some(true)),
            ("node:24-alpine", "curl", Some(false)),
            ("node:24-alpine", "wget", Some(true)),
            ("python:3.13-slim", "nc", Some(false)),
            ("python:3.13-slim", "pg_isready", Some(false)),
            ("postgres:18", "pg_isready", None),
            ("nginx:alpine", "curl", None),
            ("nginx", "curl", None),
            ("php:8.4-fpm", "curl", None),
            ("eclipse-temurin:25-jre", "curl", None),
            ("gcr.io/distroless/nodejs24-debian13", "node", Some(true)),
            ("gcr.io/distroless/nodejs24-debian13", "curl", Some(false)),
            ("gcr.io/distroless/static-debian13:debug", "wget", Some(true)),
            ("scratch", "sh", Some(false)),
            ("fedora:43", "curl", Some(true)),
            ("mcr.microsoft.com/dotnet/aspnet:9.0", "curl", Some(false)),
            ("oven/bun:1", "curl", Some(false)),
            ("oven/bun:1-alpine", "wget", Some(true)),
            ("ghcr.io/astral-sh/uv:python3.13-trixie-slim", "curl", Some(false)),
            ("ghcr.io/astral-sh/uv:python3.13-trixie", "curl", Some(true)),
            ("mycompany/base", "curl", None),
            ("node:${V}", "curl", None),
            ("debian:trixie-slim", "python3", Some(false)),
            ("node:24", "python3", None),
            ("node:24-slim", "python3", Some(false)),
            ("nginx:alpine", "node", Some(false)),
            ("alpine:3.24", "bash", Some(false)),
        ] {
            assert_eq!(base(image).has(tool), expected, "{image} {tool}");
        }
    }

    #[test]
    fn the_c_library_follows_release_and_default() {
        for (image, expected) in [
            ("golang:1.27-trixie", Some(Libc::Glibc(Some(41)))),
            ("golang:1.22", Some(Libc::Glibc(Some(36)))),
            ("golang:1.22.3", Some(Libc::Glibc(Some(36)))),
            ("rust:1.60", Some(Libc::Glibc(None))),
            ("debian:bullseye-slim", Some(Libc::Glibc(Some(31)))),
            ("debian:latest", Some(Libc::Glibc(Some(41)))),
            ("alpine:3.24", Some(Libc::Musl)),
            ("gcr.io/distroless/cc-debian12:nonroot", Some(Libc::Glibc(Some(36)))),
            ("gcr.io/distroless/static-debian12", Some(Libc::None)),
            ("ubuntu:22.04", Some(Libc::Glibc(Some(35)))),
            ("scratch", Some(Libc::None)),
            ("busybox", None),
            ("mycompany/base", None),
        ] {
            assert_eq!(base(image).libc(), expected, "{image}");
        }
    }
}
