//! `sql/policy-user-metadata`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::schema::{Policy, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A policy that decides by `user_metadata` of a Supabase token.
    ///
    /// ## Why it matters
    /// Users write their own metadata: whoever sets `role` to `admin` there is one.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY admins ON note USING ((SELECT auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY admins ON note USING ((SELECT auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');
    /// ```
    pub PolicyUserMetadata {
        id: "sql/policy-user-metadata",
        severity: Error,
        since: "0.1.0",
        aliases: ["splinter:0015", "splinter:rls_references_user_metadata"],
        references: [("Supabase, Row Level Security", "https://supabase.com/docs/guides/database/postgres/row-level-security")],
    }
}

impl Rule<Schema> for PolicyUserMetadata {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            for policy in table.policies.iter().filter(|policy| reads_metadata(policy)) {
                sink.push(decided_by_users(table, policy));
            }
        }
    }
}

fn reads_metadata(policy: &Policy) -> bool {
    let conditions = policy.using.iter().chain(&policy.check);
    conditions.into_iter().any(|condition| {
        let mut words = condition.normal.split(' ');
        words.any(|word| matches!(word, "'user_metadata'" | "raw_user_meta_data"))
    })
}

fn decided_by_users(table: &Table, policy: &Policy) -> Finding {
    Finding::of::<PolicyUserMetadata>(policy.span.clone())
        .message(format!(
            "the policy `{}` of `{}` decides by metadata that users write themselves",
            policy.name, table.name
        ))
        .subject(format!("{}.{}", table.name, policy.name))
        .help("Use app_metadata, or a table of roles.")
}
