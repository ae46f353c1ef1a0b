//! `sql/always-true-policy`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
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
        let mut found: Vec<Place<String>> = Vec::new();
        for table in schema.tables() {
            for policy in table.policies.iter().filter(|policy| permits_all(policy)) {
                let subject = format!("{}.{}", table.name, policy.name);
                found.push(Place { span: policy.span.clone(), subject, of: permits_everything(table, policy) });
            }
        }
        let help = "Say whose rows are meant, or for which role: TO service_role.";
        let worded =
            |finding: Finding, message: String| finding.message(message).confidence(Confidence::Medium).help(help);
        places::report::<Self, _>(
            sink,
            found,
            |finding, place| worded(finding, place.of.clone()),
            |finding, places| worded(finding, format!("{} policies let everybody write every row", places.len())),
        );
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

fn permits_everything(table: &Table, policy: &Policy) -> String {
    let what = if policy.command == "all" { "write" } else { policy.command.as_str() };
    let known = !policy.roles.is_empty() && policy.roles.iter().all(|role| role == "authenticated");
    let who = if known { "everybody who is signed in" } else { "everybody" };
    format!("the policy `{}` lets {who} {what} every row of `{}`", policy.name, table.name)
}
