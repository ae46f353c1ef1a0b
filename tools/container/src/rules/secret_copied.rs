//! `container/secret-copied`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;
use crate::moment::{Moment, plain_path};

declare_rule! {
    /// ## What it finds
    /// A `COPY` or `ADD` of a file that holds secrets by its name: `.env`, private keys, `.npmrc` and its kin with a token,
    /// credentials of clouds.
    ///
    /// ## Why it matters
    /// The file is in a layer of the image, for everybody who can pull it, even when a later instruction removes it.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY .env server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Examples (`.env.example`), public certificates and files of stages that are thrown away are left alone, except for
    /// private keys, which the cache of the builder keeps. `.npmrc` and `.yarnrc.yml` count only when the project's own
    /// holds a token.
    pub SecretCopied {
        id: "container/secret-copied",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Docker: build secrets", "https://docs.docker.com/build/building/secrets/")],
    }
}

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A private key or a credential.
    Credential,
    /// Settings, which hold secrets more often than not.
    Settings,
    /// A package manager's settings, which may hold a token.
    Registry,
}

impl Rule<Document> for SecretCopied {
    fn check(&self, document: &Document, sink: &mut Sink) {
        if !document.is_followed() {
            return;
        }
        let final_stages: Vec<usize> = document.final_lineage().iter().map(|stage| stage.index).collect();
        for stage in &document.file.stages {
            let shipped = final_stages.contains(&stage.index);
            for (index, statement) in stage.statements.iter().enumerate() {
                let (Instruction::Copy(copy) | Instruction::Add(copy)) = &statement.instruction else { continue };
                if copy.flag("from").is_some() {
                    continue;
                }
                for source in &copy.sources {
                    let path = plain_path(&Moment::at(document, stage, index).expand(source));
                    let Some(kind) = kind(&path) else { continue };
                    if document.ignore.as_ref().is_some_and(|ignore| ignore.leaves_out(&path)) {
                        continue;
                    }
                    let Some((severity, confidence)) = graded(document, kind, &path, shipped) else {
                        continue;
                    };
                    let help = match kind {
                        Kind::Settings => {
                            "Give settings when the container starts (`--env-file`, a Secret), and list the file in .dockerignore."
                        }
                        _ => {
                            "Mount it for the one command that needs it: `RUN --mount=type=secret,id=…`, and list the file in .dockerignore."
                        }
                    };
                    sink.push(
                        Finding::of::<Self>(document.span(&source.span))
                            .subject(format!("stage {}: {path}", stage.label()))
                            .severity(severity)
                            .confidence(confidence)
                            .message(format!("`{path}` goes into a layer of the image, with the secrets in it"))
                            .help(help),
                    );
                }
            }
        }
    }
}

fn graded(document: &Document, kind: Kind, path: &str, shipped: bool) -> Option<(Severity, Confidence)> {
    match kind {
        Kind::Credential if shipped => Some((Severity::Error, Confidence::High)),
        Kind::Credential => Some((Severity::Warning, Confidence::Medium)),
        Kind::Settings => shipped.then_some((Severity::Warning, Confidence::Medium)),
        Kind::Registry => {
            let text = document.build_context.as_ref()?.text(path)?.text();
            let token = text.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])).any(|line| {
                let value = line
                    .split_once("_authToken=")
                    .or_else(|| line.split_once("npmAuthToken:"))
                    .or_else(|| line.split_once("_password="));
                value.is_some_and(|(_, value)| {
                    let value = value.trim().trim_matches('"');
                    !value.is_empty() && !value.contains('$')
                })
            });
            token.then_some(if shipped {
                (Severity::Error, Confidence::High)
            } else {
                (Severity::Warning, Confidence::Medium)
            })
        }
    }
}

/// What a file is by its name.
fn kind(path: &str) -> Option<Kind> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    let harmless = [
        "example", "sample", "template", "dist", "tpl", "default", "test", "defaults", "schema", "demo", "fake",
        "dummy",
    ];
    if lower.split(['.', '-', '_', '/']).any(|part| harmless.contains(&part) || part == "tests" || part == "ci") {
        return None;
    }
    match name {
        "id_rsa"
        | "id_dsa"
        | "id_ecdsa"
        | "id_ed25519"
        | ".ssh"
        | ".netrc"
        | ".pypirc"
        | ".git-credentials"
        | ".pgpass"
        | ".dockerconfigjson"
        | "kubeconfig"
        | "service-account.json"
        | "serviceaccount.json"
        | "service_account.json"
        | "gcp-key.json" => Some(Kind::Credential),
        ".npmrc" | ".yarnrc.yml" => Some(Kind::Registry),
        ".env" => Some(Kind::Settings),
        name => {
            if let Some(rest) = name.strip_prefix(".env.") {
                // Names of environments; `.env.js` or `.env.d.ts` is code.
                return matches!(
                    rest,
                    "production" | "prod" | "local" | "staging" | "production.local" | "secret" | "secrets"
                )
                .then_some(Kind::Settings);
            }
            let key = name.ends_with(".pem")
                && (name.contains("privkey")
                    || name.contains("private")
                    || name.contains("-key")
                    || name.contains("_key")
                    || name == "key.pem");
            // Public keys of package sources end like this as well.
            let of_server = ["server", "priv", "tls", "ssl", "client", "domain", "localhost", "host", "cert"];
            let named_key = name.ends_with(".key") && of_server.iter().any(|word| lower.contains(word));
            let other = name.ends_with(".p12") || name.ends_with(".pfx") || named_key && !lower.contains("pub");
            let cloud = lower.ends_with(".aws/credentials")
                || lower.ends_with(".aws")
                || lower.ends_with(".docker/config.json");
            (key || other || cloud).then_some(Kind::Credential)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets_from_what_only_looks_like_them() {
        for (path, expected) in [
            (".env", Some(Kind::Settings)),
            ("config/.env.production", Some(Kind::Settings)),
            (".env.example", None),
            (".env.d.ts", None),
            ("id_ed25519", Some(Kind::Credential)),
            ("certs/server.key", Some(Kind::Credential)),
            ("certs/ca.pem", None),
            ("certs/privkey.pem", Some(Kind::Credential)),
            ("nginx-signing.gpg.key", None),
            ("jenkins.io-2026.key", None),
            ("tests/server.key", None),
            (".npmrc", Some(Kind::Registry)),
            ("environment.ts", None),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }
}
