//! `escalation/cascading-delete`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{Facts, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A migration adds a foreign key with `ON DELETE CASCADE` to columns that were there before.
    ///
    /// ## Why it matters
    /// From then on, deleting one row deletes others that nobody named.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,2 @@
    /// +ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fkey
    /// +  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE;
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/migrations/0042_change.sql b/migrations/0042_change.sql
    /// new file mode 100644
    /// --- /dev/null
    /// +++ b/migrations/0042_change.sql
    /// @@ -0,0 +1,2 @@
    /// +ALTER TABLE invoices ADD CONSTRAINT invoices_customer_fkey
    /// +  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT;
    /// ```
    pub CascadingDelete {
        id: "escalation/cascading-delete",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html")],
    }
}

impl Raise for CascadingDelete {
    const TRIGGERS: &'static [Trigger] = &[Trigger::DataLoss];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::CascadeAdded { table } = &fact.what {
                docket.require::<Self>(
                    Trigger::DataLoss,
                    fact,
                    format!("rows of `{table}` now go with the rows they refer to"),
                );
            }
        }
    }
}
