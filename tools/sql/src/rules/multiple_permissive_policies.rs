//! `sql/multiple-permissive-policies`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::schema::{Policy, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// Several policies of a table that permit one command to one role.
    ///
    /// ## Why it matters
    /// Each is evaluated for each row until one holds, and they are added up: one that is too wide is not narrowed by
    /// the others.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, shared boolean NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note FOR SELECT USING (owner = current_user);
    /// CREATE POLICY shared_notes ON note FOR SELECT USING (shared);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, shared boolean NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY readable_notes ON note FOR SELECT USING (owner = current_user OR shared);
    /// ```
    /// ## Limits
    /// Several small policies may read better than one long one, so the rule is off until it is selected.
    pub MultiplePermissivePolicies {
        id: "sql/multiple-permissive-policies",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["splinter:0006", "splinter:multiple_permissive_policies"],
        references: [("PostgreSQL manual, CREATE POLICY", "https://www.postgresql.org/docs/current/sql-createpolicy.html")],
    }
}

impl Rule<Schema> for MultiplePermissivePolicies {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            let mut permitting: BTreeMap<(&str, &str), Vec<&Policy>> = BTreeMap::new();
            for policy in table.policies.iter().filter(|policy| !policy.restrictive) {
                for role in roles(policy) {
                    for command in commands(policy) {
                        permitting.entry((role, command)).or_default().push(policy);
                    }
                }
            }
            // One finding a table: the first of those that several policies permit.
            let several = permitting.into_iter().find(|(_, policies)| policies.len() > 1);
            if let Some(((role, command), policies)) = several
                && let Some(finding) = added_up(table, role, command, &policies)
            {
                sink.push(finding);
            }
        }
    }
}

fn roles(policy: &Policy) -> Vec<&str> {
    if policy.roles.is_empty() { vec!["public"] } else { policy.roles.iter().map(String::as_str).collect() }
}

fn commands(policy: &Policy) -> Vec<&str> {
    if policy.command == "all" { vec!["delete", "insert", "select", "update"] } else { vec![&policy.command] }
}

fn added_up(table: &Table, role: &str, command: &str, policies: &[&Policy]) -> Option<Finding> {
    let (first, rest) = policies.split_first()?;
    let names: Vec<String> = policies.iter().map(|policy| format!("`{}`", policy.name)).collect();
    let mut finding = Finding::of::<MultiplePermissivePolicies>(first.span.clone())
        .message(format!("the policies {} of `{}` all permit {command} to {role}", names.join(", "), table.name))
        .subject(table.name.clone())
        .confidence(Confidence::Medium)
        .help("Make one of them, or AS RESTRICTIVE of what is to narrow the others.");
    for policy in rest {
        finding = finding.related(policy.span.clone(), "permits it as well");
    }
    Some(finding)
}
