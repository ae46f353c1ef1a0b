//! `container/echo-escapes`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{readable, shown, span};
use crate::document::Document;
use crate::shell::{Command, CommandKind, Dialect, Node, Part, Simple, Word, walk};
declare_rule! {
    /// ## What it finds
    /// `echo` with `\n` or `\t` in its text where the shell's `echo` prints them as they are.
    ///
    /// ## Why it matters
    /// bash and BusyBox write a backslash and a letter into the file. dash makes a line break of it, so that the same
    /// line differs from image to image.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-c"]
    /// RUN echo "a=1\nb=2" > /etc/shop.conf
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-c"]
    /// RUN printf "a=1\nb=2\n" > /etc/shop.conf
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// In the `sh` of Debian and Ubuntu, which is dash, nothing is told: there it does what is meant; nor where the image's `sh` is not known. Nor where
    /// another program reads the escapes, as behind a pipe.
    pub EchoEscapes {
        id: "container/echo-escapes",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:SC2028", "shellcheck:SC2028"],
        references: [
            ("ShellCheck wiki: SC2028", "https://www.shellcheck.net/wiki/SC2028"),
            ("POSIX: echo", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/echo.html"),
        ],
    }
}

impl Rule<Document> for EchoEscapes {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document).filter(|step| matches!(step.script.dialect, Dialect::Bash | Dialect::Busybox))
        {
            walk(&step.script, &mut |node| {
                let Node::Pipeline(pipeline) = node else { return };
                let Some(Command { kind: CommandKind::Simple(simple), place, .. }) = pipeline.commands.last() else {
                    return;
                };
                if !is_escaped_echo(simple) {
                    return;
                }
                let text = shown(&step.script, place);
                sink.push(
                    Finding::of::<Self>(span(document, step, place))
                        .subject(format!("{}: {text}", document.step_title(step)))
                        .message(format!("`{text}` prints a backslash and a letter, not what they stand for"))
                        .help("Use `printf`."),
                );
            });
        }
    }
}

fn is_escaped_echo(simple: &Simple) -> bool {
    if simple.name().as_deref() != Some("echo") {
        return false;
    }
    let asks = simple.arguments().first().and_then(Word::bare).is_some_and(|flag| {
        flag.strip_prefix('-')
            .is_some_and(|letters| letters.chars().all(|c| "neE".contains(c)) && letters.contains(['e', 'E']))
    });
    !asks && simple.arguments().iter().flat_map(|word| &word.parts).any(has_escape)
}

fn has_escape(part: &Part) -> bool {
    match part {
        Part::Single(text, _) => is_escape(text),
        Part::Double(inner, _) => inner.iter().any(|part| matches!(part, Part::Literal(text, _) if is_escape(text))),
        _ => false,
    }
}

/// `\n`, `\t`, `\r` where neither a path nor a pattern is likely: not behind another backslash.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).enumerate().any(|(at, pair)| {
        matches!(pair, [b'\\', b'n' | b't' | b'r'])
            && at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\\')
    })
}
