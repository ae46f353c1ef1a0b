//! `sql/change-of-every-row`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use crate::dialect::Dialect;
use crate::query::{Kind, Write};

declare_rule! {
    /// ## What it finds
    /// `UPDATE` and `DELETE` without a condition, a join or a limit among the queries of an application.
    ///
    /// ## Why it matters
    /// Every row is locked and written anew in one transaction, however many there are. Mostly a condition was forgotten; where
    /// all rows are meant, the table is better emptied by `TRUNCATE`, or changed in parts.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE session (id bigint PRIMARY KEY, seen timestamptz NOT NULL);
    /// UPDATE session SET seen = now();
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE session (id bigint PRIMARY KEY, seen timestamptz NOT NULL);
    /// UPDATE session SET seen = now() WHERE id = $1;
    /// ```
    /// ## Limits
    /// SQLite has no `TRUNCATE` and empties a table at once by `DELETE`: only its updates are judged. A table of one row, and a queue that is emptied, are meant so: the size of a table is known of a live database
    /// only, and tables below a thousand rows are passed over there.
    pub ChangeOfEveryRow {
        id: "sql/change-of-every-row",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 6.2 Updating Data", "https://www.postgresql.org/docs/current/dml-update.html")],
    }
}

impl Rule<Queries> for ChangeOfEveryRow {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for (number, query) in queries.queries.iter().enumerate() {
            // SQLite empties a table at once, without looking at its rows.
            let truncates = |write: &Write| write.kind == Kind::Delete && queries.schema.dialect == Dialect::Sqlite;
            for write in query.writes.iter().filter(|write| write.every_row && !truncates(write)) {
                let Some(table) = queries.schema.by_key(&write.table) else { continue };
                if !table.temporary && !queries.small.contains(&table.key) {
                    let subject = table.name.clone();
                    smells.push(Smell { query: number, span: write.span.clone(), subject, of: write.kind });
                }
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let (does, help) = match smell.of {
                Kind::Delete => ("deletes", "Add the condition; where all rows are meant, TRUNCATE."),
                _ => ("updates", "Add the condition; where all rows are meant, change them in parts."),
            };
            let message = format!("this {does} every row of `{}`", smell.subject);
            (finding.confidence(Confidence::Medium).help(help), message)
        });
    }
}
