//! `sql/wide-table`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A table with more than fifty columns.
    ///
    /// ## Why it matters
    /// Every update in PostgreSQL writes the whole row anew, every scan reads all of it, and mostly several things are kept in
    /// one.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE w (id bigint PRIMARY KEY,
    ///     a1 int, a2 int, a3 int, a4 int, a5 int, a6 int, a7 int, a8 int, a9 int, a10 int, b1 int, b2 int, b3 int, b4 int,
    ///     b5 int, b6 int, b7 int, b8 int, b9 int, b10 int, c1 int, c2 int, c3 int, c4 int, c5 int, c6 int, c7 int, c8 int,
    ///     c9 int, c10 int, d1 int, d2 int, d3 int, d4 int, d5 int, d6 int, d7 int, d8 int, d9 int, d10 int, e1 int, e2 int,
    ///     e3 int, e4 int, e5 int, e6 int, e7 int, e8 int, e9 int, e10 int);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE w (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE w_setting (w_id bigint REFERENCES w, key text, value text NOT NULL, PRIMARY KEY (w_id, key));
    /// ```
    /// ## Limits
    /// Tables for reporting are wide on purpose; the rule is off until it is selected.
    pub WideTable {
        id: "sql/wide-table",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("PostgreSQL manual, 5.1 Table Basics", "https://www.postgresql.org/docs/current/ddl-basics.html")],
    }
}

impl Rule<Schema> for WideTable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| table.columns.len() > MANY,
            |what, several| format!("{what} {} more than {MANY} columns", if several { "have" } else { "has" }),
            (Confidence::Medium, "Give what belongs together a table of its own."),
        );
    }
}

/// More columns than this are many.
const MANY: usize = 50;
