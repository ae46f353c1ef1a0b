//! `sql/leading-wildcard`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use crate::dialect::Dialect;
use crate::query::{Condition, Pattern, Test};

declare_rule! {
    /// ## What it finds
    /// `LIKE` with a pattern that begins with a wildcard, on a column without a trigram index, where no other condition
    /// finds the rows by an index.
    ///
    /// ## Why it matters
    /// An ordered index finds a text by its first characters. Where these are not known every row of the table is read
    /// and compared, with each call.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE product (id bigint PRIMARY KEY, name text NOT NULL);
    /// SELECT id FROM product WHERE name ILIKE '%' || $1 || '%';
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE product (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE INDEX product_name_idx ON product USING gin (name gin_trgm_ops);
    /// SELECT id FROM product WHERE name ILIKE '%' || $1 || '%';
    /// SELECT id FROM product WHERE name LIKE 'chair%';
    /// ```
    /// ## Limits
    /// A pattern that comes with the call as a whole is not judged. How many rows a table has is known of a live database
    /// only; tables below a thousand are passed over there.
    pub LeadingWildcard {
        id: "sql/leading-wildcard",
        severity: Info,
        since: "0.1.0",
        aliases: ["sqlcheck:PatternMatching"],
        references: [("PostgreSQL manual, F.35 pg_trgm", "https://www.postgresql.org/docs/current/pgtrgm.html")],
    }
}

impl Rule<Queries> for LeadingWildcard {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for view in queries.views() {
            let others = view.found();
            for condition in view.conditions().filter(|condition| is_open(condition)) {
                if view.has_trigrams(condition) || others.without(condition) {
                    continue;
                }
                let column = &condition.target.column.column;
                smells.push(Smell {
                    query: view.asked.number,
                    span: condition.target.span.clone(),
                    subject: view.subject(column),
                    of: view.table.name.clone(),
                });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let help = match queries.schema.dialect {
                Dialect::PostgreSql => {
                    "A GIN index with gin_trgm_ops (pg_trgm) finds such patterns; words are found by full-text search."
                }
                Dialect::MySql | Dialect::MariaDb => "Words are found by a FULLTEXT index and MATCH … AGAINST.",
                Dialect::Sqlite => "An FTS5 table with the trigram tokenizer finds such patterns.",
                Dialect::MsSql => "Words are found by a full-text index and CONTAINS.",
            };
            let message = format!(
                "a pattern that begins with a wildcard is compared with `{}`, which reads all of `{}`",
                smell.subject, smell.of
            );
            (finding.confidence(Confidence::Medium).help(help), message)
        });
    }
}

fn is_open(condition: &Condition) -> bool {
    matches!(condition.test, Test::Like { pattern: Pattern::Anywhere, .. }) && !condition.negated && !condition.outer
}
