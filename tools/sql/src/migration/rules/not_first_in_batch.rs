//! `sql/not-first-in-batch`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;
use crate::statement::Token;

declare_rule! {
    /// ## What it finds
    /// A `CREATE` or `ALTER` of a view, a procedure, a function or a trigger, or a `CREATE SCHEMA`, that is not the first
    /// statement of its batch in SQL Server.
    ///
    /// ## Why it matters
    /// The batch does not compile (error 111), so nothing of it runs.
    ///
    /// ## Bad
    /// ```sql migration mssql
    /// SET XACT_ABORT ON;
    /// CREATE VIEW open_orders AS SELECT id FROM orders WHERE paid = 0;
    /// ```
    /// ## Good
    /// ```sql migration mssql
    /// SET XACT_ABORT ON;
    /// GO
    /// CREATE VIEW open_orders AS SELECT id FROM orders WHERE paid = 0;
    /// GO
    /// ```
    /// ## Limits
    /// A tool that sends each statement for itself needs no `GO`: goose, sql-migrate and Liquibase are told by their marks.
    pub NotFirstInBatch {
        id: "sql/not-first-in-batch",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, Batches", "https://learn.microsoft.com/sql/odbc/reference/develop-app/batches-of-sql-statements"), ("SQL Server, GO", "https://learn.microsoft.com/sql/t-sql/language-elements/sql-server-utilities-statements-go")],
    }
}

impl Rule<Migration> for NotFirstInBatch {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps().filter(|step| step.place.behind_another) {
            let tokens = step.statement.tokens().tokens;
            let Some((what, end)) = what(&tokens) else { continue };
            let start = step.bytes().start;
            let message = format!("{what} must be the first statement of its batch: this one does not compile");
            sink.push(
                Finding::of::<Self>(step.statement.source().span(start..end))
                    .subject(what)
                    .message(message)
                    .help("put GO on a line of its own before it, or run it with EXEC"),
            );
        }
    }
}

/// What is made, and where its word ends, when it must be the first of its batch.
fn what(tokens: &[Token]) -> Option<(&'static str, usize)> {
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    let creates = is(0, "create");
    let at = if creates && is(1, "or") && is(2, "alter") { 3 } else { 1 };
    let what = match () {
        () if !(creates || is(0, "alter")) => return None,
        () if is(at, "view") => "a view",
        () if is(at, "procedure") || is(at, "proc") => "a procedure",
        () if is(at, "function") => "a function",
        () if is(at, "trigger") => "a trigger",
        () if creates && is(at, "schema") => "CREATE SCHEMA",
        () => return None,
    };
    Some((what, tokens.get(at)?.bytes.end))
}
