//! `container/tls-verification-off`

use std::ops::Range;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Instruction, Stage};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A download without a look at the server's certificate, by an option or by a variable.
    ///
    /// ## Why it matters
    /// Anybody between the build and the server can put other bytes in, and they run in the image. A variable stays in the
    /// image and switches the check off for the service as well.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN curl -fsSLk https://example.com/shop -o /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// ENV NODE_TLS_REJECT_UNAUTHORIZED=0
    /// HEALTHCHECK NONE
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN curl -fsSL https://example.com/shop -o /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A request to the machine itself is not meant.
    pub TlsVerificationOff {
        id: "container/tls-verification-off",
        severity: Warning,
        since: "0.1.0",
        aliases: ["checkov:CKV2_DOCKER_2", "checkov:CKV2_DOCKER_3", "checkov:CKV2_DOCKER_4", "checkov:CKV2_DOCKER_5", "checkov:CKV2_DOCKER_6", "checkov:CKV2_DOCKER_12", "checkov:CKV2_DOCKER_13", "checkov:CKV2_DOCKER_14", "checkov:CKV2_DOCKER_15", "checkov:CKV2_DOCKER_16"],
        references: [("curl: -k", "https://curl.se/docs/manpage.html#-k")],
    }
}

impl Rule<Document> for TlsVerificationOff {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands {
                if let Some(switch) = switched_off(command) {
                    let name = command.name();
                    sink.push(unchecked(document, step.stage, &command.span(), &format!("{name} {switch}")));
                }
                for assignment in &command.assignments {
                    if assignment.plain().split_once('=').is_some_and(|(name, value)| disables(name, value)) {
                        sink.push(unchecked(document, step.stage, &assignment.span, &assignment.plain()));
                    }
                }
            }
        }
        for stage in &document.file.stages {
            for (number, statement) in stage.statements.iter().enumerate() {
                let (Instruction::Env(pairs) | Instruction::Arg(pairs)) = &statement.instruction else { continue };
                for pair in pairs {
                    let value = pair.value.as_ref().and_then(|word| document.file.text_at(stage, number, &word.text));
                    if let Some(value) = value.filter(|value| disables(&pair.name.text, value)) {
                        let what = format!("{}={value}", pair.name.text);
                        sink.push(unchecked(document, stage, &pair.name.span, &what));
                    }
                }
            }
        }
    }
}

fn unchecked(document: &Document, stage: &Stage, place: &Range<usize>, what: &str) -> Finding {
    let shown: String = what.chars().take(60).collect();
    Finding::of::<TlsVerificationOff>(document.span(place))
        .subject(format!("stage {}: {shown}", stage.label()))
        .message(format!("`{shown}` takes whatever answers, without a look at its certificate"))
        .help("Add the authority's certificate to the image where the server has one of its own.")
}

/// The option of a command that switches the check off.
fn switched_off(command: &SimpleCommand) -> Option<&'static str> {
    let local = |word: &String| ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| word.contains(host));
    let name = command.name();
    if !matches!(
        name.as_str(),
        "curl" | "wget" | "pip" | "pip3" | "npm" | "yarn" | "git" | "yum" | "dnf" | "yum-config-manager"
    ) {
        return None;
    }
    let arguments = command.arguments();
    let follows = |first: &str, second: &[&str]| {
        let mut words = arguments.iter().skip_while(|word| *word != first).skip(1);
        words.next().is_some_and(|word| second.contains(&word.as_str()))
    };
    let any = |texts: &[&str]| arguments.iter().any(|word| texts.contains(&word.as_str()));
    let found = match name.as_str() {
        "curl" => command.has_option('k', &["--insecure", "--proxy-insecure"]).then_some("--insecure"),
        "wget" => any(&["--no-check-certificate"]).then_some("--no-check-certificate"),
        "pip" | "pip3" => command.has_option('\0', &["--trusted-host"]).then_some("--trusted-host"),
        "npm" | "yarn" => {
            let set = follows("strict-ssl", &["false"]);
            let written = any(&["--strict-ssl=false", "--no-strict-ssl", "strict-ssl=false"]);
            (set || written).then_some("strict-ssl false")
        }
        "git" => {
            let set = follows("http.sslVerify", &["false", "0"]) || follows("http.sslverify", &["false", "0"]);
            (set || any(&["http.sslVerify=false", "http.sslverify=false"])).then_some("http.sslVerify false")
        }
        _ => {
            let off = ["--setopt=sslverify=false", "--setopt=sslverify=0", "--setopt=*.sslverify=false"];
            (any(&off) || follows("--setopt", &["sslverify=false", "sslverify=0"])).then_some("sslverify=false")
        }
    };
    found.filter(|_| !arguments.iter().any(local))
}

/// Whether a variable with this value switches the check off for a program that reads it.
fn disables(name: &str, value: &str) -> bool {
    let off = matches!(value.to_ascii_lowercase().as_str(), "0" | "false" | "no");
    let on = matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes");
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" | "PYTHONHTTPSVERIFY" => value == "0",
        "NPM_CONFIG_STRICT_SSL" | "npm_config_strict_ssl" | "YARN_STRICT_SSL" => off,
        "GIT_SSL_NO_VERIFY" => on,
        "PIP_TRUSTED_HOST" => !value.is_empty(),
        _ => false,
    }
}
