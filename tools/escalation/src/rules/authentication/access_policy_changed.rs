//! `escalation/access-policy-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// Who may do what changes outside of the code: roles and policies of a cloud, roles of Kubernetes and policies of a mesh in it, a network opened to any
    /// address, `GRANT`, `REVOKE`, row policies and roles of a database.
    ///
    /// So does what a program is told: lists of paths with the roles that may reach them, or that need no login, and rows that a
    /// migration puts into tables of roles and permissions.
    ///
    /// ## Why it matters
    /// These hold for every program at once, and a mistake in them is seldom seen from inside of one.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +GRANT SELECT ON customers TO reporting;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,1 @@
    /// +COMMENT ON TABLE customers IS 'one row a person';
    /// ```
    /// ## Limits
    /// Policies that a module or a chart makes of its values are not seen.
    pub AccessPolicyChanged {
        id: "escalation/access-policy-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, GRANT", "https://www.postgresql.org/docs/current/sql-grant.html")],
    }
}

impl Raise for AccessPolicyChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::AccessPolicy { what, open } = &fact.what {
                let wide = if *open { "; it is not limited to certain callers or actions" } else { "" };
                docket.require::<Self>(Trigger::Authentication, fact, format!("{what}{wide}"));
            }
        }
    }
}
