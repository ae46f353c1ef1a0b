//! `sql/insert-without-columns`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_file};
use crate::query::Kind;

declare_rule! {
    /// ## What it finds
    /// `INSERT` without a list of columns.
    ///
    /// ## Why it matters
    /// The values go to the columns by their place in the table. A column that is added makes the statement fail, or, where
    /// one is dropped and another added, puts values where they do not belong.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, name text);
    /// INSERT INTO customer VALUES ($1, $2, $3);
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, name text);
    /// INSERT INTO customer (id, email, name) VALUES ($1, $2, $3);
    /// ```
    /// ## Limits
    /// `DEFAULT VALUES` and MySQL's `SET` name what they set.
    pub InsertWithoutColumns {
        id: "sql/insert-without-columns",
        severity: Info,
        since: "0.1.0",
        aliases: ["sqlcheck:ImplicitColumns"],
        references: [("PostgreSQL manual, 6.1 Inserting Data", "https://www.postgresql.org/docs/current/dml-insert.html")],
    }
}

impl Rule<Queries> for InsertWithoutColumns {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for (number, query) in queries.queries.iter().enumerate() {
            for write in query.writes.iter().filter(|write| write.kind == Kind::Insert && write.by_place) {
                let Some(table) = queries.schema.by_key(&write.table) else { continue };
                let subject = table.name.clone();
                smells.push(Smell { query: number, span: write.span.clone(), subject, of: () });
            }
        }
        by_file::<Self, _>(
            queries,
            sink,
            smells,
            |smell| format!("values go to the columns of `{}` by their place", smell.subject),
            |count| format!("{count} queries insert values by the place of the columns"),
            (Confidence::High, "List the columns."),
        );
    }
}
