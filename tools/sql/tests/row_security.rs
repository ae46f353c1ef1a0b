//! Policies, views and routines of PostgreSQL as they stand after all statements.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::tool::lint_sql_schema::Input;
use architect_sql::{Dialect, LintSqlSchema, RULES};

const NOTE: &str = "CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note FOR ALL TO PUBLIC USING (owner = current_user);
";

fn found(text: &str) -> Vec<String> {
    let document = DocumentInput { content: Some(format!("{NOTE}{text}")), path: None };
    let options = CheckOptions { select: vec!["splinter:*".to_owned()], ..CheckOptions::default() };
    let input = Input { document, options, dialect: Some(Dialect::PostgreSql), ..Input::default() };
    let rules = RULES.iter().chain(architect_core::rules::RULES).copied();
    let output = LintSqlSchema.call(input, &Context::new(Arc::new(RuleIndex::new(rules)))).unwrap();
    output.report.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.subject)).collect()
}

#[test]
fn what_is_altered_and_dropped_later_counts() {
    assert_eq!(found(""), [""; 0]);
    assert_eq!(found("ALTER TABLE note DISABLE ROW LEVEL SECURITY;"), ["sql/policy-without-row-security note"]);
    assert_eq!(found("DROP POLICY own ON note;"), ["sql/row-security-without-policy note"]);
    assert_eq!(found("ALTER POLICY own ON note USING (true);"), ["sql/always-true-policy note.own"]);
    assert_eq!(found("ALTER POLICY own ON note TO clerk USING (true);"), [""; 0]);
    assert_eq!(found("ALTER TABLE note RENAME TO memo; DROP POLICY own ON memo; DROP TABLE memo;"), [""; 0]);
}

#[test]
fn a_policy_that_only_reads_or_restricts_or_is_for_one_role_may_be_true() {
    assert_eq!(found("CREATE POLICY p ON note AS RESTRICTIVE FOR UPDATE USING (true);"), [""; 0]);
    assert_eq!(found("CREATE POLICY p ON note FOR UPDATE TO service_role USING (true) WITH CHECK (true);"), [""; 0]);
    assert_eq!(
        found("CREATE POLICY p ON note FOR INSERT TO authenticated WITH CHECK ((true));"),
        ["sql/always-true-policy note.p", "sql/multiple-permissive-policies note"][..1]
    );
}

#[test]
fn a_view_reads_past_the_policies_unless_it_is_checked_as_its_reader() {
    let bypasses = ["sql/view-bypasses-row-security v"];

    assert_eq!(found("CREATE VIEW v AS SELECT * FROM public.note n, other o;"), bypasses);
    assert_eq!(found("CREATE VIEW v AS SELECT * FROM other o LEFT JOIN note USING (id);"), bypasses);
    assert_eq!(found("CREATE VIEW v AS SELECT (SELECT max(id) FROM note) FROM other;"), bypasses);
    assert_eq!(found("CREATE VIEW v AS SELECT * FROM (other CROSS JOIN note);"), bypasses);
    assert_eq!(found("CREATE VIEW v AS SELECT note FROM other;"), [""; 0]);
    assert_eq!(found("CREATE VIEW v WITH (security_invoker) AS SELECT * FROM note;"), [""; 0]);
    assert_eq!(found("CREATE VIEW v WITH (security_invoker = off) AS SELECT * FROM note;"), bypasses);
    assert_eq!(found("CREATE VIEW v AS TABLE note; DROP VIEW v;"), [""; 0]);
    let altered = "CREATE VIEW v AS SELECT * FROM note; ALTER VIEW v SET (security_invoker = on);";
    assert_eq!(found(altered), [""; 0]);
    assert_eq!(found(&format!("{altered} ALTER VIEW v RESET (security_invoker);")), bypasses);
}

#[test]
fn a_definers_search_path_may_be_fixed_where_it_is_made_or_later() {
    let made =
        "CREATE FUNCTION f(a int, b text DEFAULT 'security definer') RETURNS int LANGUAGE plpgsql SECURITY DEFINER
        AS $$ BEGIN SET search_path = x; RETURN 1; END $$;";

    assert_eq!(found(made), ["sql/mutable-search-path f"]);
    assert_eq!(found(&format!("{made} ALTER FUNCTION f(int, text) SET search_path = '';")), [""; 0]);
    assert_eq!(found(&format!("{made} ALTER FUNCTION f SECURITY INVOKER;")), [""; 0]);
    assert_eq!(found(&format!("{made} DROP FUNCTION f(int, text);")), [""; 0]);
    assert_eq!(found(&made.replace("SECURITY DEFINER", "SECURITY DEFINER SET search_path TO pg_catalog")), [""; 0]);
}
