//! `container/and-or-as-condition`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::{lists, readable, shown, span};
use crate::document::Document;
use crate::shell::{Chain, CommandKind, Join, Pipeline};
declare_rule! {
    /// ## What it finds
    /// `A && B || C` where C also runs when A succeeds and B fails.
    ///
    /// ## Why it matters
    /// It reads like if, then, else, and is not: a failure of B is hidden, and C runs although A was true.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN [ -f /etc/shop.conf ] && cp /etc/shop.conf /opt/ || touch /opt/shop.conf
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN if [ -f /etc/shop.conf ]; then cp /etc/shop.conf /opt/; else touch /opt/shop.conf; fi
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A chain that begins with no test, one whose B cannot fail (`echo`, an assignment) and one whose C is `exit`,
    /// `return`, `true` or `:` are left alone.
    pub AndOrAsCondition {
        id: "container/and-or-as-condition",
        severity: Hint,
        since: "0.1.0",
        aliases: ["hadolint:SC2015", "shellcheck:SC2015"],
        references: [
            ("ShellCheck wiki: SC2015", "https://www.shellcheck.net/wiki/SC2015"),
        ],
    }
}

impl Rule<Document> for AndOrAsCondition {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in readable(document) {
            for list in lists(&step.script) {
                for chain in list.items.iter().filter(|chain| is_condition(chain)) {
                    let text = shown(&step.script, &chain.place);
                    sink.push(
                        Finding::of::<Self>(span(document, step, &chain.place))
                            .subject(format!("{}: {text}", document.step_title(step)))
                            .message(format!("`{text}` is no if, then, else: what stands behind `||` also runs when what stands behind `&&` fails"))
                            .help("Write `if …; then …; else …; fi`."),
                    );
                }
            }
        }
    }
}

fn is_condition(chain: &Chain) -> bool {
    let [(Join::And, then), (Join::Or, otherwise)] = chain.rest.as_slice() else { return false };
    name(&chain.first).is_some_and(|name| matches!(name.as_str(), "[" | "[[" | "test"))
        && !name(then).is_some_and(|name| cannot_fail(&name))
        && !name(otherwise).is_some_and(|name| {
            matches!(
                name.as_str(),
                "exit" | "return" | "true" | ":" | "die" | "break" | "continue" | "echo" | "false" | "printf"
            )
        })
}

/// The name of the only command of a pipeline.
fn name(pipeline: &Pipeline) -> Option<String> {
    let [command] = pipeline.commands.as_slice() else { return None };
    match &command.kind {
        CommandKind::Simple(simple) if simple.words.is_empty() => Some("=".to_owned()),
        CommandKind::Simple(simple) => simple.name(),
        CommandKind::Test(_) => Some("[[".to_owned()),
        // What a group comes to is not told by its look.
        CommandKind::Group(list) | CommandKind::Subshell(list) => list
            .items
            .last()
            .map(|chain| chain.rest.last().map_or(&chain.first, |(_, last)| last))
            .and_then(name_of_simple),
        _ => None,
    }
}

fn name_of_simple(pipeline: &Pipeline) -> Option<String> {
    match &pipeline.commands.last()?.kind {
        CommandKind::Simple(simple) => simple.name(),
        _ => None,
    }
}

fn cannot_fail(name: &str) -> bool {
    matches!(name, "=" | "echo" | "printf" | "true" | ":" | "export" | "exit" | "return" | "shift" | "set")
}
