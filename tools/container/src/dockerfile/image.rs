//! Names of images.

/// An image name, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageReference {
    /// The whole text.
    pub text: String,
    /// Registry host, when one is named.
    pub registry: Option<String>,
    /// Path within the registry; `library/` is taken off.
    pub repository: String,
    /// Tag.
    pub tag: Option<String>,
    /// Digest, `sha256:…`.
    pub digest: Option<String>,
}

impl ImageReference {
    /// Reads `[registry/]path[:tag][@digest]`.
    pub fn read(text: &str) -> Self {
        let (name, digest) =
            text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest.to_owned())));
        // A colon before the last slash belongs to a port, one within a variable to its default.
        let tail = name.rfind('/').map_or(0, |at| at + 1);
        let colon = name.get(tail..).and_then(|tail| tail.find(':')).map(|at| at + tail);
        let (path, tag) = match colon.filter(|_| !name.contains("${") || name.ends_with('}')) {
            Some(at) => (name.get(..at).unwrap_or_default(), name.get(at + 1..).map(ToOwned::to_owned)),
            None => (name, None),
        };
        let (registry, path) = match path.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':', '$']) || host == "localhost" => {
                (Some(host.to_owned()), rest)
            }
            _ => (None, path),
        };
        let official_host = matches!(registry.as_deref(), None | Some("docker.io" | "index.docker.io"));
        let repository = if official_host { path.strip_prefix("library/").unwrap_or(path) } else { path };
        Self { text: text.to_owned(), registry, repository: repository.to_owned(), tag, digest }
    }

    /// Whether it is the empty base.
    pub fn is_scratch(&self) -> bool {
        self.text == "scratch"
    }

    /// Whether a variable without a known value is part of it.
    pub fn is_variable(&self) -> bool {
        self.text.contains('$')
    }

    /// The name of an official image of Docker Hub.
    pub fn official(&self) -> Option<&str> {
        let hub = matches!(self.registry.as_deref(), None | Some("docker.io" | "index.docker.io"));
        // Amazon's and Google's mirrors of the official images keep their names.
        let mirror = match self.registry.as_deref() {
            Some("public.ecr.aws") => self.repository.strip_prefix("docker/library/"),
            Some("mirror.gcr.io") => self.repository.strip_prefix("library/").or(Some(self.repository.as_str())),
            _ => None,
        };
        let name = if hub { Some(self.repository.as_str()) } else { mirror };
        name.filter(|name| !name.is_empty() && !name.contains(['/', '$']) && *name != "scratch")
    }

    /// Whether it is one of Google's distroless images.
    pub fn is_distroless(&self) -> bool {
        self.registry.as_deref() == Some("gcr.io") && self.repository.starts_with("distroless/")
    }

    fn tag_has(&self, part: &str) -> bool {
        self.tag
            .as_deref()
            .is_some_and(|tag| tag.split(['-', '.']).any(|piece| piece.trim_end_matches(char::is_numeric) == part))
    }

    /// Whether it surely has no shell; `None` when that is not known.
    pub fn lacks_shell(&self) -> bool {
        self.is_scratch() || (self.is_distroless() && !self.tag_has("debug"))
    }

    /// Whether its tag names Alpine Linux.
    pub fn is_alpine(&self) -> bool {
        self.official() == Some("alpine") || self.tag_has("alpine")
    }

    /// Whether its tag names a slim variant.
    pub fn is_slim(&self) -> bool {
        self.tag_has("slim")
    }

    /// Whether it is for Windows.
    pub fn is_windows(&self) -> bool {
        self.registry.as_deref() == Some("mcr.microsoft.com") && self.repository.starts_with("windows")
            || self.tag_has("nanoserver")
            || self.tag_has("windowsservercore")
    }

    /// Whether the image surely has a tool for HTTP requests; `None` when that is not known.
    pub fn has_tool(&self, tool: &str) -> Option<bool> {
        if self.lacks_shell() || self.is_distroless() {
            // The debug variants have busybox, with its wget.
            return Some(!self.lacks_shell() && tool == "wget");
        }
        let name = self.official()?;
        let known = ["alpine", "busybox", "debian", "ubuntu", "node", "python", "golang", "rust", "ruby"];
        if !known.contains(&name) || self.tag.as_deref().is_some_and(|tag| tag.contains('$')) {
            return None;
        }
        if self.is_alpine() || name == "busybox" {
            return Some(tool == "wget");
        }
        if self.is_slim() || matches!(name, "debian" | "ubuntu") {
            return Some(false);
        }
        // The full variants stand on buildpack-deps, which has both.
        Some(true)
    }

    /// Whether processes run as root unless the Dockerfile says otherwise; `None` when that is not known.
    pub fn runs_as_root(&self) -> Option<bool> {
        const ROOT: [&str; 26] = [
            "alpine",
            "amazonlinux",
            "amazoncorretto",
            "archlinux",
            "buildpack-deps",
            "busybox",
            "centos",
            "clojure",
            "debian",
            "docker",
            "eclipse-temurin",
            "erlang",
            "elixir",
            "fedora",
            "golang",
            "gradle",
            "maven",
            "node",
            "openjdk",
            "perl",
            "php",
            "python",
            "ruby",
            "rust",
            "swift",
            "ubuntu",
        ];
        if self.is_scratch() {
            return Some(true);
        }
        if self.is_distroless() {
            return Some(!self.tag_has("nonroot"));
        }
        let name = self.official()?;
        ROOT.contains(&name).then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let port = ImageReference::read("localhost:5000/team/app:1.2@sha256:abc");
        assert_eq!(port.registry.as_deref(), Some("localhost:5000"));
        assert_eq!((port.repository.as_str(), port.tag.as_deref()), ("team/app", Some("1.2")));
        assert_eq!(port.digest.as_deref(), Some("sha256:abc"));

        let official = ImageReference::read("docker.io/library/node:18-alpine3.20");
        assert_eq!(official.official(), Some("node"));
        assert!(official.is_alpine());

        let ours = ImageReference::read("node/tools:1");
        assert_eq!(ours.official(), None);

        let distroless = ImageReference::read("gcr.io/distroless/static-debian13:nonroot");
        assert!(distroless.lacks_shell());
        assert_eq!(distroless.runs_as_root(), Some(false));
    }
}
