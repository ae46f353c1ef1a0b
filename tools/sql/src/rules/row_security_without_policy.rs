//! `sql/row-security-without-policy`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// A table of PostgreSQL with row security and without a policy.
    ///
    /// ## Why it matters
    /// Nobody but the owner and superusers sees a row or may write one. Where that is not meant, queries come back empty
    /// without an error.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// ```
    /// ## Limits
    /// Shutting everybody out is a use of its own, so the rule is off until it is selected.
    pub RowSecurityWithoutPolicy {
        id: "sql/row-security-without-policy",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["splinter:0008", "splinter:rls_enabled_no_policy"],
        references: [("PostgreSQL manual, 5.9 Row Security Policies", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")],
    }
}

impl Rule<Schema> for RowSecurityWithoutPolicy {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| table.row_security && table.policies.is_empty(),
            |what, several| {
                let verb = if several { "have" } else { "has" };
                format!("{what} {verb} row security and no policy: only the owner sees the rows")
            },
            (Confidence::Medium, "Add a policy for those who are to see rows, unless nobody is."),
        );
    }
}
