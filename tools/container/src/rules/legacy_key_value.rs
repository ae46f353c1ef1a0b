//! `container/legacy-key-value`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, Pair, Statement};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `ENV name value` and `LABEL name value`, without the `=`.
    ///
    /// ## Why it matters
    /// The form is deprecated. It takes the whole rest of the line as one value, which surprises whoever adds a
    /// second pair to the line.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// ENV NODE_ENV production
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// ENV NODE_ENV=production
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub LegacyKeyValue {
        id: "container/legacy-key-value",
        severity: Info,
        since: "0.1.0",
        aliases: ["buildkit:LegacyKeyValueFormat"],
        references: [("Build checks: LegacyKeyValueFormat", "https://docs.docker.com/reference/build-checks/legacy-key-value-format/")],
    }
}

impl Rule<Document> for LegacyKeyValue {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for statement in document.file.statements() {
            let (Instruction::Env(pairs) | Instruction::Label(pairs)) = &statement.instruction else { continue };
            for pair in pairs.iter().filter(|pair| pair.legacy) {
                sink.push(without_equals(document, statement, pair));
            }
        }
    }
}

fn without_equals(document: &Document, statement: &Statement, pair: &Pair) -> Finding {
    let keyword = statement.keyword.text.to_ascii_uppercase();
    let finding = Finding::of::<LegacyKeyValue>(document.span(&statement.span))
        .subject(format!("{keyword} {}", pair.name.text))
        .message(format!("`{keyword} {} …` parts name and value by a space", pair.name.text))
        .help(format!("Write `{keyword} {}=value`.", pair.name.text));
    let Some(value) = &pair.value else { return finding };
    let span = document.span(&(pair.name.span.start..value.span.end));
    // A value over several lines keeps its line breaks only if it is left alone.
    let one_line = span.start().line == span.end().line;
    if !one_line
        || pair.name.text.contains(|letter: char| letter.is_whitespace() || "\"'\\`$".contains(letter))
        || value.text.contains(['"', '\'', '\\', '`'])
    {
        return finding;
    }
    let quoted =
        if value.text.contains(char::is_whitespace) { format!("\"{}\"", value.text) } else { value.text.clone() };
    let replacement = format!("{}={quoted}", pair.name.text);
    finding.fix(Fix::safe(format!("Write `{replacement}`"), vec![Edit { span, replacement }]))
}
