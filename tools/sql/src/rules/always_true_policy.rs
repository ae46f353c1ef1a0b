//! `sql/always-true-policy`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::ddl::Expression;
use crate::schema::{Policy, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A policy for everybody that permits writing every row: `USING (true)` or `WITH CHECK (true)`.
    ///
    /// ## Why it matters
    /// Policies that permit are added up, so this one makes all others needless: whoever may write the table at all may
    /// write everything in it.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY change_notes ON note FOR UPDATE USING (true);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY change_notes ON note FOR UPDATE USING (owner = current_user);
    /// CREATE POLICY read_notes ON note FOR SELECT USING (true);
    /// ```
    /// ## Limits
    /// Reading every row is often meant, and a policy for a role of its own (`TO service_role`) gives that role its
    /// rights: neither is a finding. Everybody is `public`, `anon` and `authenticated`.
    pub AlwaysTruePolicy {
        id: "sql/always-true-policy",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0024", "splinter:rls_policy_always_true"],
        references: [("PostgreSQL manual, CREATE POLICY", "https://www.postgresql.org/docs/current/sql-createpolicy.html")],
    }
}

impl Rule<Schema> for AlwaysTruePolicy {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            for policy in table.policies.iter().filter(|policy| permits_all(policy)) {
                sink.push(permits_everything(table, policy));
            }
        }
    }
}

fn permits_all(policy: &Policy) -> bool {
    const EVERYBODY: &[&str] = &["public", "anon", "authenticated"];
    let everybody = policy.roles.is_empty() || policy.roles.iter().any(|role| EVERYBODY.contains(&role.as_str()));
    let writes = policy.command != "select";
    // Without WITH CHECK the rows that are seen may be written.
    let written = if policy.command == "delete" { &policy.using } else { &policy.check };
    let rows = written.as_ref().or(policy.using.as_ref());
    !policy.restrictive && everybody && writes && rows.is_some_and(is_true)
}

fn is_true(condition: &Expression) -> bool {
    matches!(condition.normal.as_str(), "true" | "1 = 1")
}

fn permits_everything(table: &Table, policy: &Policy) -> Finding {
    let what = if policy.command == "all" { "write" } else { policy.command.as_str() };
    Finding::of::<AlwaysTruePolicy>(policy.span.clone())
        .message(format!("the policy `{}` lets everybody {what} every row of `{}`", policy.name, table.name))
        .subject(format!("{}.{}", table.name, policy.name))
        .confidence(Confidence::Medium)
        .help("Say whose rows are meant, or for which role: TO service_role.")
}
