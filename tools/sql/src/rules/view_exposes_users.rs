//! `sql/view-exposes-users`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::schema::{Schema, TableKey, View};

declare_rule! {
    /// ## What it finds
    /// A view over Supabase's `auth.users` that does not say `security_invoker`.
    ///
    /// ## Why it matters
    /// The view reads the table as its owner, who may. Through the interface that is made from the schema, everybody
    /// then reads the addresses, telephone numbers and metadata of all users that the view has.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE VIEW member AS SELECT id, email FROM auth.users;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE member (id uuid PRIMARY KEY, display_name text NOT NULL);
    /// CREATE VIEW named_member WITH (security_invoker = true) AS SELECT id, display_name FROM member;
    /// ```
    /// ## Limits
    /// Who may read the view is not read. A view in the schema `auth` itself is not judged.
    pub ViewExposesUsers {
        id: "sql/view-exposes-users",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0002", "splinter:auth_users_exposed"],
        references: [("Supabase, Managing User Data", "https://supabase.com/docs/guides/auth/managing-user-data")],
    }
}

impl Rule<Schema> for ViewExposesUsers {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let users = TableKey { schema: Some("auth".to_owned()), name: "users".to_owned() };
        let open = schema.views().filter(|view| !view.security_invoker && !view.name.starts_with("auth."));
        for view in open.filter(|view| view.reads.contains(&users)) {
            sink.push(exposed(view));
        }
    }
}

fn exposed(view: &View) -> Finding {
    Finding::of::<ViewExposesUsers>(view.span.clone())
        .message(format!("the view `{}` gives what is in auth.users to whoever may read the view", view.name))
        .subject(view.name.clone())
        .confidence(Confidence::Medium)
        .help("Keep what others may see in a table of its own, with policies.")
}
