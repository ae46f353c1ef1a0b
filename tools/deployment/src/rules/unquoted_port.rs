//! `deployment/unquoted-port`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, declare_rule};

use crate::compose::Compose;
use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// A port mapping without quotes whose two sides YAML 1.1 reads as one number to the base of 60: `22:22`.
    ///
    /// ## Why it matters
    /// Readers of that version publish port 1342 instead, without a word.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   files:
    ///     image: images.example/sftp:2.4.1
    ///     ports:
    ///       - 22:22
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   files:
    ///     image: images.example/sftp:2.4.1
    ///     ports:
    ///       - "22:22"
    /// ```
    pub UnquotedPort {
        id: "deployment/unquoted-port",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("YAML 1.1, integers", "https://yaml.org/type/int.html")],
    }
}

impl Rule<Manifests> for UnquotedPort {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for service in set.compose_files().flat_map(Compose::services) {
            for port in service.node.list("ports") {
                let Some(text) = port.string().filter(|text| *text == port.raw() && is_to_base_60(text)) else {
                    continue;
                };
                let edit = Edit { span: port.span(), replacement: format!("\"{text}\"") };
                sink.push(
                    Finding::of::<UnquotedPort>(port.span())
                        .subject(service.subject())
                        .message(format!("YAML 1.1 reads `{text}` as one number"))
                        .fix(Fix::safe("Put it in quotes", vec![edit])),
                );
            }
        }
    }
}

/// `[1-9][0-9]*(:[0-5]?[0-9])+`
fn is_to_base_60(text: &str) -> bool {
    let mut parts = text.split(':');
    let first = parts.next().unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut rest = parts.peekable();
    digits(first)
        && !first.starts_with('0')
        && rest.peek().is_some()
        && rest.all(|part| digits(part) && part.len() <= 2 && part.parse::<u8>().is_ok_and(|part| part < 60))
}
