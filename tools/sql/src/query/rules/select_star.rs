//! `sql/select-star`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_file};
use crate::query::{From, Kind, Role};

declare_rule! {
    /// ## What it finds
    /// `SELECT *` and `SELECT t.*` from a table, in what a query gives to its caller.
    ///
    /// ## Why it matters
    /// The caller gets whatever columns the table has next year: more bytes for each row, secrets that were added for
    /// somebody else, and another order of columns. An index that holds all that is needed no longer suffices.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, notes text);
    /// SELECT * FROM customer WHERE id = $1;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, notes text);
    /// SELECT id, email FROM customer WHERE id = $1;
    /// SELECT count(*) FROM customer WHERE EXISTS (SELECT * FROM customer WHERE id = $1);
    /// ```
    /// ## Limits
    /// A star over a derived table or a `WITH` whose columns are listed is none. Where a program makes its code from the
    /// queries, as sqlc does, the star is spelt out when it is made.
    pub SelectStar {
        id: "sql/select-star",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:SelectStar", "sqlfluff:AM04"],
        references: [("PostgreSQL manual, 7.3 Select Lists", "https://www.postgresql.org/docs/current/queries-select-lists.html")],
    }
}

impl Rule<Queries> for SelectStar {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let gives = asked.query.kind == Kind::Select
                && match asked.block.role {
                    Role::Statement => true,
                    Role::Arm => asked.block.parent == Some(0),
                    _ => false,
                };
            let Some(star) = asked.block.stars.first().filter(|_| gives) else { continue };
            let tables = asked.block.read_whole.iter().filter_map(|relation| {
                let relation = asked.block.relations.get(*relation)?;
                matches!(relation.origin, From::Table(_)).then_some(relation)
            });
            for relation in tables.take(1) {
                let name = match &relation.origin {
                    From::Table(key) => queries.schema.by_key(key).map(|table| table.name.clone()),
                    _ => None,
                };
                let subject = name.unwrap_or_default();
                smells.push(Smell { query: asked.number, span: star.clone(), subject, of: () });
            }
        }
        by_file::<Self, _>(
            queries,
            sink,
            smells,
            |smell| format!("this query gives every column of `{}`, whatever it has", smell.subject),
            |count| format!("{count} queries give every column of their tables, whatever they have"),
            (Confidence::High, "Name the columns that the caller reads."),
        );
    }
}
