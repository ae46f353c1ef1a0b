//! `sql/policy-function-per-row`

use architect_core::{Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::ddl::Expression;
use crate::schema::{Policy, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A policy that calls `auth.uid()`, `auth.jwt()`, `auth.role()` or `current_setting(…)` without a subquery around
    /// the call.
    ///
    /// ## Why it matters
    /// The call is made once for each row that is looked at. In `(SELECT auth.uid())` it is made once for each query,
    /// which makes a scan of a large table many times faster.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner uuid NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = auth.uid());
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner uuid NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = (SELECT auth.uid()));
    /// ```
    /// ## Limits
    /// An index on the column makes the difference small. Other functions are not known to give the same all through a
    /// query, and are not judged.
    pub PolicyFunctionPerRow {
        id: "sql/policy-function-per-row",
        severity: Info,
        since: "0.1.0",
        aliases: ["splinter:0003", "splinter:auth_rls_initplan"],
        references: [("Supabase, Row Level Security: Call functions with select", "https://supabase.com/docs/guides/database/postgres/row-level-security#call-functions-with-select")],
    }
}

impl Rule<Schema> for PolicyFunctionPerRow {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let mut found: Vec<Place<Call<'_>>> = Vec::new();
        for table in schema.tables() {
            for policy in &table.policies {
                let call = policy.using.iter().chain(&policy.check).find_map(bare_call);
                let subject = format!("{}.{}", table.name, policy.name);
                let span = policy.span.clone();
                found.extend(call.map(|call| Place { span, subject, of: (table, policy, call) }));
            }
        }
        places::report::<Self, _>(sink, found, for_each_row, for_each_row_in_many);
    }
}

/// A policy, its table and what it calls.
type Call<'s> = (&'s Table, &'s Policy, &'static str);

/// The first such call that no subquery without a `FROM` stands around.
fn bare_call(condition: &Expression) -> Option<&'static str> {
    let words: Vec<&str> = condition.normal.split(' ').collect();
    // For each open parenthesis whether it, or one around it, is such a subquery.
    let mut once = vec![false];
    for (at, word) in words.iter().enumerate() {
        let inside = once.last().copied().unwrap_or(false);
        match *word {
            "(" => once.push(inside || (words.get(at + 1) == Some(&"select") && !has_from(words.get(at..)?))),
            ")" => {
                once.pop();
            }
            _ => {
                let call = call_at(words.get(at..)?).filter(|_| !inside);
                if call.is_some() {
                    return call;
                }
            }
        }
    }
    None
}

/// Whether the query in the parentheses that open here reads from a table.
fn has_from(words: &[&str]) -> bool {
    let mut depth = 0_usize;
    for word in words {
        match *word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "from" if depth == 1 => return true,
            _ => {}
        }
        if depth == 0 {
            return false;
        }
    }
    false
}

fn call_at(words: &[&str]) -> Option<&'static str> {
    match words {
        ["auth", ".", "uid", "(", ..] => Some("auth.uid()"),
        ["auth", ".", "jwt", "(", ..] => Some("auth.jwt()"),
        ["auth", ".", "role", "(", ..] => Some("auth.role()"),
        ["current_setting", "(", ..] => Some("current_setting()"),
        _ => None,
    }
}

fn for_each_row(finding: Finding, place: &Place<Call<'_>>) -> Finding {
    let (table, policy, call) = place.of;
    finding
        .message(format!("the policy `{}` of `{}` calls {call} once for each row", policy.name, table.name))
        .help(format!("Write (SELECT {call}), which is called once for each query."))
}

fn for_each_row_in_many(finding: Finding, places: &[Place<Call<'_>>]) -> Finding {
    let call = places.first().map_or("auth.uid()", |place| place.of.2);
    finding
        .message(format!("{} policies call {call} or the like once for each row", places.len()))
        .help(format!("Write (SELECT {call}), which is called once for each query."))
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(condition: &str) -> bool {
        let text = format!(
            "CREATE TABLE t (id bigint PRIMARY KEY, a uuid); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON t USING ({condition});"
        );
        !subjects(&text, Dialect::PostgreSql, "sql/policy-function-per-row").is_empty()
    }

    #[test]
    fn a_subquery_without_from_calls_once() {
        assert!(found("a = auth.uid()"));
        assert!(found("a = (auth.jwt() ->> 'sub')::uuid"));
        assert!(found("a = current_setting('app.user')::uuid"));
        assert!(found("EXISTS (SELECT 1 FROM m WHERE m.u = auth.uid())"));
        assert!(!found("a = (SELECT auth.uid())"));
        assert!(!found("a = (SELECT (current_setting('app.user'))::uuid)"));
        assert!(!found("EXISTS (SELECT 1 FROM m WHERE m.u = (SELECT auth.uid()))"));
        assert!(!found("a = (SELECT coalesce(auth.uid(), a))"));
    }
}
