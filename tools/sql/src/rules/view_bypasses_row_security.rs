//! `sql/view-bypasses-row-security`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::schema::{Reference, Schema, Table, View};

declare_rule! {
    /// ## What it finds
    /// A view of PostgreSQL over a table with row security that does not say `security_invoker`.
    ///
    /// ## Why it matters
    /// Such a view reads as its owner, mostly the owner of the table, for whom policies do not count: whoever may read
    /// the view sees every row.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// CREATE VIEW recent_note AS SELECT * FROM note ORDER BY id DESC LIMIT 10;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL);
    /// ALTER TABLE note ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY own_notes ON note USING (owner = current_user);
    /// CREATE VIEW recent_note WITH (security_invoker = true) AS SELECT * FROM note ORDER BY id DESC LIMIT 10;
    /// ```
    /// ## Limits
    /// `security_invoker` comes with PostgreSQL 15. A view that is meant to show more than its reader may see otherwise is
    /// right without; who owns it, and who may read it, is not read. A view over a view is not followed.
    pub ViewBypassesRowSecurity {
        id: "sql/view-bypasses-row-security",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0010", "splinter:security_definer_view"],
        references: [("PostgreSQL manual, CREATE VIEW: security_invoker", "https://www.postgresql.org/docs/current/sql-createview.html")],
    }
}

impl Rule<Schema> for ViewBypassesRowSecurity {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for view in schema.views().filter(|view| !view.security_invoker) {
            let mut tables = view.reads.iter().filter_map(|key| {
                let reference = Reference { key: key.clone(), name: String::new() };
                schema.table(&reference)
            });
            if let Some(table) = tables.find(|table| table.row_security) {
                sink.push(as_owner(view, table));
            }
        }
    }
}

fn as_owner(view: &View, table: &Table) -> Finding {
    Finding::of::<ViewBypassesRowSecurity>(view.span.clone())
        .message(format!(
            "the view `{}` reads `{}` as its owner, past the row security of the table",
            view.name, table.name
        ))
        .subject(view.name.clone())
        .confidence(Confidence::Medium)
        .related(table.span.clone(), "has row security")
        .help("Make it WITH (security_invoker = true), or set that with ALTER VIEW … SET.")
}
