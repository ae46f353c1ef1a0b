//! Which shell reads a text, as far as a Dockerfile tells.

use crate::dockerfile::ImageReference;
use crate::dockerfile::shell::base_name;

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// `sh`, and nothing is known of what stands behind it.
    Posix,
    /// `sh` of Debian and Ubuntu, and `dash`.
    Dash,
    /// `sh` of Alpine Linux, and `ash`.
    Busybox,
    /// `bash`, also as `sh` of the Fedora and SUSE families and of Arch Linux.
    Bash,
    /// `ksh` and `mksh`.
    Korn,
    /// Another shell, whose language is not read: `pwsh`, `cmd`, `zsh`, `fish`.
    Other,
}

impl Dialect {
    /// The shell of a program's name or path; `sh` is what the image has behind that name.
    pub fn of_program(program: &str, sh: Self) -> Self {
        let name = base_name(program);
        let name = name.rsplit('\\').next().unwrap_or(name);
        match name {
            "sh" => sh,
            "bash" => Self::Bash,
            "dash" => Self::Dash,
            "ash" | "busybox" => Self::Busybox,
            "ksh" | "mksh" | "ksh93" => Self::Korn,
            _ => Self::Other,
        }
    }

    /// What `/bin/sh` is in an image.
    pub fn of_image(image: &ImageReference) -> Self {
        if image.is_alpine() || image.official() == Some("busybox") {
            return Self::Busybox;
        }
        if REDHAT.iter().any(|part| image.text.contains(part)) {
            return Self::Bash;
        }
        match image.official() {
            Some("amazonlinux" | "amazoncorretto" | "archlinux" | "clearlinux" | "mageia" | "photon" | "sl") => {
                Self::Bash
            }
            Some(name) if DEBIAN.contains(&name) && !image.is_variable() && !foreign(image) => Self::Dash,
            _ => Self::Posix,
        }
    }

    /// Whether the text can be read.
    pub fn is_read(self) -> bool {
        self != Self::Other
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Posix => "sh",
            Self::Dash => "dash, which is sh here",
            Self::Busybox => "the ash of BusyBox, which is sh here",
            Self::Bash => "bash",
            Self::Korn => "ksh",
            Self::Other => "another shell",
        }
    }
}

/// Parts of names and tags of images in which `sh` is bash.
const REDHAT: [&str; 14] = [
    "alma",
    "amazonlinux",
    "amzn",
    "al2023",
    "centos",
    "fedora",
    "opensuse",
    "oraclelinux",
    "redhat",
    "rhel",
    "rocky",
    "suse",
    "ubi8",
    "ubi9",
];

/// Official images that stand on Debian or Ubuntu, unless their tag says otherwise.
const DEBIAN: [&str; 28] = [
    "buildpack-deps",
    "cassandra",
    "debian",
    "drupal",
    "elixir",
    "erlang",
    "gcc",
    "ghost",
    "golang",
    "haproxy",
    "httpd",
    "julia",
    "mariadb",
    "memcached",
    "mongo",
    "nginx",
    "node",
    "perl",
    "php",
    "postgres",
    "pypy",
    "python",
    "rabbitmq",
    "redis",
    "ruby",
    "rust",
    "ubuntu",
    "wordpress",
];

/// Whether the tag names a distribution of another family.
fn foreign(image: &ImageReference) -> bool {
    const OTHERS: [&str; 8] =
        ["alpine", "windowsservercore", "nanoserver", "ubi", "oracle", "al2", "fedora", "centos"];
    image.tag.as_deref().is_some_and(|tag| OTHERS.iter().any(|other| tag.contains(other)))
}
