//! `container/unsigned-packages`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// Packages that are installed without a look at their signatures.
    ///
    /// ## Why it matters
    /// Whoever sits between the build and the server, or on the server, decides what is installed and runs as root.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM alpine:3.24
    /// RUN apk add --no-cache --allow-untrusted ./shop.apk
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM alpine:3.24
    /// COPY keys/shop.rsa.pub /etc/apk/keys/
    /// RUN apk add --no-cache ./shop.apk
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// `rpm` and `yum` of a file that the same step checks with `sha256sum` are reported too.
    pub UnsignedPackages {
        id: "container/unsigned-packages",
        severity: Warning,
        since: "0.1.0",
        aliases: ["checkov:CKV2_DOCKER_7", "checkov:CKV2_DOCKER_8", "checkov:CKV2_DOCKER_9", "checkov:CKV2_DOCKER_10", "checkov:CKV2_DOCKER_11"],
        references: [("apt-secure", "https://manpages.debian.org/trixie/apt/apt-secure.8.en.html")],
    }
}

impl Rule<Document> for UnsignedPackages {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands {
                let name = command.name();
                let switches: &[&str] = match name.as_str() {
                    "apk" => &["--allow-untrusted"],
                    "apt-get" | "apt" => &["--allow-unauthenticated", "--force-yes"],
                    "yum" | "dnf" | "microdnf" | "tdnf" => &["--nogpgcheck", "--no-gpgcheck"],
                    "rpm" => &["--nosignature", "--nodigest", "--nogpg"],
                    "zypper" => &["--no-gpg-checks"],
                    _ => continue,
                };
                let Some(switch) = command.program().iter().find(|word| switches.contains(&word.text.as_str()))
                else {
                    continue;
                };
                sink.push(
                    Finding::of::<Self>(document.span(&switch.span))
                        .subject(format!("stage {}: {name} {}", step.stage.label(), switch.text))
                        .message(format!("`{name} {}` installs packages that nobody vouches for", switch.text))
                        .help("Install the key of whoever made the packages, and leave the switch out."),
                );
            }
        }
    }
}
