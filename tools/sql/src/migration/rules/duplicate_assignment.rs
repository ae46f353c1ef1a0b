//! `sql/duplicate-assignment`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::{Migration, Operation, Step};
use crate::statement::Token;

declare_rule! {
    /// ## What it finds
    /// An `UPDATE` of PostgreSQL that sets one column twice.
    ///
    /// ## Why it matters
    /// The server refuses the statement, and the migration fails.
    ///
    /// ## Bad
    /// ```sql migration
    /// UPDATE orders SET state = 'open', state = 'new' WHERE id < 1000;
    /// ```
    /// ## Good
    /// ```sql migration
    /// UPDATE orders SET state = 'open', previous = state WHERE id < 1000;
    /// ```
    /// ## Limits
    /// Columns in parentheses, and elements of arrays, are not looked at.
    pub DuplicateAssignment {
        id: "sql/duplicate-assignment",
        severity: Error,
        since: "0.1.0",
        aliases: ["squawk:ban-duplicate-column-assignments"],
        references: [("PostgreSQL manual, UPDATE", "https://www.postgresql.org/docs/current/sql-update.html")],
    }
}

impl Rule<Migration> for DuplicateAssignment {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            if !step.effects.iter().any(|effect| effect.operation == Operation::Update) {
                continue;
            }
            let Some((column, bytes)) = doubled(step) else { continue };
            let message = format!("`{column}` is set twice in one UPDATE, which the server refuses");
            sink.push(
                Finding::of::<Self>(step.statement.source().span(bytes))
                    .subject(column)
                    .message(message)
                    .help("set it once"),
            );
        }
    }
}

/// The first column that a statement sets for the second time, and where.
fn doubled(step: &Step) -> Option<(String, std::ops::Range<usize>)> {
    let tokens = step.statement.tokens().tokens;
    if !tokens.first().is_some_and(|token| token.is("update")) {
        return None;
    }
    let text = |token: &Token| step.statement.source().slice(token.bytes.clone()).to_owned();
    let set = tokens.iter().position(|token| token.is("set"))?;
    let (mut seen, mut depth, mut begins): (Vec<String>, usize, bool) = (Vec::new(), 0, true);
    for pair in tokens.get(set + 1..)?.windows(2) {
        let [token, next] = pair else { break };
        let word = text(token);
        if begins && text(next) == "=" {
            let quoted = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
            let name = quoted.map_or_else(|| word.to_lowercase(), ToOwned::to_owned);
            if seen.contains(&name) {
                return Some((name, token.bytes.clone()));
            }
            seen.push(name);
        }
        begins = depth == 0 && word == ",";
        match word.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ if depth == 0 && (token.is("from") || token.is("where") || token.is("returning")) => break,
            _ => {}
        }
    }
    None
}
