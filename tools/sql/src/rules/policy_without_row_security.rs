//! `sql/policy-without-row-security`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table of PostgreSQL that has policies, but on which row security is not switched on.
    ///
    /// ## Why it matters
    /// The policies do nothing: everybody who may read the table sees every row.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// ```
    /// ## Limits
    /// A table that is not made in the input may have been switched on before, and is not judged. Neither is what a
    /// `DO` block switches on seen.
    pub PolicyWithoutRowSecurity {
        id: "sql/policy-without-row-security",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0007", "splinter:policy_exists_rls_disabled"],
        references: [("PostgreSQL manual, 5.9 Row Security Policies", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")],
    }
}

impl Rule<Schema> for PolicyWithoutRowSecurity {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.made_here && !table.row_security) {
            if let Some((first, rest)) = table.policies.split_first() {
                let mut finding = without_effect(table, first.span.clone());
                for policy in rest {
                    finding = finding.also_at(policy.span.clone(), policy.name.clone());
                }
                sink.push(finding);
            }
        }
    }
}

fn without_effect(table: &Table, span: architect_core::Span) -> Finding {
    let (what, verb) = if table.policies.len() > 1 { ("policies", "have") } else { ("policy", "has") };
    Finding::of::<PolicyWithoutRowSecurity>(span)
        .message(format!(
            "the {what} of `{}` {verb} no effect: row security is not switched on for the table",
            table.name
        ))
        .subject(table.name.clone())
        .suggest(format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY;", table.quoted(Dialect::PostgreSql)))
}
