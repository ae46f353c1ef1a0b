//! `container/secret-in-environment`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::{Instruction, Pair, Stage};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A secret by its name in `ENV` with a value, or in `ARG`.
    ///
    /// ## Why it matters
    /// Values of `ENV` are part of the image, and those of `ARG` of its history: whoever can pull the image can read
    /// them.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// ARG NPM_TOKEN
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY package.json package-lock.json ./
    /// RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN --mount=type=cache,target=/root/.npm npm ci
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Judged by the name alone, whose value is never shown. Names that say where a secret lies (`…_FILE`, `…_PATH`) or
    /// that hold what is public (`PUBLIC_…`, `GPG_KEY`) are not meant. An `ENV` with an empty value is only mentioned.
    pub SecretInEnvironment {
        id: "container/secret-in-environment",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3064", "buildkit:SecretsUsedInArgOrEnv", "trivy:DS-0031"],
        references: [("Build secrets", "https://docs.docker.com/build/building/secrets/")],
    }
}

impl Rule<Document> for SecretInEnvironment {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let preamble = document.file.preamble.iter().map(|statement| (None, statement));
        let staged = document
            .file
            .stages
            .iter()
            .flat_map(|stage| stage.statements.iter().map(move |statement| (Some(stage), statement)));
        for (stage, statement) in preamble.chain(staged) {
            let (pairs, environment) = match &statement.instruction {
                Instruction::Arg(pairs) => (pairs, false),
                Instruction::Env(pairs) => (pairs, true),
                _ => continue,
            };
            for pair in pairs {
                let empty = pair.value.as_ref().is_none_or(|value| matches!(value.text.as_str(), "" | "\"\"" | "''"));
                if names_a_secret(&pair.name.text) {
                    let finding = kept_in_image(document, stage, pair, environment);
                    // An empty value gives nothing away, but somebody is asked to fill it in.
                    let harmless = environment && empty;
                    sink.push(if harmless {
                        finding.severity(Severity::Info).confidence(Confidence::Low)
                    } else {
                        finding
                    });
                }
            }
        }
    }
}

fn kept_in_image(document: &Document, stage: Option<&Stage>, pair: &Pair, environment: bool) -> Finding {
    let name = &pair.name.text;
    let (keyword, place) =
        if environment { ("ENV", "every container and the image itself") } else { ("ARG", "the image's history") };
    let stage = stage.map_or_else(|| "before the stages".to_owned(), |stage| format!("stage {}", stage.label()));
    Finding::of::<SecretInEnvironment>(document.span(&pair.name.span))
        .subject(format!("{stage}: {keyword} {name}"))
        .confidence(Confidence::Medium)
        .message(format!("`{keyword} {name}` looks like a secret and can be read in {place}"))
        .help("Use a secret mount in the RUN that needs it, or give it to the container when it starts.")
}

/// Whether a variable of this name is likely to hold a secret.
pub fn names_a_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split(['_', '-', '.']).filter(|part| !part.is_empty()).collect();
    let any = |words: &[&str]| parts.iter().any(|part| words.contains(part));
    if any(&["public", "pub", "gpg", "pgp", "gpgkey", "fingerprint", "example", "allow", "empty"]) {
        return false;
    }
    let Some(last) = parts.last() else { return false };
    let tells_place = [
        "file",
        "path",
        "dir",
        "url",
        "uri",
        "name",
        "id",
        "length",
        "size",
        "ttl",
        "type",
        "enabled",
        "version",
        "expiry",
        "algorithm",
        "header",
        "prefix",
        "config",
        "helper",
        "store",
        "provider",
        "manager",
        "policy",
        "user",
        "username",
        "host",
        "port",
        "service",
        "count",
        "format",
    ];
    // Half of a credential, which does not come alone.
    if lower.ends_with("access_key_id") {
        return true;
    }
    if tells_place.contains(last) {
        return false;
    }
    any(&["password", "passwd", "secret", "secrets", "apikey", "credential", "credentials", "passphrase"])
        || lower == "auth"
        || ["token", "pword", "pwd"].contains(last) && parts.len() + usize::from(*last == "token") > 1
        || *last == "key"
            && any(&[
                "api",
                "access",
                "private",
                "ssh",
                "git",
                "signing",
                "encryption",
                "master",
                "license",
                "deploy",
            ])
}

#[cfg(test)]
mod tests {
    use super::names_a_secret;

    #[test]
    fn names_are_told_apart() {
        for name in [
            "NPM_TOKEN",
            "DB_PASSWORD",
            "API_KEY",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "SECRET_KEY_BASE",
            "TOKEN",
            "MYSQL_ROOT_PASSWORD",
        ] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in [
            "GPG_KEY",
            "PUBLIC_KEY",
            "POSTGRES_PASSWORD_FILE",
            "KEYCLOAK_VERSION",
            "PARTITION_KEY",
            "OLDPWD_DIR",
            "TOKENIZERS_PARALLELISM",
            "NGINX_GPGKEY",
            "PWD",
            "KEY_SERVER",
            "DOCKER_CREDENTIAL_GCR_CONFIG",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
        ] {
            assert!(!names_a_secret(name), "{name}");
        }
    }
}
