//! `sql/row-security-disabled`

use std::collections::BTreeSet;

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A table without row security in a schema of PostgreSQL in which other tables have it.
    ///
    /// ## Why it matters
    /// Where rows are kept apart by policies, one table without them gives away what the others guard. Behind an
    /// interface that is made from the schema (PostgREST, Supabase) everybody reads it.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// CREATE TABLE secret (id bigint PRIMARY KEY, body text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// ```
    /// ## Limits
    /// Grants may keep everybody out as well, and are not read; so the rule is off until it is selected.
    pub RowSecurityDisabled {
        id: "sql/row-security-disabled",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: ["splinter:0013", "splinter:rls_disabled_in_public", "schemalint:row-level-security"],
        references: [("PostgreSQL manual, 5.9 Row Security Policies", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")],
    }
}

impl Rule<Schema> for RowSecurityDisabled {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let guarded: BTreeSet<_> =
            schema.tables().filter(|table| table.row_security).map(|table| &table.key.schema).collect();
        tables::report::<Self>(
            schema,
            sink,
            |table| !table.row_security && guarded.contains(&table.key.schema),
            |what, several| {
                let verb = if several { "have" } else { "has" };
                format!("{what} {verb} no row security, while other tables of the schema have it")
            },
            (Confidence::Medium, "Enable row security, or revoke the rights of those who are not to read it."),
        );
    }
}
